"""One entry on the screen: what is told of it, and what its writer can do."""

import json
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from fieldlog.logbook import amendments, drafts, finding, observations, shifts
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.folding import stored
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import new_observation
from fieldlog.program import Program
from fieldlog.screens.amend import AmendScreen
from fieldlog.screens.detail import DetailScreen
from fieldlog.screens.reason import ReasonScreen
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, shift_of, until

LATER = FRIDAY + timedelta(hours=2)


@pytest.fixture
def seen(anna: Log, on_shift: str) -> str:
    new = new_observation(
        shift=on_shift, at=FRIDAY - timedelta(hours=1), category="NH", place="TRP", persons="2-4",
        seen_by=["OV-14"], words={"note": "två langar"},
    )  # fmt: skip
    return observations.save(anna, new, FRIDAY - timedelta(hours=1))


async def show(program: Program, pilot: Pilot[None], id_: str, text: str = "Historik") -> None:
    program.show_entry(id_)
    await until(pilot, lambda: isinstance(program.screen, DetailScreen) and text in picture(program))


def row_of(log: Log, id_: str) -> Any:
    return next(row for row in finding.page(log, Filter()) if row.id == id_)


async def test_everything_of_an_entry_and_its_history_is_told(opened: Opened, anna: Log, seen: str) -> None:
    amendments.amend(anna, seen, {"place": "PLA", "note": "tre langar"}, FRIDAY, reason="skrivfel")
    async with opened() as (program, pilot):
        await show(program, pilot, seen)
        shown = picture(program)

    for told in ("PLA Sergels torg", "B egna läser", "tre langar", "såg det: OV-14", "2–4", "rättad  (skrivfel)"):
        assert told in shown
    assert "TRP Trappan" in shown
    assert "två langar → tre langar" in shown


async def test_a_wrong_place_is_five_keys_and_the_chip(opened: Opened, anna: Log, seen: str) -> None:
    shifts.end(anna, FRIDAY)
    async with opened(now=lambda: LATER) as (program, pilot):
        await pilot.press("space", "r")
        await until(pilot, lambda: "1 20/11" in picture(program))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(program.screen, DetailScreen) and "1 rätta" in picture(program))
        await until(pilot, lambda: "Historik" in picture(program))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(program.screen, AmendScreen))
        await pilot.press("tab", "tab", "tab", "2", "enter")
        await until(pilot, lambda: isinstance(program.screen, ReasonScreen))
        await pilot.press("enter")
        await until(pilot, lambda: "Rättat" in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: program.screen is shift_of(program))

    row = row_of(anna, seen)
    assert (row.place != "TRP", row.note, row.amendments) == (True, "två langar", 1)
    assert amended_reason(anna, seen) == "skrivfel"


def amended_reason(log: Log, id_: str) -> str:
    with log.store.read() as connection:
        found = [entry.facts("words") for _row, entry in stored(connection, "target = ?", (id_,))]
    return str(found[-1].get("reason"))


async def test_a_code_before_the_words_corrects_and_the_words_stay(opened: Opened, anna: Log, seen: str) -> None:
    async with opened() as (program, pilot):
        await show(program, pilot, seen)
        await pilot.press("1")
        await until(pilot, lambda: isinstance(program.screen, AmendScreen))
        await pilot.press("home", *"hot s3 ")
        await until(pilot, lambda: "HOT" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: "Rättat" in picture(program))

    row = row_of(anna, seen)
    assert (row.place, row.severity, row.note, row.persons) == ("HOT", 3, "två langar", "2-4")


async def test_changed_words_are_words_also_when_they_look_like_codes(opened: Opened, anna: Log, seen: str) -> None:
    async with opened() as (program, pilot):
        await show(program, pilot, seen)
        await pilot.press("1")
        await until(pilot, lambda: isinstance(program.screen, AmendScreen))
        await pilot.press(*" gick mot hot 21:30", "enter")
        await until(pilot, lambda: "Rättat" in picture(program))

    row = row_of(anna, seen)
    assert (row.place, row.note) == ("TRP", "två langar gick mot hot 21:30")
    assert json.loads(row.fields) == {}


async def test_a_correction_that_was_begun_is_there_again(opened: Opened, anna: Log, seen: str) -> None:
    async with opened() as (program, pilot):
        await show(program, pilot, seen)
        await pilot.press("1")
        await until(pilot, lambda: isinstance(program.screen, AmendScreen))
        await pilot.press("tab", "tab", "tab", "3", *"x")
        await pilot.pause(0.4)
        assert [draft.body["text"] for draft in drafts.drafts(anna, "amend")] == ["två langarx"]
        await pilot.press("escape")
        await until(pilot, lambda: "1 tar fram den igen" in picture(program))
        await pilot.press("1")
        await until(pilot, lambda: "står kvar" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: "Rättat" in picture(program))

    row = row_of(anna, seen)
    assert (row.note, row.place != "TRP") == ("två langarx", True)
    assert drafts.drafts(anna, "amend") == []


async def test_a_correction_that_was_left_waits_on_the_shift_and_opens_there(
    opened: Opened, anna: Log, seen: str
) -> None:
    drafts.keep(anna, "amend", {"target": seen, "text": "tre langar"}, FRIDAY, id_=f"amend.{seen}")
    async with opened() as (program, pilot):
        await until(pilot, lambda: "rättelse påbörjad" in picture(program))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(program.screen, DetailScreen) and "Historik" in picture(program))
        await pilot.press("1")
        await until(pilot, lambda: "> tre langar" in picture(program))


async def test_taking_back_asks_why_and_can_itself_be_taken_back(opened: Opened, anna: Log, seen: str) -> None:
    async with opened() as (program, pilot):
        await show(program, pilot, seen)
        await pilot.press("2")
        await until(pilot, lambda: isinstance(program.screen, ReasonScreen))
        await pilot.press("enter")
        await until(pilot, lambda: "ett ord räcker" in picture(program))
        await pilot.press(*"dubbelt", "enter")
        await until(pilot, lambda: "2 återställ" in picture(program))
        assert row_of(anna, seen).state == "withdrawn"
        await pilot.press("2", "enter")
        await until(pilot, lambda: "Posten gäller igen" in picture(program))

    assert row_of(anna, seen).state == "saved"


async def test_the_class_is_raised_with_plus_and_never_lowered(opened: Opened, anna: Log, seen: str) -> None:
    async with opened() as (program, pilot):
        await show(program, pilot, seen)
        await pilot.press("+", "enter")
        await until(pilot, lambda: "Klassen är höjd" in picture(program))
        await until(pilot, lambda: "C bara du och din chef" in picture(program))
        assert "höj klass" not in picture(program)

    assert row_of(anna, seen).class_ == "C"


async def test_of_two_versions_a_digit_says_which_holds(opened: Opened, anna: Log, seen: str) -> None:
    with anna.writing(FRIDAY) as pen:
        core = next(entry.facts("core") for _row, entry in stored(pen.connection, "id = ?", (seen,)))
        pen.write("amend", {**core, "place": "HOT"}, None, target=seen, base=[seen])
        pen.write("amend", {**core, "persons": "5-9"}, None, target=seen, base=[seen])
    async with opened() as (program, pilot):
        await show(program, pilot, seen, "2 versioner")
        assert "HOT Hötorget" in picture(program)
        await pilot.press("8", "enter")
        await until(pilot, lambda: "Avgjort" in picture(program))

    row = row_of(anna, seen)
    assert (row.place, row.persons, len(json.loads(row.tips))) == ("HOT", "2-4", 1)


async def test_what_belongs_together_is_chosen_by_a_digit(opened: Opened, anna: Log, on_shift: str, seen: str) -> None:
    other = observations.save(
        anna, new_observation(shift=on_shift, at=FRIDAY, category="OS", place="TRP", words={"note": "bråk"}), FRIDAY
    )
    async with opened() as (program, pilot):
        await show(program, pilot, seen)
        await pilot.press("3")
        await until(pilot, lambda: "bråk" in picture(program))
        await pilot.press("1")
        await until(pilot, lambda: "Hör nu ihop" in picture(program))
        await until(pilot, lambda: "Hör ihop med: 1" in picture(program))

    assert row_of(anna, seen).event == row_of(anna, other).event is not None


async def test_the_text_goes_to_the_terminal_and_onto_the_screen(opened: Opened, anna: Log, seen: str) -> None:
    async with opened() as (program, pilot):
        await show(program, pilot, seen)
        await pilot.press("6")
        await until(pilot, lambda: "Skickat till terminalen" in picture(program))
        assert program.clipboard.splitlines()[2] == "två langar"
        await pilot.press("escape", "5")
        await until(pilot, lambda: "Ingen annan kan ha läst den" in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: "Historik" in picture(program))


async def test_an_intervention_is_copied_as_its_seven_points(opened: Opened, anna: Log, on_shift: str) -> None:
    law = {
        "atgard_lagrum": "LOB 1 §",
        "beslut_av": "OV-12",
        "beslut_kl": "21:40",
        "grund": "redlös",
        "deltog": ["OV-14"],
    }
    done = {"ingrep_kl": "21:41", "overlamnad_till": "polis", "overlamnad_kl": "21:52", "medvetande": "sluddrig"}
    new = new_observation(
        shift=on_shift,
        at=FRIDAY,
        category="IN",
        place="VAS",
        actions=["LOB"],
        fields=law | done,
        words={"note": "lugn"},
    )
    id_ = observations.save(anna, new, FRIDAY)
    async with opened() as (program, pilot):
        await show(program, pilot, id_)
        await pilot.press("6")
        await until(pilot, lambda: "Skickat till terminalen" in picture(program))
        assert program.clipboard.splitlines()[2:9] == [
            "1. Beslutat av: OV-12",
            "2. Grund och tid för beslutet: redlös, 21:40",
            "3. Deltog i beslutet: OV-14",
            "4. Riktat mot: skrivs i tjänstgöringsrapporten",
            "5. Tid för ingripandet: 21:41",
            "6. Vad som hände i övrigt: lugn",
            "7. Överlämnad: polis, 21:52",
        ]


async def test_somebody_elses_entry_is_only_read(opened: Opened, anna: Log, bo: Log) -> None:
    new = new_observation(at=FRIDAY, category="NF", place="BER", words={"note": "kanyler"})
    theirs = observations.save(bo, new, FRIDAY)
    with bo.store.read() as connection:
        entries = [entry for _row, entry in stored(connection, "1 ORDER BY entry.seq")]
    from tests.proof.rich import receive

    receive(anna, entries)
    async with opened() as (program, pilot):
        await show(program, pilot, theirs)
        assert "bara att läsa" in picture(program)
        await pilot.press("1", "2", "3", "+")
        await pilot.pause(0.1)
        assert isinstance(program.screen, DetailScreen)


async def test_what_is_newer_than_the_program_says_so(opened: Opened, anna: Log, seen: str) -> None:
    with anna.writing(FRIDAY) as pen:
        pen.write("sealing", {"what": "unknown"}, target=seen)
    async with opened() as (program, pilot):
        await show(program, pilot, seen)
        assert "sealing: nyare än det här programmet" in picture(program)


async def test_protected_identity_is_warned_of(opened: Opened, anna: Log, on_shift: str) -> None:
    new = new_observation(shift=on_shift, at=FRIDAY, category="UK", place="TRP", protected=True, words={"note": "x"})
    id_ = observations.save(anna, new, FRIDAY)
    async with opened() as (program, pilot):
        await show(program, pilot, id_)
        assert "SKYDDAD IDENTITET" in picture(program)


async def test_letters_do_nothing_and_say_where_one_can_write(opened: Opened, anna: Log, seen: str) -> None:
    async with opened() as (program, pilot):
        await show(program, pilot, seen)
        await pilot.press("x", "y", "z")
        await until(pilot, lambda: "Här går det inte att skriva" in picture(program))
        assert isinstance(program.screen, DetailScreen)


async def test_a_reason_that_was_begun_is_there_again(opened: Opened, anna: Log, seen: str) -> None:
    async with opened() as (program, pilot):
        await show(program, pilot, seen)
        await pilot.press("2", *"fel plats")
        await until(pilot, lambda: "fel plats" in picture(program))
        await until(pilot, lambda: [one for one in drafts.drafts(anna) if one.body.get("text") == "fel plats"])

    async with opened() as (program, pilot):
        await until(pilot, lambda: "skäl påbörjat" in picture(program))
        await show(program, pilot, seen)
        await pilot.press("2")
        await until(pilot, lambda: "> fel plats" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: finding.page(anna, Filter(state="withdrawn")))

    assert drafts.drafts(anna) == []
