"""Much at once, small servers, restored servers, refused entries: what is sent, in which order, and when it counts."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from fieldlog.logbook import delivery
from fieldlog.models.refusal import TurnedAway, Unreachable
from sync.archive.archive import Archive, create, open_archive
from sync.archive.backups import backup
from sync.archive.backups import restore as restore_backup
from sync.archive.devices import revoke
from sync.batch import decompress, unpack
from sync.client.ready import batch, ready
from sync.protocol import MOST_BYTES, MOST_ENTRIES, Head, Problem
from sync.server.app import make_app
from sync.server.settings import Limits
from tests.sync.client.conftest import CONTACT, Laptop, Server, told, write_many
from tests.sync.client.in_process import InProcess


def pushed(server: Server) -> list[tuple[int, int, set[int]]]:
    """Of each push the first and last number, and which numbers had parts."""
    seen: list[tuple[int, int, set[int]]] = []

    def look(request: httpx.Request) -> None:
        if request.url.path.endswith("/entries"):
            entries = unpack(decompress(request.content, MOST_BYTES)).entries
            numbers = [entry.fields.n for entry in entries]
            seen.append((numbers[0], numbers[-1], {entry.fields.n for entry in entries if entry.parts}))

    server.wire.before = look
    return seen


def test_of_a_long_backlog_what_is_severe_is_there_before_the_rest_has_its_parts(annas: Laptop, server: Server) -> None:
    write_many(annas, 1050, severe=(1040,))
    seen = pushed(server)

    outcome = annas.later().exchange()

    assert (outcome.unsent, outcome.sent) == (0, 1051)
    assert seen[0] == (1, 1000, {1})
    assert seen[1] == (1001, 1051, {1042})
    assert [push[:2] for push in seen[2:]] == [(1, 1000), (1001, 1051)]
    assert server.lines(annas.log.device) == annas.lines()
    assert server.parts() >= 1 + 2 * 1050


def test_lines_that_went_ahead_count_only_once_their_parts_are_there(annas: Laptop, server: Server) -> None:
    write_many(annas, 1050, severe=(1040,))
    annas.later()
    asked = iter([False] * 5 + [True])

    stopped = annas.exchange(stop=lambda: next(asked))

    assert len(server.lines(annas.log.device)) == 1051
    assert stopped.unsent == 51
    assert annas.exchange().unsent == 0
    assert server.parts() >= 1 + 2 * 1050


def test_without_anything_severe_each_line_goes_once(annas: Laptop, server: Server) -> None:
    write_many(annas, 1050)
    seen = pushed(server)

    annas.later().exchange()

    assert [push[:2] for push in seen] == [(1, 1000), (1001, 1051)]


@pytest.mark.parametrize("limits", [Limits(entries=7), Limits(push_bytes=6_000)], ids=["lines", "bytes"])
def test_a_server_that_takes_less_at_once_gets_it_in_smaller_pieces(
    annas: Laptop, server: Server, limits: Limits
) -> None:
    write_many(annas, 40)
    server.wire.stop()
    server.wire = InProcess(make_app(server.archive, limits))

    outcome = annas.later().exchange()

    assert outcome.unsent == 0
    assert server.lines(annas.log.device) == annas.lines()
    server.wire.stop()


def test_an_entry_that_is_too_much_alone_is_said_and_kept(annas: Laptop, server: Server) -> None:
    write_many(annas, 1)
    server.wire.stop()
    server.wire = InProcess(make_app(server.archive, Limits(push_bytes=100)))

    with pytest.raises(TurnedAway, match="så mycket på en gång"):
        annas.later().exchange()

    assert annas.lines()
    server.wire.stop()


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

    assert (outcome.sent, outcome.unsent) == (1, 0)
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


def test_an_entry_that_the_server_sets_aside_is_counted_and_the_rest_goes_on(annas: Laptop, server: Server) -> None:
    with annas.log.writing(annas.now) as pen:
        pen.write("observation", {"at": "i går", "class": "X"}, {"note": "fel form"})
    annas.see("rätt form")

    outcome = annas.later().exchange()

    assert outcome.unsent == 0
    assert outcome.aside == {(annas.log.device, 2): "schema"}
    assert told(outcome) == ["1 post är mottagen men ligger åt sidan tills någon har granskat den."]


def test_a_revoked_laptop_hands_over_its_own_loses_what_it_pulled_and_is_told_whom_to_ring(
    annas: Laptop, evas: Laptop, server: Server
) -> None:
    annas.see("av Anna")
    annas.later().exchange()
    evas.later().exchange()
    mine = evas.see("av Eva, osänt")
    revoke(server.archive, evas.log.device, evas.now)

    outcome = evas.later().exchange()

    assert outcome.revoked
    assert (outcome.sent, outcome.contact) == (1, CONTACT)
    assert f"Ring {CONTACT}." in told(outcome)[0]
    with evas.log.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM observation").fetchall()
        foreign = connection.exec_driver_sql("SELECT count(*) FROM entry WHERE own = 0").scalar_one()
    assert [row.id for row in rows] == [mine]
    assert foreign == 0
    assert set(outcome.aside.values()) == {"revoked"}
    again = evas.later().exchange()
    assert (again.revoked, again.unsent) == (True, 0)


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


def test_no_batch_is_larger_than_a_server_has_to_take(annas: Laptop) -> None:
    write_many(annas, 40, words="å" * 20_000)
    with annas.log.store.read() as connection:
        first = batch(connection, annas.log.device, 1, 41)
        rest = batch(connection, annas.log.device, len(first) + 1, 41)

    assert 1 < len(first) < 41
    assert len(first) + len(rest) == 41
    assert len(first) <= MOST_ENTRIES


def test_nothing_young_is_ready_but_the_rest_is(annas: Laptop) -> None:
    annas.see()
    annas.later(61)
    annas.see()

    with annas.log.store.read() as connection:
        waits = ready(connection, annas.log.device, 0, annas.now + timedelta(seconds=20))
        nothing = ready(connection, annas.log.device, 3, annas.now)

    assert (waits.upto, waits.waiting, waits.seconds) == (2, 1, pytest.approx(40, abs=0.01))
    assert (nothing.upto, nothing.waiting) == (3, 0)


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
