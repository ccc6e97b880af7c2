"""On every writing screen what is typed is text: no letter, digit or sign of it does anything else."""

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.widgets import TextArea

from fieldlog.logbook import finding
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.screens.keys import keys_of
from tests.screens.conftest import Opened, until
from tests.screens.every import show, still

EVERY_LETTER = "".join(key.key for key in keys_of("menu") if key.key.isalpha())
TYPED = (
    EVERY_LETTER,
    "1234567890 st",
    "+lob - 18-24",
    "[/red] {x} $y",
    "u h o l s b t g r k p a",
    "ö å ä é 日本 🙂",
    "?x",
    "x § ` ?",
)


@pytest.mark.parametrize("screen", ["shift", "search", "several"])
async def test_whatever_is_typed_stands_there_and_nothing_else_happens(
    opened: Opened, anna: Log, on_shift: str, screen: str
) -> None:
    async with opened() as (program, pilot):
        await show(program, pilot, screen)
        where = program.screen
        line = program.focused
        assert isinstance(line, TextArea)
        for text in TYPED:
            line.load_text("")
            typed = f"a{text}" if text.startswith("?") and screen != "several" else text
            for letter in typed:
                program.post_message(events.Key(_character_to_key(letter), letter))
            await until(pilot, lambda: line.text == typed)  # noqa: B023 - asked before the next one is typed
            await still(program, pilot)

            assert (program.screen, program.focused) == (where, line)
    assert finding.count(anna, Filter()) == 0
