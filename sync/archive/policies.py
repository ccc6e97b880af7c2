"""What the server tells the laptops of an organisation: who works there in which role, and how long things are kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

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
    orgs = [org for (org,) in session.rows("SELECT org FROM org ORDER BY org")]
    entry = pen.write(session, keys, "policy", {"of": "retention", "days": dict(days)}, now, feeds_of=orgs)
    store(session, "retention", encode({"id": entry.fields.id, "days": dict(days)}).decode())


def tell_new_organisation(session: Session, org: str) -> None:
    """What holds for everybody, to the feed of an organisation that was just added."""
    kept = _kept(session)
    if kept:
        feeds.append(session, org, [(pen.EVERYBODY, id_bytes(kept["id"]))])


def retention(session: Session) -> dict[str, Any]:
    """The days in force."""
    days: dict[str, Any] = _kept(session).get("days", {})
    return days


def _kept(session: Session) -> dict[str, Any]:
    said = stored(session, "retention")
    return dict(decode(said.encode())) if said else {}
