"""Organisations, who works in them in which role, and the codes by which a laptop joins."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fieldlog.language import _
from fieldlog.models.moment import from_milliseconds, milliseconds
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.worker import ROLES, organisation, service_number
from sync.archive import feeds, judging, policies
from sync.archive.archive import Archive
from sync.archive.clusters import SUPERVISOR
from sync.archive.session import Session

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Nothing that can be read or heard as something else: no 0 and O, no 1, I and L."""
SIGNS: Final = 12
"""Of a code: 59 bits, good for ten minutes."""
GOOD_FOR: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Organisation:
    code: str
    name: str
    contact: str
    """Whom a worker rings when her laptop may no longer exchange."""


@dataclass(frozen=True, slots=True)
class Worker:
    org: str
    number: str
    role: str
    since: datetime


def add_organisation(archive: Archive, code: str, name: str, contact: str, now: datetime) -> Organisation:
    """RuleBroken if there is one of that code, or the code cannot be one."""
    org = organisation(code)
    if org in {"*", ".", ".."} or "/" in org:
        raise RuleBroken(_("Organisationens kod får inte vara * eller ha / i sig."))

    def add(session: Session) -> None:
        added = session.run(
            "INSERT INTO org (org, name, contact, created_ms) VALUES (?, ?, ?, ?) ON CONFLICT (org) DO NOTHING",
            (org, _line(name) or org, _line(contact), milliseconds(now)),
        )
        if not added:
            raise RuleBroken(_("Organisationen {org} finns redan.").format(org=org))
        feeds.lock(session, org)
        policies.tell_new_organisation(session, org)

    archive.database.transact(add)
    return Organisation(org, _line(name) or org, _line(contact))


def change_organisation(archive: Archive, org: str, name: str, contact: str) -> None:
    """Another name, another one to ring."""
    archive.database.transact(
        lambda session: session.run(
            "UPDATE org SET name = ?, contact = ? WHERE org = ?", (_line(name) or org, _line(contact), org)
        )
    )


def refuse_unknown(archive: Archive, org: str) -> None:
    """NotFound if there is no such organisation."""
    with archive.database.reading() as session:
        _refuse_unknown(session, org)


def organisations(archive: Archive) -> list[Organisation]:
    with archive.database.reading() as session:
        return [Organisation(*row) for row in session.rows("SELECT org, name, contact FROM org ORDER BY org")]


def add_worker(archive: Archive, org: str, number: str, role: str, now: datetime) -> Worker:
    """A new worker, or another role for one who is there: her organisation's laptops are told."""
    org, number = organisation(org), service_number(number)
    if role not in ROLES:
        raise RuleBroken(_("Rollen finns inte. De som finns: {roles}.").format(roles=", ".join(ROLES)))

    def add(session: Session) -> None:
        _refuse_unknown(session, org)
        before = session.row("SELECT role FROM worker WHERE org = ? AND number = ? FOR UPDATE", (org, number))
        if before == (role,):
            return
        session.run(
            "INSERT INTO worker (org, number, role, created_ms) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (org, number) DO UPDATE SET role = excluded.role",
            (org, number, role, milliseconds(now)),
        )
        policies.tell_workers(session, archive.keys, org, now)
        if before and SUPERVISOR in {*before, role}:
            judging.judge_again(session, org, number)

    archive.database.transact(add)
    return next(worker for worker in workers(archive, org) if worker.number == number)


def workers(archive: Archive, org: str | None = None) -> list[Worker]:
    """Of one organisation, or of all."""
    sql = "SELECT org, number, role, created_ms FROM worker"
    with archive.database.reading() as session:
        found = session.rows(sql + (" WHERE org = ?" if org else "") + " ORDER BY org, number", (org,) if org else ())
    return [Worker(row[0], row[1], row[2], from_milliseconds(row[3])) for row in found]


def new_code(archive: Archive, org: str, role: str, number: str, now: datetime) -> str:
    """A code for one laptop of this worker, shown once and kept only as a hash. Good for ten minutes."""
    org, number = organisation(org), service_number(number)
    signs = "".join(secrets.choice(ALPHABET) for _sign in range(SIGNS))
    code = "-".join(signs[at : at + 4] for at in range(0, SIGNS, 4))

    def keep(session: Session) -> None:
        _refuse_unknown(session, org)
        found = session.row("SELECT role FROM worker WHERE org = ? AND number = ?", (org, number))
        if found is None:
            raise NotFound(_("{number} finns inte i {org}. Lägg till: worker add").format(number=number, org=org))
        if found != (role,):
            raise RuleBroken(_("{number} har rollen {role}.").format(number=number, role=found[0]))
        session.run("DELETE FROM code WHERE org = ? AND expires_ms < ?", (org, milliseconds(now - timedelta(days=1))))
        session.run(
            "INSERT INTO code (org, hash, role, worker, expires_ms) VALUES (?, ?, ?, ?, ?)",
            (org, hash_of_code(code), role, number, milliseconds(now + GOOD_FOR)),
        )

    archive.database.transact(keep)
    return code


def open_codes(archive: Archive, org: str, now: datetime) -> list[tuple[str, str, datetime]]:
    """(worker, role, until when) of the codes that nobody has used yet."""
    sql = "SELECT worker, role, expires_ms FROM code WHERE org = ? AND used_by IS NULL AND expires_ms > ? "
    with archive.database.reading() as session:
        found = session.rows(sql + "ORDER BY expires_ms", (org, milliseconds(now)))
    return [(number, role, from_milliseconds(until)) for number, role, until in found]


def hash_of_code(code: str) -> bytes:
    """However it was typed: small letters, blanks and hyphens make no difference."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(b"fieldlog code\0" + signs.encode()).digest()


def _refuse_unknown(session: Session, org: str) -> None:
    if session.row("SELECT 1 FROM org WHERE org = ?", (org,)) is None:
        raise NotFound(_("Organisationen {org} finns inte. Lägg till: org add").format(org=org))


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:200]
