"""Chains beside the archive's own, of copied or set-back laptops: kept whole until somebody decides."""

from collections.abc import Sequence
from datetime import datetime

from fieldlog.models.entry import Entry, EntryFault, read_line_bytes
from fieldlog.models.moment import milliseconds
from sync.answers import HAVE, QUARANTINED, PushAnswer
from sync.archive import late
from sync.archive.archive import Archive
from sync.archive.checking import LONGEST_LINE, NOT_KEPT, Fault, Framed, Owner, held, key_of, signed
from sync.archive.devices import Caller
from sync.archive.forked import FORK, fork_row
from sync.archive.pushing import REJECTED, answer, owner_of, shut_out
from sync.archive.session import Row, Session, marks
from sync.archive.spelling import device_bytes
from sync.batch import Batch
from sync.protocol import TURNED_AWAY, Head, Refused


def keep(archive: Archive, caller: Caller, device: str, batch: Batch, now: datetime) -> PushAnswer:
    """Keep lines of a device whatever chain they stand in, by their hash; what the archive's own chain holds is there.

    Again, in any order, in any pieces: nothing changes. Refused: unknown (no device of the caller's), frame (a line
    that the device cannot have signed; those before it are kept). The head answered is that of the archive's own chain.
    """
    key = device_bytes(device)
    with archive.database.reading() as session:
        owner, _stands = owner_of(session, caller, key, device)
    lines, fault = _lines(device, batch.entries)
    head, each = archive.database.transact(
        lambda session: _keep(session, owner, caller, lines, milliseconds(now)),
    )
    if fault is not None:
        raise Refused("frame", at=fault.at, fault=fault.code, head=str(head))
    return answer(archive, device, head, each, now)


def _lines(device: str, entries: Sequence[Entry]) -> tuple[list[Framed], Fault | None]:
    """The lines up to the first that the device cannot have written, each hash once."""
    found: dict[str, Framed] = {}
    fault, n = None, 0
    for entry in entries:
        try:
            line = read_line_bytes(entry.line, LONGEST_LINE)
        except EntryFault:
            fault = Fault(n + 1, "line")
            break
        n = line.n
        if line.device != device:
            fault = Fault(n, "device")
            break
        found.setdefault(entry.hash, Framed(entry, line, entry.hash, key_of(line.id)))
    lines = list(found.values())
    true = signed(device, lines)
    if true < len(lines):
        fault = Fault(lines[true].line.n, "signature")
    return lines[:true], fault


def _keep(
    session: Session, owner: Owner, caller: Caller, lines: Sequence[Framed], received_ms: int
) -> tuple[Head, list[tuple[int, str, str]]]:
    """What the archive has already, its own chain's or a copy's, may lack parts: they are on their way once more."""
    org, key = owner.org, device_bytes(owner.device)
    found = session.rows("SELECT n, head, state FROM device WHERE org = ? AND device = ? FOR UPDATE", (org, key))
    n, head, state = found[0]
    own, beside = _own(session, org, key, lines), _beside(session, org, key, lines)
    of_chain = [item for item in lines if item.hash in own]
    here = {item.line.n: own[item.hash] for item in of_chain}
    revoked = shut_out(session, caller, owner, state)
    wrong = late.take(session, owner, of_chain, here, received_ms, revoked=revoked)
    wrong |= {
        n: TURNED_AWAY if row[1] == REJECTED else row[2] or "" for n, row in here.items() if row[1] and n not in wrong
    }
    known = [item for item in lines if item.hash in beside and item.hash not in own]
    again = late.complete(session, owner, known, revoked=revoked)
    new = [item for item in lines if item.hash not in own and item.hash not in beside]
    if new:
        session.bulk("fork", FORK, [fork_row(org, key, item, item.entry.parts, received_ms) for item in new])
    aside = {item.hash: wrong[item.line.n] for item in of_chain if item.line.n in wrong}
    # They are kept as they came, but a part that is not the one that was signed nobody will ever read.
    aside |= {
        item.hash: "" if all(held(item, *part) for part in item.entry.parts.items()) else NOT_KEPT for item in new
    }
    aside |= again
    each = [
        (item.line.n, QUARANTINED if item.hash in aside else HAVE, aside.get(item.hash, "")) for item in lines
    ]  # fmt: skip
    return Head(n, head.hex()), each


def _own(session: Session, org: str, key: bytes, lines: Sequence[Framed]) -> dict[str, Row]:
    """Hash, state, code and id of those of the lines that the archive's own chain has."""
    if not lines:
        return {}
    numbers = [item.line.n for item in lines]
    found = session.rows(
        f"SELECT hash, state, code, id FROM entry WHERE org = ? AND device = ? AND n IN {marks(numbers)}",  # noqa: S608  # only marks
        (org, key, *numbers),
    )
    return {row[0].hex(): row for row in found}


def _beside(session: Session, org: str, key: bytes, lines: Sequence[Framed]) -> set[str]:
    """Hashes of those of the lines that are kept beside it already."""
    if not lines:
        return set()
    hashes = [bytes.fromhex(item.hash) for item in lines]
    found = session.rows(
        f"SELECT hash FROM fork WHERE org = ? AND device = ? AND hash IN {marks(hashes)}",  # noqa: S608  # only marks
        (org, key, *hashes),
    )
    return {row[0].hex() for row in found}
