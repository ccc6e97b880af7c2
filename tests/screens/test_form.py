"""The guided form: digits choose, letters write, nothing is lost, and what the law wants is asked for."""

from datetime import timedelta

import pytest

from fieldlog.language import set_language
from fieldlog.logbook import drafts, events, finding
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.screens.form import FormScreen
from fieldlog.screens.line import WritingLine
from fieldlog.screens.wording import NOTE
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, until
from tests.screens.forms import CUSTODY, bar, form_of, kept, open_form, reopen


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


async def test_what_a_digit_chose_is_on_the_disk_at_once(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await open_form(program, pilot)
        await pilot.press("1")
        await until(pilot, lambda: kept(anna) and kept(anna)[0].get("category") == "IN", seconds=2)

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


async def test_what_cannot_be_completed_is_saved_with_its_reason(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, CUSTODY, FRIDAY - timedelta(minutes=14), shift=on_shift)
    async with opened() as (program, pilot):
        form = await reopen(program, pilot)
        for _press in range(12):
            if form.answering.question.display:
                break
            await pilot.press("enter")
        await until(pilot, lambda: "kan inte bli klar" in picture(program))
        await pilot.press("2")
        assert "1 personen gick därifrån" in picture(program)
        await pilot.press("2")
        await until(pilot, lambda: not isinstance(program.screen, FormScreen))

    saved = finding.page(anna, Filter())[0]
    assert saved.incomplete == 1
    assert "polisen tog över" in saved.words


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
