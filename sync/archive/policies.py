"""What the server tells the laptops of an organisation: who works there in which role, and how long things are kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fieldlog.models.policy import ARCHIVE, ARCHIVE_DAYS, RETENTION
from fieldlog.models.strict import decode, encode
from sync.archive import feeds, pen
from sync.archive.itself import store, stored
from sync.archive.keys import Keys
from sync.archive.session import Session
from sync.archive.spelling import id_bytes


def tell_workers(session: Session, keys: Keys, org: str, now: datetime) -> None:
    """Tell an organisation who works there. The newest such entry stands for all earlier ones."""
    workers: dict[str, str] = dict(
        session.rows("SELECT number, role FROM worker WHERE org = ? ORDER BY number", (org,))
    )
    pen.write(session, keys, "policy", {"of": "workers", "org": org, "workers": workers}, now, feeds_of=(org,))


def tell_retention(session: Session, keys: Keys, days: Mapping[str, Any], now: datetime) -> None:
    """Tell every organisation how long a laptop keeps what; also those that will be added later."""
    _tell(session, keys, RETENTION, days, now)


def tell_archive(session: Session, keys: Keys, days: Mapping[str, int], now: datetime) -> None:
    """As `tell_retention`: how long the archive itself keeps what, in the form of ARCHIVE_DAYS."""
    _tell(session, keys, ARCHIVE, days, now)


def _tell(session: Session, keys: Keys, of: str, days: Mapping[str, Any], now: datetime) -> None:
    orgs = [org for (org,) in session.rows("SELECT org FROM org ORDER BY org")]
    entry = pen.write(session, keys, "policy", {"of": of, "days": dict(days)}, now, feeds_of=orgs)
    store(session, of, encode({"id": entry.fields.id, "days": dict(days)}).decode())


def tell_new_organisation(session: Session, org: str) -> None:
    """What holds for everybody, to the feed of an organisation that was just added."""
    for of in (RETENTION, ARCHIVE):
        kept = _kept(session, of)
        if kept:
            feeds.append(session, org, [(pen.EVERYBODY, id_bytes(kept["id"]))])
    words = session.rows("SELECT id FROM entry WHERE org = '*' AND kind = 'vocabulary' ORDER BY n")
    feeds.append(session, org, [(pen.EVERYBODY, id_) for (id_,) in words])


def retention(session: Session) -> dict[str, Any]:
    """The days in force on laptops."""
    days: dict[str, Any] = _kept(session, RETENTION).get("days", {})
    return days


def archive_days(session: Session) -> dict[str, int]:
    """The days in force here, in the form of ARCHIVE_DAYS."""
    return {**ARCHIVE_DAYS, **_kept(session, ARCHIVE).get("days", {})}


def decision(session: Session) -> str | None:
    """The id of the policy entry that says how long the archive keeps what; None while nobody has decided."""
    id_: str | None = _kept(session, ARCHIVE).get("id")
    return id_


def in_force(session: Session) -> set[bytes]:
    """The policy entries that no later one has replaced."""
    newest: dict[tuple[str, str], bytes] = {}
    for id_, data in session.rows(
        "SELECT entry.id, part.data FROM entry JOIN part ON part.org = entry.org AND part.id = entry.id "
        "AND part.name = 'core' WHERE entry.org = '*' AND entry.kind = 'policy' ORDER BY entry.n"
    ):
        core = decode(data)
        newest[core["of"], core.get("org", pen.EVERYBODY)] = id_
    return set(newest.values())


def _kept(session: Session, of: str) -> dict[str, Any]:
    said = stored(session, of)
    return dict(decode(said.encode())) if said else {}
