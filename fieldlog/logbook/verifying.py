"""Proving that nothing was lost or altered: chains, hashes, signatures, parts, and the tables that screens read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher

from fieldlog.language import _
from fieldlog.logbook import folding
from fieldlog.logbook.log import Log
from fieldlog.logbook.rebuilding import folded
from fieldlog.models.chain import Walk, check_parts_and_signature
from fieldlog.models.entry import Entry, EntryFault
from fieldlog.models.refusal import Damaged
from fieldlog.models.strict import NotStrict
from fieldlog.schema import TALLIED, migrate


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: how much was looked at, and the first fault as one sentence, or None.

    `rebuilds` says that the entries themselves are whole: to fold them anew mends the fault.
    """

    entries: int
    chains: int
    fault: str | None
    rebuilds: bool = False


class _WrongTable(EntryFault):
    """What screens read is not what the entries say."""


def verify(log: Log) -> Verdict:
    """Walk everything once. Stops at the first fault and names it."""
    seen = _Seen()
    try:
        log.unlocked.refresh()  # a chain that another window has begun since is an own one too
        heads = log.unlocked.kept_heads()
        with log.store.raw() as connection:
            # A new connection: one that has searched keeps a map of the index, and takes what another window has
            # written since for damage.
            _look_at_pages(connection)
        with log.store.read() as connection:
            _look_at_shape(connection)
            _look_at_guards(connection)
            gone = {(id_, name) for id_, name, _by in folding.destroyed(connection)}
            for device in _devices(connection, heads):
                seen.chains += 1
                own = device in log.unlocked.devices()
                seen.entries += _verify_chain(connection, device, heads.get(device), gone if own else None)
            _compare_folds(connection, log)
        _compare_search(log)
    except (Damaged, EntryFault, NotStrict) as fault:
        return Verdict(seen.entries, seen.chains, str(fault), isinstance(fault, _WrongTable))
    return Verdict(seen.entries, seen.chains, None)


@dataclass(slots=True)
class _Seen:
    entries: int = 0
    chains: int = 0


def _look_at_pages(connection: Any) -> None:
    """What the file itself says: every page as it was written, and all of them together a database."""
    damaged = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    if damaged:
        number = "".join(sign for sign in damaged[0] if sign.isdigit())
        raise EntryFault(_("Sidan {number} i databasen är skadad på disken.").format(number=number))
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise EntryFault(_("Databasens sidor hänger inte ihop."))


def _look_at_shape(connection: sa.Connection) -> None:
    """Rows that belong to nothing, and what is no bytes."""
    orphan = connection.exec_driver_sql(
        "SELECT name FROM part WHERE entry NOT IN (SELECT seq FROM entry) LIMIT 1"
    ).fetchone()
    if orphan:
        raise EntryFault(_("En del ({name}) hör inte till någon post.").format(name=orphan.name))
    foreign = connection.exec_driver_sql(
        "SELECT 1 FROM entry WHERE typeof(line) <> 'blob' OR typeof(sig) <> 'blob' OR typeof(device) <> 'text' "
        "UNION ALL SELECT 1 FROM part WHERE typeof(salt) <> 'blob' OR typeof(data) <> 'blob' LIMIT 1"
    ).fetchone()
    if foreign:
        raise EntryFault(_("En post är inte sparad som de bytes den skrevs med."))


def _look_at_guards(connection: sa.Connection) -> None:
    """That the triggers which keep entries as they are stand as they were made, and so what is searched."""
    statement = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
    meant = sqlcipher.connect(":memory:", isolation_level=None)
    try:
        migrate(meant)
        expected = {tuple(row) for row in meant.execute(statement)}
    finally:
        meant.close()
    if {tuple(row) for row in connection.exec_driver_sql(statement)} != expected:
        raise EntryFault(
            _("Databasens egna spärrar är ändrade. Hämta loggen från en säkerhetskopia: fieldlog restore.")
        )


def _devices(connection: sa.Connection, heads: dict[str, tuple[int, str]]) -> list[str]:
    found = [row.device for row in connection.exec_driver_sql("SELECT DISTINCT device FROM entry ORDER BY device")]
    return list(dict.fromkeys([*found, *heads]))


def _verify_chain(
    connection: sa.Connection, device: str, kept: tuple[int, str] | None, gone: set[tuple[str, str]] | None
) -> int:
    """How many entries there are. `gone`, what own entries account for, is None for a chain that is not one's own."""
    walk, n, beside, last = Walk(device), 0, 0, 0
    came = _came_back(connection, device)
    for row, entry in folding.stored(connection, "device = ? ORDER BY n, entry.seq", (device,)):
        n += 1
        with _at(device, row.n):
            line = entry.fields
            # What a feed gave beside an entry of the same number goes by its place in the store.
            number = -row.seq if row.n < 0 and not row.own else line.n
            if (row.id, row.device, row.n, row.kind, row.target) != (
                line.id, line.device, number, line.kind, line.target,
            ):  # fmt: skip
                raise EntryFault(_("tabellen säger annat än raden"))
            if row.own != (gone is not None and row.id not in came):
                raise EntryFault(_("posten är märkt som någon annans"))
            if gone is None or not row.own:
                beside += row.n < 0
                check_parts_and_signature(entry)
                continue
            _step(walk, entry, gone)
            if row.seq <= last:
                raise EntryFault(_("posten ligger i fel ordning"))
            last = row.seq
            if kept and row.n == kept[0] and entry.hash != kept[1]:
                raise EntryFault(_("raden är inte den som nyckelvalvet minns"))
    if kept and n - beside < kept[0]:
        raise EntryFault(
            _("Kedjan {device} är avkortad: {found} poster finns, {kept} har funnits.").format(
                device=device[:8], found=n - beside, kept=kept[0]
            )
        )
    return n


def _came_back(connection: sa.Connection, device: str) -> set[str]:
    """Ids of what a feed has given of a chain: a restored laptop gets back what only the server still had."""
    sql = "SELECT id FROM came WHERE id IN (SELECT id FROM entry WHERE device = ? AND own = 0)"
    return {row.id for row in connection.exec_driver_sql(sql, (device,))}


def _step(walk: Walk, entry: Entry, gone: set[tuple[str, str]]) -> None:
    for id_, name in walk.step(entry):
        if (id_, name) not in gone:
            raise EntryFault(_("delen {name} saknas, och ingen post säger varför").format(name=name))


class _at:  # noqa: N801 - reads as a preposition at its call
    """Says where in a chain a fault lies."""

    def __init__(self, device: str, n: int) -> None:
        self.device, self.n = device, n

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        if isinstance(fault, EntryFault):
            sentence = _("Kedjan {device}, post {n}: {what}.")
            raise EntryFault(sentence.format(device=self.device[:8], n=self.n, what=fault)) from None


def _compare_folds(connection: sa.Connection, log: Log) -> None:
    """The tables against a refold of the entries, row by row; and that they hold no row more."""
    there = {table: _rows(connection, table) for table in _ORDER}
    # A log has few devices, shifts and policies, in no order of their own; observations lie as their entries do.
    by_key = {table: {row[:columns]: row for row in there[table]} for table, columns in _KEYS.items()}
    for table, expected in folded(connection, log.vocabulary):
        [wanted] = folding.rows_of(table, [expected])
        found = by_key[table].pop(wanted[: _KEYS[table]], None) if table in by_key else next(there[table], None)
        # By type too: to SQLite the text '3' in a column of numbers is not the number.
        if found is None or found != wanted or list(map(type, found)) != list(map(type, wanted)):
            raise _WrongTable(_("Tabellen {table} säger annat än posterna. Kör fieldlog rebuild.").format(table=table))
    for table in _ORDER:
        if next(there[table], None) or by_key.get(table):
            raise _WrongTable(_("Tabellen {table} har rader som inga poster står för.").format(table=table))
    counted = f"SELECT * FROM tally EXCEPT {TALLIED}", f"{TALLIED} EXCEPT SELECT * FROM tally"  # noqa: S608 - own words
    if any(connection.exec_driver_sql(statement).first() for statement in counted):
        raise _WrongTable(_("Tabellen {table} säger annat än posterna. Kör fieldlog rebuild.").format(table="tally"))
    listed = {tuple(row) for row in connection.exec_driver_sql("SELECT entry, part, by FROM gone")}
    if listed != set(folding.destroyed(connection)):
        raise _WrongTable(_("Listan över förstörda delar stämmer inte med posterna."))


def _rows(connection: sa.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    for row in connection.exec_driver_sql(f'SELECT * FROM "{table}" ORDER BY "{_ORDER[table]}"'):  # noqa: S608 - own names
        yield tuple(row)


_ORDER = {
    "device": "id", "shift": "id", "policy": "of", "supervisor": "org", "observation": "row", "reading": "seq",
    "reading_of": "seq",
}  # fmt: skip
_KEYS = {"device": 1, "shift": 1, "policy": 2, "supervisor": 2}
"""How many columns at the front of a table name one of its rows."""


def _compare_search(log: Log) -> None:
    """The search index against the rows. It is a write to SQLite, so it waits its turn; a reader only can't ask."""
    if log.store.read_only:
        return
    try:
        with log.store.write() as connection:
            connection.exec_driver_sql("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    except Damaged:
        raise _WrongTable(_("Sökregistret säger annat än posterna. Kör fieldlog rebuild.")) from None
