"""What Enter opens on a row of `Väntar på svar`: form, emergency card, the line, or the entry that came back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from textual.screen import Screen

from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Waiting
from fieldlog.models.emergency import emergency_of
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import Refusal
from fieldlog.screens.care import CareScreen
from fieldlog.screens.emergency import EmergencyScreen
from fieldlog.screens.end import EndScreen
from fieldlog.screens.event import OpenEvent
from fieldlog.screens.form import FormScreen
from fieldlog.screens.house import House
from fieldlog.screens.say import refusals_said
from fieldlog.screens.sentences import what_was_saved
from fieldlog.screens.shift import ShiftScreen

NOTE = "note"
"""What waits that was written while the log was locked, as in `logbook.sealed`."""
PURPOSE = "review"
"""What a reason is kept for that says why the review queue is read, and not why an entry is changed."""
SCREENS = {"several": "menu.several", "alone": "menu.alone"}
"""What waits on a screen of its own, by the name of its kind."""
STILL_GOING_ON = timedelta(hours=1)
"""So long an emergency opens as its card; after it there is nothing left to stamp, only to fill in."""
READ_AS_CLOCK = timedelta(hours=20)
"""How old a note may be for its time to be written as a clock alone: the line reads the latest that has passed."""


class Stacked(House, Protocol):
    """The app, with the screens that are open, the newest last."""

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]: ...


def open_waiting(house: Stacked, waiting: Waiting) -> None:
    desk = house.desk
    if desk is None:
        return
    if waiting.kind == "returned":
        house.show_entry(waiting.id)
    elif waiting.kind == "reason" and waiting.body.get("target") == PURPOSE:
        house.perform("menu.review")
    elif waiting.kind in {"amend", "reason", "disclose"}:
        house.show_entry(str(waiting.body.get("target") or ""))
    elif waiting.kind == "event":
        event = OpenEvent(lambda: desk, house.now, id_=waiting.id, body=dict(waiting.body), started=waiting.started)
        going_on = house.now() - waiting.started < STILL_GOING_ON
        is_card = going_on and emergency_of(waiting.body) is not None
        house.push_screen(EmergencyScreen(desk, house.now, event) if is_card else FormScreen(desk, house.now, event))
    elif waiting.kind == "care":
        house.push_screen(CareScreen(desk, house.now, waiting))
    elif waiting.kind in SCREENS:
        house.perform(SCREENS[waiting.kind])
    else:
        shift = next((screen for screen in reversed(house.screen_stack) if isinstance(screen, ShiftScreen)), None)
        if shift is not None and not _is_being_opened(shift, waiting):
            opening = _note(shift, desk, waiting) if waiting.kind == NOTE else _put_away(shift, desk, waiting)
            shift.run_worker(opening, name=waiting.id)


def _is_being_opened(shift: ShiftScreen, waiting: Waiting) -> bool:
    """A second Enter on the same row, before the row is gone."""
    return any(worker.name == waiting.id and not worker.is_finished for worker in shift.workers)


async def _put_away(shift: ShiftScreen, desk: Desk, waiting: Waiting) -> None:
    """The text is on the line again, and the draft is gone."""
    _on_the_line(shift, str(waiting.body.get("text") or ""))
    await _drop(shift, desk, "drafts.drop", waiting.id)


async def _note(shift: ShiftScreen, desk: Desk, waiting: Waiting) -> None:
    """What was written while the log was locked becomes an entry, now that it is known whose it is."""
    from fieldlog.line import read_line  # its rules are data that the first frame need not wait for

    waits: Sequence[Waiting] = (waiting,)
    with refusals_said(shift.writing):
        waits = (await desk.look()).waiting
    if all(each.id != waiting.id for each in waits):
        return  # another window, or the Enter before this one, made an entry of it
    text, at = str(waiting.body.get("text") or ""), waiting.started
    tonight = shift.tonight
    if tonight is None or tonight.shift is None:
        _on_the_line(shift, with_its_time(text, at, shift.now(), desk))
        await _drop(shift, desk, "sealed.drop", waiting.id)
        return
    last = tonight.remembered.get("place")
    reading = read_line(text, now=at, vocabulary=desk.vocabulary, role=desk.facts.role, last_place=last)
    when = reading.time or at
    try:
        kept = await desk.verb("typed.keep_line", reading, shift.now(), at=when, shift=tonight.shift["id"])
    except Refusal as refusal:
        _on_the_line(shift, text)
        shift.writing.say(str(refusal))
        return
    await _drop(shift, desk, "sealed.drop", waiting.id)
    saved = {"at": when, "category": reading.category, "place": reading.place}
    shift.writing.say(what_was_saved(saved, ("?",) if kept.open_ else ()))


def _on_the_line(shift: ShiftScreen, text: str) -> None:
    """Where it can be seen: a screen above the shift is left, as Esc leaves it."""
    if isinstance(shift.app.screen, EndScreen):
        shift.app.screen.action_back()
    shift.line.put_back(text)
    shift.line.focus()
    shift.writing.read()


async def _drop(shift: ShiftScreen, desk: Desk, verb: str, id_: str) -> None:
    """Only when the line's own draft is on the disk: between the two a kill would lose the text."""
    try:
        if desk.keeper is not None:
            desk.keeper.flush()
        await desk.verb(verb, id_)
    except Refusal as refusal:
        shift.writing.say(str(refusal))
    await shift.look_again()
    if isinstance(shift.app.screen, EndScreen):
        await shift.app.screen.look_again()


def with_its_time(text: str, at: datetime, now: datetime, desk: Desk) -> str:
    """A note with the clock of its writing before it, where it says no time itself: it is saved later than it was."""
    from fieldlog.line import read_line  # its rules are data that the first frame need not wait for

    reading = read_line(text, now=now, vocabulary=desk.vocabulary, role=desk.facts.role)
    if reading.time is not None or now - at >= READ_AS_CLOCK or not text:
        return text
    return f"{at.astimezone(STOCKHOLM):%H:%M} {text}"
