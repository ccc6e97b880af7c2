"""The archive as one sealed file, and back: into either database, as a new epoch, with every revocation in force."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import zstandard

from fieldlog.home import write_private
from fieldlog.language import _
from fieldlog.models.moment import milliseconds
from fieldlog.models.refusal import Damaged, RuleBroken, TooNew
from sync.archive import blocks, holds, schema
from sync.archive.archive import Archive
from sync.archive.database import open_database
from sync.archive.devices import mark_revoked
from sync.archive.home import ServerHome
from sync.archive.itself import store, stored
from sync.archive.keys import Keys, read_keys, read_recovery
from sync.archive.sealed import SealedWriter, read_sealed
from sync.archive.session import Row, Session
from sync.protocol import Epoch

LEVEL: Final = 3
LARGEST_BLOCK: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What is in a backup, or came out of one."""

    epoch: Epoch
    entries: int
    rows: int


def backup(archive: Archive, path: Path, now: datetime) -> BackedUp:
    """Write the archive as it is at this moment, also while others write; replaces the file whole or not at all.

    Server keys are in it; only the recovery key opens it. Memory stays flat.
    """
    writer = SealedWriter(path, archive.keys.recovery)
    try:
        with archive.database.reading() as session:
            steps = schema.version(session)
            said = {
                "schema": steps,
                "epoch": stored(session, "epoch"),
                "at": milliseconds(now),
                "keys": archive.home.keys.read_text("ascii"),
            }
            writer.add(json.dumps(said).encode())
            counts = {table: _write_table(session, writer, table) for table in schema.TABLES}
        writer.add(json.dumps({"rows": counts}).encode(), last=True)
        writer.finish()
    except BaseException:
        writer.drop()
        raise
    return BackedUp(archive.epoch, counts["entry"], sum(counts.values()))


def _write_table(session: Session, writer: SealedWriter, table: str) -> int:
    columns = session.columns(table)
    press = zstandard.ZstdCompressor(level=LEVEL)
    rows: list[Row] = []
    size = count = 0
    for row in session.stream(f"SELECT {', '.join(columns)} FROM {table}"):  # noqa: S608  # names of our own schema
        rows.append(row)
        count += 1
        size += sum(len(value) for value in row if type(value) is bytes)
        if len(rows) >= blocks.ROWS or size >= blocks.BYTES:
            writer.add(press.compress(blocks.pack(table, columns, rows)))
            rows, size = [], 0
    if rows:
        writer.add(press.compress(blocks.pack(table, columns, rows)))
    return count


def restore(root: Path, path: Path, *, accept: bool, recovery: Path | None = None, url: str | None = None) -> BackedUp:
    """Put a backup in the place of whatever the database holds, all of it or nothing; servers must not run meanwhile.

    The archive gets a new epoch, so that every laptop sends again what came after the backup, and every revocation and
    hold that the home knows of is in force. Without `accept` RuleBroken, and nothing is done. The recovery key is
    looked for in the home unless it is named. A home without keys gets the backup's; another server's is RuleBroken.
    """
    if not accept:
        raise RuleBroken(_("Återställning ersätter arkivet. Säg att det är meningen: --accept"))
    home = ServerHome(root)
    home.make()
    messages = read_sealed(path, read_recovery(recovery or home.recovery))
    said = json.loads(next(messages))
    if said["schema"] > len(schema.STEPS):
        raise TooNew(_("Säkerhetskopian är skriven av en nyare fieldlog-server. Uppdatera programmet."))
    keys = _take_keys(home, said["keys"])
    database = open_database(url or home.database_url)
    try:
        schema.upgrade(database)
        before = home.epoch()
        number = max(Epoch.read(said["epoch"]).number, before.number if before else 0) + 1
        epoch = Epoch(number, secrets.token_hex(16))
        with database.writing() as session:
            counts = _load(session, messages, said["schema"])
            for org, device, at in _revocations(home):
                mark_revoked(session, org, device, at)
            store(session, "epoch", str(epoch))
            holds.bring_back(session, keys, home)
        home.keep_epoch(epoch)
    finally:
        database.close()
    return BackedUp(epoch, counts["entry"], sum(counts.values()))


def _take_keys(home: ServerHome, keys: str) -> Keys:
    if not home.keys.exists():
        write_private(home.keys, keys.encode())
    elif json.loads(keys) != json.loads(home.keys.read_bytes()):
        raise RuleBroken(_("Säkerhetskopian är en annan servers. Återställ den i en tom mapp med --home."))
    return read_keys(home)


def _load(session: Session, messages: Iterator[bytes], steps: int) -> dict[str, int]:
    """Every row of the backup instead of every row that is here; how many of each table."""
    for table in schema.TABLES:
        session.define(f"DROP TABLE IF EXISTS {table};\n")
    schema.take(session, schema.STEPS[:steps])
    for table in schema.TABLES:  # what a step puts into its own tables is in the backup too
        session.run(f"DELETE FROM {table}")  # noqa: S608  # names of our own schema
    counts = dict.fromkeys(schema.TABLES, 0)
    wanted: dict[str, Any] = {}
    for message in messages:
        if not message.startswith(b"{"):
            data = zstandard.ZstdDecompressor().decompress(message, max_output_size=LARGEST_BLOCK)
            table, columns, rows = blocks.unpack(data)
            session.bulk(table, columns, rows)
            counts[table] += len(rows)
        else:
            wanted = json.loads(message)["rows"]
    if wanted != counts:
        raise Damaged(_("Säkerhetskopian är skadad eller ofullständig. Inget är ändrat. Ta en annan."))
    store(session, "schema", str(steps))
    schema.take(session)
    return counts


def _revocations(home: ServerHome) -> Iterator[tuple[str, str, int]]:
    for line in home.noted_revocations():
        said = json.loads(line)
        yield said["org"], said["device"], said["at"]
