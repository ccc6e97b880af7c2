"""Parts that come after their line: taken if the line names them, and they were not destroyed meanwhile.

A late part whose content does not hold, or that a revoked laptop brings, waits in quarantine beside its line, which
stands and is read without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from fieldlog.models.entry import Part
from sync.archive import matters
from sync.archive.checking import NOT_KEPT, Framed, Owner, fits, held, part_fault
from sync.archive.forked import FORK, fork_row, parts_data, read_parts
from sync.archive.session import Row, Session, marks
from sync.archive.spelling import device_bytes
from sync.protocol import TURNED_AWAY

OK, REJECTED = 0, 2
REVOKED: Final = "revoked"


@dataclass(slots=True)
class _Late:
    """What is done with the parts of some lines."""

    waiting: dict[bytes, tuple[str, dict[str, Part]]]
    """What lies beside lines already: why, and which parts, by the line's hash."""
    taken: list[Row] = field(default_factory=list)
    readable: list[Framed] = field(default_factory=list)
    aside: list[tuple[Framed, str, dict[str, Part]]] = field(default_factory=list)
    wrong: dict[int, str] = field(default_factory=dict)


def take(
    session: Session,
    owner: Owner,
    items: Sequence[Framed],
    here: Mapping[int, Row],
    received_ms: int,
    *,
    revoked: bool = False,
) -> dict[int, str]:
    """Keep the parts of these lines that are not here; why lines are not whole for their readers, by number.

    `here` says hash, state, code and id of each line. A part that is not the one that was signed is kept nowhere: it
    stays with its laptop, which is told NOT_KEPT whatever else is wrong.
    """
    late = _Late(_waiting(session, owner, items))
    for item in items:
        if (digest := here[item.line.n][0]) in late.waiting:
            late.wrong[item.line.n] = late.waiting[digest][0]
    given = [item for item in items if item.entry.parts]
    if given:
        _sort(session, owner, given, here, late, revoked=revoked)
    if late.taken:
        session.bulk("part", ("org", "id", "name", "salt", "data"), late.taken)
    for item, code, parts in late.aside:
        _set_aside(session, owner, item, code, parts, late.waiting, received_ms)
    if late.readable:
        matters.again(session, owner.org, late.readable)
    return late.wrong


def _waiting(session: Session, owner: Owner, items: Sequence[Framed]) -> dict[bytes, tuple[str, dict[str, Part]]]:
    found = session.rows(
        "SELECT hash, code, parts, n, state FROM fork WHERE org = ? AND device = ? AND code IS NOT NULL",
        (owner.org, device_bytes(owner.device)),
    )
    numbers = {item.line.n for item in items} if found else set[int]()
    return {
        digest: (TURNED_AWAY if state == REJECTED else code, read_parts(parts))
        for digest, code, parts, n, state in found
        if n in numbers
    }


def _sort(
    session: Session, owner: Owner, given: Sequence[Framed], here: Mapping[int, Row], late: _Late, *, revoked: bool
) -> None:
    keys = [here[item.line.n][3] for item in given]
    # What lay aside was destroyed under the beginning of its line's hash.
    beside = [here[item.line.n][0][:16] for item in given]
    known = _names(session, "part", owner.org, keys) | _names(session, "gone", owner.org, [*keys, *beside])
    for item, key, other in zip(given, keys, beside, strict=True):
        n, state = item.line.n, here[item.line.n][1]
        missing = {name: part for name, part in item.entry.parts.items() if not {(key, name), (other, name)} & known}
        faults = {name: part_fault(item, name, part, owner) for name, part in missing.items()}
        kept = {name: part for name, part in missing.items() if held(item, name, part)}
        code = next(filter(None, faults.values()), "") or (REVOKED if revoked and kept and not state else "")
        if len(kept) < len(missing):
            code = NOT_KEPT
        elif state == REJECTED:
            code = TURNED_AWAY
        if code == NOT_KEPT or n not in late.wrong:
            late.wrong |= {n: code} if code else {}
        # Where the line itself lies aside, its parts wait with it.
        good = {name: part for name, part in kept.items() if state or not (revoked or faults[name])}
        late.taken += [(owner.org, key, name, part.salt, part.data) for name, part in good.items()]
        if good and not state:
            late.readable.append(item)
        if len(good) < len(kept):
            late.aside.append((item, code, {name: part for name, part in kept.items() if name not in good}))


def _set_aside(
    session: Session,
    owner: Owner,
    item: Framed,
    code: str,
    parts: Mapping[str, Part],
    waiting: Mapping[bytes, tuple[str, dict[str, Part]]],
    received_ms: int,
) -> None:
    digest, device = bytes.fromhex(item.hash), device_bytes(owner.device)
    if digest in waiting:
        before = waiting[digest][1]
        if parts.keys() - before.keys():
            session.run(
                "UPDATE fork SET parts = ? WHERE org = ? AND device = ? AND hash = ?",
                (parts_data({**parts, **before}), owner.org, device, digest),
            )
        return
    # A copy of the chain may have been kept whole before this line came by its own.
    one = (owner.org, device, digest)
    copy = session.row("SELECT parts FROM fork WHERE org = ? AND device = ? AND hash = ?", one)
    session.run("DELETE FROM fork WHERE org = ? AND device = ? AND hash = ?", one)
    both = {**(read_parts(copy[0]) if copy else {}), **parts}
    session.bulk("fork", FORK, [fork_row(owner.org, device, item, both, received_ms, code)])


def complete(session: Session, owner: Owner, items: Sequence[Framed], *, revoked: bool = False) -> dict[str, str]:
    """Give lines that lie beside the chain the parts that they lack; those that are not read, and why, by hash.

    Of a revoked laptop nothing is added to a line that is read: it stays with the laptop, which is told NOT_KEPT.
    """
    if not items:
        return {}
    digests = [bytes.fromhex(item.hash) for item in items]
    rows = session.rows(
        f"SELECT hash, state, id, parts FROM fork WHERE org = ? AND device = ? AND hash IN {marks(digests)}",  # noqa: S608  # only marks
        (owner.org, device_bytes(owner.device), *digests),
    )
    there = {digest: row for digest, *row in rows}
    gone = _names(session, "gone", owner.org, [digest[:16] for digest in digests] + [row[1] for row in there.values()])
    found: dict[str, str] = {}
    for item, digest in zip(items, digests, strict=True):
        state, id_, parts = there[digest]
        if state == OK:
            if not _give(session, owner, item, id_, gone, revoked=revoked):
                found[item.hash] = NOT_KEPT
            continue
        found[item.hash] = TURNED_AWAY if state == REJECTED else ""
        before = read_parts(parts)
        true = {name for name, part in before.items() if fits(item.line, name, part)}
        missing = {
            name: part
            for name, part in item.entry.parts.items()
            if name not in true and (digest[:16], name) not in gone
        }
        kept = {name: part for name, part in missing.items() if held(item, name, part)}
        if len(kept) < len(missing):
            found[item.hash] = NOT_KEPT
        if kept:
            session.run(
                "UPDATE fork SET parts = ? WHERE org = ? AND device = ? AND hash = ?",
                (parts_data({**before, **kept}), owner.org, device_bytes(owner.device), digest),
            )
    return found


def _give(
    session: Session, owner: Owner, item: Framed, id_: bytes, gone: set[tuple[bytes, str]], *, revoked: bool
) -> bool:
    """Add what is missing of an accepted line's parts; whether all that came is kept."""
    known = _names(session, "part", owner.org, [id_]) | gone
    missing = {name: part for name, part in item.entry.parts.items() if (id_, name) not in known}
    good = {} if revoked else {n: part for n, part in missing.items() if not part_fault(item, n, part, owner)}
    if good:
        rows = [(owner.org, id_, name, part.salt, part.data) for name, part in good.items()]
        session.bulk("part", ("org", "id", "name", "salt", "data"), rows)
        matters.again(session, owner.org, [item])
    return len(good) == len(missing)


def _names(session: Session, table: str, org: str, keys: Sequence[bytes]) -> set[tuple[bytes, str]]:
    sql = f"SELECT id, name FROM {table} WHERE org = ? AND id IN {marks(keys)}"  # noqa: S608  # our own names
    return {(row[0], row[1]) for row in session.rows(sql, (org, *keys))}
