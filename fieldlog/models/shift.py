"""A shift (pass), from start to signing; as folded from its entries."""

from typing import Any

from fieldlog.models.fold import Cluster, Writers, versions, withdrawn
from fieldlog.models.moment import milliseconds
from fieldlog.models.shape import moment, number, text, texts
from fieldlog.models.strict import encode


def fold_shift(cluster: Cluster, writers: Writers) -> dict[str, Any]:
    """The row of a shift. `ended_at` is None while it is open; the first end its own worker signed counts."""
    said = versions(cluster, writers)
    line = cluster.root.fields
    core = said.current.facts("core")
    ends = cluster.by_author("end", writers)
    end = ends[0] if ends else None
    end_core = end.facts("core") if end else {}
    shared = end.facts("out") if end else {}
    own = end.facts("words") if end else {}
    started_at, started = moment(core.get("at"), line.at)
    return {
        "id": line.id,
        "device": line.device,
        "org": line.org,
        "worker": cluster.author.worker,
        "started_at": started_at,
        "started_ms": milliseconds(started),
        "crew": encode(texts(core.get("crew"))).decode(),
        "radio": text(core.get("radio")) or "",
        "area": text(core.get("area")) or "",
        "focus": text(core.get("focus")) or "",
        "on_foot": int(core.get("on_foot") is not False),
        "ended_at": moment(end_core.get("at"), end.fields.at)[0] if end else None,
        "end": end.fields.id if end else None,
        "felt_safe": number(end_core.get("felt_safe")),
        "handover_all": text(shared.get("handover")) or "",
        "handover_own": text(own.get("handover")) or "",
        "amendments": len(said.all) - 1,
        "withdrawn": int(withdrawn(cluster, writers) is not None),
    }
