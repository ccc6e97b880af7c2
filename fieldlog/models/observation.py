"""What was seen: time, place, kind, how many, how serious; as folded from its entries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fieldlog.models.fold import Cluster, Writers, reviewed, secrecy, versions, withdrawn
from fieldlog.models.moment import STOCKHOLM, milliseconds, operational_day
from fieldlog.models.shape import facts, moment, number, text, texts
from fieldlog.models.strict import encode_known
from fieldlog.models.vocabulary import CLASSES, Vocabulary

STATES = ("open", "saved", "approved", "returned", "withdrawn", "quarantined", "erased", "waiting")

UNDO = "undo"
"""The reason of a withdrawal that takes an entry back before it has left the laptop; folded away from lists."""


def fold_observation(cluster: Cluster, writers: Writers, vocabulary: Vocabulary) -> dict[str, Any]:
    """The row of an observation. Without content (state erased) where its core was destroyed."""
    said = versions(cluster, writers)
    root, line = cluster.root, cluster.root.fields
    core = said.current.content("core")
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
        "hidden": int(back is not None and back.facts("core").get("reason") == UNDO),
        "incomplete": 0,
        **_EMPTY,
    }
    if not isinstance(core, dict):
        return row | {"state": "erased", "class": "C"} | _when(*moment(None, line.at))
    first = (core if said.current is root else root.facts("core")).get("class")
    row["class"] = secrecy(cluster, writers, first if first in CLASSES else "C")
    row["state"] = "withdrawn" if back else reviewed(cluster, writers, said.tips) or "saved"
    return row | _content(core, said.words(), vocabulary, line.at)


def fold_new(
    core: Mapping[str, Any], words: Mapping[str, str], written_at: str, vocabulary: Vocabulary
) -> dict[str, Any]:
    """What the row of an observation says that was just written: a core of a known class, and nothing about it yet.

    The same as `fold_observation` of its entry alone, without what names the entry: `id`, `device`, `n`, `org`,
    `author` and `tips`.
    """
    stands = {"amendments": 0, "hidden": 0, "class": core["class"], "state": "saved", "written_at": written_at}
    return stands | _content(core, words, vocabulary, written_at)


_EMPTY: dict[str, Any] = {
    "shift": None, "place": None, "zone": None, "spot": None, "category": None, "family": None, "severity": None,
    "persons": None, "ages": "[]", "fields": "{}", "actions": "[]", "event": None, "seen_by": "[]", "protected": 0,
    "words_may_leave": 0, "source_file": None, "source_key": None, "note": "", "more": "", "words": "{}",
}  # fmt: skip


def _content(core: Mapping[str, Any], words: Mapping[str, str], vocabulary: Vocabulary, at: str) -> dict[str, Any]:
    place, category, spot = (text(core.get(name)) for name in ("place", "category", "spot"))
    known = vocabulary.places.get(place or "")
    fields, source = facts(core.get("fields")), facts(core.get("source"))
    other = [said for name, said in words.items() if name != "note"]
    answers = [value for key, value in fields.items() if isinstance(value, str) and _is_text(vocabulary, key)]
    return {
        "shift": text(core.get("shift")),
        "place": place,
        "zone": known.zone if known else None,
        "spot": spot,
        "category": category,
        "family": category[0] if category else None,
        "severity": number(core.get("severity")),
        "persons": text(core.get("persons")),
        "ages": _text(texts(core.get("ages"))),
        "fields": _text(fields),
        "actions": _text(texts(core.get("actions"))),
        "event": text(core.get("event")),
        "seen_by": _text(texts(core.get("seen_by"))),
        "protected": int(core.get("protected") is True),
        "words_may_leave": int(core.get("words_may_leave") is True),
        "incomplete": int(core.get("incomplete") is True),
        "source_file": text(source.get("file")),
        "source_key": text(source.get("key")),
        "note": words.get("note", ""),
        "more": " ".join(said for said in [spot or "", *answers, *other] if said),
        "words": _text(dict(words)),
    } | _when(*moment(core.get("at"), at))


def _when(at: str, when: datetime) -> dict[str, Any]:
    here = when.astimezone(STOCKHOLM)
    return {"at": at, "at_ms": milliseconds(when), "day": operational_day(here).isoformat(), "hour": here.hour}


def _is_text(vocabulary: Vocabulary, key: str) -> bool:
    field = vocabulary.fields.get(key)
    return field is not None and field.type == "text"


def _text(value: Any) -> str:
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    return encode_known(value).decode()
