"""Bytes of lines, signatures, parts and salts changed, exchanged, lost and added."""

import random
from typing import Any

from tests.proof.attack import entries, flipped, keep, pick
from tests.proof.rich import Stranger


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
    keep(connection, liar.entries[0], own=0)
    purge = liar.write(dice.choice(["purge", "erase"]), {"rule": "B 12 mån", "gone": [[id_, name]]})
    keep(connection, purge, own=0)
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
