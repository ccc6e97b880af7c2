"""The shift's screen: what is typed is text, Enter saves, nothing typed is lost, few keys do the usual."""

import pytest

from fieldlog.home import Home
from fieldlog.logbook import drafts, finding, folding, observations, shifts
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.vault import create_vault
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens.conftest import Opened, picture, shift_of, until


async def test_a_line_of_codes_is_saved_and_shown(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"nh trp 6 18-24 langar", "enter")
        await until(pilot, lambda: "Sparat" in picture(program))

        assert "NH TRP" in picture(program)
    saved = finding.page(anna, Filter())[0]
    assert (saved.category, saved.place, saved.persons, saved.note) == ("NH", "TRP", "5-9", "langar")
    assert saved.ages == '["18-20","21-24"]'


async def test_calm_at_the_last_place_is_two_letters_and_enter(opened: Opened, anna: Log, on_shift: str) -> None:
    observations.save(anna, observations.new_observation(shift=on_shift, at=FRIDAY, category="OS", place="SEG"), FRIDAY)
    async with opened() as (program, pilot):
        await pilot.press("t", "l", "enter")
        await until(pilot, lambda: "TL SEG" in picture(program))

    assert finding.page(anna, Filter(category="TL"))[0].place == "SEG"


async def test_the_shift_starts_as_last_time_with_one_enter(opened: Opened, anna: Log, on_shift: str) -> None:
    shifts.end(anna, FRIDAY, handover_all="SGG plan -3 ingen radio")
    async with opened() as (program, pilot):
        await until(pilot, lambda: "Inget pass är startat" in picture(program))
        assert "SGG plan -3 ingen radio" in picture(program)

        await pilot.press("enter")
        await until(pilot, lambda: "Passet är startat" in picture(program))

    assert shifts.open_shift(anna).radio == "3214"


async def test_a_crew_on_the_line_is_no_observation_and_the_screen_says_what_enter_starts(
    opened: Opened, anna: Log
) -> None:
    async with opened() as (program, pilot):
        await until(pilot, lambda: "Inget pass är startat" in picture(program))
        await pilot.press(*"ov-14 radio 3214 bil")
        await until(pilot, lambda: "Enter startar passet: OV-14, radio 3214, bil" in picture(program))
        assert "Saknas" not in picture(program)

        await pilot.press(*" slagsmål")
        await until(pilot, lambda: "Enter spara" in picture(program))
        await until(pilot, lambda: "Enter startar passet" not in picture(program))


async def test_what_lacks_something_is_kept_open_and_holds_nobody(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"in vas +lob redlös man", "enter")
        await until(pilot, lambda: "Väntar på svar: 1" in picture(program))

        assert shift_of(program).line.text == ""
        assert "Fyll i den under Väntar på svar." in picture(program)  # whole: no shorter way is taught beside it
    assert finding.count(anna, Filter()) == 0


async def test_esc_puts_the_text_away_and_nothing_is_lost(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"halvfärdig mening", "escape")
        await until(pilot, lambda: "undanlagt" in picture(program))

        assert "halvfärdig mening" in picture(program)


async def test_what_was_on_the_line_comes_back_after_a_crash(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"mitt i en men")
        await until(pilot, lambda: shift_of(program).line.text == "mitt i en men")
        await pilot.pause(1)
    with anna.store.write() as connection:  # as if the window that wrote it was gone
        connection.exec_driver_sql("UPDATE draft SET body = replace(body, '\"pid\": ', '\"pid\": 99')")

    async with opened() as (program, pilot):
        await until(pilot, lambda: "mitt i en men" in shift_of(program).line.text)


async def test_a_personal_number_is_told_of_and_masked_with_tab(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"ob plk 19121212-1212 berusad")
        await until(pilot, lambda: "Tab maskerar" in picture(program))
        await pilot.press("tab")
        await until(pilot, lambda: "[personnummer]" in shift_of(program).line.text)

        assert "1212" not in picture(program)


async def test_an_unclear_place_is_asked_and_a_digit_answers(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"nh hot två langar", "enter")
        await until(pilot, lambda: shift_of(program).writing.question.display)
        assert finding.count(anna, Filter()) == 0

        await pilot.press("1")
        await until(pilot, lambda: "Sparat" in picture(program))

    assert finding.page(anna, Filter())[0].place == "HOT"


async def test_a_second_enter_keeps_what_is_unclear_as_open(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"nh hot två langar", "enter")
        await until(pilot, lambda: shift_of(program).writing.question.display)
        await pilot.press("enter")
        await until(pilot, lambda: "Väntar på svar: 1" in picture(program))

    assert [draft.body["text"] for draft in drafts.open_events(anna)] == ["nh hot två langar"]


async def test_a_letter_closes_a_question_and_is_written(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"nh hot två langar", "enter")
        await until(pilot, lambda: shift_of(program).writing.question.display)
        await pilot.press("x")
        await until(pilot, lambda: shift_of(program).line.text == "nh hot två langarx")


async def test_undo_is_in_the_menu_by_its_letter(opened: Opened, anna: Log, on_shift: str) -> None:
    observations.save(anna, observations.new_observation(shift=on_shift, at=FRIDAY, category="OS", place="SEG"), FRIDAY)
    async with opened() as (program, pilot):
        await pilot.press("space")
        await until(pilot, lambda: "Ångra: OS SEG" in picture(program))

        await pilot.press("l")

        assert shift_of(program).line.text == "l"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (100, 30)])
async def test_every_row_fits_the_terminal(opened: Opened, anna: Log, on_shift: str, size: tuple[int, int]) -> None:
    words = {"note": "lång text " * 30}
    new = observations.new_observation(shift=on_shift, at=FRIDAY, category="OS", place="SEG", words=words)
    observations.save(anna, new, FRIDAY)
    async with opened(size=size) as (program, pilot):
        await until(pilot, lambda: "OS SEG" in picture(program))
        rows = picture(program).splitlines()

    assert len(rows) == size[1]
    assert all(len(row) == size[0] for row in rows)


async def test_tab_walks_what_waits_and_comes_back_to_the_line(opened: Opened, anna: Log, on_shift: str) -> None:
    for place in ("SGG", "TRP"):
        drafts.keep(anna, drafts.EVENT, {"category": "OD", "place": place}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        board = shift_of(program).board
        await pilot.press("tab")
        await until(pilot, lambda: board.waiting.has_focus and board.waiting.index == 0)
        await pilot.press("tab")
        await until(pilot, lambda: board.waiting.index == 1)
        await pilot.press("tab")
        await until(pilot, lambda: shift_of(program).line.has_focus)


async def test_a_shift_open_on_another_laptop_is_said(opened: Opened, anna: Log, on_shift: str) -> None:
    row = {**shifts.shift(anna, on_shift).model_dump(), "id": "elsewhere", "device": "another"}
    with anna.store.write() as connection:  # as the fold of an entry from Anna's other laptop leaves it
        folding.put(connection, "shift", [row])

    async with opened() as (program, pilot):
        await until(pilot, lambda: "öppet också på en annan dator, sedan 15:52" in picture(program))


async def test_the_menu_says_how_much_is_unsent_and_who_else_writes_here(opened: Opened, anna: Log, home: Home) -> None:
    create_vault(home.folder("OV-14"), PASSPHRASE, worker="OV-14", org="OVB", role="ov", keyring=False)
    shifts.start(anna, shifts.manning(["OV-14"]), FRIDAY)
    observations.save(anna, observations.new_observation(at=FRIDAY, category="OS", place="SEG"), FRIDAY)
    async with opened() as (program, pilot):
        await pilot.press("space")
        await until(pilot, lambda: "Byt person (OV-14 skriver)" in picture(program))
        assert f"Synka nu ({shift_of(program).tonight.unsent} osänt)" in picture(program)  # type: ignore[union-attr]


async def test_what_was_typed_is_shown_while_its_question_is_up(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"of sup öl", "enter")
        await until(pilot, lambda: "Enter spara som öppen" in picture(program))
        assert "> of sup öl" in picture(program)
