"""The log as a long list: what a search finds, page by page from either end, with the open events before the rest."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fieldlog.line.abbreviations import fold_text
from fieldlog.line.periods import Period
from fieldlog.line.query import Query, read_query
from fieldlog.logbook import borders, finding, reads
from fieldlog.logbook.by_person import refuse_by_person
from fieldlog.logbook.delivery import HERE, STANDS
from fieldlog.logbook.drafts import open_events
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.glance import Seen
from fieldlog.logbook.log import Log
from fieldlog.logbook.viewing import draft_as_json, fits_filter
from fieldlog.models.moment import read_moment
from sync.access import Cells

_CODES = ("place", "zone", "category", "family", "author", "shift", "state")
LATEST = 9
"""So many of one's own can be chosen by a digit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that was found. `draft` holds the body of an open event, None for an entry."""

    seen: Seen
    protected: bool = False
    draft: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found: `total` rows, the open events among them first; `more` where counting stopped, since to
    count what fits several conditions at once takes as long as there are.

    Found by words, `numbers` holds the rows by the time of the event; of more than can be counted those written last
    come first, since to sort them all would take as long as there are.

    `offers` is asked only where nothing was found: what to search for instead, and how many it finds.
    """

    wanted: Filter
    total: int
    more: bool
    first: tuple[Hit, ...]
    open_: tuple[Hit, ...] = ()
    offers: tuple[tuple[str, int], ...] = ()
    numbers: tuple[int, ...] | None = None


def look_for(log: Log, text: str, now: datetime, *, limit: int) -> Hits:
    """The first `limit` rows of what the line asks for, and how many there are. An empty line asks for everything."""
    query = read_query(text, now=now, vocabulary=log.vocabulary)
    wanted = _wanted(log, query)
    open_ = _open(log, wanted)
    if wanted.text.strip() and wanted.state != "open":
        found = _by_words(log, wanted, open_)
    else:
        most = wanted.counted_up_to()
        counted = 0 if wanted.state == "open" else finding.count(log, wanted)
        more = most is not None and counted > most
        found = Hits(wanted, len(open_) + counted - more, more, (), open_)
    if not found.total:
        return replace(found, offers=_offers(log, query, wanted, now))
    return replace(found, first=tuple(page(log, found, 0, limit)))


def _by_words(log: Log, wanted: Filter, open_: tuple[Hit, ...]) -> Hits:
    """One walk through what the words find tells how many there are and which: a row is read when it is shown."""
    rows, more = finding.numbers(log, wanted)
    return Hits(wanted, len(open_) + len(rows), more, (), open_, numbers=tuple(rows))


def _wanted(log: Log, query: Query) -> Filter:
    """The filter that a search stands for. `mitt` is the writer of this log, `passet` her latest shift."""
    span, severity = query.value("span"), query.value("severity")
    texts = {name: str(found) for name in _CODES if (found := query.value(name)) is not None}
    if texts.get("author") == "":
        texts["author"] = log.worker
    refuse_by_person(log, texts.get("author"))
    if "shift" in texts:
        with log.store.read() as connection:
            row = connection.exec_driver_sql(
                "SELECT id FROM shift WHERE worker = ? AND withdrawn = 0 ORDER BY started_ms DESC LIMIT 1",
                (log.worker,),
            ).fetchone()
        texts["shift"] = row.id if row else "-"
    return Filter(
        text=query.words,
        since=span.since if isinstance(span, Period) else None,
        until=span.until if isinstance(span, Period) else None,
        severity=severity if isinstance(severity, int) else None,
        **texts,
    )


def page(log: Log, hits: Hits, offset: int, limit: int) -> Sequence[Hit]:
    """`limit` rows of what was found from `offset` on, newest first."""
    before = hits.open_[offset : offset + limit]
    start, left = max(0, offset - len(hits.open_)), limit - len(before)
    if left <= 0 or hits.wanted.state == "open":
        return before
    if hits.numbers is not None:
        return (*before, *hits_of(log, finding.rows(log, hits.numbers[start : start + left]), by_words=True))
    kept = hits.total - len(hits.open_)
    left = min(left, kept - start)
    if left <= 0:
        return before
    if not hits.more and start > kept // 2:
        # SQLite walks to an offset step by step: the far end is reached from the other side.
        rows = finding.oldest(log, hits.wanted, offset=kept - start - left, limit=left)[::-1]
    else:
        rows = finding.page(log, hits.wanted, offset=start, limit=left)
    return (*before, *hits_of(log, rows))


def latest_own(log: Log, *, around: str | None = None) -> tuple[Hit, ...]:
    """The nine latest of one's own that still stand; with `around` the nine next to that entry in time, without it."""
    wanted = Filter(author=log.worker)
    if around is None:
        return hits_of(log, _standing(finding.page(log, wanted, limit=LATEST * 3))[:LATEST])
    with log.store.read() as connection:
        at = connection.exec_driver_sql("SELECT at FROM observation WHERE id = ?", (around,)).scalar_one()
    moment = read_moment(at)
    later = finding.oldest(log, replace(wanted, since=moment), limit=LATEST * 2)
    earlier = finding.page(log, replace(wanted, until=moment), limit=LATEST * 2)
    others = [row for row in _standing([*later[::-1], *earlier]) if row.id != around]
    nearest = sorted(others, key=lambda row: abs((read_moment(row.at) - moment).total_seconds()))[:LATEST]
    return hits_of(log, sorted(nearest, key=lambda row: (row.at_ms, row.row), reverse=True))


def _standing(rows: Sequence[Any]) -> list[Any]:
    return [row for row in rows if row.state not in ("withdrawn", "erased")]


def hit(log: Log, id_: str) -> Hit | None:
    """One entry as the lists draw it."""
    with log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT *, class AS class_ FROM observation WHERE id = ?", (id_,)).fetchone()
    return hits_of(log, [row])[0] if row is not None else None


def hits_of(log: Log, rows: Sequence[Any], *, by_words: bool = False) -> tuple[Hit, ...]:
    """Rows of `observation` as lists draw them; that they were listed, or found by their words, is written down."""
    marks = ", ".join("?" * len(rows))
    with log.store.read() as connection:
        found = connection.exec_driver_sql(
            f"SELECT id, {STANDS} AS stands FROM observation WHERE id IN ({marks})",  # noqa: S608 - question marks only
            tuple(row.id for row in rows),
        ).fetchall()
    stands = {row.id: row.stands for row in found}
    if by_words:
        reads.searched(log, rows)
    else:
        reads.listed(log, rows)
    known = borders.cells(log)
    return tuple(_hit(log, row, stands.get(row.id, HERE), known) for row in rows)


def _level(severity: int | None) -> int:
    """One of the five that can be drawn: an entry of another program may say anything."""
    return min(max(severity or 0, 0), 4)


def _hit(log: Log, row: Any, stands: str, known: Cells) -> Hit:
    if not borders.may_read(log, row, known):  # the server gives it no more: it goes with the next exchange
        at = read_moment(row.at)
        return Hit(
            Seen(row.id, at, None, None, 0, row.class_, None, (), {}, (), "", None, row.state, stands, 0, False, 1)
        )
    whose = ("", "") if (row.author, row.org) == (log.worker, log.org) else (row.author, row.org)
    seen = Seen(
        row.id, read_moment(row.at), row.place, row.category, _level(row.severity), row.class_, row.persons,
        tuple(json.loads(row.ages)), json.loads(row.fields), tuple(json.loads(row.actions)), row.note, row.spot,
        row.state, stands, row.amendments, bool(row.incomplete), len(json.loads(row.tips)), *whose,
    )  # fmt: skip
    return Hit(seen, bool(row.protected))


def _open(log: Log, wanted: Filter) -> tuple[Hit, ...]:
    """Open events that fit, newest first. They are drafts: of this writer, and of no state but `open`."""
    if wanted.state not in (None, "open"):
        return ()
    found = []
    for draft in reversed(open_events(log)):
        seen = draft_as_json(log, draft)
        if fits_filter(seen, wanted, log.vocabulary):
            found.append(Hit(_seen(seen), draft={"kind": draft.kind, "body": draft.body}))
    return tuple(found)


def _seen(found: dict[str, Any]) -> Seen:
    return Seen(
        found["id"], read_moment(found["at"]), found["place"], found["category"], found["severity"] or 0,
        found["class"], found["persons"], tuple(found["ages"]), found["fields"], tuple(found["actions"]),
        found["words"], found["spot"], "open", HERE, 0, False, 1,
    )  # fmt: skip


def _offers(log: Log, query: Query, wanted: Filter, now: datetime) -> tuple[tuple[str, int], ...]:
    """What to search for instead: the same with all that was in doubt as words, else a word spelt alike."""
    if query.as_words:
        count = finding.count(log, _wanted(log, read_query(query.as_words, now=now, vocabulary=log.vocabulary)))
        if count:
            return ((query.as_words, count),)
    words = wanted.text.split()
    for number in reversed(range(len(words))):
        near = finding.nearest_words(log, words[number])
        if near and near[0][0] != fold_text(words[number]):
            return tuple(
                (" ".join([*words[:number], _as_written(log, word), *words[number + 1 :]]), count)
                for word, count in near
            )
    return ()


def _as_written(log: Log, folded: str) -> str:
    """A word of the index with the rings and dots that the log has it with."""
    rows = finding.page(log, Filter(text=folded), limit=1)
    written = [word.strip(".,;:!?()\"'") for row in rows for word in f"{row.note} {row.more}".split()]
    return next((word.lower() for word in written if fold_text(word) == folded), folded)


def hits_of_event(log: Log, event: str | None, limit: int) -> tuple[Hit, ...]:
    """The entries of one event, oldest first."""
    if event is None:
        return ()
    with log.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT *, class AS class_ FROM observation WHERE event = ? AND hidden = 0 ORDER BY at_ms, row LIMIT ?",
            (event, limit),
        ).fetchall()
    return hits_of(log, rows)
