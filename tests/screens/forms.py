"""The guided form in a test: opened on the empty line or on what waits, and what it keeps."""

from typing import Any

from textual.pilot import Pilot

from fieldlog.logbook import drafts
from fieldlog.logbook.log import Log
from fieldlog.program import Program
from fieldlog.screens.form import FormScreen
from fieldlog.screens.line import WritingLine
from tests.screens.conftest import picture, until

CUSTODY: dict[str, Any] = {
    "category": "IN",
    "place": "VAS",
    "actions": ["LOB"],
    "fields": {
        "atgard_lagrum": "LOB 1 §",
        "beslut_av": "OV-12",
        "beslut_kl": "21:38",
        "ingrep_kl": "21:38",
        "deltog": ["OV-14"],
        "grund": "kunde ej stå",
    },
}
"""A drunk person in care since fourteen minutes, as the line would have kept it."""


def form_of(program: Program) -> FormScreen:
    assert isinstance(program.screen, FormScreen)
    return program.screen


async def open_form(program: Program, pilot: Pilot[None]) -> FormScreen:
    """Enter on the empty line; presses of Enter that follow one another at once count here."""
    WritingLine.same_enter = -1
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(program.screen, FormScreen) and "Vad?" in picture(program))
    return form_of(program)


async def reopen(program: Program, pilot: Pilot[None]) -> FormScreen:
    """Tab to what waits, Enter."""
    WritingLine.same_enter = -1
    await until(pilot, lambda: "Väntar på svar" in picture(program))
    await pilot.press("tab", "enter")
    await until(pilot, lambda: isinstance(program.screen, FormScreen) and form_of(program).answering.paging)
    return form_of(program)


def bar(form: FormScreen) -> str:
    assert form.answering.paging is not None
    return form.answering.paging.bar


def kept(log: Log) -> list[dict[str, Any]]:
    return [draft.body for draft in drafts.open_events(log)]
