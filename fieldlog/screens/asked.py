"""The questions of the guided form as they stand on the screen: four at most, with numbered answers, and the bar."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from fieldlog.language import _
from fieldlog.screens.offers import Choice, Offers
from fieldlog.screens.text import content, fit

MOST = 4
"""Questions at once: more cannot be taken in at a glance."""


class Asked(Widget):
    """Draws what the form gives it; keys go to the form's line. `names` are those of the page, `bar` the chosen one."""

    DEFAULT_CSS = """
    Asked { height: 1fr; background: $background; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.offers: Offers | None = None
        self.names: Sequence[str] = ()
        self.bar: str | None = None
        self.is_written_beside = False
        self.more: Sequence[str] = ()

    def show(
        self, offers: Offers, names: Sequence[str], bar: str | None, *, written: bool, more: Sequence[str]
    ) -> None:
        """`written`: the line has the digits just now, so the bar is faint. `more` are the questions that `0` has."""
        self.offers, self.names, self.bar = offers, names, bar
        self.is_written_beside, self.more = written, more
        self.refresh()

    def render(self) -> Content:
        if self.offers is None:
            return Content("")
        width, height = self.size.width, self.size.height
        blocks = [self._block(name, width) for name in self.names]
        rows: list[Content] = []
        blanks = height - sum(map(len, blocks)) - (1 if self.more else 0)
        for number, block in enumerate(blocks):
            rows += block
            if number < blanks:
                rows.append(Content(""))
        if self.more:
            rows.append(content(fit(f"   {what_more(self.more, width - 4)}", width), "$faint"))
        return Content("\n").join(rows)

    def _block(self, name: str, width: int) -> list[Content]:
        assert self.offers is not None  # noqa: S101 - drawn only with offers
        is_here = name == self.bar and not self.is_written_beside
        style = "bold" if is_here else "" if name == self.bar else "$faint"
        sign = "▸" if name == self.bar else " "
        title = content(fit(f" {sign} {self.offers.title(name)}", width), style)
        return [title, *answers(self.offers, name, width, style)]


def what_more(questions: Sequence[str], width: int) -> str:
    """`0 mer: ålder 25–64, antal 1, 2 till`: as many questions as the row has room for, and how many there are left."""
    for shown in range(len(questions), 0, -1):
        left = len(questions) - shown
        parts = [*questions[:shown], *([_("{count} till").format(count=left)] if left else [])]
        row = _("0 mer: {questions}").format(questions=", ".join(parts))
        if cell_len(row) <= width:
            return row
    return _("0 mer: {questions}").format(questions=_("{count} till").format(count=len(questions)))


def rows_of(offers: Offers, name: str, width: int) -> int:
    """Rows that a question takes."""
    return 1 + len(answers(offers, name, width, ""))


def answers(offers: Offers, name: str, width: int, style: str) -> list[Content]:
    """The numbered answers, the chosen ones in brackets and reversed; or what was written."""
    choices = offers.choices(name)
    said = offers.said(name)
    kind = offers.filling.kind(name)
    chosen = [offers.is_chosen(name, code) for code, _label in choices]
    if said and not any(chosen) and kind in ("text", "int", "staff", "staffs"):
        return [content(fit(f"     [{said}]", width), f"{style} reverse".strip())]
    if not choices:
        hint = _("skriv siffror") if kind == "int" else _("skriv, Enter nästa")
        return [content(fit(f"      {hint}", width), "$faint")]
    return numbered(choices, chosen, width, style)


def numbered(choices: Sequence[Choice], chosen: Sequence[bool], width: int, style: str) -> list[Content]:
    """`     1 vaken  [2 sluddrig]  3 svår att väcka`, over as many rows as it takes."""
    rows = [Content("    ")]
    room = width - 4
    for number, ((_code, label), is_chosen) in enumerate(zip(choices, chosen, strict=True), 1):
        text = f"[{number} {label}]" if is_chosen else f" {number} {label} "
        if cell_len(text) + 1 > room and rows[-1].plain.strip():
            rows.append(Content("    "))
            room = width - 4
        text = text if cell_len(text) < room else fit(text, room - 1)
        rows[-1] += content(text, "reverse" if is_chosen else style) + Content(" ")
        room -= cell_len(text) + 1
    return rows
