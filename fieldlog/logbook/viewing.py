"""What an observation is, written out for other eyes: as JSON, and its whole history with what each step changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from fieldlog.language import _
from fieldlog.line.abbreviations import fold_text
from fieldlog.logbook import folding, reads
from fieldlog.logbook.drafts import Draft, open_events
from fieldlog.logbook.events import observation_of
from fieldlog.logbook.finding import Filter, spellings, words_of
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import class_of
from fieldlog.models.completeness import missing
from fieldlog.models.entry import Entry
from fieldlog.models.fold import Versions, Writer, Writers, gather, judgements, versions, with_strangers
from fieldlog.models.moment import read_moment, written
from fieldlog.models.protected import coarse, is_protected
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.review import reason_of, said_in
from fieldlog.models.vocabulary import Vocabulary

REASON = "reason"
Found = TypeVar("Found")
_LISTS = ("ages", "actions", "seen_by")
_SAME = ("at", "place", "spot", "category", "severity", "persons", *_LISTS, "event", "protected", "words_may_leave",
         "incomplete")  # fmt: skip


def as_json(row: Any) -> dict[str, Any]:
    """The object that scripts rely on, out of a row of `fieldlog.logbook.finding`.

    `words` is the note; other texts stand by name under `texts`. `tips` is there only where versions compete.
    """
    texts = {name: text for name, text in json.loads(row.words).items() if name not in ("note", REASON)}
    found = {
        "id": row.id, "n": row.n, "device": row.device, "org": row.org, "author": row.author, "shift": row.shift,
        "at": row.at, "written_at": row.written_at, "place": row.place, "spot": row.spot, "category": row.category,
        "severity": row.severity, "persons": row.persons, "ages": json.loads(row.ages), "class": row.class_,
        "fields": json.loads(row.fields), "actions": json.loads(row.actions), "words": row.note, "texts": texts,
        "state": row.state, "amendments": row.amendments, "event": row.event, "seen_by": json.loads(row.seen_by),
        "protected": bool(row.protected), "words_may_leave": bool(row.words_may_leave),
        "incomplete": bool(row.incomplete),
    }  # fmt: skip
    if row.source_key:
        found["source"] = {"file": row.source_file, "key": row.source_key}
    if len(tips := json.loads(row.tips)) > 1:
        found["tips"] = tips
    return found


def draft_as_json(log: Log, draft: Draft) -> dict[str, Any]:
    """An open event in the same shape, with what it lacks (`missing`) and what was not clear (`ask`)."""
    new = observation_of(draft)
    category = log.vocabulary.categories.get(new.category or "")
    texts = {name: text for name, text in new.words.items() if name != "note"}
    return {
        "id": draft.id, "n": None, "device": log.device, "org": log.org, "author": log.worker, "shift": new.shift,
        "at": written(new.at), "written_at": draft.started_at, "place": new.place, "spot": new.spot,
        "category": new.category,
        "severity": new.severity if new.severity is not None else category.severity if category else None,
        "persons": new.persons, "ages": list(new.ages), "class": class_of(new, log.vocabulary), "fields": new.fields,
        "actions": list(new.actions), "words": new.words.get("note", ""), "texts": texts, "state": "open",
        "amendments": 0, "event": new.event, "seen_by": list(new.seen_by), "protected": new.protected,
        "words_may_leave": new.words_may_leave, "incomplete": False,
        "missing": list(missing(new.category, new.place, new.actions, new.fields, log.vocabulary)),
        "ask": draft.body.get("ask", []),
    }  # fmt: skip


def history(log: Log, id_: str) -> list[dict[str, Any]]:
    """Every entry about an observation, oldest first: who, when, why, and `changes`, name -> [before, after].

    `kind` is observation, amend, withdraw, restore, classify, review or comment; `counts` is false where the entry has
    no effect, as an amendment by somebody else. A review has its `verdict`, `why` (a code of
    `fieldlog.models.review.REASONS`, or empty) and `in_force`: whether it judged the versions that hold now. A text
    that was destroyed is None.
    """
    with log.store.read() as connection:
        known: Writers = folding.writers(connection)
        _number, entries = folding.entries_about(connection, id_)
    known = with_strangers(known, entries)
    cluster = gather(id_, entries, known)
    if cluster is None:
        raise NotFound(_("Det finns ingen sådan post i loggen."))
    said = versions(cluster, known)
    withdrawals = {entry.fields.id for entry in cluster.by_author("withdraw", known)}
    judging = {entry.fields.id for entry in judgements(cluster, known)}
    steps = []
    for entry in (cluster.root, *cluster.about):
        if entry.fields.kind == reads.KIND:  # who has looked changes nothing: `whole.readers`
            continue
        step = _step(entry, known.get(entry.fields.device))
        if entry.fields.kind == "amend":
            step["counts"] = entry.fields.id in said.all
            step["changes"] = _changes(said, entry) if step["counts"] else {}
        elif entry.fields.kind == "withdraw":
            step["counts"] = entry.fields.id in withdrawals
            step["kind"] = "restore" if withdrawals & set(entry.fields.base) else "withdraw"
        elif entry.fields.kind == "review":
            step["counts"] = entry.fields.id in judging
            step["in_force"] = step["counts"] and set(entry.fields.base) == set(said.tips)
        steps.append(step)
    return steps


def _step(entry: Entry, writer: Writer | None) -> dict[str, Any]:
    core, words = entry.content("core"), entry.content("words")
    core = core if isinstance(core, dict) else {}
    given = said_in(words) if isinstance(words, dict) else ""
    step: dict[str, Any] = {
        "id": entry.fields.id,
        "kind": entry.fields.kind,
        "n": entry.fields.n,
        "device": entry.fields.device,
        "author": (writer.worker or None) if writer else None,
        "at": entry.fields.at,
        "reason": given,
        "counts": True,
        "changes": {},
    }
    if entry.fields.kind == "classify":
        step["class"] = core.get("class")
    if entry.fields.kind == "review":
        step["verdict"], step["why"] = core.get("verdict"), reason_of(core)
    return step


def _changes(said: Versions, entry: Entry) -> dict[str, list[Any]]:
    before = [said.all[base] for base in entry.fields.base if base in said.all and base != entry.fields.id]
    built_on = max(before, key=lambda version: version.fields.id) if before else None
    if built_on is not None and "core" not in built_on.parts:
        return {}  # another organisation's version before the approved one: what changed is not said
    old = values_of(said, built_on) if built_on is not None else {}
    new = values_of(said, entry)
    names = dict.fromkeys([*old, *new])
    return {name: [old.get(name), new.get(name)] for name in names if old.get(name) != new.get(name)}


def values_of(said: Versions, entry: Entry) -> dict[str, Any]:
    """What a version says, flat: the names of the core, keys of fields, `words`, and other texts by name."""
    core = entry.content("core")
    core = core if isinstance(core, dict) else {}
    if any(is_protected(version.facts("core")) for version in said.all.values()):
        core = coarse(core)  # what was said before it was protected is no more anybody's than what was said since
    found: dict[str, Any] = {name: core.get(name) for name in _SAME}
    fields = core.get("fields")
    found |= fields if isinstance(fields, Mapping) else {}
    texts = replace(said, current=entry).words()
    found["words"] = texts.get("note")
    return found | {name: text for name, text in texts.items() if name not in ("note", REASON)}


def look_up(log: Log, beginning: str) -> tuple[Any, Draft | None]:
    """(row, None) of the observation or (None, draft) of the open event whose id begins so; an amendment's id leads
    to what it amends. NotFound if there is none, RuleBroken if there are several.
    """
    low, high = span(beginning)
    with log.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT *, class AS class_ FROM observation WHERE id >= ? AND id < ? LIMIT 2", (low, high)
        ).fetchall()
        rows = (
            rows
            or connection.exec_driver_sql(
                "SELECT *, class AS class_ FROM observation WHERE id IN "
                "(SELECT target FROM entry WHERE id >= ? AND id < ? AND target IS NOT NULL LIMIT 2)",
                (low, high),
            ).fetchall()
        )
    waiting = [draft for draft in open_events(log) if low <= draft.id < high]
    found: list[tuple[Any, Draft | None]] = [(row, None) for row in rows]
    found += [(None, draft) for draft in waiting]
    return only_one(found, _("Det finns ingen sådan post i loggen."))


def span(beginning: str) -> tuple[str, str]:
    """From which id until which (exclusive) all begin so."""
    low = beginning.strip().lower()
    return low, low + "\U0010ffff"


def only_one(found: Sequence[Found], none: str) -> Found:
    """The only one of what was found. NotFound with the sentence `none`, or RuleBroken if there are several."""
    if not found:
        raise NotFound(none)
    if len(found) > 1:
        raise RuleBroken(_("Flera börjar så. Skriv fler tecken av id."))
    return found[0]


def fits_filter(seen: Mapping[str, Any], wanted: Filter, vocabulary: Vocabulary) -> bool:
    """Whether an open event, as `draft_as_json` has it, is among what is wanted; rows are filtered by the database."""
    place = vocabulary.places.get(seen["place"] or "")
    at = read_moment(seen["at"])
    texts = [seen["words"], seen["spot"] or "", *map(str, seen["fields"].values()), *seen["texts"].values()]
    holds = fold_text(" ".join(texts))
    return (
        all(asked in (None, seen[name]) for name, asked in (
            ("place", wanted.place), ("category", wanted.category), ("author", wanted.author), ("shift", wanted.shift),
            ("class", wanted.class_)))
        and wanted.zone in (None, place.zone if place else "")
        and (wanted.family is None or (seen["category"] or "").startswith(wanted.family))
        and (wanted.severity is None or (seen["severity"] or 0) >= wanted.severity)
        and (wanted.since is None or at >= wanted.since)
        and (wanted.until is None or at < wanted.until)
        and all(any(each in holds for each in spellings(word)) for word in words_of(wanted.text))
    )  # fmt: skip
