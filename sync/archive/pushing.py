"""Taking in what a device pushes: all that it says is checked, and what is answered is durable."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from fieldlog.models.moment import milliseconds, written
from fieldlog.models.strict import encode
from sync.answers import HAVE, QUARANTINED, STORED, PushAnswer, verdicts
from sync.archive import forked, late, matters
from sync.archive.archive import Archive
from sync.archive.checking import NOT_KEPT, Fault, Framed, Owner, content_fault, fits, framed, key_of, signed
from sync.archive.devices import Caller
from sync.archive.session import Row, Session, marks
from sync.archive.spelling import device_bytes
from sync.batch import Batch
from sync.protocol import TURNED_AWAY, Head, Refused

ENTRY = ("org", "device", "n", "id", "kind", "target", "line", "sig", "hash", "received_ms", "state", "code")
PART = ("org", "id", "name", "salt", "data")
OK, ASIDE, REJECTED = 0, 1, 2
"""States of an entry: read by whom it may concern; set aside, until somebody accepts it; never to be read."""

_CHECKING = Lock()
"""One batch at a time is looked at, with all cores: several threads that reckon at once take the interpreter from each
other and from the one that writes, and get less done together."""


@dataclass(slots=True)
class _Push:
    """What was pushed, with everything about it that needs no database."""

    owner: Owner
    key: bytes
    head: Head
    lines: list[Framed]
    fault: Fault | None
    codes: Mapping[int, str]
    """What is wrong with the content, by number; of lines that are here already it was not asked."""
    received_ms: int
    suspect: Caller


@dataclass(slots=True)
class _Kept:
    """What became of it."""

    head: Head
    each: list[tuple[int, str, str]] = field(default_factory=list)


def push(archive: Archive, caller: Caller, device: str, head: Head, batch: Batch, now: datetime) -> PushAnswer:
    """Keep the entries of a batch that follow on `head`, and say what became of each.

    Refused: unknown (no device of the caller's), gap, fork, frame. Before a frame that does not hold, everything is
    kept. Pushed again, it changes nothing and is answered the same, but that what was stored is here already.
    """
    key = device_bytes(device)
    with archive.database.reading() as session:
        owner, stands = owner_of(session, caller, key, device)
    with _CHECKING:
        work = _checked(caller, owner, stands, head, batch, milliseconds(now))
    kept = archive.database.transact(lambda session: _keep(session, work))
    if work.fault is not None:
        raise Refused("frame", at=work.fault.at, fault=work.fault.code, head=str(kept.head))
    return answer(archive, device, kept.head, kept.each, now)


def _checked(caller: Caller, owner: Owner, stands: Head, head: Head, batch: Batch, received_ms: int) -> _Push:
    """All that can be asked of a batch without the database."""
    lines, fault = framed(owner.device, head, batch.entries)
    new = [item for item in lines if item.line.n > stands.n]
    true = signed(owner.device, new)
    if true < len(new):
        fault = Fault(new[true].line.n, "signature")
        lines = lines[: len(lines) - len(new) + true]
    codes = {item.line.n: code for item in new[:true] if (code := content_fault(item, owner))}
    return _Push(owner, device_bytes(owner.device), head, lines, fault, codes, received_ms, caller)


def answer(
    archive: Archive, device: str, head: Head, each: Sequence[tuple[int, str, str]], now: datetime
) -> PushAnswer:
    """What was durably kept, with the server's word for it."""
    said = {
        "at": written(now),
        "count": len(each),
        "device": device,
        "epoch": str(archive.epoch),
        "head": str(head),
    }
    receipt = encode(said)
    return PushAnswer(archive.epoch, head, verdicts(each), receipt.decode(), archive.keys.sign_receipt(receipt))


def owner_of(session: Session, caller: Caller, key: bytes, device: str) -> tuple[Owner, Head]:
    """Whose device it is, and where its chain stands here. Refused("unknown") unless it is a device of the caller's.

    Also an earlier one: a worker's laptop brings what she wrote before it was restored or copied.
    """
    found = session.row(
        "SELECT worker, role, n, head FROM device WHERE org = ? AND device = ?",
        (caller.org, key),
    )
    if found is None or found[0] != caller.worker:
        raise Refused("unknown")
    return Owner(caller.org, device, found[0], found[1]), Head(found[2], found[3].hex())


def _keep(session: Session, push: _Push) -> _Kept:
    n, stands, revoked = _lock(session, push)
    here = _here(session, push, n)
    _refuse_other_chains(push, Head(n, stands.hex()), here)
    kept = _Kept(Head(n, stands.hex()))
    old = [item for item in push.lines if item.line.n <= n]
    new = [item for item in push.lines if item.line.n > n]
    wrong = late.take(session, push.owner, old, here, push.received_ms, revoked=revoked)
    for item in old:
        state, code = here[item.line.n][1:3]
        code = wrong.get(item.line.n, TURNED_AWAY if state == REJECTED else code)
        kept.each.append((item.line.n, QUARANTINED if state or code else HAVE, code or ""))
    if new:
        pushed = {item.key: bytes.fromhex(item.hash) for item in new}
        elsewhere, parts_here = forked.come_home(session, push.owner.org, pushed)
        codes = _codes(session, push, new, elsewhere, revoked=revoked)
        _store(session, push, new, codes, parts_here)
        kept.head = Head(new[-1].line.n, new[-1].hash)
        for item in new:
            code = codes.get(item.line.n, "")
            kept.each.append((item.line.n, QUARANTINED if code else STORED, code))
    return kept


def _lock(session: Session, push: _Push) -> tuple[int, bytes, bool]:
    """Where the chain stands while nobody else can move it, and whether its device or the caller's is revoked."""
    n, head, state = session.rows(
        "SELECT n, head, state FROM device WHERE org = ? AND device = ? FOR UPDATE", (push.owner.org, push.key)
    )[0]
    return n, head, shut_out(session, push.suspect, push.owner, state)


def shut_out(session: Session, caller: Caller, owner: Owner, state: str) -> bool:
    """Whether the device, which is in that state now, or the caller's own is revoked."""
    if caller.device == owner.device:
        return state == "revoked"
    by = session.row("SELECT state FROM device WHERE org = ? AND device = ?", (owner.org, device_bytes(caller.device)))
    return "revoked" in (state, caller.state, by[0] if by else "revoked")


def _here(session: Session, push: _Push, n: int) -> dict[int, Row]:
    """Hash, state, code and id of the lines that are here already, by number; with the one that the push follows on."""
    last = min(n, push.head.n + len(push.lines))
    if push.head.n > last or not last:
        return {}
    found = session.rows(
        "SELECT n, hash, state, code, id FROM entry WHERE org = ? AND device = ? AND n BETWEEN ? AND ?",
        (push.owner.org, push.key, push.head.n, last),
    )
    return {row[0]: row[1:] for row in found}


def _refuse_other_chains(push: _Push, stands: Head, here: Mapping[int, Row]) -> None:
    if push.head.n > stands.n:
        raise Refused("gap", head=str(stands))
    chain = [(push.head.n, push.head.hash)] if push.head.n else []
    chain += [(item.line.n, item.hash) for item in push.lines if item.line.n <= stands.n]
    if any(here[n][0].hex() != hash_ for n, hash_ in chain):
        raise Refused("fork", head=str(stands))


def _codes(
    session: Session, push: _Push, new: Sequence[Framed], elsewhere: AbstractSet[bytes], *, revoked: bool
) -> dict[int, str]:
    """What is wrong with the content of each, by number: now also whether its id is free."""
    codes = dict(push.codes)
    keys = [item.key for item in new]
    sql = f"SELECT id FROM entry WHERE org = ? AND id IN {marks(keys)}"  # noqa: S608  # only marks
    taken = {row[0] for row in session.rows(sql, (push.owner.org, *keys))} | elsewhere
    for item, key in zip(new, keys, strict=True):
        if revoked and codes.get(item.line.n) != NOT_KEPT:
            codes[item.line.n] = "revoked"
        if key in taken:
            codes[item.line.n] = "id"
        taken.add(key)
    return codes


def _store(
    session: Session,
    push: _Push,
    new: Sequence[Framed],
    codes: Mapping[int, str],
    parts_here: AbstractSet[tuple[bytes, str]],
) -> None:
    owner = push.owner
    rows, parts, fresh = [], [], []
    for item in new:
        line, entry, code = item.line, item.entry, codes.get(item.line.n)
        digest = bytes.fromhex(item.hash)
        # Where the id is taken, the entry goes by its hash: an id that is random too.
        id_ = digest[:16] if code == "id" else item.key
        rows.append((
            owner.org, push.key, line.n, id_, line.kind, key_of(line.target) if line.target else None,
            entry.line, entry.sig, digest, push.received_ms, ASIDE if code else OK, code,
        ))  # fmt: skip
        if code is None:
            fresh.append(item)
        parts += [
            (owner.org, id_, name, part.salt, part.data)
            for name, part in entry.parts.items()
            if (code is None or fits(line, name, part)) and (id_, name) not in parts_here
        ]
    session.bulk("entry", ENTRY, rows)
    if parts:
        session.bulk("part", PART, parts)
    session.run(
        "UPDATE device SET n = ?, head = ? WHERE org = ? AND device = ?",
        (new[-1].line.n, bytes.fromhex(new[-1].hash), owner.org, push.key),
    )
    if fresh:
        matters.add(session, owner.org, owner.worker, fresh)
