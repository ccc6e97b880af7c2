"""A shift (pass), from start to signing; as folded from its entries."""

from typing import Any

from fieldlog.models.fold import Cluster, Writers, versions, withdrawn
from fieldlog.models.moment import milliseconds, read_moment
from fieldlog.models.strict import encode


def fold_shift(cluster: Cluster, writers: Writers) -> dict[str, Any]:
    """The row of a shift. `ended_at` is None while it is open; the first end its own worker signed counts."""
    said = versions(cluster, writers)
    line = cluster.root.fields
    core = said.current.content("core")
    core = core if isinstance(core, dict) else {}
    ends = cluster.by_author("end", writers)
    end = ends[0] if ends else None
    end_core = (end.content("core") if end else None) or {}
    shared = (end.content("out") if end else None) or {}
    own = (end.content("words") if end else None) or {}
    started = core.get("at") or line.at
    return {
        "id": line.id,
        "device": line.device,
        "org": line.org,
        "worker": cluster.author.worker,
        "started_at": started,
        "started_ms": milliseconds(read_moment(started)),
        "crew": encode(core.get("crew") or []).decode(),
        "radio": core.get("radio") or "",
        "area": core.get("area") or "",
        "focus": core.get("focus") or "",
        "on_foot": int(core.get("on_foot") is not False),
        "ended_at": (end_core.get("at") or end.fields.at) if end else None,
        "end": end.fields.id if end else None,
        "felt_safe": end_core.get("felt_safe"),
        "handover_all": str(shared.get("handover", "")),
        "handover_own": str(own.get("handover", "")),
        "amendments": len(said.all) - 1,
        "withdrawn": int(withdrawn(cluster, writers) is not None),
    }
