"""Entries deleted, inserted, doubled, in another order, cut off, written anew."""

import hashlib
import random
from typing import Any

from fieldlog.models.chain import Chain
from tests.proof.attack import delete, entries, keep, pick
from tests.proof.rich import Stranger


@entries("an own entry is gone with its parts")
def _deleted(connection: Any, dice: random.Random) -> bool:
    [(seq,)] = pick(connection, dice, "SELECT seq FROM entry WHERE own = 1")
    delete(connection, seq)
    return True


@entries("an own entry is gone and those after it are numbered again")
def _closed_up(connection: Any, dice: random.Random) -> bool:
    [(seq, n, device)] = pick(
        connection,
        dice,
        "SELECT seq, n, device FROM entry WHERE own = 1 AND n < (SELECT max(n) FROM entry WHERE own = 1)",
    )
    delete(connection, seq)
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
        delete(connection, seq[0])
    return True


@entries("the end of the chain is cut off and written anew with another key")
def _rewritten(connection: Any, dice: random.Random) -> bool:
    rows = connection.execute("SELECT seq, device, n, line FROM entry WHERE own = 1 ORDER BY n").fetchall()
    cut = dice.randrange(1, len(rows))
    forger = Stranger("OV-12", "OVB")
    forger.chain = Chain(rows[0][1], "OVB", cut, forger.chain.head)
    for seq, _device, n, _line in rows[cut:]:
        delete(connection, seq)
        entry = forger.write("comment", {}, {"comment": f"nummer {n}"})
        keep(connection, entry, own=1)
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
    keep(connection, forger.write("observation", {"class": "A", "place": dice.choice(["PLA", "TRP"])}), own=1)
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
