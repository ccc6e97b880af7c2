"""Bugs to plant in the archive and the server: each one breaks one rule of the exchange."""

from dataclasses import replace
from typing import Any

import pytest

from sync.archive import backups, feeds, forks, late, matters, pulling, pushing, rights
from sync.archive.checking import Framed
from sync.protocol import Head


def without_dedup(patch: pytest.MonkeyPatch) -> None:
    """What comes again is stored again, in a table that lets it."""
    real = pushing._keep
    doubled = "INSERT INTO entry SELECT * FROM entry WHERE org = ? AND device = ? AND n = ? LIMIT 1"

    def keep(session: Any, push: Any) -> Any:
        if not session.has_table("keyed"):
            session.define("ALTER TABLE entry RENAME TO keyed;\nCREATE TABLE entry AS SELECT * FROM keyed;\n")
        kept = real(session, push)
        for n, what, _code in kept.each:
            if what == "have":
                session.run(doubled, (push.owner.org, push.key, n))
        return kept

    patch.setattr(pushing, "_keep", keep)


def without_chain_check(patch: pytest.MonkeyPatch) -> None:
    """Whatever the lines before were, what has the next number is taken."""
    from sync.archive import checking

    def only_gaps(push: Any, stands: Head, _here: Any) -> None:
        if push.head.n > stands.n:
            raise pushing.Refused("gap", head=str(stands))

    real = checking._misplaced
    patch.setattr(pushing, "_refuse_other_chains", only_gaps)
    patch.setattr(checking, "_misplaced", lambda *said: real(*said).replace("prev", ""))


def epoch_stays(patch: pytest.MonkeyPatch) -> None:
    """A restored archive says that it is what it was."""
    real = backups.restore

    def restore(root: Any, path: Any, **more: Any) -> Any:
        home = backups.ServerHome(root)
        before = home.epoch()
        done = real(root, path, **more)
        database = backups.open_database(home.database_url)
        with database.writing() as session:
            backups.store(session, "epoch", str(before))
        database.close()
        home.keep_epoch(before)  # type: ignore[arg-type]  # there is one
        return done

    patch.setattr(backups, "restore", restore)


def epoch_of_cursor_ignored(patch: pytest.MonkeyPatch) -> None:
    """A cursor of another life of the archive is read on from."""
    real = pulling.pull

    def pull(archive: Any, caller: Any, feed: str, after: Any, *more: Any) -> Any:
        return real(archive, caller, feed, after and replace(after, epoch=archive.epoch), *more)

    patch.setattr(pulling, "pull", pull)


def scope_ignored(patch: pytest.MonkeyPatch) -> None:
    """Who has another role reads on as before."""
    real = pulling.pull

    def pull(archive: Any, caller: Any, feed: str, after: Any, *more: Any) -> Any:
        return real(archive, caller, feed, after and replace(after, scope=pulling.reader_of(caller).scope), *more)

    patch.setattr(pulling, "pull", pull)


def without_revocation_check(patch: pytest.MonkeyPatch) -> None:
    """What a revoked device pushes is stored like anybody's."""
    real = pushing._codes
    patch.setattr(pushing, "_codes", lambda *said, revoked: real(*said, revoked=False))


def revoked_reads(patch: pytest.MonkeyPatch) -> None:
    from sync.server import traffic

    real = traffic.called_by

    async def called(*said: Any) -> Any:
        return replace(await real(*said), state="active")

    patch.setattr(traffic, "called_by", called)


def revocations_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A restored archive knows only the revocations that it had."""
    patch.setattr(backups, "_revocations", lambda _home: iter(()))


def numbers_before_rows(patch: pytest.MonkeyPatch) -> None:
    """Feed numbers are given out without a lock: a row may be seen before one with a lower number."""
    real, waiting = feeds.append, dict[str, list[Any]]()

    def append(session: Any, feed: str, entries: Any) -> int:
        seq = feeds.lock(session, feed)
        rows = [(feed, number, org, id_) for number, (org, id_) in enumerate(entries, seq + 1)]
        slow = waiting.pop(feed, None)
        if slow is None and len(rows) > 1:
            waiting[feed] = rows  # its transaction ends after the next one's
            session.run("UPDATE feed SET seq = ? WHERE org = ?", (seq + len(rows), feed))
            return seq + len(rows)
        if slow:
            session.bulk("feed_row", ("org", "seq", "entry_org", "id"), slow)
        return real(session, feed, entries)

    patch.setattr(feeds, "append", append)


def gone_not_said(patch: pytest.MonkeyPatch) -> None:
    real = rights.Rights.judge

    def judge(*said: Any) -> Any:
        given = real(*said)
        return None if given is rights.GONE else given

    patch.setattr(rights.Rights, "judge", judge)


def not_looked_at_again(patch: pytest.MonkeyPatch) -> None:
    """What an answer changes for readers enters no feed again."""
    real = matters.fold

    def fold(*said: Any) -> matters.Changed:
        real(*said)
        return matters.Changed()

    patch.setattr(matters, "fold", fold)


def parts_not_compared(patch: pytest.MonkeyPatch) -> None:
    """A part is taken for the one that was signed."""
    from sync.archive import checking

    patch.setattr(checking, "fits", lambda *_said: True)
    patch.setattr(pushing, "fits", lambda *_said: True)


def late_parts_dropped(patch: pytest.MonkeyPatch) -> None:
    """Of a line that is there already nothing more is taken."""
    patch.setattr(late, "take", lambda *_said: {})


def faulty_late_parts_dropped(patch: pytest.MonkeyPatch) -> None:
    """A late part whose content does not hold is kept nowhere; its laptop is told only that it does not hold."""
    patch.setattr(late, "_set_aside", lambda *_said: None)


def answered_before_commit(patch: pytest.MonkeyPatch) -> None:
    """The server answers, and what it answered for is undone a little later, as when the power goes."""
    real, count = pushing.push, iter(range(1_000_000))

    def push(archive: Any, *said: Any) -> Any:
        if next(count) % 4 != 3:
            return real(archive, *said)
        transact = archive.database.transact

        def undone(work: Any) -> Any:
            kept: list[Any] = []

            def then_fail(session: Any) -> None:
                kept.append(work(session))
                raise _Undone

            try:
                transact(then_fail)
            except _Undone:
                return kept[0]

        archive.database.transact = undone
        try:
            return real(archive, *said)
        finally:
            del archive.database.transact

    patch.setattr(pushing, "push", push)


class _Undone(Exception):
    """The transaction is not to be kept."""


def forks_taken_once(patch: pytest.MonkeyPatch) -> None:
    """Of a fork only the first page is kept, and all of it is answered for."""
    real = forks._keep

    def keep(session: Any, org: str, key: bytes, lines: list[Framed], at: int) -> Any:
        head, _each = real(session, org, key, lines[:1], at)
        return head, [(item.line.n, "quarantined", "") for item in lines]

    patch.setattr(forks, "_keep", keep)
