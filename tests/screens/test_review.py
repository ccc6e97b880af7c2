"""Review on the screen: one letter a decision, the next by itself, nothing decided that was not meant, no authors."""

from datetime import timedelta

import pytest

from fieldlog.logbook.log import Log
from fieldlog.screens.detail import DetailScreen
from fieldlog.screens.review import ReviewScreen
from fieldlog.screens.review_list import ReviewList
from fieldlog.screens.text import LastGuard
from tests.logbook.test_reviews import state, written_by
from tests.screens.conftest import Opened, picture, until
from tests.screens.every import cells, still
from tests.screens.reviewing import evas_program, into_queue, night, press, review_of, row_of
from tests.screens.test_every_screen import BLACK, LETTERS
from tests.supervising import MORNING, Night

__all__ = ["evas_program", "night"]


async def test_the_queue_stands_as_it_was_drawn(evas_program: Opened, night: Night) -> None:
    night.see("plan -2, naloxon 1", 355, category="OD", place="SGG", severity=4, persons=None)
    night.see("två langar öppet, hand till hand", 360)
    for number in range(8):
        night.see(f"post {number}", number, severity=number % 2, category="SF", place="TCS", persons=None)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        rows = picture(program).splitlines()

    assert [len(row) for row in rows] == [80] * 24
    assert rows[0] == " GRANSKA  10 kvar av 10                 1 allvarlig   1 pass   lör 21 nov 07:34 "
    assert rows[1] == " Syfte: granskning av nattens pass. Gäller tills du lämnar listan. Loggas.".ljust(80)
    assert rows[2] == "── Allvarligast först, sedan äldst " + "─" * 38 + " Tab ──"
    assert rows[3] == " ▸ !!! OD SGG 21:47  plan -2, naloxon 1".ljust(71) + "försenad "
    assert rows[4] == "   !   NH TRP 21:52  5–9 pers, två langar öppet, hand till hand".ljust(80)
    assert rows[10] == "   3 till: 3 lugna".ljust(80)
    assert rows[11].startswith("── OD Överdos")
    assert rows[11].endswith(" 1 av 10 ──")
    assert rows[12].startswith(" SGG ")
    assert "21:47, skrivet 21:52" in rows[12]
    assert "18–20 år" in rows[12]
    assert rows[13] == ' "plan -2, naloxon 1"'.ljust(80)
    assert rows[14] == " Inga personuppgifter hittade".ljust(80)
    assert rows[15] == " B  din organisation läser, andra ser antal       Läst av: du nu".ljust(80)
    assert {rows[19], rows[21]} == {"─" * 80}
    assert rows[22] == " g godkänn   r returnera   k kommentera   p påminn mig   u ångra   a alla lugna ".ljust(80)
    assert rows[23] == " ↓ ↑ bläddra   o hela posten   v vem får se      Mellanslag meny   Esc tillbaka "


async def test_g_approves_and_the_next_comes_by_itself_and_leaving_lets_it_leave(
    evas_program: Opened, eva: Log, night: Night
) -> None:
    first, second = night.see("ett", 1), night.see("två", 2)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        await press(program, pilot, "g", "Nyss: godkände NH TRP 15:53. Skickas om 60 s eller när du lämnar listan.")
        assert "GRANSKA  1 kvar av 2" in picture(program)
        await until(pilot, lambda: '"två"' in picture(program))
        assert written_by(eva, "review") == []

        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(program.screen, ReviewScreen))

        assert (state(eva, first), state(eva, second)) == ("approved", "saved")


async def test_u_takes_the_last_one_back_to_its_place(evas_program: Opened, eva: Log, night: Night) -> None:
    night.see("ett", 1)
    night.see("två", 2)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        await press(program, pilot, "g", "1 kvar av 2")
        await press(program, pilot, "g", "0 kvar av 2")
        await press(program, pilot, "u", "Ångrat: godkände NH TRP 15:54.")
        await press(program, pilot, "u", "Ångrat: godkände NH TRP 15:53.")
        rows = picture(program).splitlines()
        assert ("ett" in rows[3], "två" in rows[4]) == (True, True)
        await press(program, pilot, "u", "Det finns inget att ångra.")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(program.screen, ReviewScreen))
    assert written_by(eva, "review") == []


async def test_after_a_minute_a_decision_leaves_by_itself(evas_program: Opened, eva: Log, night: Night) -> None:
    seen = night.see("ett", 1)
    night.arrive()
    now = [MORNING]
    async with evas_program(now=lambda: now[0]) as (program, pilot):
        await into_queue(program, pilot)
        await press(program, pilot, "g", "Skickas om 60 s")
        now[0] += timedelta(seconds=61)
        await until(pilot, lambda: state(eva, seen) == "approved")
        await press(program, pilot, "u", "Det finns inget att ångra.")


async def test_a_key_that_is_held_down_decides_over_one_entry(evas_program: Opened, night: Night) -> None:
    for number in range(5):
        night.see(f"post {number}", number)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        at = 100.0
        for _repeat in range(5):
            at += 0.033
            review_of(program).list.post_message(ReviewList.Pressed("g", at))
        await until(pilot, lambda: "4 kvar av 5" in picture(program))
        await pilot.pause(0.1)
        assert "4 kvar av 5" in picture(program)


async def test_enter_goes_on_and_never_decides_and_stray_letters_say_so(evas_program: Opened, night: Night) -> None:
    night.see("ett", 1)
    night.see("två", 2)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        await press(program, pilot, "enter", "2 av 2")
        await pilot.press("enter", "enter", "up", "down")
        for letter in "xyz":
            await pilot.press(letter)
        await until(pilot, lambda: "Här går det inte att skriva." in picture(program))
        assert "2 kvar av 2" in picture(program)


async def test_the_whole_entry_and_who_may_read_it_are_one_letter_away(evas_program: Opened, night: Night) -> None:
    first = night.see("ett", 1)
    night.see("två", 2)
    night.amend(first, "ett, port 14", persons="2-4")
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        assert "rättad" in row_of(program, "2–4 pers, ett, port 14")
        assert " Rättad 21:52: antal 5–9 → 2–4, ord ett → ett, port 14 " in picture(program)
        await press(program, pilot, "v", "B egna läser, andra ser antal")
        await press(program, pilot, "v", '"ett, port 14"')
        await press(program, pilot, "o", "Historik: 2")
        assert isinstance(program.screen, DetailScreen)
        await press(program, pilot, "tab", "två")
        await press(program, pilot, "escape", "2 av 2")


async def test_tab_walks_through_what_is_serious_late_or_came_back(evas_program: Opened, night: Night) -> None:
    night.see("hot", 1, severity=3)
    amended = night.see("klotter", 2)
    night.see("lugnt", 3, severity=0)
    night.amend(amended, "klotter, port 14")
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        await press(program, pilot, "tab", "Bara allvarliga")
        assert "1 av 1" in picture(program)
        await press(program, pilot, "tab", "Bara försenade")
        await press(program, pilot, "tab", "Bara rättade")
        await until(pilot, lambda: '"klotter, port 14"' in picture(program))
        await press(program, pilot, "tab", "Allvarligast först")
        assert "1 av 3" in picture(program)


async def test_what_its_writer_amended_meanwhile_comes_back_with_a_sentence(evas_program: Opened, night: Night) -> None:
    seen = night.see("klotter", 1)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        night.amend(seen, "klotter, port 14")
        night.arrive()
        await press(program, pilot, "g", "Posten har rättats sedan du läste den. Läs den igen.")
        await until(pilot, lambda: "1 kvar av 1" in picture(program))
        await until(pilot, lambda: '"klotter, port 14"' in picture(program))
        await press(program, pilot, "g", "0 kvar av 1")


async def test_nobody_is_named_in_the_queue_or_in_the_night(evas_program: Opened, night: Night) -> None:
    night.see("hot", 1, severity=3)
    night.see("två langar", 2)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        assert "OV-12" not in picture(program)
        review_of(program)._go("night")
        await until(pilot, lambda: "Natten i korthet" in picture(program))
        assert "OV-12" not in picture(program)


async def test_anna_has_no_review_in_her_menu(opened: Opened) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space")
        await until(pilot, lambda: "Inställningar" in picture(program))
        assert "Granska" not in picture(program)
        assert "menu.review" not in {key.id for key in program.possible()}


async def test_eva_who_has_not_exchanged_yet_is_told_to(evas_program: Opened, eva: Log) -> None:
    async with evas_program() as (program, pilot):
        await pilot.press("space", "g")
        await until(pilot, lambda: "Servern har inte sagt än vem som granskar." in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(program.screen, ReviewScreen))


async def test_esc_at_the_purpose_reads_nothing(evas_program: Opened, eva: Log, night: Night) -> None:
    night.see("två langar", 2)
    night.arrive()
    async with evas_program() as (program, pilot):
        await pilot.press("space", "g")
        await until(pilot, lambda: "> granskning av nattens pass" in picture(program))
        assert "två langar" not in picture(program)
        await pilot.press("escape")
        await until(pilot, lambda: len(program.screen_stack) == 1)
    assert written_by(eva, "read") == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_view_is_whole_in_both_languages_and_in_simple_signs(
    evas_program: Opened, night: Night, size: tuple[int, int]
) -> None:
    for number in range(40):
        night.see("en mening som är så lång att den inte får plats på en rad " * 2, number, severity=number % 5)
    night.end("två kända " * 20)
    night.arrive()
    views = {
        "purpose": ("space", "g"), "night": ("enter",), "queue": ("enter",), "return": ("r",), "words": ("4",),
        "comment": ("escape", "k"), "remind": ("escape", "p"), "readers": ("escape", "v"), "together": ("a",),
        "menu": ("escape", "space"),
    }  # fmt: skip
    async with evas_program(size=size) as (program, pilot):
        for name, keys in list(views.items())[: None if size == (80, 24) else 4]:  # a large one costs seconds a view
            for key in keys:
                await pilot.press(key)
                await still(program, pilot)
            for language in ("en", "sv"):
                program.speak(language)
                await still(program, pilot)
                rows = picture(program).splitlines()
                assert [len(row) for row in rows] == [size[0]] * size[1], (name, language)
                cut = [row for row in rows if "…" in row and (row in {rows[0], rows[-1]} or "── " in row)]
                assert cut == [], (name, language)
                assert rows[-1].strip() or name == "menu", (name, language)
            spelled = [part.text for row in cells(program) for part in LastGuard(only_ascii=True).apply(row, BLACK)]
            assert not set("".join(spelled)) - LETTERS, name
