"""The log as a long list: every row once, newest first, from whichever end it is read."""

from datetime import timedelta

import pytest

from fieldlog.line.abbreviations import ABBREVIATIONS
from fieldlog.logbook import amendments, browsing, events, observations, shifts
from fieldlog.logbook.browsing import Hits
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import new_observation, write
from tests.conftest import FRIDAY


@pytest.fixture
def filled(anna: Log, on_shift: str) -> Log:
    """500 entries, one a minute, the newest at 21:51."""
    with anna.writing(FRIDAY) as pen:
        for number in range(500):
            at = FRIDAY - timedelta(minutes=number + 1)
            words = {"note": f"post {number}" + (" kanyler" if number % 100 == 0 else "")}
            write(pen, new_observation(at=at, category="NF", place="BER", words=words))
    return anna


def look(log: Log, text: str = "") -> Hits:
    return browsing.look_for(log, text, FRIDAY, limit=200)


def notes(log: Log, hits: Hits, offset: int, limit: int) -> list[str]:
    return [hit.seen.note for hit in browsing.page(log, hits, offset, limit)]


def test_every_row_stands_once_and_in_order_whichever_end_it_is_read_from(filled: Log) -> None:
    hits = look(filled)
    assert hits.total == 500
    pages = [note for offset in range(0, 500, 60) for note in notes(filled, hits, offset, 60)]
    assert [note.split()[1] for note in pages] == [str(number) for number in range(500)]
    assert notes(filled, hits, 500, 60) == []


def test_open_events_stand_before_the_rest_and_move_nothing_away(filled: Log) -> None:
    events.open_event(filled, {"category": "OD", "place": "SGG", "severity": 4}, FRIDAY)
    hits = look(filled)
    assert (hits.total, hits.first[0].seen.state, hits.first[1].seen.note) == (501, "open", "post 0 kanyler")
    assert notes(filled, hits, 400, 200)[-1] == "post 499"
    assert [hit.seen.category for hit in look(filled, "öppen").first] == ["OD"]


def test_words_filters_and_what_is_mine(filled: Log) -> None:
    assert look(filled, "kanyler").total == 5
    assert look(filled, "kanyler ber nf mitt").total == 5
    assert look(filled, "kanyler trp").total == 0
    assert look(filled, "FA-07").total == 0
    assert look(filled, "sedan 21").total == 52


def test_the_shift_is_the_latest_one(anna: Log, on_shift: str) -> None:
    observations.save(anna, new_observation(shift=on_shift, at=FRIDAY, category="TL", place="PLA"), FRIDAY)
    shifts.end(anna, FRIDAY)
    observations.save(anna, new_observation(at=FRIDAY, category="TL", place="HOT"), FRIDAY)
    assert [hit.seen.place for hit in look(anna, "passet").first] == ["PLA"]


def test_a_word_spelt_nearly_right_is_offered_as_the_log_has_it(anna: Log) -> None:
    save = new_observation(at=FRIDAY, category="BL", place="TRP", words={"note": "Släckt lampa"})
    observations.save(anna, save, FRIDAY)
    assert look(anna, "slckt").offers[0] == ("släckt", 1)
    assert look(anna, "xyzzy").offers == ()


def test_a_name_of_a_place_that_finds_nothing_is_offered_as_a_word(anna: Log) -> None:
    save = new_observation(
        at=FRIDAY, category="TO", words={"note": "slagsmål vid trappan"}, source={"file": "f", "key": "1"}
    )
    observations.save(anna, save, FRIDAY)
    assert look(anna, "slagsmål trappan").offers == (("slagsmål 'trappan'", 1),)
    assert look(anna, "slagsmål 'trappan'").total == 1


def test_the_nine_latest_are_ones_own_that_still_stand(filled: Log) -> None:
    first = browsing.latest_own(filled)
    assert [hit.seen.note for hit in first][:2] == ["post 0 kanyler", "post 1"]
    amendments.withdraw(filled, first[0].seen.id, FRIDAY, reason="fel")
    assert browsing.latest_own(filled)[0].seen.note == "post 1"
    around = browsing.latest_own(filled, around=first[5].seen.id)
    assert len(around) == 9
    assert first[5].seen.id not in {hit.seen.id for hit in around}


def test_kinds_are_counted_whole_and_in_a_span_several_of_them_up_to_a_thousand(anna: Log) -> None:
    with anna.writing(FRIDAY) as pen:
        for number in range(1100):
            write(
                pen,
                new_observation(at=FRIDAY - timedelta(minutes=number), category="NF", place="BER"),
            )
    assert [(hits.total, hits.more) for hits in (look(anna, "nf ber"), look(anna, "nf"))] == [(1100, False)] * 2
    both, one = look(anna, "nf ber 3 dygn"), look(anna, "nf 3 dygn")
    assert ((both.total, both.more), (one.total, one.more)) == ((1000, True), (1100, False))
    assert browsing.page(anna, both, 999, 1)[0].seen.at == FRIDAY - timedelta(minutes=999)


def test_an_abbreviation_searched_for_finds_what_bo_wrote_in_full_and_the_other_way_round(bo: Log) -> None:
    for note in ("pol kom, 2 pers m kniv", "polis kom, en grupp ungdomar med kniv", "på grund av regn"):
        observations.save(bo, new_observation(at=FRIDAY, category="TO", place="PLA", words={"note": note}), FRIDAY)

    assert look(bo, "polis kniv").total == look(bo, "pol. kniv").total == 2
    assert [look(bo, text).total for text in ("personer", "PERS", "ungd kniv", "pga", "ungd")] == [1, 1, 1, 1, 1]


def test_every_abbreviation_that_is_no_code_is_written_out_in_a_search(bo: Log) -> None:
    for full in ABBREVIATIONS.values():
        observations.save(bo, new_observation(at=FRIDAY, category="TO", place="PLA", words={"note": full}), FRIDAY)

    missed = {short for short in ABBREVIATIONS if not look(bo, short).total}
    assert missed == {"dg", "kh", "kl", "o", "st", "uk", "vh"}, "codes of places and categories: these are filters"
    assert all(look(bo, f"'{short}'").total for short in missed), "in quotes they are words"
