"""The guided form: digits choose, letters write, nothing is lost, and what the law wants is asked for."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from fieldlog.language import set_language
from fieldlog.logbook import drafts, events, finding
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.program import Program
from fieldlog.screens.form import FormScreen
from fieldlog.screens.line import WritingLine
from fieldlog.screens.wording import NOTE
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, until

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


async def test_a_drunk_person_taken_into_care_by_digits_alone(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        form = await open_form(program, pilot)
        await pilot.press("1")  # IN
        await until(pilot, lambda: "Var?" in picture(program))
        await pilot.press(*"vas", "enter")
        assert bar(form) == "atgard_lagrum"
        for answer, question in (
            ("1", "grund"), ("1", "medvetande"), ("2", "overlamnad_till"), ("1", "overlamnad_kl"), ("1", "vald"),
            ("1", "ovrigt"),
        ):  # fmt: skip
            await pilot.press(answer, "enter")
            assert bar(form) == question
        await pilot.press("1")
        assert "7 av 7" in picture(program)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: not isinstance(program.screen, FormScreen))

    saved = finding.page(anna, Filter())[0]
    assert (saved.category, saved.place, saved.state, saved.incomplete) == ("IN", "VAS", "saved", 0)
    assert saved.class_ == "C"
    for said in ('"beslut_av":"OV-12"', '"beslut_kl":"21:52"', '"deltog":["OV-14"]', '"overlamnad_kl":"21:52"'):
        assert said in saved.fields
    assert saved.actions == '["LOB"]'
    assert kept(anna) == []


async def test_a_letter_goes_to_the_words_and_figures_after_it_are_text(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    events.open_event(anna, CUSTODY, FRIDAY - timedelta(minutes=14), shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        question = bar(form)
        await pilot.press(*"LOB 1 man ca 55", "enter")

        assert form.answering.line.text == "LOB 1 man ca 55"
        assert bar(form) == question
        await until(pilot, lambda: kept(anna)[0].get("words") == {NOTE: "LOB 1 man ca 55"})


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


async def test_what_a_digit_chose_is_on_the_disk_at_once(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await open_form(program, pilot)
        await pilot.press("1")
        await until(pilot, lambda: kept(anna) and kept(anna)[0].get("category") == "IN", tries=40)

        assert kept(anna)[0]["fields"]["beslut_av"] == "OV-12"
        assert drafts.open_events(anna)[0].shift == on_shift


async def test_esc_keeps_it_open_and_enter_goes_on_where_it_was(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await open_form(program, pilot)
        await pilot.press("1", "enter")
        await pilot.press(*"vas", "enter", "1", "escape")
        await until(pilot, lambda: not isinstance(program.screen, FormScreen))
        assert finding.count(anna, Filter()) == 0

        form = await reopen(program, pilot)

        assert "INGRIPANDE  LOB   VAS" in picture(program)
        assert bar(form) == "grund"


async def test_words_of_an_open_event_stand_on_the_line_again(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, CUSTODY | {"words": {"note": "kunde ej stå"}}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        assert form.answering.line.text == "kunde ej stå"
        await pilot.press("1", "escape")
        await until(pilot, lambda: not isinstance(program.screen, FormScreen))

    assert kept(anna)[0]["words"] == {NOTE: "kunde ej stå"}


async def test_esc_with_nothing_chosen_leaves_nothing(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await open_form(program, pilot)
        await pilot.press(*"nh", "escape")
        await until(pilot, lambda: not isinstance(program.screen, FormScreen))

    assert kept(anna) == []


async def test_a_sentence_typed_where_the_category_is_asked_is_not_lost(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    async with opened() as (program, pilot):
        form = await open_form(program, pilot)
        await pilot.press(*"slagsmål vid trappan", "enter")
        await until(pilot, lambda: form.answering.paging)

        assert form.filling.category == "VF"
        assert form.filling.place == "TRP"
        assert form.answering.line.text == "slagsmål vid trappan"


async def test_enter_takes_the_last_place(opened: Opened, anna: Log, on_shift: str) -> None:
    drafts.remember(anna, {"place": "SEG"})
    async with opened() as (program, pilot):
        form = await open_form(program, pilot)
        await pilot.press(*"tl", "enter")
        assert "Enter: SEG" in picture(program)
        await pilot.press("enter")

        assert form.filling.place == "SEG"


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


async def test_what_cannot_be_completed_is_saved_with_its_reason(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, CUSTODY, FRIDAY - timedelta(minutes=14), shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        for _press in range(12):
            if form.answering.question.display:
                break
            await pilot.press("enter")
        assert "kan inte bli klar" in picture(program)
        await pilot.press("2")
        assert "1 personen gick därifrån" in picture(program)
        await pilot.press("2")
        await until(pilot, lambda: not isinstance(program.screen, FormScreen))

    saved = finding.page(anna, Filter())[0]
    assert saved.incomplete == 1
    assert "polisen tog över" in saved.words


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


async def test_a_personal_number_in_the_words_waits_masked(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, CUSTODY, FRIDAY - timedelta(minutes=14), shift=on_shift)
    async with opened() as (program, pilot):
        await reopen(program, pilot)
        await pilot.press(*"man 19121212-1212")
        await until(pilot, lambda: "Tab maskerar" in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(program.screen, FormScreen))

    assert "1212" not in str(kept(anna))


async def test_hostile_words_are_shown_and_rule_nothing(opened: Opened, anna: Log, on_shift: str) -> None:
    body = CUSTODY | {"words": {"note": "[/x] [@click=app.quit]hej[/] \x1b[31m"}, "place": "XXX"}
    events.open_event(anna, body, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        await reopen(program, pilot)

        assert "[/x] [@click=app.quit]hej[/]" in picture(program)


@pytest.mark.parametrize(
    ("code", "size", "language"),
    [("IN", (80, 24), "sv"), ("NB", (80, 24), "en"), ("UR", (80, 24), "sv"), ("IN", (120, 40), "en")],
)
async def test_every_row_fits_and_the_bar_is_seen(
    opened: Opened, anna: Log, on_shift: str, code: str, size: tuple[int, int], language: str
) -> None:
    events.open_event(anna, {"category": code, "place": "TRP"}, FRIDAY, shift=on_shift)
    set_language(language)
    async with opened(size=size) as (program, pilot):
        WritingLine.same_enter = -1
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(program.screen, FormScreen) and form_of(program).answering.paging)
        form = form_of(program)
        paging = form.answering.paging
        assert paging is not None
        for _question in paging.sequence:
            rows = picture(program).splitlines()
            assert len(rows) == size[1]
            assert all(len(row) == size[0] for row in rows)
            assert any(form.answering.offers.title(paging.bar)[:40] in row for row in rows if "▸" in row)
            await pilot.press("down")


async def test_what_was_typed_is_kept_on_every_way_out(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        form = await open_form(program, pilot)
        await pilot.press(*"nh", "enter", "enter", *"trp")
        program._outside.flush()

    assert form.filling.category == "NH"
    assert kept(anna)[0]["category"] == "NH"
