"""Feeds: a reader who polls while others write sees every entry, in order; no gap is ever filled behind her."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sync.answers import Verdict
from sync.archive import feeds
from sync.archive.archive import Archive, open_archive
from sync.archive.pulling import pull
from sync.archive.pushing import push
from sync.batch import Batch, pack, unpack
from sync.protocol import Cursor, Head
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, count, own, pulled, sent
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop

WRITERS = 4
ENTRIES = 120
SOME = 10


def write(root: Path, url: str | None, caller: Any, device: str, wire: bytes, begin: Any) -> None:
    """One laptop's pushes, ten entries each, in a process of its own."""
    archive = open_archive(root, url)
    entries = unpack(wire).entries
    begin.wait(30)
    head = Head()
    for at in range(0, len(entries), SOME):
        head = push(archive, caller, device, head, Batch(entries[at : at + SOME]), FRIDAY).head
    archive.close()


def laptops_of(enrolled: Enroller, number: int = WRITERS) -> list[Laptop]:
    laptops = [enrolled("OVB", f"OV-{20 + at}", "ov") for at in range(number)]
    for laptop in laptops:
        for number_ in range(ENTRIES - 1):
            laptop.observe(f"{number_}", secrecy="C")
    return laptops


def whole(archive: Archive, laptops: list[Laptop]) -> None:
    """Everything is there, once, numbered 1, 2, 3 ... in the feed, each chain in its order."""
    with archive.database.reading() as session:
        rows = session.rows("SELECT seq, id FROM feed_row WHERE org = 'OVB' ORDER BY seq")
        last = session.row("SELECT seq FROM feed WHERE org = 'OVB'")
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert last == (len(rows),)
    ids = [row[1].hex() for row in rows]
    assert len(set(ids)) == len(ids)
    for laptop in laptops:
        mine = [entry.fields.id.replace("-", "") for entry in laptop.entries]
        assert [id_ for id_ in ids if id_ in set(mine)] == mine


def test_four_servers_write_and_a_reader_who_polls_misses_nothing(
    archive: Archive, url: str | None, enrolled: Enroller, evas_laptop: Laptop
) -> None:
    laptops = laptops_of(enrolled)
    context = multiprocessing.get_context("spawn")
    begin = context.Event()
    workers = [
        context.Process(
            target=write,
            args=(archive.home.root, url, caller_of(laptop), laptop.device, pack(Batch(laptop.entries)), begin),
        )
        for laptop in laptops
    ]
    for worker in workers:
        worker.start()
    begin.set()
    eva = caller_of(evas_laptop)
    seen: list[bytes] = []
    after: Cursor | None = None
    more = True
    while more:
        running = any(worker.is_alive() for worker in workers)
        page = pull(archive, eva, "OVB", after, 37, FRIDAY)
        seen += [entry.line for entry in own(unpack(page.data))]
        after, more = page.cursor, running or page.more
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0

    assert len(seen) == len(set(seen)) == WRITERS * ENTRIES
    for laptop in laptops:
        mine = [entry.line for entry in laptop.entries]
        assert [line for line in seen if line in set(mine)] == mine
    whole(archive, laptops)


def test_many_threads_of_one_server_write_and_nothing_is_lost(archive: Archive, enrolled: Enroller) -> None:
    laptops = laptops_of(enrolled, 6)

    def work(laptop: Laptop) -> None:
        for at in range(0, ENTRIES, SOME):
            sent(archive, laptop, at + 1, at + SOME)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, laptops))

    whole(archive, laptops)


def test_one_laptop_that_pushes_the_same_many_times_at_once_is_stored_once(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    for number in range(40):
        annas_laptop.observe(f"{number}")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sent(archive, annas_laptop), range(8)))

    assert {str(said.head) for said in answers} == {str(annas_laptop.head)}
    assert sorted(said.verdicts[0].what for said in answers) == ["have"] * 7 + ["stored"]
    assert count(archive, "entry") == count(archive, "feed_row") == 41
    assert len(own(pulled(archive, caller_of(evas_laptop)))) == 41


def test_what_many_say_about_one_observation_at_once_is_folded_as_if_in_turn(
    archive: Archive, annas_laptop: Laptop, bos_laptop: Laptop, enrolled: Enroller
) -> None:
    entry = annas_laptop.observe(secrecy="A")
    sent(archive, annas_laptop)
    others = [enrolled("OVB", f"GL-{number}", "gl") for number in range(6)]
    for number, other in enumerate(others):
        other.begin()
        if number % 2:
            other.write("classify", {"class": "ABC"[number % 3]}, target=entry.fields.id)
        else:
            other.write("review", {"verdict": "approve"}, target=entry.fields.id, base=(entry.fields.id,))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda laptop: sent(archive, laptop), others))

    with archive.database.reading() as session:
        row = session.row("SELECT class, widest, judged FROM matter WHERE org = 'OVB' AND root = 'observation'")
    assert row == ("C", "A", 1)
    assert own(pulled(archive, caller_of(bos_laptop), None, "*")) == []


def test_a_push_that_meets_a_revocation_comes_after_it(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe("i samma stund")

    with ThreadPoolExecutor(1) as pool:
        with archive.database.writing() as session:
            session.run("UPDATE device SET state = 'revoked' WHERE org = 'OVB'")
            pushing = pool.submit(sent, archive, annas_laptop)
            while archive.database.kind == "postgresql" and not waits(archive) and not pushing.done():
                pass
        said = pushing.result(30)

    assert said.verdicts == (Verdict(1, 2, "quarantined", "revoked"),)
    assert count(archive, "feed_row") == 0


def waits(archive: Archive) -> bool:
    """Whether somebody waits for a lock of the database."""
    with archive.database.reading() as session:
        return session.row("SELECT 1 FROM pg_locks WHERE NOT granted") is not None


def test_a_push_that_fails_leaves_no_gap(archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop) -> None:
    annas_laptop.observe("ett")
    sent(archive, annas_laptop)

    def work(session: Any) -> None:
        feeds.append(session, "OVB", [("OVB", bytes(16))] * 5)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        archive.database.transact(work)
    annas_laptop.observe("två")
    sent(archive, annas_laptop, 3)

    whole(archive, [annas_laptop])


def test_a_feed_that_was_never_written_is_empty(archive: Archive) -> None:
    with archive.database.reading() as session:
        assert feeds.newest(session, "INGEN") == 0
