"""The end of a shift on the screen: what is missing, the handover kept and masked, the signing, the texts after it."""

from typing import cast

from textual.pilot import Pilot

from fieldlog.logbook import drafts, events, observations, shifts
from fieldlog.logbook.log import Log
from fieldlog.program import Program
from fieldlog.screens.end import EndScreen, with_what_is_new
from fieldlog.screens.signed import SignedScreen
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens.conftest import Opened, picture, until


async def open_end(program: Program, pilot: Pilot[None]) -> EndScreen:
    await pilot.press("space", "a")
    await until(pilot, lambda: isinstance(program.screen, EndScreen) and end(program).draft.shift is not None)
    await until(pilot, lambda: "signerar" in picture(program))
    return end(program)


def end(program: Program) -> EndScreen:
    return cast("EndScreen", program.screen)


def see(log: Log, shift: str, category: str, note: str) -> None:
    seen = observations.new_observation(shift=shift, at=FRIDAY, category=category, place="TRP", words={"note": note})
    observations.save(log, seen, FRIDAY)


async def test_a_handover_begun_and_left_stands_there_again_with_what_is_new(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    see(anna, on_shift, "BL", "stolpe 4471")
    async with opened() as (program, pilot):
        screen = await open_end(program, pilot)
        assert "Belysning: fel" in screen.for_all.text
        screen.for_all.move_cursor(screen.for_all.document.end)
        await pilot.press(*" ring TRK")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(program.screen, EndScreen))
        see(anna, on_shift, "SK", "klotter")
        screen = await open_end(program, pilot)

        rows = screen.for_all.text.splitlines()
        assert rows[0].endswith("Belysning: fel ring TRK")
        assert [("Klotter" in row) for row in rows] == [False, True]
        assert len(drafts.drafts(anna, "handover")) == 1


async def test_a_handover_is_kept_while_it_is_written(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await open_end(program, pilot)
        await pilot.press(*"lampan")
        await until(pilot, lambda: [each.body["for_all"] for each in drafts.drafts(anna, "handover")] == ["lampan"])
        await pilot.press("x")
        program.keep()

        assert drafts.drafts(anna, "handover")[0].body["for_all"] == "lampanx"


async def test_a_number_in_the_handover_is_flagged_and_masked_with_tab(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    async with opened() as (program, pilot):
        screen = await open_end(program, pilot)
        screen.for_all.focus()
        await pilot.press(*"19121212-1212")
        await until(pilot, lambda: "Ser ut som ett personnummer. Tab maskerar" in picture(program))
        await pilot.press("tab")
        assert screen.for_all.text == "[personnummer]"
        assert program.focused is screen.for_all
        await pilot.press("tab")
        assert program.focused is screen.own


async def test_only_open_events_hold_up_the_signing(opened: Opened, anna: Log, on_shift: str) -> None:
    drafts.keep(anna, drafts.PUT_AWAY, {"text": "senare"}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        await open_end(program, pilot)
        assert "Saknas innan" not in picture(program)
        assert "Väntar på svar: 1" in picture(program)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(program.screen, EndScreen))
        events.open_event(anna, {"category": "IN", "place": "VAS"}, FRIDAY, shift=on_shift)
        await open_end(program, pilot)
        assert "Saknas innan du kan signera: 1" in picture(program)


async def test_signed_with_the_passphrase_and_a_digit_copies(opened: Opened, anna: Log, on_shift: str) -> None:
    see(anna, on_shift, "BL", "stolpe 4471")
    async with opened() as (program, pilot):
        await open_end(program, pilot)
        await pilot.press("x", "tab", "tab", "4")
        await pilot.press(*PASSPHRASE.replace(" ", "_").split("_")[0])
        await pilot.press("enter")
        await until(pilot, lambda: "Fel lösenfras" in picture(program))
        await pilot.press(*[{" ": "space"}.get(letter, letter) for letter in PASSPHRASE], "enter")
        await until(pilot, lambda: isinstance(program.screen, SignedScreen))
        await pilot.press("4")
        await until(pilot, lambda: "stolpe 4471" in picture(program))
        assert "stolpe 4471" in program.clipboard

    signed = shifts.shift(anna, on_shift)
    assert (signed.felt_safe, signed.handover_all.endswith("x")) == (4, True)
    assert drafts.drafts(anna) == []


def test_what_is_new_is_added_and_what_was_taken_away_stays_away() -> None:
    assert with_what_is_new("a", "a\nb\nc", "a\nb") == "a\nc"
    assert with_what_is_new("", "a", "a") == ""


async def test_an_event_filled_in_from_the_end_is_no_longer_handed_over_as_open(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    event = events.open_event(anna, {"category": "BL"}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        screen = await open_end(program, pilot)
        assert "Öppen" in screen.own.text
        drafts.keep(anna, drafts.EVENT, {"category": "BL", "place": "TRP"}, FRIDAY, shift=on_shift, id_=event)
        events.close_event(anna, event, FRIDAY)
        await screen.look_again()

        assert "Öppen" not in screen.own.text
        assert "TRP  Belysning: fel" in screen.for_all.text


async def test_what_is_typed_beside_the_handover_is_written_in_it_and_arrow_up_leads_to_it(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    async with opened() as (program, pilot):
        screen = await open_end(program, pilot)
        await until(pilot, lambda: program.focused is screen.felt_safe)
        await pilot.press("up")
        assert program.focused is screen.own
        await pilot.press("tab")
        assert program.focused is screen.felt_safe
        await pilot.press(*"lampan", "3")
        assert screen.for_all.text == "lampan3"
        assert screen.felt_safe.answer is None


async def test_tab_walks_the_end_of_a_shift_in_a_ring(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        screen = await open_end(program, pilot)
        await until(pilot, lambda: program.focused is screen.felt_safe)
        walked = []
        for _step in range(4):
            await pilot.press("tab")
            walked.append(getattr(program.focused, "id", None) or type(program.focused).__name__)

    assert walked == ["passphrase", "for_all", "own", "FeltSafe"]
