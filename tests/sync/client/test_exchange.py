"""One exchange between Anna's real log and the real server: all of it, once, and only what may leave."""

from datetime import timedelta

import httpx
import pytest

from fieldlog.home import only_one
from fieldlog.logbook import amendments, shifts
from fieldlog.logbook.delivery import delivered, received_at
from fieldlog.models.refusal import RuleBroken, Unreachable
from sync.archive import devices
from sync.client.status import status
from tests.sync.client.conftest import Laptop, Server, told


def test_what_anna_wrote_is_on_the_server_byte_by_byte_and_a_receipt_says_so(annas: Laptop, server: Server) -> None:
    annas.see()
    annas.see("fyra personer, lugnt")

    outcome = annas.later().exchange()

    assert server.lines(annas.log.device) == annas.lines()
    assert (outcome.sent, outcome.unsent, outcome.waiting) == (3, 0, 0)
    assert outcome.receipt is not None
    assert outcome.receipt.head.n == 3
    assert told(outcome) == []


def test_whoever_keeps_the_server_sees_what_is_unsent_after_the_exchange_not_before_it(
    annas: Laptop, server: Server
) -> None:
    annas.see()
    annas.later(40).see("just nu")

    annas.later(25).exchange()

    [anna] = devices.devices(server.archive)
    assert anna.unsent == 1


def test_a_second_exchange_sends_nothing_again(annas: Laptop, server: Server) -> None:
    annas.see()
    annas.later().exchange()
    server.wire.requests.clear()

    outcome = annas.exchange()

    assert outcome.sent == 0
    assert [method for method, _path, _size in server.wire.requests] == ["GET"] * len(server.wire.requests)


def test_what_can_still_be_undone_stays_and_it_is_said_for_how_long(annas: Laptop, server: Server) -> None:
    annas.see()
    annas.later(40)
    annas.see("just nu")
    annas.later(25)

    outcome = annas.exchange()

    assert (outcome.unsent, outcome.waiting, round(outcome.seconds)) == (1, 1, 35)
    assert len(server.lines(annas.log.device)) == 2


def test_signing_the_shift_sends_all_of_it_at_once(annas: Laptop, server: Server) -> None:
    shifts.start(annas.log, shifts.manning(["OV-14"]), annas.now)
    annas.see()
    shifts.end(annas.log, annas.now)

    outcome = annas.exchange()

    assert (outcome.unsent, outcome.waiting) == (0, 0)
    assert server.lines(annas.log.device) == annas.lines()


def test_a_clock_that_was_put_back_holds_nothing_up_for_years(annas: Laptop) -> None:
    annas.see()
    annas.now -= timedelta(days=400)

    outcome = annas.exchange()

    assert outcome.unsent == 0
    assert outcome.notices == ["Datorns klocka går 1 år efter serverns. Ställ den; inget i loggen ändras."]


def test_words_that_anna_undid_never_leave(annas: Laptop, server: Server) -> None:
    id_ = annas.see("kanariefågel i bur")
    amendments.undo(annas.log, id_, annas.now)

    annas.later().exchange()

    with server.archive.database.reading() as session:
        parts = [row[0] for row in session.rows("SELECT data FROM part", ())]
    assert server.lines(annas.log.device) == annas.lines()
    assert not any(b"kanarie" in part for part in parts)


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_push_whose_request_or_answer_is_lost_is_there_once_afterwards(
    annas: Laptop, server: Server, lost: str
) -> None:
    annas.see()
    annas.later()

    def lose(request: httpx.Request, *_answer: httpx.Response) -> httpx.Response:
        if request.method == "POST":
            raise httpx.ReadError("", request=request)
        return _answer[0] if _answer else httpx.Response(200)

    setattr(server.wire, "before" if lost == "request" else "after", lose)
    with pytest.raises(Unreachable) as refused:
        annas.exchange()
    server.wire.before = server.wire.after = None

    assert refused.value.exit_code == 5
    assert status(annas.log, annas.now).refused == str(refused.value)
    outcome = annas.exchange()
    assert (outcome.unsent, server.lines(annas.log.device)) == (0, annas.lines())
    assert status(annas.log, annas.now).refused == ""


def test_it_stops_between_two_requests_and_goes_on_there_the_next_time(annas: Laptop, server: Server) -> None:
    annas.see()
    annas.later()
    asked = iter([False, False, True])

    stopped = annas.exchange(stop=lambda: next(asked))

    assert (stopped.stopped, stopped.unsent) == (True, 2)
    assert annas.exchange().unsent == 0
    assert server.lines(annas.log.device) == annas.lines()


def test_when_an_entry_was_received_is_known_of_each(annas: Laptop) -> None:
    annas.see()
    first = annas.later().now
    annas.exchange()
    annas.see()
    annas.later().exchange()

    with annas.log.store.read() as connection:
        assert received_at(connection, annas.log.device, 2) == first.replace(
            microsecond=first.microsecond // 1000 * 1000
        )
        assert received_at(connection, annas.log.device, 3) == annas.now.replace(
            microsecond=annas.now.microsecond // 1000 * 1000
        )
        assert received_at(connection, annas.log.device, 4) is None
        assert delivered(connection, annas.log.device).epoch


def test_eva_reads_what_anna_wrote_and_anna_reads_that_eva_supervises(annas: Laptop, evas: Laptop) -> None:
    id_ = annas.see()
    annas.later().exchange()

    outcome = evas.later().exchange()

    with evas.log.store.read() as connection:
        found = connection.exec_driver_sql("SELECT note FROM observation WHERE id = ?", (id_,)).fetchone()
    assert found.note == "två langar vid trappan"
    assert outcome.received >= 3
    assert evas.exchange().received == 0


def test_before_enrolment_it_is_said_how_to_join(annas: Laptop) -> None:
    annas.log.unlocked.keep_server({})

    with pytest.raises(RuleBroken, match="fieldlog enrol"):
        annas.exchange()


def test_of_two_windows_that_exchange_at_once_one_is_told_to_wait(annas: Laptop, server: Server) -> None:
    annas.see()
    annas.later()
    with only_one(annas.log.folder, "exchange"), pytest.raises(Unreachable, match="Ett annat fönster"):
        annas.exchange()

    assert annas.exchange().unsent == 0
