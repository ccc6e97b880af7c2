"""The same line is the same entry, whichever door it came through: command line, the line on the screen, several."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.cli import run
from fieldlog.line import read_line
from fieldlog.logbook import drafts
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.events import save_values
from fieldlog.logbook.finding import Filter, page
from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import composed
from fieldlog.logbook.typed import keep_line, last_place
from fieldlog.models.refusal import Refusal
from fieldlog.privacy import mask_identities
from fieldlog.screens.reader import Reader
from fieldlog.screens.several import SeveralScreen
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens.conftest import Opened, until

UNLIKE = {"id", "row", "n", "written_at", "tips", "started_at", "changed_at"}
"""What is another in each entry, by nature."""

LINES = [
    "n h pla 3 18-24 ! två langar vid trappan",
    "Ca 6 pers vid trappan, 2 som langar",
    "tl",
    "tn",
    "tl kky",
    "två langar öppet",
    "lugnt",
    "hot hela kvällen",
    "hot mot kollega vid plattan",
    "in vas +LOB",
    "in vas full man 19811228-9874 till tvn, 3 timmar",
    "st pla ring 070-174 06 05 om glaset",
    "kvart i nio slagsmål trappan 4-5 pers, pol kom",
    "bl trp stolpe 4471",
    "nh pla/vid den gröna porten längst in till vänster två langar",
    "tl drottn",
    "igår 23:10 nh pla",
    "nj trp",
    "sla\u0308ckt lampa vid trappan",
    "nh 19811228-9874",
    "xyzzy",
    "lugnt 19811228-9874 på plattan",
]


def stands(log: Log) -> dict[str, dict[str, Any]]:
    """Every observation and every open event by its id, in the order they were written."""
    rows = {row.id: dict(row._mapping) for row in page(log, Filter(), limit=999)}
    events = {each.id: {"kind": each.kind, "shift": each.shift, **each.body} for each in drafts.open_events(log)}
    return dict(sorted((rows | events).items()))


def since(log: Log, before: dict[str, Any]) -> list[dict[str, Any]]:
    """What stands there that did not before, without what is another in each."""
    new = [each for id_, each in stands(log).items() if id_ not in before]
    return [{name: value for name, value in each.items() if name not in UNLIKE} for each in new]


async def through_the_line(log: Log, line: str) -> None:
    """As the shift's screen reads and saves what is on its line."""
    desk = Desk(log.unlocked, lambda: FRIDAY)
    reader = Reader(lambda: FRIDAY)
    reader.desk, reader.tonight = desk, desk.first_look()
    understood = reader.read(line)
    assert understood is not None
    asks = bool(understood.reading.asks)
    await desk.verb("events.save_values", reader.values(), FRIDAY, text=line, keep_open=asks)
    desk.close()


async def test_one_line_is_one_entry_whichever_door_it_came_through(
    opened: Opened, anna: Log, on_shift: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    environ = {"FIELDLOG_HOME": str(anna.folder.path.parent), "FIELDLOG_PASSPHRASE_FILE": str(file)}
    lines = ["tl pla", *LINES]

    before = stands(anna)
    typed = io.TextIOWrapper(io.BytesIO("\n".join(lines).encode()))
    monkeypatch.setattr(sys, "stdin", typed)
    assert run(["add", "-", "--json"], environ, lambda: FRIDAY) == 0
    by_command = since(anna, before)

    before = stands(anna)
    for line in lines:
        await through_the_line(anna, line)
    by_line = since(anna, before)

    before = stands(anna)
    async with opened() as (program, pilot):
        await pilot.press("space", "f")
        await until(pilot, lambda: isinstance(program.screen, SeveralScreen) and program.screen.tonight is not None)
        several = cast("SeveralScreen", program.screen)
        several.lines.load_text("\n".join(lines))
        await several.save()
    by_several = since(anna, before)

    assert len(by_command) == len(lines)
    for line, one, other, third in zip(lines, by_command, by_line, by_several, strict=True):
        assert (line, one) == (line, other) == (line, third)


WORDS = st.sampled_from(
    "n h nh tl tn in bl pla trp vas hot sup drottn 3 2-4 ~20 18-24 <15 ! !! s3 21:47 kl -10m +LOB två langar vid "
    "trappan lugnt full man 19811228-9874 070-1740605 igår plattan, 6 pers å sla\u0308ckt".split()
)
TYPED = st.lists(WORDS, min_size=1, max_size=8).map(" ".join) | st.text(min_size=1, max_size=40)


def test_whatever_is_typed(anna: Log) -> None:
    @settings(max_examples=60, deadline=None)
    @given(line=TYPED)
    def one_way(line: str) -> None:
        safe = mask_identities(composed(line))
        last = last_place(anna)
        before = stands(anna)
        reading = read_line(safe, now=FRIDAY, vocabulary=anna.vocabulary, role=anna.role, last_place=last)
        refused = why_not(lambda: keep_line(anna, reading, FRIDAY))
        by_command = since(anna, before)

        desk = Desk(anna.unlocked, lambda: FRIDAY)
        reader = Reader(lambda: FRIDAY)
        reader.desk, reader.tonight = desk, desk.first_look()
        before = stands(anna)
        if reader.read(line) is not None:  # an empty line is saved by nobody
            assert why_not(lambda: save_values(anna, reader.values(), FRIDAY, text=line)) == refused
            assert since(anna, before) == by_command
        desk.close()

    one_way()


def why_not(keep: Callable[[], object]) -> str:
    """The sentence with which it was refused; empty where it was kept."""
    try:
        keep()
    except Refusal as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nh pla " + "mycket text " * 500, "Texten är för lång: högst 4000 tecken. Dela den på flera."),
        ("nh pla \0\x01", "Det där är inte text: det har nolltecken. Skriv det med ord."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_the_same_words(anna: Log, line: str, why: str) -> None:
    reader = Reader(lambda: FRIDAY)
    reader.read(line)
    reading = read_line(line, now=FRIDAY, vocabulary=anna.vocabulary)

    assert why_not(lambda: keep_line(anna, reading, FRIDAY)) == why
    assert why_not(lambda: save_values(anna, reader.values(), FRIDAY, text=line)) == why
