"""What a laptop no longer keeps: on time, by a purge, never anything that only it has; and the bytes are gone."""

from datetime import timedelta

import pytest

from fieldlog.logbook import amendments, observations
from fieldlog.logbook.delivery import deliver, keep_receipt
from fieldlog.logbook.folding import stored
from fieldlog.logbook.log import Log
from fieldlog.logbook.received import Page, take_in
from fieldlog.logbook.retention import OTHERS_B, OTHERS_C, OWN_C, destroy_due
from fieldlog.logbook.verifying import verify
from fieldlog.models.moment import written
from tests.conftest import FRIDAY
from tests.proof.pages import found
from tests.proof.rich import Stranger

DAY = timedelta(days=1)
CANARY = "Qxkanariefågel"
EPOCH = "1-" + "a" * 32
"""The life of the archive that received what Anna wrote."""


def given(log: Log, secrecy: str, note: str = CANARY) -> Stranger:
    """What Kim saw on Friday, given to the log."""
    kim = Stranger("OV-14", "OVB")
    kim.write("observation", {"at": written(FRIDAY), "place": "PLA", "class": secrecy}, {"note": note})
    take_in(log, Page("OVB", tuple(kim.entries)), FRIDAY)
    return kim


def rows(log: Log) -> int:
    with log.store.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM observation").scalar_one())


def rules(log: Log) -> list[str]:
    with log.store.read() as connection:
        return [entry.facts("core")["rule"] for _row, entry in stored(connection, "kind = 'purge'")]


def everywhere(log: Log, text: str = CANARY) -> list[str]:
    """Where the text is in the deciphered pages, free ones and the write-ahead log too."""
    return found(log.store.path, log.unlocked.database_key, text)


@pytest.mark.parametrize(("secrecy", "rule"), [("B", OTHERS_B), ("C", OTHERS_C)])
def test_annas_laptop_keeps_seven_days_of_what_others_saw(anna: Log, secrecy: str, rule: str) -> None:
    given(anna, secrecy)

    assert destroy_due(anna, FRIDAY + 6 * DAY) == 0
    assert everywhere(anna)
    assert destroy_due(anna, FRIDAY + 8 * DAY) == 1

    assert rows(anna) == 0
    assert rules(anna) == [rule]
    assert everywhere(anna) == []
    assert verify(anna).fault is None


def test_class_a_stays_as_long_as_the_archive_keeps_it(anna: Log) -> None:
    given(anna, "A")

    assert destroy_due(anna, FRIDAY + 700 * DAY) == 0


@pytest.mark.parametrize("role", ["gl", "ana"])
def test_who_supervises_or_analyses_keeps_class_b(anna: Log, role: str) -> None:
    anna.role = role
    given(anna, "B")

    assert destroy_due(anna, FRIDAY + 300 * DAY) == 0


def test_the_servers_policy_decides_the_days_and_nobody_elses(anna: Log) -> None:
    server, stranger = Stranger("server", "*"), Stranger("OV-66", "OVB")
    for writer, days in ((stranger, 0), (server, 3)):
        writer.write("policy", {"of": "retention", "days": {"B": {"ov": days}, "unknown": 4}})
    take_in(anna, Page("OVB", (*stranger.entries, *server.entries), keep={"server": server.chain.device}), FRIDAY)
    take_in(anna, Page("OVB", tuple(server.entries)), FRIDAY)
    from fieldlog.logbook import policies

    with anna.store.write() as connection:
        policies.refold(connection, anna.vocabulary)
    given(anna, "B")

    assert destroy_due(anna, FRIDAY + 2 * DAY) == 0
    assert destroy_due(anna, FRIDAY + 4 * DAY) == 1


def secret(log: Log) -> str:
    new = observations.new_observation(
        category="OS", place="PLA", persons="2-4", at=FRIDAY, words={"note": CANARY}, class_="C"
    )
    return observations.save(log, new, FRIDAY)


def received(log: Log) -> None:
    with log.store.write() as connection:
        n = connection.exec_driver_sql("SELECT max(n) FROM entry WHERE device = ?", (log.device,)).scalar_one()
        deliver(connection, log.device, n, FRIDAY, EPOCH)
        keep_receipt(connection, log.device, n, FRIDAY, "{}", "")


def test_annas_own_words_of_class_c_stay_until_the_server_has_had_them_a_day(anna: Log, on_shift: str) -> None:
    secret(anna)

    assert destroy_due(anna, FRIDAY + 30 * DAY, EPOCH) == 0  # only she has them
    received(anna)
    assert destroy_due(anna, FRIDAY + DAY - timedelta(minutes=1), EPOCH) == 0
    assert destroy_due(anna, FRIDAY + DAY, EPOCH) == 1

    assert rows(anna) == 1  # that there was something, where and when, stays hers
    assert rules(anna) == [OWN_C]
    assert everywhere(anna) == []
    assert verify(anna).fault is None
    assert destroy_due(anna, FRIDAY + 2 * DAY, EPOCH) == 0


@pytest.mark.parametrize("epoch", ["", "2-" + "a" * 32])
def test_words_stay_until_the_server_says_that_it_is_the_archive_that_received_them(
    anna: Log, on_shift: str, epoch: str
) -> None:
    secret(anna)
    received(anna)

    assert destroy_due(anna, FRIDAY + 30 * DAY, epoch) == 0
    assert everywhere(anna)


def test_an_amendment_that_has_not_been_delivered_keeps_its_words(anna: Log, on_shift: str) -> None:
    id_ = secret(anna)
    received(anna)
    amendments.amend(anna, id_, {"note": "nya ord"}, FRIDAY)

    destroy_due(anna, FRIDAY + 2 * DAY, EPOCH)

    assert everywhere(anna) == []
    assert everywhere(anna, "nya ord")
