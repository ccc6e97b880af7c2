"""How somebody with the key gets at the file outside the program; the changes are registered with a sentence each."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fieldlog.cipher import connect
from fieldlog.models.entry import Entry

Change = Callable[[Any, random.Random], bool]
ENTRIES: list[tuple[str, Change]] = []
"""Changes of what was signed. The tables may be folded again afterwards: only the proof itself can tell."""
TABLES: list[tuple[str, Change]] = []
"""Changes of what the entries stand for."""


def entries(sentence: str) -> Callable[[Change], Change]:
    return lambda change: ENTRIES.append((sentence, change)) or change  # type: ignore[func-returns-value]  # adds and returns


def tables(sentence: str) -> Callable[[Change], Change]:
    return lambda change: TABLES.append((sentence, change)) or change  # type: ignore[func-returns-value]  # adds and returns


def mutate(path: Path, key: bytes, change: Change, dice: random.Random) -> bool:
    """Make the change on a raw connection with the guards taken away and put back; False if it changed nothing."""
    connection = connect(path, key)
    try:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA foreign_keys=OFF")
        for name, _sql in guards:
            connection.execute(f"DROP TRIGGER {name}")
        done = change(connection, dice)
        for _name, sql in guards:
            connection.execute(sql)
    finally:
        connection.close()
    return done


def pick(connection: Any, dice: random.Random, statement: str, count: int = 1) -> list[tuple[Any, ...]]:
    rows = connection.execute(statement).fetchall()
    return dice.sample(rows, count) if len(rows) >= count else []


def flipped(data: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << dice.randrange(8)]) + data[place + 1 :]


def delete(connection: Any, seq: int) -> None:
    connection.execute("DELETE FROM part WHERE entry = ?", (seq,))
    connection.execute("DELETE FROM entry WHERE seq = ?", (seq,))


def keep(connection: Any, entry: Entry, *, own: int) -> None:
    line = entry.fields
    seq = connection.execute("SELECT max(seq) + 1 FROM entry").fetchone()[0]
    connection.execute(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (seq, line.id, line.device, line.n, line.kind, line.target, own, entry.line, entry.sig),
    )
    for name, part in entry.parts.items():
        connection.execute("INSERT INTO part VALUES (?, ?, ?, ?)", (seq, name, part.salt, part.data))
