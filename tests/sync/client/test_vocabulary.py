"""Words of the work travel: what the coordinator adds is typed by its code after the next exchange, also offline."""

from datetime import timedelta
from typing import Any

from fieldlog.line import read_line
from fieldlog.line.query import read_query
from fieldlog.logbook import browsing, observations, whole
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.received import destroy_received
from fieldlog.logbook.verifying import verify
from fieldlog.logbook.vocabulary import overlay
from fieldlog.models.core import NewObservation
from fieldlog.models.overlay import FOCUS, GROUNDS, PLACES
from sync.archive import devices, pen, vocabulary
from tests.sync.client.conftest import Laptop, Server

PAVILION = {"name": "Paviljongen", "zone": "TG", "aliases": ["pavven"], "kind": "lokal"}
KIM = devices.Caller("OVB", "SA-01", "sam", "", "active")


def say(server: Server, of: str, items: dict[str, Any], now: Any) -> int:
    return vocabulary.decide(server.archive, KIM, of, items, now)


def typed(log: Log, text: str, now: Any) -> Any:
    return read_line(text, now=now, vocabulary=log.vocabulary)


def test_a_place_added_at_14_is_typed_by_its_code_after_the_next_exchange(annas: Laptop, server: Server) -> None:
    annas.exchange()
    assert typed(annas.log, "nh pav två langar", annas.now).place is None

    say(server, "places", {"PAV": PAVILION}, annas.now)
    annas.later().exchange()

    reading = typed(annas.log, "nh pav två langar", annas.now)
    assert (reading.category, reading.place) == ("NH", "PAV")
    assert typed(annas.log, "langar vid pavven", annas.now).place == "PAV"
    seen = NewObservation(at=annas.now, place="PAV", category="NH", severity=2)
    told = whole.whole(annas.log, observations.save(annas.log, seen, annas.now)).said
    assert told["place"] == "PAV"
    with annas.log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT zone FROM observation WHERE place = 'PAV'").one()
        assert row.zone == "TG"
    assert observations_vocabulary(annas.log) == "2026-11+1"


def observations_vocabulary(log: Log) -> Any:
    from fieldlog.logbook import folding

    with log.store.read() as connection:
        entries = [entry for _row, entry in folding.stored(connection, "kind = 'observation' ORDER BY entry.seq")]
    return entries[-1].facts("core")["vocabulary"]


def test_what_came_once_holds_offline_for_every_window_and_after_rebuild(annas: Laptop, server: Server) -> None:
    other = open_log(annas.log.unlocked, annas.now)
    say(server, "places", {"PAV": PAVILION}, annas.now)
    annas.later().exchange()

    again = open_log(annas.log.unlocked, annas.now)
    assert again.vocabulary.places["PAV"].name == "Paviljongen"
    again.close()
    other.renew_words(annas.now)
    assert other.vocabulary.places["PAV"].aliases == ("pavven",)
    other.close()
    destroy_received(annas.log, annas.now)
    annas.log.renew_words(annas.now)
    assert "PAV" in annas.log.vocabulary.places


def test_a_place_that_moves_takes_what_stood_there_with_it(annas: Laptop, server: Server) -> None:
    say(server, "places", {"PAV": PAVILION}, annas.now)
    annas.later().exchange()
    observations.save(annas.log, NewObservation(at=annas.now, place="PAV", category="TL", severity=0), annas.now)

    say(server, "places", {"PAV": {"zone": "HT", "name": "Nya paviljongen"}}, annas.now)
    annas.later().exchange()

    place = annas.log.vocabulary.places["PAV"]
    assert (place.zone, place.name, place.aliases) == ("HT", "Nya paviljongen", ("pavven",))
    with annas.log.store.read() as connection:
        assert connection.exec_driver_sql("SELECT zone FROM observation WHERE place = 'PAV'").one().zone == "HT"


def test_a_retired_place_is_typed_no_longer_and_still_shown_and_found(annas: Laptop, server: Server) -> None:
    observations.save(annas.log, NewObservation(at=annas.now, place="TRP", category="NH", severity=1), annas.now)
    tomorrow = annas.now + timedelta(days=1)

    say(server, "places", {"TRP": {"retired": f"{tomorrow:%Y-%m-%d}"}}, annas.now)
    annas.later().exchange()
    assert typed(annas.log, "nh trp", annas.now).place == "TRP"

    annas.now = tomorrow
    annas.log.renew_words(tomorrow)
    assert typed(annas.log, "nh trp", tomorrow).place is None
    assert annas.log.vocabulary.places["TRP"].name
    assert read_query("TRP", now=tomorrow, vocabulary=annas.log.vocabulary).value("place") == "TRP"
    [hit] = browsing.look_for(annas.log, "TRP", tomorrow, limit=9).first
    assert hit.seen.place == "TRP"


def test_a_new_category_is_typed_by_its_code_and_has_the_class_it_was_given(annas: Laptop, server: Server) -> None:
    say(server, "categories", {"NX": {"sv": "Narkotika: ny drog", "en": "Drugs: new kind", "class": "B"}}, annas.now)
    say(server, "categories", {"BL": {"class": "B"}}, annas.now)
    annas.later().exchange()

    assert typed(annas.log, "nx pla påsar", annas.now).category == "NX"
    assert annas.log.vocabulary.categories["NX"].family == "N"
    assert annas.log.vocabulary.categories["BL"].class_ == "B"
    seen = observations.new_observation(shift=None, at=annas.now, category="NX", place="PLA")
    assert observations.class_of(seen, annas.log.vocabulary) == "B"


def test_hostile_words_from_a_server_are_passed_over_and_said(annas: Laptop, server: Server) -> None:
    ten_thousand = {f"Q{number:04}": PAVILION for number in range(700)}
    hostile: list[dict[str, Any]] = [
        {"of": "places", "version": 1, "items": {"PAV": PAVILION | {"name": "[red]Pav"}, "LOB": PAVILION}},
        {"of": "places", "version": 2, "items": {"nh": PAVILION, "\x1b[2J": PAVILION, "VID": PAVILION}},
        {"of": "places", "version": 3, "items": ten_thousand},
        {"of": "categories", "version": 4, "items": {"NH": {"sv": "Annat", "en": "Other"}, "UV": {"class": "A"}}},
        {"of": "places", "version": 5, "items": ["PAV"]},
        {"of": "moods", "version": 6, "items": {"X": {}}, "later": True},
        {
            "of": "places",
            "version": 7,
            "items": {"KIO": PAVILION | {"name": "Kiosken", "colour": "blå", "aliases": []}},
        },
        {"of": "places", "version": "åtta", "items": None},
    ]

    def write(session: Any) -> None:
        for core in hostile:
            pen.write(session, server.archive.keys, "vocabulary", core, annas.now, feeds_of=("OVB",))

    before = annas.log.vocabulary
    server.archive.database.transact(write)
    annas.later().exchange()

    after = annas.log.vocabulary
    assert set(after.places) - set(before.places) == {"KIO"}
    assert dict(after.categories) == dict(before.categories)
    [notice] = [notice for notice in annas.log.notices if "ordlista" in notice]
    assert "LOB" in notice
    assert "\x1b" not in notice


def test_nobody_but_the_own_server_says_words(annas: Laptop, evas: Laptop) -> None:
    with evas.log.writing(evas.now) as forged:
        forged.write("vocabulary", {"of": "places", "version": 9, "items": {"PAV": PAVILION}})
    evas.later().exchange()
    annas.later(200).exchange()

    assert "PAV" not in annas.log.vocabulary.places


def test_grounds_and_focus_are_there_by_code(annas: Laptop, server: Server) -> None:
    say(server, GROUNDS, {"consent": {"valid_to": "2027-01-01"}}, annas.now)
    say(server, FOCUS, {"F1": {"sv": "Trappan efter 21", "until": "2026-12-01"}}, annas.now)
    annas.later().exchange()

    with annas.log.store.read() as connection:
        said = overlay(connection)
    assert said.items[GROUNDS] == {"consent": {"valid_to": "2027-01-01"}}
    assert said.items[FOCUS]["F1"]["sv"] == "Trappan efter 21"
    assert said.items[PLACES] == {}


def test_with_the_servers_words_the_log_verifies_and_is_rebuilt_the_same(annas: Laptop, server: Server) -> None:
    say(server, "places", {"PAV": PAVILION}, annas.now)
    annas.later().exchange()
    observations.save(annas.log, NewObservation(at=annas.now, place="PAV", category="TL", severity=0), annas.now)
    say(server, "places", {"PAV": {"zone": "HT"}}, annas.now)
    annas.later().exchange()

    assert verify(annas.log).fault is None
    rebuild(annas.log)
    assert verify(annas.log).fault is None
