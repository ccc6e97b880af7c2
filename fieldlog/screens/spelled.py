"""What was understood of the line, one thing a row with its name: the chips where a large screen has room for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from fieldlog.language import _, mark
from fieldlog.screens.text import Signs, content, fit, one_line, rule

if TYPE_CHECKING:
    from fieldlog.screens.understood import Chip

NAMES = {
    "time": mark("Tid"),
    "category": mark("Vad"),
    "place": mark("Var"),
    "persons": mark("Antal"),
    "ages": mark("Ålder"),
    "severity": mark("Allvar"),
    "seen_by": mark("Sågs av"),
    "class_": mark("Läses av"),
    "nobody": mark("Ord"),
}
LEFT = ("time", "category", "place")
"""They stand in the left column, and the fields of the category under them."""
ROWS = 6
"""A rule and five rows."""
NAME = 9


def is_left(chip: Chip) -> bool:
    return chip.name in LEFT or chip.name.startswith("fields.")


def in_rows(chips: Sequence[Chip]) -> list[Chip]:
    """The chips in the order in which they are read here: down the left column, then down the right one."""
    return [chip for chip in chips if is_left(chip)] + [chip for chip in chips if not is_left(chip)]


def draw_spelled(chips: Sequence[Chip], chosen: int | None, width: int, signs: Signs) -> Content:
    """`chosen` is the place, among `chips`, of the one that has the keys."""
    if not chips:
        return Content("\n" * (ROWS - 1))
    half = width // 2
    columns = [[], []]  # type: list[list[tuple[int, Chip]]]
    for place, chip in enumerate(chips):
        columns[0 if is_left(chip) else 1].append((place, chip))
    sides = [_column(column, chosen, half, signs) for column in columns]
    title = _("Så här förstår jag det")
    rows = [Content(rule(width, title, _("? = gissat   Tab ändrar")))]
    rows += [left + right for left, right in zip(*sides, strict=True)]
    return Content("\n").join(rows)


def _column(chips: Sequence[tuple[int, Chip]], chosen: int | None, width: int, signs: Signs) -> list[Content]:
    """Five rows; what does not fit stands beside the last."""
    rows: list[Content] = []
    for place, chip in chips:
        shown = _shown(chip, is_chosen=place == chosen)
        if len(rows) == ROWS - 1:
            rows[-1] = rows[-1] + Content(f" {signs.divide} ") + shown
            continue
        name = NAMES.get(chip.name)
        rows.append(content(fit(f" {_(name) if name else ''}", NAME + 1), "$faint") + shown)
    rows += [Content("")] * (ROWS - 1 - len(rows))
    return [_as_wide(row, width) for row in rows]


def _shown(chip: Chip, *, is_chosen: bool) -> Content:
    style = "reverse" if is_chosen else "$faint" if chip.guessed else chip.style
    return content(f"{'? ' if chip.guessed else '  '}{one_line(chip.whole or chip.label)} ", style)


def _as_wide(row: Content, width: int) -> Content:
    row = row.truncate(width - 1, ellipsis=True) if row.cell_length > width - 1 else row
    return row + Content(" " * (width - cell_len(row.plain)))
