"""Chains beside the archive's own, of copied or set-back laptops: kept whole until somebody decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fieldlog.models.entry import Entry, EntryFault, read_line_bytes
from fieldlog.models.moment import milliseconds
from sync.answers import HAVE, QUARANTINED, PushAnswer
from sync.archive.archive import Archive
from sync.archive.checking import LONGEST_LINE, Fault, Framed, key_of, signed
from sync.archive.devices import Caller
from sync.archive.forked import parts_data
from sync.archive.pushing import ASIDE, OK, answer, owner_of
from sync.archive.session import Session, marks
from sync.archive.spelling import device_bytes
from sync.batch import Batch
from sync.protocol import Head, Refused

FORK: Final = (
    "org", "device", "hash", "n", "id", "kind", "target", "line", "sig", "parts", "received_ms", "state", "code",
)  # fmt: skip


def keep(archive: Archive, caller: Caller, device: str, batch: Batch, now: datetime) -> PushAnswer:
    """Keep lines of a device whatever chain they stand in, by their hash; what the archive's own chain holds is there.

    Again, in any order, in any pieces: nothing changes. Refused: unknown (no device of the caller's), frame (a line
    that the device cannot have signed; those before it are kept). The head answered is that of the archive's own chain.
    """
    key = device_bytes(device)
    with archive.database.reading() as session:
        owner_of(session, caller, key, device)
    lines, fault = _lines(device, batch.entries)
    head, each = archive.database.transact(
        lambda session: _keep(session, caller.org, key, lines, milliseconds(now)),
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
    session: Session, org: str, key: bytes, lines: Sequence[Framed], received_ms: int
) -> tuple[Head, list[tuple[int, str, str]]]:
    n, head = session.rows("SELECT n, head FROM device WHERE org = ? AND device = ? FOR UPDATE", (org, key))[0]
    held = _held(session, org, key, lines)
    new = [item for item in lines if item.hash not in held]
    if new:
        session.bulk("fork", FORK, [_row(org, key, item, received_ms) for item in new])
    each = [(item.line.n, HAVE if held.get(item.hash) == OK else QUARANTINED, "") for item in lines]
    return Head(n, head.hex()), each


def _held(session: Session, org: str, key: bytes, lines: Sequence[Framed]) -> dict[str, int]:
    """State of those of the lines that are here, by hash: OK if nobody has to decide about them."""
    if not lines:
        return {}
    hashes = [bytes.fromhex(item.hash) for item in lines]
    numbers = [item.line.n for item in lines]
    own = session.rows(
        f"SELECT hash, state FROM entry WHERE org = ? AND device = ? AND n IN {marks(numbers)}",  # noqa: S608  # only marks
        (org, key, *numbers),
    )
    beside = session.rows(
        f"SELECT hash, state FROM fork WHERE org = ? AND device = ? AND hash IN {marks(hashes)}",  # noqa: S608 - question marks only
        (org, key, *hashes),
    )
    return {row[0].hex(): row[1] for row in [*beside, *own]}


def _row(org: str, key: bytes, item: Framed, received_ms: int) -> tuple[object, ...]:
    line, entry = item.line, item.entry
    return (
        org, key, bytes.fromhex(item.hash), line.n, item.key, line.kind,
        key_of(line.target) if line.target else None, entry.line, entry.sig, parts_data(entry.parts), received_ms,
        ASIDE, None,
    )  # fmt: skip
