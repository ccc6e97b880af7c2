"""What was seen: time, place, kind, how many, how serious; as folded from its entries."""

from collections.abc import Mapping
from typing import Any

from fieldlog.models.fold import Cluster, Writers, reviewed, secrecy, versions, withdrawn
from fieldlog.models.moment import STOCKHOLM, milliseconds, operational_day, read_moment
from fieldlog.models.strict import encode
from fieldlog.models.vocabulary import Vocabulary

STATES = ("open", "saved", "approved", "returned", "withdrawn", "quarantined", "erased", "waiting")

UNDO = "undo"
"""The reason of a withdrawal that takes an entry back before it has left the laptop; folded away from lists."""


def fold_observation(cluster: Cluster, writers: Writers, vocabulary: Vocabulary) -> dict[str, Any]:
    """The row of an observation. Without content (state erased) where its core was destroyed."""
    said = versions(cluster, writers)
    root, line = cluster.root, cluster.root.fields
    core = said.current.content("core")
    first = root.content("core")
    back = withdrawn(cluster, writers)
    row: dict[str, Any] = {
        "id": line.id,
        "device": line.device,
        "n": line.n,
        "org": line.org,
        "author": cluster.author.worker,
        "written_at": line.at,
        "amendments": len(said.all) - 1,
        "tips": _text(list(said.tips)),
        "hidden": int(back is not None and _reason(back) == UNDO),
        "incomplete": 0,
        **_EMPTY,
    }
    if not isinstance(core, dict):
        moment = read_moment(line.at)
        return row | {"state": "erased", "class": "C"} | _when(moment, line.at)
    started = str(first["class"]) if isinstance(first, dict) and first.get("class") in ("A", "B", "C") else "C"
    row["class"] = secrecy(cluster, writers, started)
    row["state"] = "withdrawn" if back else reviewed(cluster, writers, said.tips) or "saved"
    words = said.words()
    return row | _content(core, words, vocabulary, line.at)


_EMPTY: dict[str, Any] = {
    "shift": None, "place": None, "zone": None, "spot": None, "category": None, "family": None, "severity": None,
    "persons": None, "ages": "[]", "fields": "{}", "actions": "[]", "event": None, "seen_by": "[]", "protected": 0,
    "words_may_leave": 0, "source_file": None, "source_key": None, "note": "", "more": "", "words": "{}",
}  # fmt: skip


def _content(core: Mapping[str, Any], words: Mapping[str, Any], vocabulary: Vocabulary, at: str) -> dict[str, Any]:
    when = core.get("at") if isinstance(core.get("at"), str) else at
    try:
        moment = read_moment(str(when))
    except ValueError:
        when, moment = at, read_moment(at)
    place = vocabulary.places.get(str(core.get("place")))
    category = core.get("category")
    fields = core.get("fields") if isinstance(core.get("fields"), dict) else {}
    source = core.get("source") if isinstance(core.get("source"), dict) else {}
    note = str(words.get("note", ""))
    other = [str(text) for name, text in words.items() if name != "note"]
    spot = core.get("spot")
    texts = [str(value) for key, value in (fields or {}).items() if _is_text(vocabulary, key)]
    return {
        "shift": core.get("shift"),
        "place": core.get("place"),
        "zone": place.zone if place else None,
        "spot": spot,
        "category": category,
        "family": category[0] if isinstance(category, str) and category else None,
        "severity": core.get("severity"),
        "persons": core.get("persons"),
        "ages": _text(core.get("ages") or []),
        "fields": _text(fields),
        "actions": _text(core.get("actions") or []),
        "event": core.get("event"),
        "seen_by": _text(core.get("seen_by") or []),
        "protected": int(core.get("protected") is True),
        "words_may_leave": int(core.get("words_may_leave") is True),
        "incomplete": int(core.get("incomplete") is True),
        "source_file": (source or {}).get("file"),
        "source_key": (source or {}).get("key"),
        "note": note,
        "more": " ".join(text for text in [spot or "", *texts, *other] if text),
        "words": _text(dict(words)),
    } | _when(moment, str(when))


def _when(moment: Any, text: str) -> dict[str, Any]:
    return {
        "at": text,
        "at_ms": milliseconds(moment),
        "day": operational_day(moment).isoformat(),
        "hour": moment.astimezone(STOCKHOLM).hour,
    }


def _is_text(vocabulary: Vocabulary, key: str) -> bool:
    field = vocabulary.fields.get(key)
    return field is not None and field.type == "text"


def _reason(withdrawal: Any) -> str | None:
    core = withdrawal.content("core")
    return core.get("reason") if isinstance(core, dict) else None


def _text(value: object) -> str:
    return encode(value).decode()
