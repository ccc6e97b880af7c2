"""Entries travel by themselves: when they may, without being in anybody's way, and never at a server's expense."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from queue import Queue
from threading import Event

import httpx
import pytest

from fieldlog.logbook.log import Log
from fieldlog.models.refusal import Refusal, Unreachable
from sync.archive.devices import revoke
from sync.client.background import FETCH_EVERY, LONGEST_REST, TURNED_AWAY_REST, Travelling
from sync.client.membership import conversation
from sync.client.outcome import Outcome
from sync.client.talking import Talk
from tests.sync.client.conftest import Laptop, Server


class Road:
    """What travels by itself on Anna's laptop, one turn at a time: waiting is a question to the test."""

    def __init__(self, laptop: Laptop) -> None:
        self.laptop = laptop
        self.told: list[tuple[Outcome | None, Refusal | None]] = []
        self._asked: Queue[float] = Queue()
        self._go: Queue[None] = Queue()
        self.travelling = Travelling(
            laptop.log.unlocked, lambda: laptop.now, self._talk, self._tell, wait=self._wait, chance=lambda: 1.0
        )

    def _talk(self, log: Log) -> Talk:
        return conversation(log, lambda: self.laptop.now, self.laptop.server.wire)

    def _tell(self, outcome: Outcome | None, refusal: Refusal | None) -> None:
        self.told.append((outcome, refusal))

    def _wait(self, event: Event, seconds: float) -> None:
        self._asked.put(seconds)
        self._go.get(timeout=30)

    def rest(self) -> float:
        """How long it wants to wait, once it has done what there was to do."""
        return self._asked.get(timeout=30)

    def go_on(self) -> float:
        self._go.put(None)
        return self.rest()

    def stop(self) -> None:
        self.travelling.stop(0)
        self._go.put(None)
        self.travelling.stop(30)


@contextmanager
def road(laptop: Laptop) -> Iterator[Road]:
    made = Road(laptop)
    made.travelling.start()
    try:
        yield made
    finally:
        made.stop()


def test_what_anna_saved_travels_sixty_seconds_later_by_itself(annas: Laptop, server: Server) -> None:
    with road(annas) as by_itself:
        by_itself.rest()
        annas.see()
        soon = by_itself.go_on()
        assert soon == pytest.approx(60.5, abs=0.1)
        assert len(server.lines(annas.log.device)) == 1

        annas.later(soon)
        assert by_itself.go_on() <= FETCH_EVERY.total_seconds()

    assert server.lines(annas.log.device) == annas.lines()


def test_without_news_others_are_asked_every_five_minutes(annas: Laptop, evas: Laptop, server: Server) -> None:
    with road(evas) as by_itself:
        rest = by_itself.rest()
        assert rest == pytest.approx(FETCH_EVERY.total_seconds(), abs=1)
        annas.see()
        annas.later().exchange()

        evas.later(rest)
        by_itself.go_on()

    outcome, _refusal = by_itself.told[-1]
    assert outcome is not None
    assert outcome.received


def test_a_server_that_is_gone_is_tried_more_and_more_seldom(annas: Laptop, server: Server) -> None:
    server.wire.before = refuse()
    with road(annas) as by_itself:
        rests = [by_itself.rest(), *(by_itself.go_on() for _turn in range(9))]

    assert rests[:4] == [5.0, 10.0, 20.0, 40.0]
    assert rests[-1] == LONGEST_REST
    assert all(isinstance(refusal, Unreachable) for _outcome, refusal in by_itself.told)


def refuse() -> Callable[[httpx.Request], None]:
    def gone(request: httpx.Request) -> None:
        raise httpx.ConnectError("", request=request)

    return gone


def test_after_a_failure_it_begins_anew_with_short_rests(annas: Laptop, server: Server) -> None:
    server.wire.before = refuse()
    with road(annas) as by_itself:
        by_itself.rest()
        by_itself.go_on()
        server.wire.before = None
        by_itself.go_on()
        server.wire.before = refuse()
        annas.later(FETCH_EVERY.total_seconds())

        assert by_itself.go_on() == 5.0


def test_a_server_that_asks_to_be_left_alone_is_left_alone(annas: Laptop, server: Server) -> None:
    def busy(_request: httpx.Request, _response: httpx.Response) -> httpx.Response:
        return httpx.Response(503, headers={"Retry-After": "240"}, stream=httpx.ByteStream(b""))

    server.wire.after = busy
    with road(annas) as by_itself:
        assert by_itself.rest() == 240.0


def test_a_revoked_laptop_asks_no_more_than_it_has_to(annas: Laptop, server: Server) -> None:
    revoke(server.archive, annas.log.device, annas.now)
    with road(annas) as by_itself:
        assert by_itself.rest() == TURNED_AWAY_REST


def test_a_clock_that_is_put_back_does_not_make_it_wait_until_then(annas: Laptop) -> None:
    with road(annas) as by_itself:
        by_itself.rest()
        annas.now -= timedelta(days=400)

        assert by_itself.go_on() <= FETCH_EVERY.total_seconds()


def test_a_log_that_has_joined_nothing_costs_a_look_now_and_then(annas: Laptop, server: Server) -> None:
    annas.log.unlocked.keep_server({})
    server.wire.requests.clear()
    with road(annas) as by_itself:
        assert by_itself.rest() == FETCH_EVERY.total_seconds()

    assert server.wire.requests == []
    assert by_itself.told == []


def test_it_ends_when_it_is_told_to_though_it_waits(annas: Laptop) -> None:
    waiting = Event()

    def wait(event: Event, seconds: float) -> None:
        waiting.set()
        event.wait(seconds)

    travelling = Travelling(
        annas.log.unlocked,
        lambda: annas.now,
        lambda log: conversation(log, lambda: annas.now, annas.server.wire),
        lambda _outcome, _refusal: None,
        wait=wait,
    )
    travelling.start()
    assert waiting.wait(30)

    travelling.stop(30)

    assert not travelling.is_under_way


def test_while_it_sends_anna_saves_as_ever(annas: Laptop, server: Server) -> None:
    asked, answered = Event(), Event()

    def hold(_request: httpx.Request) -> None:
        asked.set()
        assert answered.wait(30)

    annas.see()
    annas.later()
    server.wire.before = hold
    with road(annas) as by_itself:
        assert asked.wait(30)
        annas.see("medan det sänds")
        answered.set()
        by_itself.rest()

    assert len(annas.lines()) == 3
