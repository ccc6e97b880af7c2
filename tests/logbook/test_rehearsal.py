"""The rehearsed evening: new staff train on it, so it must be whole, lawful, invented, and the same every time."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from fieldlog.home import Home
from fieldlog.logbook import drafts, shifts
from fieldlog.logbook.events import observation_of
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.numbers import numbers
from fieldlog.logbook.observations import check, new_observation
from fieldlog.logbook.practice import clock_of, mark_practice
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.rehearsal import PASSPHRASE, friday_evening, rehearse
from fieldlog.logbook.verifying import verify
from fieldlog.models.completeness import missing
from fieldlog.models.moment import read_moment
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.vocabulary import vocabulary
from fieldlog.privacy import find_personal, find_sensitive
from fieldlog.vault import unlock_with_passphrase, ways
from tests.conftest import FRIDAY

CONTENT = (
    "org, author, at, written_at, place, spot, category, severity, class, persons, ages, fields, actions, seen_by, "
    "note, words, state, hidden, amendments"
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Log:
    """The log of the default rehearsal, as read only as its tests are."""
    made = rehearse(Home(tmp_path_factory.mktemp("trained")), now=FRIDAY)
    return open_log(made.unlocked, FRIDAY)


def rows(log: Log, query: str, *values: Any) -> list[Any]:
    with log.store.read() as connection:
        return list(connection.exec_driver_sql(query, values).fetchall())


def content(log: Log) -> list[Any]:
    return [tuple(row) for row in rows(log, f"SELECT {CONTENT} FROM observation ORDER BY row")]  # noqa: S608 - own words


def test_ov_12_is_on_a_shift_with_ov_14_since_a_quarter_to_four(trained: Log) -> None:
    shift = shifts.open_shift(trained)

    assert shift is not None
    assert (shift.worker, json.loads(shift.crew), shift.radio) == ("OV-12", ["OV-14"], "3214")
    assert shift.started_at[:16] == "2026-11-20T15:45"
    tonight = rows(trained, "SELECT * FROM observation WHERE shift = ? AND hidden = 0 ORDER BY at_ms", shift.id)
    assert len(tonight) == 13
    assert (tonight[-1].at[11:16], tonight[-1].category, tonight[-1].place) == ("21:05", "TL", "HOT")


def test_an_overdose_is_open_since_five_minutes_and_a_line_is_put_away(trained: Log) -> None:
    (event,) = drafts.open_events(trained)

    assert (FRIDAY - event.started).total_seconds() == 300
    assert (event.body["category"], event.body["place"], event.body["spot"]) == ("OD", "SGG", "plan -2")
    assert event.body["fields"] == {"larm112": "21:47"}
    assert observation_of(event).words == {"note": "112 21:47"}
    assert [draft.body["text"] for draft in drafts.drafts(trained, drafts.PUT_AWAY)] == [
        "ob cpl ostadig man, väntar på"
    ]


def test_last_night_was_handed_over_to_all_and_to_the_own_organisation(trained: Log) -> None:
    last = shifts.latest_ended(trained)

    assert last is not None
    assert (last.worker, last.ended_at) == ("OV-12", "2026-11-20T00:45:00.000+01:00")
    assert "KSK" in last.handover_all
    assert "TRP" in last.handover_own


def test_every_category_occurs_and_calm_is_what_there_is_most_of(trained: Log) -> None:
    counts = dict(
        tuple(row) for row in rows(trained, "SELECT category, count(*) FROM observation WHERE hidden = 0 GROUP BY 1")
    )

    assert set(counts) == set(vocabulary().categories)
    assert sum(counts.values()) == 500
    assert max(counts, key=lambda code: counts[code]) == "TL"


def test_some_was_amended_withdrawn_undone_linked_and_written_in_english(trained: Log) -> None:
    assert rows(trained, "SELECT 1 FROM observation WHERE amendments > 0 AND author = 'OV-12'")
    assert rows(trained, "SELECT 1 FROM observation WHERE state = 'withdrawn' AND hidden = 0")
    assert len(rows(trained, "SELECT 1 FROM observation WHERE hidden = 1")) == 1
    assert rows(trained, "SELECT event FROM observation WHERE event IS NOT NULL GROUP BY event HAVING count(*) > 1")
    assert rows(trained, "SELECT 1 FROM observation WHERE note LIKE '% people %' OR note LIKE '%reported%'")
    assert rows(trained, 'SELECT 1 FROM observation WHERE fields LIKE \'%"arende_ext":"26-%\'')


def test_there_is_nothing_that_the_program_would_not_have_let_anybody_write(trained: Log) -> None:
    words = vocabulary()
    for row in rows(trained, "SELECT *, class AS class_ FROM observation"):
        fields, actions = json.loads(row.fields), json.loads(row.actions)
        new = new_observation(
            at=read_moment(row.at), place=row.place, spot=row.spot, category=row.category, severity=row.severity,
            persons=row.persons, ages=json.loads(row.ages), fields=fields, actions=actions, words=json.loads(row.words),
        )  # fmt: skip
        check(new, words, read_moment(row.written_at))
        assert missing(row.category, row.place, actions, fields, words) == ()
        assert row.class_ == words.categories[row.category].class_


def test_the_laptop_holds_of_others_only_what_it_may(trained: Log) -> None:
    others = rows(
        trained, "SELECT org, class AS class_, words, words_may_leave FROM observation WHERE author <> 'OV-12'"
    )

    assert {row.class_ for row in others if row.org == "OVB"} == {"A", "B"}
    assert {row.class_ for row in others if row.org != "OVB"} == {"A"}
    assert all(row.words_may_leave or row.words == "{}" for row in others if row.org != "OVB")
    assert {row.org for row in others} == {"OVB", "NIS", "SOF"}
    own = rows(trained, "SELECT DISTINCT own FROM entry JOIN device ON device.id = entry.device WHERE org <> 'OVB'")
    assert [row.own for row in own] == [0]


def test_every_signature_holds_and_the_tables_are_what_the_entries_say(trained: Log) -> None:
    before = content(trained)

    assert verify(trained).fault is None
    rebuild(trained)
    assert content(trained) == before


def test_time_never_goes_backwards_in_a_chain(trained: Log) -> None:
    for device in rows(trained, "SELECT DISTINCT device FROM entry"):
        lines = rows(trained, "SELECT line FROM entry WHERE device = ? ORDER BY n", device.device)
        times = [read_moment(json.loads(row.line)["at"]) for row in lines]
        assert times == sorted(times)
        assert times[-1] <= FRIDAY


def test_the_same_seed_gives_the_same_evening_and_another_gives_another(tmp_path: Path, trained: Log) -> None:
    def made(folder: str, seed: int) -> list[Any]:
        log = open_log(rehearse(Home(tmp_path / folder), seed=seed, now=FRIDAY).unlocked, FRIDAY)
        found = content(log)
        log.close()
        return found

    assert made("same", 1) == content(trained)
    assert made("other", 2) != content(trained)


@pytest.mark.parametrize("count", [1, 15, 200])
def test_any_number_is_made_exactly(tmp_path: Path, count: int) -> None:
    log = open_log(rehearse(Home(tmp_path), observations=count, now=FRIDAY).unlocked, FRIDAY)

    assert rows(log, "SELECT count(*) AS n FROM observation WHERE hidden = 0")[0].n == count
    assert verify(log).fault is None
    if count == 200:
        assert rows(log, "SELECT count(DISTINCT category) AS n FROM observation")[0].n == 40
    log.close()


@pytest.mark.parametrize("count", [0, -1, 1_000_001])
def test_a_number_that_cannot_be_made_is_refused_before_anything_is_written(tmp_path: Path, count: int) -> None:
    with pytest.raises(RuleBroken):
        rehearse(Home(tmp_path / "home"), observations=count, now=FRIDAY)

    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    "now", [datetime.fromisoformat("2026-10-25T02:30:00+01:00"), datetime.fromisoformat("2026-03-01T09:00:00+01:00")]
)
def test_the_evening_may_be_any_time_of_the_year(tmp_path: Path, now: datetime) -> None:
    log = open_log(rehearse(Home(tmp_path), observations=120, now=now).unlocked, now)

    assert verify(log).fault is None
    assert all(read_moment(row.at) <= now for row in rows(log, "SELECT at FROM observation"))
    log.close()


def test_a_rehearsal_never_takes_the_place_of_a_log(anna: Log, home: Home) -> None:
    with pytest.raises(RuleBroken):
        rehearse(home, now=FRIDAY)

    assert not anna.folder.practice


def test_the_practice_log_is_marked_and_opens_with_its_known_passphrase_alone(trained: Log) -> None:
    assert trained.folder.practice
    assert ways(trained.folder) == ("passphrase",)
    assert unlock_with_passphrase(trained.folder, PASSPHRASE).device == trained.device


def test_places_and_numbers_say_that_they_are_practice(trained: Log) -> None:
    assert trained.notices == ()
    for place in trained.vocabulary.places.values():
        assert all(str(text).startswith("ÖVNING: ") for text in (place.say112, place.meet, place.aed))
    own = numbers(trained.folder)[0][3:]
    assert own
    for number in own:
        assert number.sv.startswith("ÖVNING: ")
        assert number.en.startswith("PRACTICE: ")
        assert re.fullmatch(r"070-174 06 (0[5-9]|[1-9]\d)|08-465 004 \d\d", number.number)


def sentences() -> list[str]:
    """Every sentence that may be composed, and every text of the evening."""
    data = json.loads(files("fieldlog.logbook.rehearsal").joinpath("sentences.json").read_text(encoding="utf-8"))
    evening = json.loads(files("fieldlog.logbook.rehearsal").joinpath("evening.json").read_text(encoding="utf-8"))
    found = [
        text for kind in data["categories"].values() for part in ("say", "then", "en") for text in kind.get(part, ())
    ]
    found += [text for each in data["interventions"] for text in (*each["say"], *each["grund"])]
    found += [text for name in ("ends", "reasons", "amended", "withdrawn") for text in data[name] if text]
    found += [*data["handover"]["all"], *data["handover"]["own"], *evening["handover"].values()]
    return found + [raw["note"] for raw in (*evening["scenes"], *evening["threads"])]


def test_the_history_is_put_together_of_many_sentences_none_twice() -> None:
    found = [text for text in sentences() if text != "lugnt"]

    assert len(found) == len(set(found)) > 250


@pytest.mark.parametrize("find", [find_personal, find_sensitive], ids=["no person", "nothing of origin or belief"])
def test_no_sentence_is_about_a_person(find: Callable[[str], tuple[Any, ...]]) -> None:
    stripped = {text: find(re.sub(r"\{\w+\}", "3", text)) for text in sentences()}

    assert {text: found for text, found in stripped.items() if found} == {}


def test_the_evening_is_the_latest_friday_that_is_over() -> None:
    assert friday_evening(date(2026, 11, 24)) == FRIDAY
    assert friday_evening(date(2026, 11, 21)) == FRIDAY
    assert friday_evening(date(2026, 11, 20)).date() == date(2026, 11, 13)


def test_the_clock_of_a_practice_log_goes_on_from_its_evening(anna: Log) -> None:
    real = [datetime.fromisoformat("2026-11-24T09:00:00+01:00")]
    mark_practice(anna.folder, FRIDAY, real[0])
    clock = clock_of(anna.folder, lambda: real[0])
    assert clock() == FRIDAY

    real[0] = datetime.fromisoformat("2026-11-24T09:01:00+01:00")

    assert (clock() - FRIDAY).total_seconds() == 60


@pytest.mark.parametrize("mark", [None, b"", b"{}", b'{"seconds": "x"}', b'{"seconds": 1e300}'])
def test_without_a_readable_mark_the_clock_is_the_real_one(anna: Log, mark: bytes | None) -> None:
    if mark is not None:
        (anna.folder.path / "practice").write_bytes(mark)

    assert clock_of(anna.folder, lambda: FRIDAY)() == FRIDAY
