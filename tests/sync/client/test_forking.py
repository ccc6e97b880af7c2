"""A copied, restored or damaged laptop: nothing is lost, nothing is doubled, and the worker is told."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fieldlog.cipher import connect
from fieldlog.home import Home
from fieldlog.logbook.backups import back_up
from fieldlog.logbook.delivery import is_forked
from fieldlog.logbook.log import open_log
from fieldlog.logbook.restoring import restore
from fieldlog.logbook.verifying import verify
from sync.archive.devices import devices
from tests.conftest import PASSPHRASE
from tests.sync.client.conftest import Laptop, Server, told, write_many


@contextmanager
def copied(laptop: Laptop, home: Path) -> Iterator[Laptop]:
    """The same disk in another laptop."""
    folder = Home(home).folder(laptop.log.worker)
    shutil.copytree(laptop.log.folder.path, folder.path)
    log = open_log(replace(laptop.log.unlocked, folder=folder), laptop.now)
    yield Laptop(log, laptop.server, laptop.now)
    log.close()


@pytest.fixture
def copy(annas: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    """Anna's laptop wrote and exchanged; then its disk was copied."""
    annas.see("före kopian")
    annas.later(61).exchange()
    with copied(annas, tmp_path / "copy") as laptop:
        yield laptop


def everything(server: Server) -> list[bytes]:
    with server.archive.database.reading() as session:
        kept = session.rows("SELECT line FROM entry WHERE org <> '*'", ())
        forked = session.rows("SELECT line FROM fork", ())
    return [row[0] for row in [*kept, *forked]]


def test_of_two_copies_that_wrote_on_nothing_is_lost_and_nothing_is_there_twice(
    annas: Laptop, copy: Laptop, server: Server
) -> None:
    annas.see("på den första")
    copy.see("på den andra")
    copy.see("på den andra igen")
    old = copy.log.device
    annas.later().exchange()

    outcome = copy.later().exchange()

    assert outcome.unsent == 0
    assert outcome.notices[0].startswith("Loggen har skrivits på två datorer.")
    kept = everything(server)
    assert len(kept) == len(set(kept))
    assert set(kept) == set(annas.lines(old)) | set(copy.lines(old)) | set(copy.lines())
    assert len(server.forks()) == 2


def test_the_copy_goes_on_as_a_new_device_that_names_the_old_one(annas: Laptop, copy: Laptop, server: Server) -> None:
    annas.see()
    copy.see()
    old = copy.log.device
    annas.later().exchange()
    copy.later().exchange()

    copy.see("vidare som ny enhet")
    outcome = copy.later().exchange()

    assert copy.log.device != old
    assert (outcome.sent, told(outcome)) == (1, [])
    assert server.lines(copy.log.device) == copy.lines()
    with copy.log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT previous FROM device WHERE id = ?", (copy.log.device,)).one()
        assert is_forked(connection, old)
    assert row.previous == old
    assert {device.device: device.previous for device in devices(server.archive)}[copy.log.device] == old
    assert verify(copy.log).fault is None


def test_the_other_laptop_goes_on_in_its_own_chain_undisturbed(annas: Laptop, copy: Laptop, server: Server) -> None:
    annas.see()
    copy.see()
    annas.later().exchange()
    copy.later().exchange()
    device = annas.log.device

    annas.see("och vidare")
    outcome = annas.later().exchange()

    assert (annas.log.device, outcome.unsent, told(outcome)) == (device, 0, [])
    assert server.lines(device) == annas.lines(device)


def test_a_window_that_was_open_meanwhile_writes_with_the_new_device(
    annas: Laptop, copy: Laptop, server: Server
) -> None:
    other = replace(copy.log.unlocked)
    window = Laptop(open_log(other, copy.now), server, copy.now)
    annas.see()
    copy.see()
    annas.later().exchange()
    copy.later().exchange()

    window.now = copy.now
    window.see("i det andra fönstret")

    assert window.log.device == copy.log.device
    assert copy.later().exchange().unsent == 0
    assert server.lines(copy.log.device) == copy.lines()
    window.log.close()


def test_a_copy_from_before_that_has_written_nothing_since_needs_no_decision(
    annas: Laptop, copy: Laptop, server: Server
) -> None:
    annas.see("efter kopian")
    annas.later().exchange()

    outcome = copy.later().exchange()

    assert (outcome.unsent, server.forks()) == (0, [])
    copy.see("skriver vidare")
    assert copy.later().exchange().unsent == 0
    assert server.forks() == []


def test_a_restored_backup_joins_by_itself_and_sends_what_only_it_has(
    annas: Laptop, server: Server, tmp_path: Path
) -> None:
    annas.see("i säkerhetskopian")
    back_up(annas.log, tmp_path / "log.backup", annas.now)
    annas.see("efter säkerhetskopian")
    annas.later().exchange()
    old = annas.log.device

    unlocked = restore(Home(tmp_path / "another"), tmp_path / "log.backup", PASSPHRASE, annas.now)
    restored = Laptop(open_log(unlocked, annas.now), server, annas.now)
    restored.see("på den återställda")
    outcome = restored.later().exchange()

    assert (outcome.unsent, told(outcome), server.forks()) == (0, [], [])
    assert server.lines(old) == annas.lines(old)
    assert server.lines(restored.log.device) == restored.lines()
    restored.log.close()


def test_a_backup_that_was_ahead_of_the_server_brings_the_old_chain_too(
    annas: Laptop, server: Server, tmp_path: Path
) -> None:
    annas.later().exchange()
    annas.see("aldrig sänt från den gamla")
    back_up(annas.log, tmp_path / "log.backup", annas.now)
    old = annas.log.device

    unlocked = restore(Home(tmp_path / "another"), tmp_path / "log.backup", PASSPHRASE, annas.now)
    restored = Laptop(open_log(unlocked, annas.now), server, annas.now)
    outcome = restored.later().exchange()

    assert (outcome.unsent, server.forks()) == (0, [])
    assert server.lines(old) == annas.lines(old)
    restored.log.close()


def test_a_damaged_line_stops_nothing_but_itself(annas: Laptop, server: Server) -> None:
    annas.see("hel")
    annas.see("skadad")
    annas.see("hel efter")
    old = annas.log.device
    damage(annas, n=3)

    outcome = annas.later().exchange()

    assert outcome.notices[0].startswith("Loggens kedja är skadad.")
    assert outcome.unsent == 0
    assert outcome.aside[old, 3] == "frame"
    lines = annas.lines(old)
    assert set(everything(server)) == {*lines[:2], *lines[3:], *annas.lines()}
    assert told(annas.exchange()) == []


def damage(laptop: Laptop, n: int) -> None:
    """One bit of a signature falls over on the disk."""
    connection = connect(laptop.log.folder.database, laptop.log.unlocked.database_key)
    connection.execute("DROP TRIGGER entry_is_final")
    (sig,) = connection.execute("SELECT sig FROM entry WHERE n = ? AND own = 1", (n,)).fetchone()
    flipped = bytes([sig[0] ^ 1]) + sig[1:]
    connection.execute("UPDATE entry SET sig = ? WHERE n = ? AND own = 1", (flipped, n))
    connection.close()


def test_parts_of_lines_that_went_ahead_arrive_though_the_chain_forked_meanwhile(
    annas: Laptop, server: Server, tmp_path: Path
) -> None:
    write_many(annas, 1050, severe=(1040,))
    annas.later()
    with copied(annas, tmp_path / "copy") as copy:
        ahead = iter([False] * 4 + [True])
        annas.exchange(stop=lambda: next(ahead))
        write_many(copy, 1050, severe=(1040,), words="på kopian")
        ahead = iter([False] * 4 + [True])
        copy.later().exchange(stop=lambda: next(ahead))  # lines of its own, of which Anna's laptop knows nothing
    annas.see("på den första")

    outcome = annas.later().exchange()

    assert outcome.unsent == 0
    assert len(server.lines(annas.log.unlocked.devices()[0])) > 1052
    with server.archive.database.reading() as session:
        notes = {row[0] for row in session.rows("SELECT data FROM part WHERE name = 'words'", ())}
    assert {f'{{"note":"lugnt {number}"}}'.encode() for number in range(1050)} <= notes


def test_stopped_in_the_middle_of_a_fork_it_goes_on_there(annas: Laptop, copy: Laptop, server: Server) -> None:
    annas.see()
    copy.see()
    annas.later().exchange()
    copy.later()
    old = copy.log.device

    for requests in range(12):
        counter = iter([False] * requests + [True] * 100)
        copy.exchange(stop=counting(counter))
    last = copy.exchange()

    assert last.unsent == 0
    assert copy.log.unlocked.devices()[:-1] == (old,)
    kept = everything(server)
    assert len(kept) == len(set(kept))
    assert set(kept) == set(annas.lines(old)) | set(copy.lines(old)) | set(copy.lines())


def counting(counter: Iterator[bool]) -> Callable[[], bool]:
    return lambda: next(counter)
