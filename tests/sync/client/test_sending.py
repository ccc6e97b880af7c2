"""Much at once, small servers, refused entries: what is sent, in which order, and when it counts."""

from datetime import timedelta

import httpx
import pytest

from fieldlog.models.refusal import TurnedAway
from sync.archive.devices import revoke
from sync.batch import decompress, unpack
from sync.client.ready import batch, ready
from sync.protocol import MOST_BYTES, MOST_ENTRIES
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
