"""The warnings in force as the shift shows them: one row above the timeline, a block beside it where there is room."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from fieldlog.language import _
from fieldlog.models.moment import STOCKHOLM, clock
from fieldlog.screens.text import content, fit, one_line, rule

if TYPE_CHECKING:
    from fieldlog.models.warning import Warned

STYLE = "bold $serious"
MOST = 4
"""Warnings in the block; the rest is counted, and `v` has them all."""
ROWS = 3
"""Rows of one warning in the block."""


def in_force(warnings: Sequence[Warned], now: datetime) -> list[Warned]:
    """Those that have not ended since the log was looked at: they go by themselves, with no exchange and no key."""
    return [warning for warning in warnings if warning.until > now]


def draw_warned(warnings: Sequence[Warned], now: datetime, width: int) -> Content | None:
    """` VARNING BRK kniv 20:10, gå inte ensam            till 23:00   2 till: v `; None where none holds."""
    hold = in_force(warnings, now)
    if not hold:
        return None
    parts = [_until(hold[0], now)]
    if len(hold) > 1:
        parts.append(_("{count} till: Mellanslag v").format(count=len(hold) - 1))
    right = "   ".join(parts) + " "
    left = " " + _("VARNING {what}").format(what=_what(hold[0]))
    return content(fit(left, max(width - cell_len(right) - 1, 0)) + " " + right, STYLE)


def draw_warnings(warnings: Sequence[Warned], now: datetime, width: int) -> list[Content]:
    """A rule and each warning in as many rows as it takes, with who warns and until when."""
    hold = in_force(warnings, now)
    if not hold:
        return []
    rows = [content(rule(width, _("Varningar: {count}").format(count=len(hold))))]
    for warning in hold[:MOST]:
        said = textwrap.wrap(one_line(_what(warning)), width - 2)
        if len(said) > ROWS:
            said[ROWS - 1 :] = [fit(" ".join(said[ROWS - 1 :]), width - 2)]
        rows += [content(fit(f" {row}", width), STYLE) for row in said]
        rows.append(content(fit(f"   {warning.org}   {_until(warning, now)}", width), "$faint"))
    if len(hold) > MOST:
        rows.append(content(fit(" " + _("{count} till: Mellanslag v").format(count=len(hold) - MOST), width)))
    return rows


def _what(warning: Warned) -> str:
    return " ".join(part for part in (warning.place, warning.spot, warning.text) if part)


def _until(warning: Warned, now: datetime) -> str:
    local = warning.until.astimezone(STOCKHOLM)
    day = "" if (warning.until - now).total_seconds() < 18 * 3600 else f"{local:%d/%m} "
    return _("till {when}").format(when=day + clock(warning.until))
