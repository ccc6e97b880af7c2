"""An exchange that finds no server: it is remembered, and what is due goes from the laptop all the same."""

from datetime import timedelta

import httpx
import pytest

from fieldlog.logbook import delivery
from fieldlog.models.refusal import Unreachable
from sync.client.exchange import exchange
from sync.client.membership import conversation
from tests.logbook.test_received import CORE
from tests.proof.rich import Stranger, receive
from tests.sync.client.conftest import Laptop


def nobody(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody there", request=request)


def tried(laptop: Laptop) -> None:
    talk = conversation(laptop.log, lambda: laptop.now, httpx.MockTransport(nobody))
    try:
        with pytest.raises(Unreachable):
            exchange(laptop.log, laptop.now, talk)
    finally:
        talk.close()


def facts(laptop: Laptop) -> dict[str, str]:
    with laptop.log.store.read() as connection:
        return delivery.kept(connection)


def test_that_no_server_was_found_is_known_until_one_is(annas: Laptop) -> None:
    annas.see()
    tried(annas.later())
    assert facts(annas)[delivery.AWAY] == "yes"
    assert delivery.DONE_AT not in facts(annas)

    annas.exchange()
    assert facts(annas)[delivery.AWAY] == ""
    assert delivery.DONE_AT in facts(annas)


def test_what_others_wrote_goes_on_time_from_a_laptop_without_a_network(annas: Laptop) -> None:
    kim = Stranger("OV-14", "OVB")
    kim.write("observation", CORE | {"class": "B"}, {"note": "två killar"})
    receive(annas.log, kim.entries)

    tried(annas.later(timedelta(days=60).total_seconds()))

    with annas.log.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM observation").scalar_one() == 0
