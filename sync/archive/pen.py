"""The server's pen: writes entries of the server's own chain, which tell laptops what the server says of itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from fieldlog import __version__
from fieldlog.language import _
from fieldlog.models.chain import FIRST, Chain
from fieldlog.models.entry import NO_HEAD, Entry, Part, part_limit
from fieldlog.models.moment import milliseconds, written
from fieldlog.models.refusal import RuleBroken
from sync.archive import feeds
from sync.archive.keys import Keys
from sync.archive.session import Session
from sync.archive.spelling import device_bytes, id_bytes

EVERYBODY: Final = "*"
"""The organisation of the server's own chain: no one's, and no code of an organisation."""
WORKER: Final = "server"
ROLE: Final = "adm"
PROGRAM: Final = f"fieldlog-server {__version__}"


def begin(session: Session, keys: Keys, now: datetime) -> None:
    """The server as a device of its own, and the first entry of its chain."""
    session.run(
        "INSERT INTO device (org, device, worker, role, state, n, head, program, enrolled_ms) "
        "VALUES (?, ?, ?, ?, 'active', 0, ?, ?, ?)",
        (EVERYBODY, device_bytes(keys.device), WORKER, ROLE, bytes.fromhex(NO_HEAD), PROGRAM, milliseconds(now)),
    )
    core = {"worker": WORKER, "role": ROLE, "program": PROGRAM, "previous": None, "previous_head": None}
    write(session, keys, FIRST, core, now)


def lock(session: Session, keys: Keys) -> None:
    """Until this transaction ends nobody else writes what the server decides: no policy, no hold, no erasure.

    To be had before the lock of any feed.
    """
    sql = "SELECT n FROM device WHERE org = ? AND device = ? FOR UPDATE"
    session.row(sql, (EVERYBODY, device_bytes(keys.device)))


def write(
    session: Session,
    keys: Keys,
    kind: str,
    core: Mapping[str, Any],
    now: datetime,
    *,
    words: Mapping[str, str] | None = None,
    feeds_of: Iterable[str] = (),
    target: str | None = None,
    base: Iterable[str] = (),
) -> Entry:
    """Add one entry to the server's chain and to the feeds of these organisations. RuleBroken if it is too large."""
    parts = {"core": Part.of(core)} | ({"words": Part.of(words)} if words else {})
    if any(len(part.data) > part_limit(name) for name, part in parts.items()):
        raise RuleBroken(_("Det blir för mycket för en post. Dela upp organisationen."))
    device = device_bytes(keys.device)
    found = session.row("SELECT n, head FROM device WHERE org = ? AND device = ? FOR UPDATE", (EVERYBODY, device))
    n, head = found if found else (0, bytes.fromhex(NO_HEAD))
    chain = Chain(keys.device, EVERYBODY, n, head.hex())
    entry = chain.add(kind, parts, at=written(now), sign=keys.sign, target=target, base=base)
    id_, hash_ = id_bytes(entry.fields.id), bytes.fromhex(entry.hash)
    session.bulk(
        "entry",
        ("org", "device", "n", "id", "kind", "target", "line", "sig", "hash", "received_ms", "state", "code"),
        [(EVERYBODY, device, chain.n, id_, kind, id_bytes(target) if target else None, entry.line, entry.sig, hash_,
          milliseconds(now), 0, None)],
    )  # fmt: skip
    rows = [(EVERYBODY, id_, name, part.salt, part.data) for name, part in parts.items()]
    session.bulk("part", ("org", "id", "name", "salt", "data"), rows)
    session.run("UPDATE device SET n = ?, head = ? WHERE org = ? AND device = ?", (chain.n, hash_, EVERYBODY, device))
    for feed in sorted(set(feeds_of), key=lambda feed: (feed == feeds.SHARED, feed)):
        feeds.append(session, feed, [(EVERYBODY, id_)])
    return entry
