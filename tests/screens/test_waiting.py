"""What Enter opens on a row of what waits."""

from datetime import timedelta

import pytest

from fieldlog.logbook import drafts, events, finding, shifts
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.models.emergency import Emergency
from fieldlog.screens.emergency import EmergencyScreen
from fieldlog.screens.end import EndScreen
from fieldlog.screens.form import FormScreen
from fieldlog.screens.shift import ShiftScreen
from fieldlog.vault.notes import seal_note, sealed_count
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, shift_of, until


@pytest.mark.parametrize(("minutes", "screen"), [(5, EmergencyScreen), (59, EmergencyScreen), (61, FormScreen)])
async def test_an_emergency_opens_as_its_card_for_an_hour(
    opened: Opened, anna: Log, on_shift: str, minutes: int, screen: type
) -> None:
    body = {"category": "OD", "place": "SGG", "emergency": Emergency().kept()}
    events.open_event(anna, body, FRIDAY - timedelta(minutes=minutes), shift=on_shift)
    async with opened() as (program, pilot):
        await until(pilot, lambda: "Väntar på svar: 1" in picture(program))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(program.screen, screen))


async def test_an_event_that_no_card_began_opens_as_the_form(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, {"category": "IN", "place": "VAS"}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        await until(pilot, lambda: "Väntar på svar: 1" in picture(program))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(program.screen, FormScreen))


async def test_what_was_put_away_is_on_the_line_again_and_the_draft_gone(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    drafts.keep(anna, "put away", {"text": "halvfärdig mening"}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        await until(pilot, lambda: "Väntar på svar: 1" in picture(program))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "Väntar på svar" not in picture(program))

        assert shift_of(program).line.text == "halvfärdig mening"
        assert [draft.body["text"] for draft in drafts.drafts(anna)] == ["halvfärdig mening"]
        assert drafts.drafts(anna)[0].kind == drafts.LINE


async def test_a_note_written_locked_becomes_an_entry_of_its_own_time_with_one_enter(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    seal_note(anna.folder, "nh trp 6 två langar", FRIDAY - timedelta(minutes=30))
    async with opened() as (program, pilot):
        await until(pilot, lambda: "skrivet låst 21:22" in picture(program))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "Väntar på svar" not in picture(program))

    saved = finding.page(anna, Filter())[0]
    assert (saved.category, saved.place, saved.shift) == ("NH", "TRP", on_shift)
    assert "T21:22" in saved.at
    assert sealed_count(anna.folder) == 0


async def test_without_a_shift_a_note_stands_on_the_line_with_its_time(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    shifts.end(anna, FRIDAY)
    seal_note(anna.folder, "nh trp 6", FRIDAY - timedelta(minutes=30))
    async with opened() as (program, pilot):
        await until(pilot, lambda: "skrivet låst 21:22" in picture(program))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: shift_of(program).line.text == "21:22 nh trp 6")


async def test_an_unclear_note_waits_as_an_open_event(opened: Opened, anna: Log, on_shift: str) -> None:
    seal_note(anna.folder, "nh hot två langar", FRIDAY - timedelta(minutes=30))
    async with opened() as (program, pilot):
        await until(pilot, lambda: "skrivet låst 21:22" in picture(program))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: drafts.open_events(anna) and sealed_count(anna.folder) == 0)

        assert drafts.open_events(anna)[0].body["text"] == "nh hot två langar"


async def test_enter_twice_on_a_note_at_the_end_of_the_shift_makes_one_entry(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    seal_note(anna.folder, "tl hot", FRIDAY - timedelta(minutes=30))
    async with opened() as (program, pilot):
        await until(pilot, lambda: "skrivet låst 21:22" in picture(program))
        await pilot.press("space", "a")
        await until(pilot, lambda: isinstance(program.screen, EndScreen) and "Väntar på svar: 1" in picture(program))
        program.screen.query_one("#open").focus()
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "Inget saknas" in picture(program))
        assert "1 post i passet" in picture(program)

    assert [row.category for row in finding.page(anna, Filter())] == ["TL"]


async def test_what_was_put_away_is_opened_from_the_end_of_the_shift_too(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    drafts.keep(anna, "put away", {"text": "halvfärdig mening"}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        await until(pilot, lambda: "Väntar på svar: 1" in picture(program))
        await pilot.press("space", "a")
        await until(pilot, lambda: isinstance(program.screen, EndScreen) and "Väntar på svar: 1" in picture(program))
        program.screen.query_one("#open").focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(program.screen, ShiftScreen))

        assert shift_of(program).line.text == "halvfärdig mening"
