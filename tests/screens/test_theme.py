"""Themes: everything can be read at night, and told apart in sixteen colours, in grey and in none."""

from datetime import datetime
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from rich.color import Color as RichColour
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from fieldlog.screens.text import signs
from fieldlog.screens.theme import MEANINGS, NAMES, NIGHT, SEVERITY_STYLES, THEMES, Look, WithoutColour, theme_at

EVENING = datetime(2026, 11, 20, 21, 52, tzinfo=ZoneInfo("Europe/Stockholm"))
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Europe/Stockholm"))


def luminance(colour: str) -> float:
    def part(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = Color.parse(colour).rgb
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("meaning", ["ink", "critical", *MEANINGS])
def test_everything_can_be_read(theme: Theme, meaning: str) -> None:
    ground = str(theme.variables["critical-ground"] if meaning == "critical" else theme.background)
    ink = str(theme.foreground if meaning == "ink" else theme.variables[meaning])

    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("theme", [theme for theme in THEMES if theme.name in NIGHT], ids=lambda theme: theme.name)
def test_at_night_nothing_is_white_and_the_ground_is_black(theme: Theme) -> None:
    colours = [str(theme.foreground), *(str(theme.variables[name]) for name in (*MEANINGS, "critical-ground"))]

    assert theme.background == "#000000"
    assert max(map(luminance, colours)) < 0.65
    assert max(Color.parse(colour).b for colour in colours) <= 0x80


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_in_sixteen_colours_nothing_becomes_its_own_ground(theme: Theme) -> None:
    def rounded(colour: str) -> int | None:
        return RichColour.parse(colour).downgrade(ColorSystem.STANDARD).number

    for meaning in MEANINGS:
        assert rounded(str(theme.variables[meaning])) != rounded(str(theme.background)), meaning
    assert rounded(str(theme.variables["critical"])) != rounded(str(theme.variables["critical-ground"]))


def test_by_day_sixteen_colours_are_those_of_the_table() -> None:
    dark = next(theme for theme in THEMES if theme.name == "dark")
    rounded = {
        meaning: RichColour.parse(str(dark.variables[meaning])).downgrade(ColorSystem.STANDARD).number
        for meaning in (*MEANINGS, "critical-ground")
    }

    assert rounded["calm"] in {2, 10}
    assert rounded["follow-up"] in {3, 11}
    assert rounded["serious"] == 9
    assert rounded["critical-ground"] in {1, 9}
    assert rounded["returned"] in {5, 13}


@pytest.mark.parametrize("only_ascii", [False, True])
def test_without_any_colour_the_signs_tell_what_is_what(only_ascii: bool) -> None:
    table = signs(only_ascii)
    shown = [*(table.severity(level) for level in range(5)), table.guess, table.bar, table.returned]

    assert all(one != other for one, other in combinations(shown, 2))


@pytest.mark.parametrize("only_ascii", [False, True])
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_in_a_grey_picture_of_sixteen_colours_every_row_of_the_table_is_told_apart(
    theme: Theme, only_ascii: bool
) -> None:
    def grey(colour: str) -> float:
        rounded = RichColour.parse(colour).downgrade(ColorSystem.STANDARD).get_truecolor()
        return round(luminance(rounded.hex), 3)

    table = signs(only_ascii)
    severities = [(table.severity(level), style) for level, style in enumerate(SEVERITY_STYLES)]
    rows = [
        *((sign, "critical" if "critical" in style else style.rpartition("$")[2]) for sign, style in severities),
        (table.guess, "faint"), ("[1 ja]", ""), (table.bar, ""), ("Väntar på svar", "waits"),
        (f"{table.returned} retur", "returned"), ("här", ""),
    ]  # fmt: skip
    drawn = []
    for sign, meaning in rows:
        ink = grey(str(theme.variables[meaning]) if meaning else str(theme.foreground))
        ground = grey(str(theme.variables["critical-ground"] if meaning == "critical" else theme.background))
        assert abs(ink - ground) > 0.05, (sign, meaning)
        drawn.append((sign, ink, ground))

    assert all(one[0] != other[0] for one, other in combinations(drawn, 2))


def test_each_severity_has_a_style() -> None:
    assert len(SEVERITY_STYLES) == 5


def test_every_theme_has_a_name_to_choose_it_by() -> None:
    assert {theme.name for theme in THEMES} == set(NAMES)


def test_night_comes_with_the_sunset() -> None:
    assert theme_at(Look(), NOON) == "dark"
    assert theme_at(Look(), EVENING) == "amber"
    assert theme_at(Look(night="red"), EVENING) == "red"


def test_linn_turns_the_night_off() -> None:
    assert theme_at(Look(day="light", by_sun=False), EVENING) == "light"


def test_no_colour_stands_over_the_night() -> None:
    assert theme_at(Look(), EVENING, no_colour=True) == "none"
    assert theme_at(Look(day="none"), EVENING) == "none"


def test_an_unknown_theme_is_the_default() -> None:
    assert theme_at(Look(day="[/x]", night="pink"), NOON) == "dark"
    assert theme_at(Look(day="[/x]", night="pink"), EVENING) == "amber"


def test_without_colour_a_ground_of_its_own_is_reversed_and_nothing_has_colour() -> None:
    row = [
        Segment("lugnt", Style.parse("#ffffff on #000000")),
        Segment("!!!", Style.parse("bold #000000 on #ffffff")),
    ]

    bare = WithoutColour().apply(row, Color(0, 0, 0))

    assert [(part.text, part.style.reverse) for part in bare if part.style] == [("lugnt", False), ("!!!", True)]
    assert all(part.style and part.style.color is None and part.style.bgcolor is None for part in bare)
