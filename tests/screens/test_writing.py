"""What holds on every screen with a line: what is typed or pasted stays, also while something is asked."""

import json
from datetime import timedelta

import pytest

from fieldlog.logbook import events, finding, observations
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.program import Program
from fieldlog.screens.amend import AmendScreen
from fieldlog.screens.emergency import EmergencyScreen
from fieldlog.screens.end import EndScreen
from fieldlog.screens.line import WritingLine
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, shift_of, until
from tests.screens.forms import CUSTODY, open_form, reopen


def line_of(program: Program) -> WritingLine:
    return program.screen.query_one(WritingLine)


async def test_while_a_place_is_asked_about_what_anna_typed_stands_on_the_line(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"nh hot två langar", "enter")
        await until(pilot, lambda: shift_of(program).writing.question.display)

        assert "> nh hot två langar" in picture(program)
        assert "Siffra svarar   bokstav skriver vidare på raden" in picture(program)


async def test_the_choices_of_a_question_have_their_names(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"os vid drottninggatan", "enter")
        await until(pilot, lambda: shift_of(program).writing.question.display)

        await until(pilot, lambda: "1 DRM Drottninggatan   2 DRN Drottninggatan norr" in picture(program))


@pytest.mark.parametrize(("key", "note"), [("1", "[personnummer] mår dåligt"), ("2", "19121212-1212 mår dåligt")])
async def test_while_a_number_is_asked_about_the_text_stands_and_the_answer_decides(
    opened: Opened, anna: Log, on_shift: str, key: str, note: str
) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"ps pla 19121212-1212 mår dåligt", "enter")
        await until(pilot, lambda: shift_of(program).writing.question.display)
        assert "> ps pla 19121212-1212 mår dåligt" in picture(program)

        await pilot.press(key)
        await until(pilot, lambda: "Sparat" in picture(program))

    assert [row.note for row in finding.page(anna, Filter())] == [note]


async def test_esc_leaves_the_question_and_the_text_with_the_cursor_at_its_end(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"nh hot två langar", "enter")
        await until(pilot, lambda: shift_of(program).writing.question.display)
        await pilot.press("escape")
        await until(pilot, lambda: shift_of(program).line.has_focus)
        await pilot.press(*" bakom")

        assert shift_of(program).line.text == "nh hot två langar bakom"
        assert not shift_of(program).writing.question.display
    assert finding.count(anna, Filter()) == 0


async def test_what_is_typed_while_the_shift_starts_is_not_lost(opened: Opened, anna: Log) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"nh trp 6 säljer", "enter", *"tl pla")
        await until(pilot, lambda: finding.count(anna, Filter()) == 1)

        assert shift_of(program).line.text == "tl pla"
    assert [row.note for row in finding.page(anna, Filter())] == ["säljer"]


async def test_lines_pasted_into_the_form_are_its_words(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, CUSTODY, FRIDAY - timedelta(minutes=14), shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        form.answering.line.paste("kunde ej stå\nIngen skada\n")

        assert form.answering.line.text == "kunde ej stå Ingen skada"


async def test_correcting_an_entry_goes_on_at_the_end_of_its_words(opened: Opened, anna: Log, on_shift: str) -> None:
    new = observations.new_observation(
        shift=on_shift, at=FRIDAY, category="NH", place="TRP", words={"note": "två langar"}
    )
    id_ = observations.save(anna, new, FRIDAY)
    async with opened() as (program, pilot):
        program.show_entry(id_)
        await until(pilot, lambda: "1 rätta" in picture(program))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(program.screen, AmendScreen))
        await pilot.press(*" vid muren")

        assert line_of(program).text == "två langar vid muren"


async def test_an_emergency_begins_from_the_correction_of_an_entry_too(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    id_ = observations.save(
        anna, observations.new_observation(shift=on_shift, at=FRIDAY, category="TL", place="PLA"), FRIDAY
    )
    async with opened() as (program, pilot):
        program.show_entry(id_)
        await until(pilot, lambda: "1 rätta" in picture(program))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(program.screen, AmendScreen))
        await pilot.press("`")
        await until(pilot, lambda: isinstance(program.screen, EmergencyScreen))


async def test_a_handover_goes_on_after_what_is_offered(opened: Opened, anna: Log, on_shift: str) -> None:
    new = observations.new_observation(shift=on_shift, at=FRIDAY, category="BL", place="TRP", severity=1)
    observations.save(anna, new, FRIDAY)
    async with opened() as (program, pilot):
        program.perform("menu.end")
        await until(pilot, lambda: isinstance(program.screen, EndScreen) and "Belysning" in picture(program))
        assert isinstance(program.screen, EndScreen)
        box = program.screen.for_all
        await until(pilot, lambda: program.focused is not None)
        box.focus()
        await until(pilot, lambda: box.has_focus)
        offered = box.text
        await pilot.press("enter", *"anmäld")

        assert box.text == f"{offered}\nanmäld"


async def test_esc_on_a_form_that_holds_nothing_promises_to_save_nothing(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    async with opened() as (program, pilot):
        await open_form(program, pilot)
        assert "Esc tillbaka   F1" in picture(program)
        await pilot.press("1")
        await until(pilot, lambda: "Var?" in picture(program))
        assert "Esc spara öppen   F1" in picture(program)


@pytest.mark.parametrize(
    ("key", "who"), [("1", '["OV-12"]'), ("2", '["OV-14"]'), ("3", '["OV-12", "OV-14"]'), ("", "[]")]
)
async def test_two_who_share_a_laptop_say_with_a_digit_who_of_them_saw_it(
    opened: Opened, anna: Log, on_shift: str, key: str, who: str
) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"nh trp 3 två langar")
        await until(pilot, lambda: "Inget saknas" in picture(program))
        for _each in range(12):
            await pilot.press("tab")
            if "3 OV-12 + OV-14" in picture(program):
                break
        assert "såg: –" in picture(program)
        await pilot.press(*key, "enter")
        await until(pilot, lambda: "Sparat" in picture(program))

    assert json.loads(finding.page(anna, Filter())[0].seen_by) == json.loads(who)
