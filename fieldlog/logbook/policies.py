"""The policies in force on this laptop: believed only from the server that it was enrolled with."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from fieldlog.logbook import folding
from fieldlog.models.entry import Entry
from fieldlog.models.policy import KIND, RETENTION, WORKERS, Policy, read_days, read_policy
from fieldlog.models.strict import encode

if TYPE_CHECKING:
    from fieldlog.models.vocabulary import Vocabulary

SERVER = "server"
"""Under this name the key of the server's chain stands in `exchange`."""


def trust(connection: sa.Connection, server: str, vocabulary: "Vocabulary") -> None:
    """From now on this is the server. What another one decided holds no longer."""
    before = connection.exec_driver_sql("SELECT value FROM exchange WHERE name = ?", (SERVER,)).fetchone()
    connection.exec_driver_sql("INSERT OR REPLACE INTO exchange (name, value) VALUES (?, ?)", (SERVER, server))
    if before is None or before.value != server:
        refold(connection, vocabulary)


def fold_policy(connection: sa.Connection, entry: Entry, vocabulary: "Vocabulary") -> None:
    """Let a policy hold, if it is the server's and newer than the one in force; what depends on it is folded again."""
    policy = _believed(connection, entry)
    if policy is None:
        return
    row = connection.exec_driver_sql(
        "SELECT n FROM policy WHERE of = ? AND org = ?", (policy.of, policy.org)
    ).fetchone()
    if row is not None and row.n >= policy.n:
        return
    if policy.of == WORKERS:
        connection.exec_driver_sql("DELETE FROM supervisor WHERE org = ?", (policy.org,))
    for table, values in rows_of(policy):
        folding.put(connection, table, [values])
    if policy.of == WORKERS:
        _refold_judged(connection, vocabulary)


def refold(connection: sa.Connection, vocabulary: "Vocabulary") -> None:
    """Let hold what the entries that are left say."""
    connection.exec_driver_sql("DELETE FROM policy")
    connection.exec_driver_sql("DELETE FROM supervisor")
    for policy in in_force(connection):
        for table, values in rows_of(policy):
            folding.put(connection, table, [values])
    _refold_judged(connection, vocabulary)


def rows_of(policy: Policy) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) of what the policy stands for."""
    body = policy.roles if policy.of == WORKERS else policy.days
    said = encode(dict(sorted(body.items()))).decode()
    yield "policy", {"of": policy.of, "org": policy.org, "n": policy.n, "body": said}
    for worker in policy.supervisors:
        yield "supervisor", {"org": policy.org, "worker": worker}


def in_force(connection: sa.Connection) -> list[Policy]:
    """The policies in force, out of nothing but the entries."""
    newest: dict[tuple[str, str], Policy] = {}
    for _row, entry in folding.stored(connection, "kind = ? AND kind <> 'observation'", (KIND,)):
        policy = _believed(connection, entry)
        if policy and (policy.of, policy.org) in newest and newest[policy.of, policy.org].n > policy.n:
            continue
        if policy:
            newest[policy.of, policy.org] = policy
    return list(newest.values())


def retention(connection: sa.Connection) -> dict[str, Any]:
    """How long this laptop keeps what, in the form of `fieldlog.models.policy.DAYS`."""
    row = connection.exec_driver_sql("SELECT body FROM policy WHERE of = ?", (RETENTION,)).fetchone()
    return read_days(json.loads(row.body) if row else None)


def trusted(connection: sa.Connection) -> str | None:
    """The key of the server's chain; None before enrolment."""
    row = connection.exec_driver_sql("SELECT value FROM exchange WHERE name = ?", (SERVER,)).fetchone()
    return row.value if row is not None else None


def _believed(connection: sa.Connection, entry: Entry) -> Policy | None:
    return read_policy(entry) if trusted(connection) == entry.fields.device else None


def _refold_judged(connection: sa.Connection, vocabulary: "Vocabulary") -> None:
    """What somebody has judged: whether that counts depends on who supervises."""
    judged = connection.exec_driver_sql(
        "SELECT DISTINCT target FROM entry WHERE kind IN ('review', 'classify') AND kind <> 'observation' "
        "AND target IS NOT NULL"
    ).fetchall()
    for row in judged:
        folding.refold(connection, row.target, vocabulary)
