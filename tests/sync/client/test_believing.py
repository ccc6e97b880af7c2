"""Restored, forgetful, new and other servers: what is believed of them, and how their laptops heal them."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from fieldlog.logbook import delivery
from fieldlog.models.refusal import TurnedAway, Unreachable
from sync.archive.archive import Archive, create, open_archive
from sync.archive.backups import backup
from sync.archive.backups import restore as restore_backup
from sync.protocol import Head, Problem
from sync.server.app import make_app
from tests.sync.client.conftest import Laptop, Server, told, write_many
from tests.sync.client.in_process import InProcess


def restored(server: Server, tmp_path: Path, saved: Path) -> Archive:
    """The server put back to an older day, on another disk."""
    recovery = server.archive.home.recovery
    server.wire.stop()
    server.archive.close()
    restore_backup(tmp_path / "restored", saved, accept=True, recovery=recovery)
    archive = open_archive(tmp_path / "restored")
    server.archive, server.wire = archive, InProcess(make_app(archive))
    return archive


def test_a_restored_server_is_healed_by_its_laptops(annas: Laptop, server: Server, tmp_path: Path) -> None:
    annas.see("i serverns kopia")
    annas.later().exchange()
    backup(server.archive, tmp_path / "server.backup", annas.now)
    annas.see("efter serverns kopia")
    annas.later().exchange()
    restored(server, tmp_path, tmp_path / "server.backup")
    assert len(server.lines(annas.log.device)) == 2

    outcome = annas.exchange()

    assert (outcome.sent, outcome.unsent) == (3, 0), "a head does not tell what came late: all of it goes once more"
    assert server.lines(annas.log.device) == annas.lines()


def test_a_server_put_back_to_before_a_new_device_joined_takes_it_back_by_itself(
    annas: Laptop, server: Server, tmp_path: Path
) -> None:
    annas.see("i serverns kopia")
    annas.later().exchange()
    backup(server.archive, tmp_path / "server.backup", annas.now)
    old = annas.log.device
    for _time in range(2):
        annas.log.unlocked.new_device()
        annas.see("på en ny enhet")
        annas.later().exchange()
    restored(server, tmp_path, tmp_path / "server.backup")

    outcome = annas.exchange()

    assert outcome.unsent == 0
    first, second, third = annas.log.unlocked.devices()
    assert first == old
    assert [server.lines(device) for device in (second, third)] == [annas.lines(second), annas.lines(third)]


def test_a_server_that_knows_no_device_of_annas_needs_a_new_code(annas: Laptop, server: Server, tmp_path: Path) -> None:
    annas.see()
    with server.archive.database.writing() as session:
        session.run("DELETE FROM device WHERE org = 'OVB'")

    with pytest.raises(TurnedAway, match="ny kod"):
        annas.later().exchange()

    annas.join()
    assert annas.exchange().unsent == 0


def test_parts_that_a_restored_server_never_had_go_again(annas: Laptop, server: Server, tmp_path: Path) -> None:
    write_many(annas, 1050, severe=(1040,))
    annas.later()
    asked = iter([False] * 4 + [True])
    annas.exchange(stop=lambda: next(asked))  # all lines are there, and few parts
    backup(server.archive, tmp_path / "server.backup", annas.now)
    annas.exchange()
    restored(server, tmp_path, tmp_path / "server.backup")

    outcome = annas.exchange()

    assert outcome.unsent == 0
    assert server.parts() >= 1 + 2 * 1050


def test_an_answer_from_before_the_restore_is_not_believed(annas: Laptop, server: Server, tmp_path: Path) -> None:
    annas.see()
    annas.later().exchange()
    with annas.log.store.write() as connection:
        delivery.fall_back(connection, annas.log.device, 1, annas.now, f"7-{'0' * 32}")

    with pytest.raises(Unreachable, match="innan servern återställdes"):
        annas.exchange()

    with annas.log.store.read() as connection:
        assert delivery.delivered(connection, annas.log.device) == delivery.Delivered(1, f"7-{'0' * 32}")


def test_what_a_server_lost_in_one_life_goes_again_and_is_said(annas: Laptop, server: Server) -> None:
    annas.see()
    annas.later().exchange()
    with server.archive.database.writing() as session:
        for table in ("entry", "part", "matter"):
            session.run(f"DELETE FROM {table} WHERE org = 'OVB'")  # noqa: S608 - our own names
        session.run("UPDATE device SET n = 0, head = ? WHERE org = 'OVB'", (bytes(32),))

    outcome = annas.exchange()

    assert (outcome.sent, outcome.unsent) == (2, 0)
    assert told(outcome)[0].startswith("Servern saknade poster")


def test_another_server_at_the_same_address_is_not_believed(annas: Laptop, server: Server, tmp_path: Path) -> None:
    annas.see()
    annas.later()
    here = annas.log.unlocked.secrets.server
    annas.log.unlocked.keep_server({**here, "server": annas.log.device})

    with pytest.raises(TurnedAway, match="En annan server"):
        annas.exchange()

    with annas.log.store.read() as connection:
        assert delivery.delivered(connection, annas.log.device).n == 0


def test_a_gap_is_closed_from_where_the_server_is(annas: Laptop, server: Server) -> None:
    annas.see()
    annas.later().exchange()
    annas.see()
    annas.later()
    answers: list[Any] = [Problem("gap", {"head": str(Head())}).data()]

    def once(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if request.url.path.endswith("/entries") and answers:
            return httpx.Response(
                409, headers={"Content-Type": "application/json"}, stream=httpx.ByteStream(answers.pop())
            )
        return response

    server.wire.after = once

    assert annas.exchange().unsent == 0
    assert answers == []


def test_a_server_that_always_lacks_something_is_given_up_with_a_sentence(annas: Laptop, server: Server) -> None:
    annas.see()
    annas.later()
    gap = Problem("gap", {"head": str(Head())}).data()

    def always(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if request.url.path.endswith("/entries"):
            return httpx.Response(409, headers={"Content-Type": "application/json"}, stream=httpx.ByteStream(gap))
        return response

    server.wire.after = always

    with pytest.raises(TurnedAway, match="tappar bort"):
        annas.exchange()


def test_a_new_server_gets_everything_though_the_old_one_had_it(annas: Laptop, server: Server, tmp_path: Path) -> None:
    annas.see()
    annas.later().exchange()
    server.wire.stop()
    server.archive.close()
    server.archive = create(tmp_path / "new", annas.now)
    server.furnish()
    server.wire = InProcess(make_app(server.archive))

    annas.join()
    outcome = annas.exchange()

    assert (outcome.sent, outcome.unsent) == (2, 0)
    assert server.lines(annas.log.device) == annas.lines()
