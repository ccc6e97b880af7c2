"""The one quiet question after a grave event, and what her supervisor sees of the answer."""

from datetime import timedelta

from fieldlog.logbook import observations
from fieldlog.logbook.log import Log
from fieldlog.models.care import KIND
from tests.conftest import FRIDAY
from tests.logbook.test_reviews import written_by
from tests.screens.conftest import Opened, picture, until
from tests.screens.reviewing import evas_program, night
from tests.supervising import Night

__all__ = ["evas_program", "night"]


async def test_one_digit_answers_and_the_row_is_gone(anna: Log, on_shift: str, opened: Opened) -> None:
    new = observations.new_observation(shift=on_shift, at=FRIDAY, category="OD", place="KSK", severity=4)
    observations.save(anna, new, FRIDAY)
    async with opened(now=lambda: FRIDAY + timedelta(minutes=20)) as (program, pilot):
        await until(pilot, lambda: "vill du att någon hör av sig?" in picture(program))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "1  ja: din gruppledare ser det vid händelsen" in picture(program))
        await pilot.press("x", "1")
        await until(pilot, lambda: len(program.screen_stack) == 1)
        await until(pilot, lambda: "hör av sig?" not in picture(program))
    assert [entry.fields.kind for entry in written_by(anna, KIND)] == [KIND]


async def test_the_night_in_short_names_the_event_and_never_the_writer(
    evas_program: Opened, eva: Log, night: Night
) -> None:
    seen = night.see("kniv", 4, severity=4)
    night.writer.write(KIND, {"answer": "yes"}, target=seen)
    night.arrive()
    async with evas_program() as (program, pilot):
        await pilot.press("space", "g")
        await until(pilot, lambda: "> granskning av nattens pass" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: "vill att någon hör av sig" in picture(program))
        assert "OV-12" not in picture(program)
