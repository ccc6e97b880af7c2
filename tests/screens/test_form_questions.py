"""Single questions of the guided form: clocks, times, numbers, the class, and what is asked until it is answered."""

from datetime import datetime, timedelta

import pytest

from fieldlog.logbook import events, finding
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.screens.form import FormScreen
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, until
from tests.screens.forms import CUSTODY, bar, kept, open_form, reopen


async def test_the_minutes_since_the_decision_stand_there_and_stop_at_the_handover(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    events.open_event(anna, CUSTODY, FRIDAY - timedelta(minutes=14), shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        assert "beslut 21:38   14 min sedan" in picture(program)
        assert "5 av 7" in picture(program)

        form.answering.go_to("overlamnad_till")
        await pilot.press("1", "enter", "1")

        assert "överlämnad efter 14 min" in picture(program)
        assert "lämnad 21:52" in picture(program)


async def test_at_twenty_minutes_the_row_changes_and_one_bell_rings(
    opened: Opened, anna: Log, on_shift: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [FRIDAY]
    body = CUSTODY | {"fields": CUSTODY["fields"] | {"beslut_kl": "21:33"}}
    events.open_event(anna, body, FRIDAY - timedelta(minutes=19), shift=on_shift)
    async with opened(now=lambda: clock[0]) as (program, pilot):
        rung: list[datetime] = []
        monkeypatch.setattr(program, "bell", lambda: rung.append(clock[0]))
        await reopen(program, pilot)
        assert "19 min sedan" in picture(program)
        assert "säger till vid 20 min" in picture(program)

        clock[0] += timedelta(minutes=1)
        await until(pilot, lambda: "ÖVER 20 MIN" in picture(program))
        clock[0] += timedelta(minutes=1)
        await until(pilot, lambda: "21 min sedan" in picture(program))

        assert len(rung) == 1


async def test_a_young_person_at_risk_is_not_saved_without_the_question(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    async with opened() as (program, pilot):
        form = await open_form(program, pilot)
        await pilot.press(*"ur", "enter", *"pla", "enter")
        assert "Barn kan fara illa: orosanmälan ska göras genast. Har du ringt?" in picture(program)
        await pilot.press("enter", "enter", "enter", "enter")
        assert bar(form) == "orosanmalan"
        assert "Saknas" in picture(program)

        await pilot.press("3", "enter", "enter", "enter", "enter")
        await until(pilot, lambda: not isinstance(program.screen, FormScreen))

    assert "gjord muntligt" in finding.page(anna, Filter())[0].fields


async def test_tab_goes_to_the_first_that_is_missing(opened: Opened, anna: Log, on_shift: str) -> None:
    body = CUSTODY | {"fields": CUSTODY["fields"] | {"grund": ""}}
    events.open_event(anna, body, FRIDAY - timedelta(minutes=14), shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        form.answering.go_to("vald")
        await pilot.press("tab")

        assert bar(form) == "grund"


async def test_somebody_unconscious_opens_the_emergency_card(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, CUSTODY, FRIDAY - timedelta(minutes=14), shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        form.answering.go_to("medvetande")
        await pilot.press("4")
        await until(pilot, lambda: "RING 112" in picture(program))
        await pilot.press("1", "enter")
        await until(pilot, lambda: program.screen is form)

        assert form.filling.category == "IN"
        assert form.filling.fields["larm112"] == "21:52"
        assert form.filling.body["severity"] == 4
    assert [body["fields"]["larm112"] for body in kept(anna)] == ["21:52"]


async def test_the_class_can_only_be_raised(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, {"category": "NH", "place": "TRP"}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        form.answering.go_to("class_")
        await pilot.press("-")
        assert form.filling.value("class_") == "B"
        await pilot.press("+", "+")
        assert form.filling.value("class_") == "C"


async def test_another_time_is_written_as_people_write_it(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, CUSTODY, FRIDAY - timedelta(minutes=14), shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        form.answering.go_to("overlamnad_kl")
        await pilot.press("2", *"2147", "enter")

        assert form.filling.fields["overlamnad_kl"] == "21:47"
        assert "överlämnad efter 9 min" in picture(program)


async def test_a_handover_before_the_decision_is_not_taken(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, CUSTODY, FRIDAY - timedelta(minutes=14), shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        form.answering.go_to("overlamnad_kl")
        await pilot.press("2", *"2130", "enter")

        assert "ligger före beslutet" in picture(program)
        assert form.answering.line.text == "2130"
        assert "overlamnad_kl" not in form.filling.fields


async def test_a_number_is_typed_figure_by_figure(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, {"category": "TN", "place": "TRP"}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        form.answering.go_to("narvaro_min")
        await pilot.press("4", "0")
        assert form.filling.fields["narvaro_min"] == 40
        await pilot.press("backspace")
        assert form.filling.fields["narvaro_min"] == 4


async def test_what_is_asked_further_on_is_named_as_it_is_written(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, {"category": "OD", "place": "SGG"}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        await reopen(program, pilot)

        further = next(row for row in picture(program).splitlines() if "0 mer" in row)
        assert "gavs av" in further
        assert "HLR" in further


async def test_an_open_event_of_unknown_kind_is_known_by_its_words(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, {"words": {"note": "två killar vid grinden"}}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        await until(pilot, lambda: "Väntar på svar: 1" in picture(program))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "Vad?" in picture(program))

        assert "ÖPPEN HÄNDELSE   två killar vid grinden" in picture(program)
