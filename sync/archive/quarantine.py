"""Deciding what lies in quarantine: accepted, it is read like any other entry; rejected, it is kept and never read."""

from dataclasses import dataclass
from typing import Final

from fieldlog.language import _, mark
from fieldlog.models.entry import Entry, read_line_bytes
from fieldlog.models.refusal import RuleBroken
from sync.archive import aside as asides
from sync.archive import matters
from sync.archive.archive import Archive
from sync.archive.aside import REJECTED, Aside
from sync.archive.checking import LONGEST_LINE, Framed, Owner, content_fault, fits, key_of
from sync.archive.forked import NOTHING
from sync.archive.session import Session
from sync.archive.spelling import device_bytes

READABLE: Final = frozenset(("", "schema"))
"""What every reader can bear: a fold takes a field that is not as it should be as not said."""

WHY: Final = {
    "org": mark("raden hör till en annan organisation"),
    "worker": mark("enheten utger sig för att vara någon annans"),
    "first": mark("kedjan börjar inte med enhetens egen post"),
    "strict": mark("en del går inte att läsa"),
    "large": mark("den är för stor"),
    "id": mark("en annan post har samma id"),
}
"""Why an entry cannot be accepted."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, and what stays in quarantine because no reader could take it, each with one of WHY."""

    done: tuple[Aside, ...]
    left: tuple[tuple[Aside, str], ...]


def accept(archive: Archive, said: str) -> Decided:
    """Let an entry (by its hash) or all of a device (by its key) into feeds and folds.

    NotFound if there is none such; RuleBroken, in a sentence, if it is one and no reader could take it.
    """
    found = [aside for aside in asides.find(archive, said) if not aside.rejected]
    codes = archive.database.transact(lambda session: [_accept(session, aside) for aside in found])
    done = [aside for aside, code in zip(found, codes, strict=True) if not code]
    left = [(aside, code) for aside, code in zip(found, codes, strict=True) if code]
    if len(found) == 1 and left:
        why = _(WHY[left[0][1]])
        raise RuleBroken(_("Posten kan inte godtas: {why}. Den ligger kvar, eller avvisas.").format(why=why))
    return Decided(tuple(done), tuple(left))


def reject(archive: Archive, said: str) -> Decided:
    """Set an entry, or all of a device, aside for good: kept, received, never read. NotFound if there is none such."""
    found = [aside for aside in asides.find(archive, said) if not aside.rejected]

    def work(session: Session) -> None:
        for aside in found:
            table = "fork" if aside.beside else "entry"
            session.run(
                f"UPDATE {table} SET state = ? WHERE {_ONE} AND state = 1",  # noqa: S608  # our own names
                (REJECTED, *_key(aside)),
            )

    archive.database.transact(work)
    return Decided(tuple(found), ())


_ONE: Final = "org = ? AND device = ? AND n = ? AND hash = ?"


def _key(aside: Aside) -> tuple[str, bytes, int, bytes]:
    return aside.org, device_bytes(aside.device), aside.n, bytes.fromhex(aside.hash)


def _accept(session: Session, aside: Aside) -> str:
    """Why it cannot be let in; nothing once it is."""
    session.row("SELECT n FROM device WHERE org = ? AND device = ? FOR UPDATE", (aside.org, device_bytes(aside.device)))
    table = "fork" if aside.beside else "entry"
    row = session.row(
        f"SELECT line, sig FROM {table} WHERE {_ONE} AND state = 1",  # noqa: S608  # our own names
        _key(aside),
    )
    if row is None:
        return ""  # somebody else was first
    line = read_line_bytes(row[0], LONGEST_LINE)
    parts = {name: part for name, part in asides.parts_of(session, aside).items() if fits(line, name, part)}
    item = Framed(Entry(row[0], row[1], parts), line, aside.hash, key_of(line.id))
    code = content_fault(item, _owner(session, aside))
    if code not in READABLE:
        return code
    if not aside.late and _is_taken(session, aside, item):
        return "id"
    if aside.beside:
        _give_parts(session, aside, item)
    else:
        session.run(f"UPDATE entry SET state = 0, code = NULL WHERE {_ONE}", _key(aside))  # noqa: S608  # our own names
    matters.again(session, aside.org, [item])
    return ""


def _owner(session: Session, aside: Aside) -> Owner:
    row = session.row(
        "SELECT worker, role FROM device WHERE org = ? AND device = ?", (aside.org, device_bytes(aside.device))
    )
    worker, role = row or ("", "")
    return Owner(aside.org, aside.device, worker, role)


def _is_taken(session: Session, aside: Aside, item: Framed) -> bool:
    """Whether another entry that is read has its id. Its number another may have: a fork is read beside the chain."""
    by_id = session.row("SELECT hash FROM entry WHERE org = ? AND id = ?", (aside.org, item.key))
    beside = session.row("SELECT 1 FROM fork WHERE org = ? AND state = 0 AND id = ?", (aside.org, item.key))
    return aside.code == "id" or beside is not None or (by_id is not None and by_id[0].hex() != aside.hash)


def _give_parts(session: Session, aside: Aside, item: Framed) -> None:
    """Its parts lie where all parts lie from now on, so that they are read and erased like any other."""
    here = {
        row[0]
        for table in ("part", "gone")
        for row in session.rows(f"SELECT name FROM {table} WHERE org = ? AND id = ?", (aside.org, item.key))  # noqa: S608  # our own names
    }
    rows = [
        (aside.org, item.key, name, part.salt, part.data) for name, part in item.entry.parts.items() if name not in here
    ]
    if rows:
        session.bulk("part", ("org", "id", "name", "salt", "data"), rows)
    if aside.late:
        session.run(f"DELETE FROM fork WHERE {_ONE}", _key(aside))  # noqa: S608  # our own names
    else:
        session.run(f"UPDATE fork SET state = 0, parts = ? WHERE {_ONE}", (NOTHING, *_key(aside)))  # noqa: S608  # as above
