"""What was seen: time, place, kind, how many, how serious; as folded from its entries."""

from collections.abc import Container, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from fieldlog.models.fold import STRANGER, Cluster, Writers, reviewed, secrecy, versions, withdrawn
from fieldlog.models.moment import from_milliseconds, milliseconds, operational_day, read_written
from fieldlog.models.protected import coarse, is_protected
from fieldlog.models.shape import facts, moment, number, text, texts
from fieldlog.models.strict import encode_known
from fieldlog.models.vocabulary import CLASSES, Vocabulary

STATES = ("open", "saved", "approved", "under_review", "returned", "withdrawn", "quarantined", "erased", "waiting")

_HOUR = 3_600_000

UNDO = "undo"
"""The reason of a withdrawal that takes an entry back before it has left the laptop; folded away from lists."""


def fold_observation(
    cluster: Cluster, writers: Writers, vocabulary: Vocabulary, *, under_review: Container[str] = ()
) -> dict[str, Any]:
    """The row of an observation. Without content (state erased) where its core was destroyed.

    What another organisation let us have is approved there; of these ids its writer has said more since.
    """
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
    # Of another organisation's the approved version's core alone comes, and nothing of how it was classified.
    stranger = cluster.author.worker == STRANGER
    first = (core if said.current is root or stranger else root.facts("core")).get("class")
    row["class"] = secrecy(cluster, writers, first if first in CLASSES else "C")
    if is_protected(core):
        row["class"] = "C"
    if stranger:
        row["state"] = "under_review" if line.id in under_review else "approved"
    else:
        row["state"] = "withdrawn" if back else reviewed(cluster, writers, said.tips) or "saved"
    words = said.words()
    return row | _content(core, words, _text(words), vocabulary, line.at)


def fold_new(
    core: Mapping[str, Any], words: Mapping[str, str], spelled: str, written_at: str, vocabulary: Vocabulary
) -> dict[str, Any]:
    """What the row of an observation says that was just written: a core of a known class, and nothing about it yet.

    The same as `fold_observation` of its entry alone, without what names the entry: `id`, `device`, `n`, `org`,
    `author` and `tips`. `spelled` are the words as JSON.
    """
    row = _content(core, words, spelled, vocabulary, written_at)
    row.update(amendments=0, hidden=0, state="saved", written_at=written_at)
    row["class"] = "C" if is_protected(core) else core["class"]
    return row


_EMPTY: dict[str, Any] = {
    "shift": None, "place": None, "zone": None, "spot": None, "category": None, "family": None, "severity": None,
    "persons": None, "ages": "[]", "fields": "{}", "actions": "[]", "event": None, "seen_by": "[]", "protected": 0,
    "words_may_leave": 0, "source_file": None, "source_key": None, "note": "", "more": "", "words": "{}",
}  # fmt: skip


def _content(
    core: Mapping[str, Any], words: Mapping[str, str], spelled: str, vocabulary: Vocabulary, at: str
) -> dict[str, Any]:
    if core.get("protected"):
        # Whoever wrote it: no list, count or search can say more than this row.
        core = coarse(core) if is_protected(core) else core
    place, category, spot = text(core.get("place")), text(core.get("category")), text(core.get("spot"))
    known = vocabulary.places.get(place or "")
    fields, source = facts(core.get("fields")), facts(core.get("source"))
    more = [spot] if spot else []
    more += [value for key, value in fields.items() if value and isinstance(value, str) and _is_text(vocabulary, key)]
    more += [said for name, said in words.items() if said and name != "note"]
    return {
        "shift": text(core.get("shift")),
        "place": place,
        "zone": known.zone if known else None,
        "spot": spot,
        "category": category,
        "family": category[0] if category else None,
        "severity": number(core.get("severity")),
        "persons": text(core.get("persons")),
        "ages": _list(core.get("ages")),
        "fields": _text(fields) if fields else "{}",
        "actions": _list(core.get("actions")),
        "event": text(core.get("event")),
        "seen_by": _list(core.get("seen_by")),
        "protected": int(core.get("protected") is True),
        "words_may_leave": int(core.get("words_may_leave") is True),
        "incomplete": int(core.get("incomplete") is True),
        "source_file": text(source.get("file")),
        "source_key": text(source.get("key")),
        "note": words.get("note", ""),
        "more": " ".join(more),
        "words": spelled,
        **_when(*moment(core.get("at"), at)),
    }


def _when(at: str, when: datetime) -> dict[str, Any]:
    elapsed = milliseconds(when)
    day, hour = _day_and_hour(elapsed // _HOUR)
    return {"at": at, "at_ms": elapsed, "day": day, "hour": hour}


def when_written(at: str) -> tuple[int, str, int]:
    """Milliseconds, operational day and hour of a moment that `written` spelled; for many of them in order."""
    begins, day, hour = _hour_written(at[:13], at[23:])
    return begins + int(at[14:16]) * 60_000 + int(at[17:19]) * 1000 + int(at[20:23]), day, hour


@lru_cache(maxsize=4096)
def _hour_written(hour: str, offset: str) -> tuple[int, str, int]:
    begins = milliseconds(read_written(f"{hour}:00:00.000{offset}"))
    return begins, *_day_and_hour(begins // _HOUR)


@lru_cache(maxsize=4096)
def _day_and_hour(hours: int) -> tuple[str, int]:
    """Stockholm's operational day and hour, `hours` after the beginning of 1970 in UTC."""
    here = from_milliseconds(hours * _HOUR)
    return operational_day(here).isoformat(), here.hour


def _is_text(vocabulary: Vocabulary, key: str) -> bool:
    field = vocabulary.fields.get(key)
    return field is not None and field.type == "text"


def _list(value: Any) -> str:
    return _text(texts(value)) if value else "[]"


def _text(value: Any) -> str:
    return encode_known(value).decode()
