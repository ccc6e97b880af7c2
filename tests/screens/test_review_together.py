"""What is approved together, once it was shown; and how few keys sixty entries cost."""

from collections.abc import Callable
from typing import Any

from fieldlog.logbook.log import Log
from fieldlog.screens.review import HELD, ReviewScreen
from tests.logbook.test_reviews import state, written_by
from tests.screens.conftest import Opened, picture, until
from tests.screens.reviewing import evas_program, into_queue, night, press, row_of
from tests.supervising import Night

__all__ = ["evas_program", "night"]

CALM: dict[str, Any] = {"class": "A", "category": "TL", "persons": None, "ages": []}


async def test_the_calm_ones_of_a_shift_are_approved_together_once_they_were_shown(
    evas_program: Opened, eva: Log, night: Night
) -> None:
    calm = [night.see(f"lugnt {number}", number, severity=number % 2, **CALM) for number in range(30)]
    serious = night.see("kniv", 40, severity=3)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        await press(program, pilot, "a", "Lugna i passet, klass A: 30")
        assert "Enter nästa sida" in picture(program)
        await press(program, pilot, "escape", "31 kvar av 31")
        await press(program, pilot, "a", "Lugna i passet, klass A: 30")
        await press(program, pilot, "enter", "lugnt")
        await press(program, pilot, "enter", "Enter godkänner alla")
        await press(program, pilot, "enter", "1 kvar av 31")
        assert "Nyss: godkände 30 tillsammans" in picture(program)
        await pilot.press("escape")
        await until(pilot, lambda: {state(eva, id_) for id_ in calm} == {"approved"})
    assert state(eva, serious) == "saved"


async def test_the_entries_of_one_event_are_approved_together_once_all_were_shown(
    evas_program: Opened, eva: Log, night: Night
) -> None:
    event = "0193a5b0-0003-7000-8000-000000000003"
    seen = [
        night.see(f"kniv vid trappan {number}", 60 - number, severity=3 - number, event=event) for number in range(3)
    ]
    alone = night.see("två langar öppet", 1, severity=2)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        assert "Samma händelse: 3   1 av 4" in picture(program)
        assert "h hela händelsen" in picture(program)
        await press(program, pilot, "h", "Samma händelse: 3")
        assert all(f"kniv vid trappan {number}" in picture(program) for number in range(3))
        assert "två langar" not in picture(program)
        await press(program, pilot, "enter", "1 kvar av 4")
        assert "h hela händelsen" not in picture(program)
        await press(program, pilot, "h", "Inget annat av samma händelse väntar.")
        await pilot.press("escape")
        await until(pilot, lambda: {state(eva, id_) for id_ in seen} == {"approved"})
    assert state(eva, alone) == "saved"


async def test_an_imported_file_is_one_row_and_shown_before_it_is_approved(
    evas_program: Opened, eva: Log, night: Night
) -> None:
    rows = [night.see(f"rad {number}", number, source={"file": "blad.csv", "key": str(number)}) for number in range(5)]
    night.arrive()
    async with evas_program() as (program, pilot):
        await pilot.press("space", "g")
        await until(pilot, lambda: "> granskning av nattens pass" in picture(program))
        await press(program, pilot, "enter", "Natten i korthet")
        await press(program, pilot, "enter", "FIL           blad.csv")
        assert "5 poster" in row_of(program, "FIL ")
        await press(program, pilot, "g", "Enter godkänner alla")
        assert "rad 4" in picture(program)
        await press(program, pilot, "enter", "0 kvar av 5")
        await pilot.press("escape")
        await until(pilot, lambda: {state(eva, id_) for id_ in rows} == {"approved"})


async def test_sixty_entries_cost_at_most_a_hundred_and_fifty_keys(
    evas_program: Opened, eva: Log, night: Night
) -> None:
    """Thirty calm ones together, twenty-four approved one by one, six returned."""
    for number in range(30):
        night.see(f"lugnt {number}", number, severity=number % 2, **CALM)
    for number in range(30):
        night.see(f"följ upp {number}", 40 + number, severity=2 + number % 3)
    night.arrive()
    keys = 0

    async def hit(key: str, then: Callable[[], bool]) -> None:
        nonlocal keys
        keys += 1
        await pilot.pause(HELD)
        await pilot.press(key)
        await until(pilot, then)

    def shows(text: str) -> Callable[[], bool]:
        return lambda: text in picture(program)

    def left(count: int) -> Callable[[], bool]:
        return lambda: f"{count} kvar av 60" in picture(program)

    async with evas_program() as (program, pilot):
        await hit("space", shows("Granska"))
        await hit("g", shows("> granskning av nattens pass"))
        await hit("enter", shows("Natten i korthet"))
        await hit("enter", left(60))
        for number in range(30):
            if number % 5 == 4:
                await hit("r", shows("Stavning är inget skäl."))
                await hit("4", shows("> något saknas"))
                await hit("enter", left(59 - number))
            else:
                await hit("g", left(59 - number))
        await hit("a", shows("Lugna i passet, klass A: 30"))
        while "Enter godkänner alla" not in picture(program):
            await hit("enter", shows("GODKÄNN TILLSAMMANS"))
        await hit("enter", left(0))
        await hit("escape", lambda: not isinstance(program.screen, ReviewScreen))

    assert keys <= 150
    assert len(written_by(eva, "review")) == 60
