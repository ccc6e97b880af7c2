"""Hostile text: nothing of it reaches the terminal as anything but text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from fieldlog.screens.text import LastGuard, Signs, content, fit, one_line, plain, signs, spell

HOSTILE = [
    "\x1b]52;c;cHduZWQ=\x07",
    "\x9b31m",
    "a\u202eb",
    "rad\u2028ny",
    "\ufeffbom",
    "\x00\x7f\x85",
    "\u2066x\u2069",
    "\U000e0041",
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_harmful_characters_become_the_replacement_sign(text: str) -> None:
    safe = plain(text)

    assert "\ufffd" in safe
    assert not [
        char for char in safe if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in "\u202e\u2066"
    ]


@given(st.text())
def test_whatever_is_written_nothing_rules_the_terminal(text: str) -> None:
    assert not [char for char in plain(text) if unicodedata.category(char) in {"Cc", "Cs"} and char not in "\t\n"]
    plain(text).encode()


@given(st.text(st.characters(categories=["L", "N", "P", "S", "M", "Zs"])))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("text", ["[/]", "[red]hej", "[@click=app.quit]klick[/]", '[x="', "[link=file:///etc]x[/link]"])
def test_brackets_are_text(text: str) -> None:
    assert content(text, "bold").plain == text


def test_a_row_has_no_tabs_and_no_newlines() -> None:
    assert one_line("två\tlangar\r\nöppet\n\nhär") == "två langar öppet här"


@given(st.text(), st.integers(0, 40))
def test_fit_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Trappan", 10, "Trappan   "),
        ("Trappan", 4, "Tra…"),
        ("日本語", 4, "日 …"),
        ("日本語", 6, "日本語"),
        ("a\u030a a\u030a", 3, "a\u030a a\u030a"),
        ("x", 0, ""),
    ],
)
def test_wide_and_combining_characters_are_counted_as_they_stand(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown


@pytest.mark.parametrize("only_ascii", [False, True])
def test_every_sign_is_one_cell_wide(only_ascii: bool) -> None:
    table = signs(only_ascii)
    single = [table.calm, table.note, table.guess, table.bar, table.returned, table.leads_to, *table.ramp]
    single += [table.rule, table.divide, table.span, table.more]

    assert {cell_len(sign) for sign in single} == {1}
    assert [cell_len(table.severity(level)) for level in range(5)] == [1, 1, 1, 2, 3]


@pytest.mark.parametrize("name", ["calm", "note", "bar", "returned", "leads_to", "rule", "divide", "span", "more"])
def test_ascii_signs_are_what_spelling_makes_of_the_others(name: str) -> None:
    assert spell(getattr(Signs(), name)) == getattr(signs(only_ascii=True), name)
    assert getattr(signs(only_ascii=True), name).isascii()


def test_the_last_guard_stops_what_a_screen_forgot() -> None:
    guard = LastGuard(only_ascii=True)

    out = guard.apply([Segment("\x1b]0;PWNED\x07 ✓ 5–9")], Color(0, 0, 0))

    assert out == [Segment("\ufffd]0;PWNED\ufffd v 5-9")]
