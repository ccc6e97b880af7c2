"""What stays countable: numbers that the server writes down before, or when, what they count is destroyed.

Class A by day, place and category, when it is destroyed. Classes B and C by week, zone and family, from three up and
together, once when the week closes: that is all that other organisations ever get of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from fieldlog.models.fold import gather, reviewed, versions, withdrawn
from fieldlog.models.moment import day_bounds, milliseconds, operational_day
from fieldlog.models.shape import moment, text
from fieldlog.models.vocabulary import vocabulary
from sync.archive import clusters, feeds, felt_safe, pen
from sync.archive.archive import Archive
from sync.archive.itself import store, stored
from sync.archive.keys import Keys
from sync.archive.session import Session
from sync.archive.spelling import id_text
from sync.archive.weeks import monday, week_of

KIND: Final = "tally"
LEAST: Final = 3
"""What fewer share is not counted for others at all."""
CLOSES: Final = timedelta(days=7)
"""From the end of a week: late laptops have come in by then. What comes later is in no count."""
_AT_ONCE: Final = 500


def counted(org: str, root: str, about: clusters.About) -> tuple[bool, tuple[str, str | None, str | None]] | None:
    """Whether it is approved; and day, place, category. None for what was taken back or says nothing any more."""
    cluster = gather(root, about.entries, about.writers)
    if cluster is None or "core" not in cluster.root.parts or withdrawn(cluster, about.writers):
        return None
    said = versions(cluster, about.writers)
    core = said.current.facts("core")
    if not core or core.get("protected") is True:
        return None
    _spelled, at = moment(core.get("at"), cluster.root.fields.at)
    approved = reviewed(cluster, about.writers, said.tips) == "approved"
    return approved, (operational_day(at).isoformat(), text(core.get("place")), text(core.get("category")))


def of_days(session: Session, keys: Keys, org: str, found: Iterable[tuple[bool, Any]], now: datetime) -> int:
    """Write down class A that is being destroyed; how many. What was approved for everybody, the rest for its own."""
    some = Counter(found)
    for approved, feed in ((True, feeds.SHARED), (False, org)):
        cells = sorted(([*cell, count] for (said, cell), count in some.items() if said is approved), key=repr)
        if cells:
            core = {"of": "days", "org": org, "class": "A", "approved": approved, "counts": cells}
            pen.write(session, keys, KIND, core, now, feeds_of=(feed,))
    return some.total()


def close_weeks(archive: Archive, now: datetime) -> int:
    """Count each organisation's classes B and C of the weeks that have closed since the last time; how many weeks."""
    with archive.database.reading() as session:
        orgs = [org for (org,) in session.rows("SELECT org FROM org ORDER BY org")]
    for org in orgs:
        felt_safe.close_weeks(archive, org, now)
    return sum(_close(archive, org, now) for org in orgs)


def _close(archive: Archive, org: str, now: datetime) -> int:
    closed = week_of(operational_day(now - CLOSES) - timedelta(days=7))
    with archive.database.reading() as session:
        before = stored(session, _marker(org)) or ""
        if before >= closed:
            return 0
        weeks: dict[str, Counter[tuple[str | None, str | None]]] = {}
        for week, cell in _seen(session, org, before):
            if before < week <= closed:
                weeks.setdefault(week, Counter())[cell] += 1

    def write(session: Session) -> int:
        pen.lock(session, archive.keys)
        if (stored(session, _marker(org)) or "") != before:
            return 0  # somebody else has just closed them
        for week, some in sorted(weeks.items()):
            cells = sorted(([*cell, count] for cell, count in some.items() if count >= LEAST), key=repr)
            core = {"of": "week", "org": org, "classes": "BC", "week": week, "least": LEAST, "counts": cells}
            if cells:
                pen.write(session, archive.keys, KIND, core, now, feeds_of=(feeds.SHARED,))
        store(session, _marker(org), closed)
        return len(weeks)

    return archive.database.transact(write)


def _seen(session: Session, org: str, after: str) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """Week, zone and family of each observation of classes B and C that can be of a later week."""
    since = milliseconds(day_bounds(monday(after))[0]) if after else 0
    roots = [
        id_text(row[0])
        for row in session.rows(
            "SELECT m.id FROM matter m JOIN entry e ON e.org = m.org AND e.id = m.id WHERE m.org = ? "
            "AND m.root = 'observation' AND m.class IN ('B', 'C') AND e.received_ms >= ?",
            (org, since),
        )
    ]
    places = vocabulary().places
    for at in range(0, len(roots), _AT_ONCE):
        for root, about in clusters.of(session, org, roots[at : at + _AT_ONCE]):
            said = counted(org, root, about)
            if said is not None:
                day, place, category = said[1]
                known = places.get(place or "")
                yield (
                    week_of(date.fromisoformat(day)),
                    (known.zone if known else None, category[0] if category else None),
                )


def _marker(org: str) -> str:
    return f"week counted {org}"
