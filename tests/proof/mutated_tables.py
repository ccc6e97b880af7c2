"""Rows of the tables that screens read, the search index and the guards changed."""

import random
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from tests.proof.attack import pick, tables


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
