"""What somebody with the key can do to the file outside the program: each change a function with a sentence."""

import hashlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from fieldlog.cipher import connect
from fieldlog.models.chain import Chain
from fieldlog.models.entry import Part
from tests.proof.rich import Stranger

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


@entries("one bit of a line is turned")
def _line(connection: Any, dice: random.Random) -> bool:
    [(seq, line)] = pick(connection, dice, "SELECT seq, line FROM entry")
    connection.execute("UPDATE entry SET line = ? WHERE seq = ?", (flipped(line, dice), seq))
    return True


@entries("a line says the same with a blank more")
def _blank(connection: Any, dice: random.Random) -> bool:
    [(seq, line)] = pick(connection, dice, "SELECT seq, line FROM entry")
    connection.execute("UPDATE entry SET line = ? WHERE seq = ?", (line.replace(b":", b": ", 1), seq))
    return True


@entries("a line is cut short")
def _short(connection: Any, dice: random.Random) -> bool:
    [(seq, line)] = pick(connection, dice, "SELECT seq, line FROM entry")
    connection.execute("UPDATE entry SET line = ? WHERE seq = ?", (line[: dice.randrange(len(line))], seq))
    return True


@entries("a line is stored as text instead of bytes")
def _as_text(connection: Any, dice: random.Random) -> bool:
    [(seq, line)] = pick(connection, dice, "SELECT seq, line FROM entry")
    connection.execute("UPDATE entry SET line = ? WHERE seq = ?", (line.decode(), seq))
    return True


@entries("one bit of a signature is turned")
def _signature(connection: Any, dice: random.Random) -> bool:
    [(seq, sig)] = pick(connection, dice, "SELECT seq, sig FROM entry")
    connection.execute("UPDATE entry SET sig = ? WHERE seq = ?", (flipped(sig, dice), seq))
    return True


@entries("a signature is taken from another entry")
def _other_signature(connection: Any, dice: random.Random) -> bool:
    (one, _), (_, other) = pick(connection, dice, "SELECT seq, sig FROM entry", 2)
    connection.execute("UPDATE entry SET sig = ? WHERE seq = ?", (other, one))
    return True


@entries("one bit of a part is turned")
def _part(connection: Any, dice: random.Random) -> bool:
    [(seq, name, data)] = pick(connection, dice, "SELECT entry, name, data FROM part")
    connection.execute("UPDATE part SET data = ? WHERE entry = ? AND name = ?", (flipped(data, dice), seq, name))
    return True


@entries("a word is exchanged in a text")
def _word(connection: Any, dice: random.Random) -> bool:
    [(seq, data)] = pick(
        connection, dice, "SELECT entry, data FROM part WHERE name = 'words' AND data LIKE '%trappan%'"
    )
    connection.execute(
        "UPDATE part SET data = ? WHERE entry = ? AND name = 'words'", (data.replace(b"trappan", b"kiosken"), seq)
    )
    return True


@entries("one bit of a salt is turned")
def _salt(connection: Any, dice: random.Random) -> bool:
    [(seq, name, salt)] = pick(connection, dice, "SELECT entry, name, salt FROM part")
    connection.execute("UPDATE part SET salt = ? WHERE entry = ? AND name = ?", (flipped(salt, dice), seq, name))
    return True


@entries("a byte is moved from the salt to the part, so that both together are as before")
def _border(connection: Any, dice: random.Random) -> bool:
    [(seq, name, salt, data)] = pick(connection, dice, "SELECT entry, name, salt, data FROM part")
    connection.execute(
        "UPDATE part SET salt = ?, data = ? WHERE entry = ? AND name = ?", (salt[:-1], salt[-1:] + data, seq, name)
    )
    return True


@entries("two entries have exchanged a part")
def _swapped_parts(connection: Any, dice: random.Random) -> bool:
    name = dice.choice(["core", "words"])
    one, other = pick(connection, dice, f"SELECT entry, salt, data FROM part WHERE name = '{name}'", 2)  # noqa: S608 - own names
    for (seq, _, _), (_, salt, data) in ((one, other), (other, one)):
        connection.execute("UPDATE part SET salt = ?, data = ? WHERE entry = ? AND name = ?", (salt, data, seq, name))
    return one[2] != other[2]


@entries("two parts have exchanged their salts")
def _swapped_salts(connection: Any, dice: random.Random) -> bool:
    one, other = pick(connection, dice, "SELECT entry, name, salt FROM part", 2)
    connection.execute("UPDATE part SET salt = ? WHERE entry = ? AND name = ?", (other[2], *one[:2]))
    connection.execute("UPDATE part SET salt = ? WHERE entry = ? AND name = ?", (one[2], *other[:2]))
    return True


@entries("core and words of an entry have exchanged their names")
def _swapped_names(connection: Any, dice: random.Random) -> bool:
    [(seq,)] = pick(
        connection, dice, "SELECT entry FROM part WHERE name IN ('core', 'words') GROUP BY 1 HAVING count(*)=2"
    )
    connection.execute("UPDATE part SET name = 'x' WHERE entry = ? AND name = 'core'", (seq,))
    connection.execute("UPDATE part SET name = 'core' WHERE entry = ? AND name = 'words'", (seq,))
    connection.execute("UPDATE part SET name = 'words' WHERE entry = ? AND name = 'x'", (seq,))
    return True


@entries("a part of an own entry is gone")
def _lost_part(connection: Any, dice: random.Random) -> bool:
    [(seq, name)] = pick(
        connection, dice, "SELECT entry, name FROM part WHERE (SELECT own FROM entry WHERE seq = part.entry)"
    )
    connection.execute("DELETE FROM part WHERE entry = ? AND name = ?", (seq, name))
    return True


@entries("a part is gone and put on the list of what was destroyed")
def _lost_and_listed(connection: Any, dice: random.Random) -> bool:
    [(seq, id_, name)] = pick(
        connection, dice, "SELECT seq, id, name FROM part JOIN entry ON seq = part.entry WHERE own = 1"
    )
    by = connection.execute("SELECT id FROM entry WHERE kind = 'purge' AND own = 1").fetchone()[0]
    connection.execute("INSERT OR IGNORE INTO gone VALUES (?, ?, ?)", (id_, name, by))
    connection.execute("DELETE FROM part WHERE entry = ? AND name = ?", (seq, name))
    return True


@entries("a part is gone and a made-up device says that it was destroyed")
def _lost_and_excused(connection: Any, dice: random.Random) -> bool:
    [(seq, id_, name)] = pick(
        connection, dice, "SELECT seq, id, name FROM part JOIN entry ON seq = part.entry WHERE own = 1"
    )
    liar = Stranger("OV-12", "OVB")
    _keep(connection, liar.entries[0], own=0)
    purge = liar.write(dice.choice(["purge", "erase"]), {"rule": "B 12 mån", "gone": [[id_, name]]})
    _keep(connection, purge, own=0)
    connection.execute("INSERT INTO gone VALUES (?, ?, ?)", (id_, name, purge.fields.id))
    connection.execute("DELETE FROM part WHERE entry = ? AND name = ?", (seq, name))
    return True


@entries("a part has been added that the line does not name")
def _added_part(connection: Any, dice: random.Random) -> bool:
    [(seq,)] = pick(connection, dice, "SELECT seq FROM entry")
    name = dice.choice(["out", "extra", ""])
    connection.execute("INSERT OR IGNORE INTO part VALUES (?, ?, ?, ?)", (seq, name, bytes(16), b"{}"))
    return bool(connection.execute("SELECT changes()").fetchone()[0])


@entries("a destroyed part is back with other words")
def _revived(connection: Any, dice: random.Random) -> bool:
    [(seq, name)] = pick(connection, dice, "SELECT seq, part FROM gone JOIN entry ON id = gone.entry")
    connection.execute("INSERT INTO part VALUES (?, ?, ?, ?)", (seq, name, bytes(16), b'{"note":"annat"}'))
    return True


@entries("a part hangs on no entry")
def _orphan(connection: Any, dice: random.Random) -> bool:
    [(seq, name)] = pick(connection, dice, "SELECT entry, name FROM part")
    connection.execute("UPDATE part SET entry = 100000 WHERE entry = ? AND name = ?", (seq, name))
    return True


@entries("an own entry is gone with its parts")
def _deleted(connection: Any, dice: random.Random) -> bool:
    [(seq,)] = pick(connection, dice, "SELECT seq FROM entry WHERE own = 1")
    _delete(connection, seq)
    return True


@entries("an own entry is gone and those after it are numbered again")
def _closed_up(connection: Any, dice: random.Random) -> bool:
    [(seq, n, device)] = pick(
        connection,
        dice,
        "SELECT seq, n, device FROM entry WHERE own = 1 AND n < (SELECT max(n) FROM entry WHERE own = 1)",
    )
    _delete(connection, seq)
    for later in connection.execute(
        "SELECT seq FROM entry WHERE device = ? AND n > ? ORDER BY n", (device, n)
    ).fetchall():
        connection.execute("UPDATE entry SET n = n - 1 WHERE seq = ?", later)
    return True


@entries("the end of the chain is cut off")
def _cut(connection: Any, dice: random.Random) -> bool:
    last = connection.execute("SELECT max(n) FROM entry WHERE own = 1").fetchone()[0]
    keep = dice.randrange(last)
    for seq in connection.execute("SELECT seq FROM entry WHERE own = 1 AND n > ?", (keep,)).fetchall():
        _delete(connection, seq[0])
    return True


@entries("the end of the chain is cut off and written anew with another key")
def _rewritten(connection: Any, dice: random.Random) -> bool:
    rows = connection.execute("SELECT seq, device, n, line FROM entry WHERE own = 1 ORDER BY n").fetchall()
    cut = dice.randrange(1, len(rows))
    forger = Stranger("OV-12", "OVB")
    forger.chain = Chain(rows[0][1], "OVB", cut, forger.chain.head)
    for seq, _device, n, _line in rows[cut:]:
        _delete(connection, seq)
        entry = forger.write("comment", {}, {"comment": f"nummer {n}"})
        _keep(connection, entry, own=1)
    return True


@entries("an entry is there twice")
def _doubled(connection: Any, dice: random.Random) -> bool:
    [(id_, device, kind, target, own, line, sig)] = pick(
        connection, dice, "SELECT id, device, kind, target, own, line, sig FROM entry WHERE own = 1"
    )
    seq = connection.execute("SELECT max(seq) + 1 FROM entry").fetchone()[0]
    n = connection.execute("SELECT max(n) + 1 FROM entry WHERE device = ?", (device,)).fetchone()[0]
    connection.execute(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (seq, id_[:-1] + "x", device, n, kind, target, own, line, sig),
    )
    return True


@entries("an entry has been put at the end, signed by another key in the own device's name")
def _inserted(connection: Any, dice: random.Random) -> bool:
    forger = Stranger("OV-12", "OVB")
    [(device, n)] = connection.execute("SELECT device, max(n) FROM entry WHERE own = 1").fetchall()
    head = connection.execute(
        "SELECT prev FROM (SELECT line AS prev FROM entry WHERE device = ? AND n = ?)", (device, n)
    )
    forger.chain = Chain(device, "OVB", n, hashlib.sha256(head.fetchone()[0]).hexdigest())
    _keep(connection, forger.write("observation", {"class": "A", "place": dice.choice(["PLA", "TRP"])}), own=1)
    return True


@entries("two own entries have exchanged their numbers")
def _swapped_numbers(connection: Any, dice: random.Random) -> bool:
    (one, n), (other, m) = pick(connection, dice, "SELECT seq, n FROM entry WHERE own = 1", 2)
    for seq, number in ((one, 100000), (other, n), (one, m)):
        connection.execute("UPDATE entry SET n = ? WHERE seq = ?", (number, seq))
    return True


@entries("two own entries, parts and rows with them, have exchanged their places in the file")
def _swapped_places(connection: Any, dice: random.Random) -> bool:
    (one,), (other,) = pick(connection, dice, "SELECT seq FROM entry WHERE own = 1", 2)
    for before, after in ((one, 100000), (other, one), (100000, other)):
        connection.execute("UPDATE entry SET seq = ? WHERE seq = ?", (after, before))
        connection.execute("UPDATE part SET entry = ? WHERE entry = ?", (after, before))
    return True


@entries("two own entries have exchanged lines and signatures")
def _swapped_lines(connection: Any, dice: random.Random) -> bool:
    (one, line, sig), (other, line2, sig2) = pick(connection, dice, "SELECT seq, line, sig FROM entry WHERE own = 1", 2)
    connection.execute("UPDATE entry SET line = ?, sig = ? WHERE seq = ?", (line2, sig2, one))
    connection.execute("UPDATE entry SET line = ?, sig = ? WHERE seq = ?", (line, sig, other))
    return True


@entries("a column of the table of entries says something else than the line")
def _column(connection: Any, dice: random.Random) -> bool:
    column, value = dice.choice([
        ("id", "01234567-89ab-7def-8123-456789abcdef"),
        ("device", "A" * 43),
        ("n", 4711),
        ("kind", "meeting"),
        ("target", "01234567-89ab-7def-8123-456789abcdef"),
    ])
    [(seq,)] = pick(connection, dice, "SELECT seq FROM entry")
    connection.execute(f"UPDATE entry SET {column} = ? WHERE seq = ?", (value, seq))  # noqa: S608 - own names
    return True


@entries("own entries are called another's, or another's own")
def _moved_own(connection: Any, dice: random.Random) -> bool:
    if dice.random() < 0.3:
        connection.execute("UPDATE entry SET own = 1 - own WHERE own = ?", (dice.randrange(2),))
        return True
    [(seq,)] = pick(connection, dice, "SELECT seq FROM entry")
    connection.execute("UPDATE entry SET own = ? WHERE seq = ?", (dice.choice([2, -1, "own"]), seq))
    return True


@tables("a column of an observation is changed")
def _observation(connection: Any, dice: random.Random) -> bool:
    return _change_cell(connection, dice, "observation", "row")


@tables("a column of a shift is changed")
def _shift(connection: Any, dice: random.Random) -> bool:
    return _change_cell(connection, dice, "shift", "id")


@tables("a column of a device is changed")
def _device(connection: Any, dice: random.Random) -> bool:
    return _change_cell(connection, dice, "device", "id")


@tables("a row of a table is gone")
def _lost_row(connection: Any, dice: random.Random) -> bool:
    table = dice.choice(["observation", "shift", "device", "gone"])
    [(row,)] = pick(connection, dice, f"SELECT rowid FROM {table}")  # noqa: S608 - own names
    connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608 - own names
    return True


@tables("a table has a row that no entry stands for")
def _extra_row(connection: Any, dice: random.Random) -> bool:
    table, key = dice.choice([("observation", "id"), ("shift", "id"), ("device", "id"), ("gone", "by")])
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "row"]
    marks = ", ".join("'made up'" if column == key else f'"{column}"' for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    connection.execute(f"INSERT INTO {table} ({names}) SELECT {marks} FROM {table} LIMIT 1")  # noqa: S608 - own names
    return True


@tables("the list of what was destroyed says something else")
def _gone(connection: Any, dice: random.Random) -> bool:
    column = dice.choice(["entry", "part", "by"])
    [(row,)] = pick(connection, dice, "SELECT rowid FROM gone")
    connection.execute(f"UPDATE gone SET {column} = 'other' WHERE rowid = ?", (row,))  # noqa: S608 - own names
    return True


@tables("an observation can't be found by its words any more")
def _unsearched(connection: Any, dice: random.Random) -> bool:
    [row] = pick(connection, dice, "SELECT row, note, more FROM searched WHERE note <> ''")
    connection.execute("INSERT INTO search (search, rowid, note, more) VALUES ('delete', ?, ?, ?)", row)
    return True


@tables("the search index holds words that no observation has")
def _oversearched(connection: Any, dice: random.Random) -> bool:
    [(row,)] = pick(connection, dice, "SELECT row FROM observation")
    number = dice.choice([row, 5000])
    connection.execute("INSERT INTO search (rowid, note, more) VALUES (?, 'uppdiktat', '')", (number,))
    return True


@tables("a guard of the database is changed")
def _guard(connection: Any, dice: random.Random) -> bool:
    connection.execute("CREATE TRIGGER silent AFTER INSERT ON draft BEGIN DELETE FROM draft; END")
    return True


def _change_cell(connection: Any, dice: random.Random, table: str, key: str) -> bool:
    column, kind = dice.choice([(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")])
    [(row, old)] = pick(connection, dice, f'SELECT "{key}", "{column}" FROM {table}')  # noqa: S608 - own names
    if column == "class":
        new: object = {"A": "B", "B": "C", "C": "A"}[old]
    elif kind == "INTEGER":
        new = (old or 0) + dice.choice([1, -1, 1000])
    else:
        new = (old or "") + dice.choice(["x", " ", "é"])
    if old is not None and dice.random() < 0.1 and column not in {"class", key}:
        new = {"INTEGER": "text", "TEXT": b"bytes"}[kind]
    try:
        connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE "{key}" = ?', (new, row))  # noqa: S608 - own names
    except sqlcipher.IntegrityError:  # the value is taken or not allowed: nothing was changed
        return False
    return True


def _delete(connection: Any, seq: int) -> None:
    connection.execute("DELETE FROM part WHERE entry = ?", (seq,))
    connection.execute("DELETE FROM entry WHERE seq = ?", (seq,))


def _keep(connection: Any, entry: Any, *, own: int) -> None:
    line = entry.fields
    seq = connection.execute("SELECT max(seq) + 1 FROM entry").fetchone()[0]
    connection.execute(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (seq, line.id, line.device, line.n, line.kind, line.target, own, entry.line, entry.sig),
    )
    for name, part in entry.parts.items():
        part: Part
        connection.execute("INSERT INTO part VALUES (?, ?, ?, ?)", (seq, name, part.salt, part.data))
