"""How a laptop joins: with a one-time code, or as the device that follows one of the same worker."""

import hmac
import secrets
from datetime import datetime

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from fieldlog.models.entry import NO_HEAD
from fieldlog.models.moment import milliseconds
from sync.answers import Enrolled, Enrolment, proof_bytes
from sync.archive.archive import Archive
from sync.archive.devices import ACTIVE, CLOSED, REVOKED, Caller, hash_of_token
from sync.archive.people import hash_of_code
from sync.archive.session import Session
from sync.archive.spelling import device_bytes, unspelled
from sync.protocol import Refused

TOKEN_BYTES = 32
LONGEST = 100
"""Signs of any name that a laptop gives of itself."""


def enrol(archive: Archive, asked: Enrolment, now: datetime) -> Enrolled:
    """Register the device for the code's worker, and give it a token.

    Refused("code") for a code that is wrong, used or expired, all alike; ("fields", field) if the device, its proof,
    the worker or the role are not as they should be, which only who has a good code is told; ("revoked"). The same
    device may ask again with the same code while that is fresh, if the answer was lost: the token before is void then.
    """
    device = _proven(asked)
    return archive.database.transact(lambda session: _enrol(archive, session, asked, device, now))


def _enrol(archive: Archive, session: Session, asked: Enrolment, device: bytes, now: datetime) -> Enrolled:
    role, worker = _spend(session, asked, device, now)
    for field, right in (("worker", worker), ("role", role)):
        if getattr(asked, field) != right:
            raise Refused("fields", field=field)
    return _give_token(archive, session, asked, device, now, previous=None)


def _spend(session: Session, asked: Enrolment, device: bytes, now: datetime) -> tuple[str, str]:
    """The role and the worker of the code, which is this device's from now on."""
    wanted = hash_of_code(asked.code)
    found = session.row(
        "SELECT code.hash, code.role, code.worker, code.expires_ms, code.used_by, worker.role FROM code "
        "JOIN worker ON worker.org = code.org AND worker.number = code.worker WHERE code.org = ? AND code.hash = ?",
        (asked.org, wanted),
    )
    if found is None or not hmac.compare_digest(found[0], wanted):
        raise Refused("code")
    _hash, role, worker, expires, used_by, role_now = found
    if milliseconds(now) >= expires or role != role_now or used_by not in {None, device}:
        raise Refused("code")
    # Of two devices that ask at once the second finds it used.
    spent = session.run(
        "UPDATE code SET used_by = ? WHERE org = ? AND hash = ? AND (used_by IS NULL OR used_by = ?)",
        (device, asked.org, wanted, device),
    )
    if not spent:
        raise Refused("code")
    return role, worker


def successor(archive: Archive, known: Caller, asked: Enrolment, now: datetime) -> Enrolled:
    """Register the device that follows `asked.previous`, which is closed; `known` bears a token of the same worker.

    Refused("revoked") if either of the two earlier ones is revoked: who has a stolen laptop must not go on with it.
    """
    device = _proven(asked)
    if (asked.org, asked.worker) != (known.org, known.worker):
        raise Refused("fields", field="org" if asked.org != known.org else "worker")
    if known.state == REVOKED:
        raise Refused("revoked", contact=known.contact)
    return archive.database.transact(lambda session: _succeed(archive, session, known, asked, device, now))


def _succeed(
    archive: Archive, session: Session, known: Caller, asked: Enrolment, device: bytes, now: datetime
) -> Enrolled:
    previous = device_bytes(asked.previous)
    found = session.row(
        "SELECT role, state FROM device WHERE org = ? AND device = ? AND worker = ? FOR UPDATE",
        (known.org, previous, known.worker),
    )
    if found is None:
        raise Refused("unknown")
    if found[1] == REVOKED:
        raise Refused("revoked", contact=known.contact)
    if device == previous:
        raise Refused("fields", field="device")
    if asked.role not in {found[0], known.role}:
        raise Refused("fields", field="role")
    answer = _give_token(archive, session, asked, device, now, previous=previous)
    session.run("UPDATE device SET state = ? WHERE org = ? AND device = ?", (CLOSED, known.org, previous))
    return answer


def _give_token(
    archive: Archive, session: Session, asked: Enrolment, device: bytes, now: datetime, previous: bytes | None
) -> Enrolled:
    there = session.row(
        "SELECT worker, role, state FROM device WHERE org = ? AND device = ? FOR UPDATE", (asked.org, device)
    )
    (name, contact) = session.row("SELECT name, contact FROM org WHERE org = ?", (asked.org,)) or ("", "")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    if there is None:
        session.run(
            "INSERT INTO device (org, device, worker, role, token, state, n, head, previous, program, enrolled_ms) "
            "VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
            (asked.org, device, asked.worker, asked.role, hash_of_token(token), ACTIVE, bytes.fromhex(NO_HEAD),
             previous, asked.program, milliseconds(now)),
        )  # fmt: skip
    elif there[2] == REVOKED:
        raise Refused("revoked", contact=contact)
    elif there[:2] != (asked.worker, asked.role):
        raise Refused("fields", field="device")
    else:
        session.run(
            "UPDATE device SET token = ? WHERE org = ? AND device = ?", (hash_of_token(token), asked.org, device)
        )
    return Enrolled(
        token, archive.keys.device, archive.keys.box, asked.org, name, asked.worker, asked.role, contact,
        str(archive.epoch),
    )  # fmt: skip


def _proven(asked: Enrolment) -> bytes:
    """The device's key, once it has shown that it is there. Refused("fields") otherwise."""
    try:
        device = device_bytes(asked.device)
    except Refused:
        raise Refused("fields", field="device") from None
    for name in ("org", "worker", "role", "program"):
        said = getattr(asked, name)
        if len(said) > LONGEST or not said.isprintable():  # PostgreSQL takes no NUL in a text
            raise Refused("fields", field=name)
    try:
        VerifyKey(device).verify(proof_bytes(asked.code, asked.device), unspelled(asked.proof))
    except (BadSignatureError, ValueError):
        raise Refused("fields", field="proof") from None
    return device
