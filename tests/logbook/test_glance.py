"""The first look at tonight: what waits comes by urgency, a repeat is noticed, a foreign severity does no harm."""

from datetime import timedelta

from fieldlog.cipher import connect
from fieldlog.logbook import drafts, glance, observations
from fieldlog.logbook.log import Log
from tests.conftest import FRIDAY


def test_an_open_overdose_stands_before_what_was_put_away(anna: Log, on_shift: str) -> None:
    drafts.keep(anna, drafts.PUT_AWAY, {"text": "ob cpl"}, FRIDAY - timedelta(hours=1), shift=on_shift)
    drafts.keep(anna, drafts.EVENT, {"category": "IN", "severity": 2}, FRIDAY - timedelta(minutes=9), shift=on_shift)
    drafts.keep(anna, drafts.EVENT, {"category": "OD", "severity": 4}, FRIDAY, shift=on_shift)

    connection = connect(anna.folder.database, anna.unlocked.database_key)
    seen = glance.tonight(connection, anna.device, FRIDAY)
    connection.close()

    assert [waiting.body.get("category") for waiting in seen.waiting] == ["OD", "IN", None]


def test_the_third_time_at_a_place_is_noticed(anna: Log, on_shift: str) -> None:
    connection = connect(anna.folder.database, anna.unlocked.database_key)
    for days in (4, 2):
        at = FRIDAY - timedelta(days=days)
        observations.save(anna, observations.new_observation(at=at, category="NH", place="TRP"), FRIDAY)

    noticed = glance.repeat(connection, "TRP", "NB", FRIDAY, anna.vocabulary)
    elsewhere = glance.repeat(connection, "TCS", "NB", FRIDAY, anna.vocabulary)
    connection.close()

    assert noticed == glance.Repeat(3, 4, 21, 22)
    assert elsewhere is None
