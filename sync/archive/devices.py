"""Devices as the archive knows them: whose each is, what it may do, and when it was last heard of."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fieldlog.language import _
from fieldlog.models.moment import from_milliseconds, milliseconds
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.strict import encode
from sync.answers import HeadAnswer
from sync.archive import policies
from sync.archive.archive import Archive
from sync.archive.pen import EVERYBODY
from sync.archive.session import Row, Session
from sync.archive.spelling import device_bytes, device_text
from sync.protocol import Head, Refused

ACTIVE, CLOSED, REVOKED = "active", "closed", "revoked"
NOTED_EVERY: Final = 10_000
"""Milliseconds. A contact sooner than this after the one before is noted only if it says something new."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose token a request bears. `role` is the worker's role now, not the one at enrolment."""

    org: str
    worker: str
    role: str
    device: str
    state: str
    """active, closed (another device follows it) or revoked: one that may still push, into quarantine, and not read."""
    contact: str = ""
    """Whom the worker rings when her device is revoked."""


@dataclass(frozen=True, slots=True)
class Device:
    org: str
    device: str
    worker: str
    role: str
    state: str
    n: int
    head: str
    """Hash of the last line that is here."""
    program: str
    previous: str | None
    """The device that this one follows."""
    enrolled: datetime
    contacted: datetime | None
    unsent: int | None
    """How many entries it said it had still to send, at its last contact."""
    skew: int | None
    """Seconds that its clock was ahead of ours."""
    revoked: datetime | None


def caller(archive: Archive, org: str | None, device: str | None, token: str, now: datetime) -> Caller:
    """Who bears the token. Refused("token") if nobody does, ("unknown") if the path is not hers.

    `org` and `device`, where the path names them, must be hers: of the device this one, or another of the same
    worker in the organisation.
    """
    with archive.database.reading() as session:
        found = session.rows(
            "SELECT device.org, device.worker, worker.role, device.device, device.state, org.contact FROM device "
            "JOIN org ON org.org = device.org "
            "JOIN worker ON worker.org = device.org AND worker.number = device.worker WHERE token = ?",
            (hash_of_token(token),),
        )
        if not found:
            raise Refused("token")
        row = found[0]
        known = Caller(row[0], row[1], row[2], device_text(row[3]), row[4], row[5])
        if org not in {None, known.org} or not (
            device in {None, known.device} or _same_worker(session, known, device or "")
        ):
            raise Refused("unknown")
    return known


def _same_worker(session: Session, known: Caller, device: str) -> bool:
    sql = "SELECT 1 FROM device WHERE org = ? AND device = ? AND worker = ?"
    return session.row(sql, (known.org, device_bytes(device), known.worker)) is not None


def hash_of_token(token: str) -> bytes:
    """Tokens are 256 random bits: a plain hash keeps them, and finds them by an index."""
    return hashlib.sha256(token.encode()).digest()


def note_contact(archive: Archive, known: Caller, unsent: int | None, skew: int | None, now: datetime) -> None:
    """That the caller was heard of, and what she said of herself; `skew` in seconds. A replica notes nothing."""
    if archive.database.read_only:
        return
    key = (known.org, device_bytes(known.device))
    with archive.database.reading() as session:
        before = session.row("SELECT contacted_ms, unsent FROM device WHERE org = ? AND device = ?", key)
    at = milliseconds(now)
    if before and before[0] is not None and at - before[0] < NOTED_EVERY and unsent in {None, before[1]}:
        return
    archive.database.transact(
        lambda session: session.run(
            "UPDATE device SET contacted_ms = ?, unsent = coalesce(?, unsent), skew = coalesce(?, skew) "
            "WHERE org = ? AND device = ?",
            (at, unsent, skew, *key),
        )
    )


def head(archive: Archive, known: Caller, device: str) -> HeadAnswer:
    """What is here of the chain of a device that `caller` said is hers."""
    with archive.database.reading() as session:
        found = session.row(
            "SELECT n, head FROM device WHERE org = ? AND device = ? AND worker = ?",
            (known.org, device_bytes(device), known.worker),
        )
    if found is None:
        raise Refused("unknown")
    return HeadAnswer(archive.epoch, Head(found[0], found[1].hex()))


def status(archive: Archive, known: Caller, device: str, now: datetime) -> bytes:
    """What a laptop asks of itself, as JSON: its state, the worker's role, whom to ring, and the retention in force."""
    with archive.database.reading() as session:
        found = session.row(
            "SELECT state, n FROM device WHERE org = ? AND device = ?", (known.org, device_bytes(device))
        )
        days = policies.retention(session)
    if found is None:
        raise Refused("unknown")
    return encode({
        "device": device, "state": found[0], "n": found[1], "org": known.org, "worker": known.worker,
        "role": known.role, "contact": known.contact, "epoch": str(archive.epoch), "retention": days,
    })  # fmt: skip


def devices(archive: Archive, org: str | None = None) -> list[Device]:
    """Of one organisation, or of all but the server's own; by organisation, worker and time of enrolment."""
    sql = (
        "SELECT org, device, worker, role, state, n, head, program, previous, enrolled_ms, contacted_ms, unsent, skew, "
        "revoked_ms FROM device WHERE "
    )
    with archive.database.reading() as session:
        found = session.rows(
            sql + ("org = ?" if org else "org <> ?") + " ORDER BY org, worker, enrolled_ms", (org or EVERYBODY,)
        )
    return [_device(row) for row in found]


def _device(row: Row) -> Device:
    org, key, worker, role, state, n, head, program, previous, enrolled, contacted, unsent, skew, revoked = row
    return Device(
        org,
        device_text(key),
        worker,
        role,
        state,
        n,
        head.hex(),
        program,
        device_text(previous) if previous else None,
        from_milliseconds(enrolled),
        _moment(contacted),
        unsent,
        skew,
        _moment(revoked),
    )


def find(archive: Archive, said: str) -> Device:
    """The one whose key begins like this. NotFound if none does, RuleBroken if several do."""
    found = [device for device in devices(archive) if said and device.device.startswith(said)]
    if not found:
        raise NotFound(_("Den enheten finns inte. Se: fieldlog-server devices"))
    if len(found) > 1:
        raise RuleBroken(_("Flera enheter börjar så. Skriv mer av nyckeln."))
    return found[0]


def revoke(archive: Archive, device: str, now: datetime) -> Device:
    """From when this returns nothing that the device sends enters a feed, and it reads nothing; also after a restore.

    The device may be named by how its key begins. What its worker has not sent is still taken, into quarantine.
    """
    known = find(archive, device)
    # Outside the database first: a revocation that a restored backup forgets is worse than one noted twice.
    archive.home.note_revocation(encode({"org": known.org, "device": known.device, "at": milliseconds(now)}))
    archive.database.transact(lambda session: mark_revoked(session, known.org, known.device, milliseconds(now)))
    return find(archive, known.device)


def mark_revoked(session: Session, org: str, device: str, at: int) -> None:
    """Waits for a push of the device that is under way: what that one stored came before."""
    session.run(
        "UPDATE device SET state = ?, revoked_ms = ? WHERE org = ? AND device = ? AND state <> ?",
        (REVOKED, at, org, device_bytes(device), REVOKED),
    )


def _moment(value: int | None) -> datetime | None:
    return None if value is None else from_milliseconds(value)
