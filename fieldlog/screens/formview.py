"""How the guided form looks: what it is about, what the law wants, questions, the line, and what is missing."""

from collections.abc import Callable
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.models.completeness import name_of
from fieldlog.models.questions import INTERVENTION, OTHERWISE
from fieldlog.screens.asked import Asked
from fieldlog.screens.filling import Filling
from fieldlog.screens.formline import FormLine
from fieldlog.screens.house import house
from fieldlog.screens.offers import Offers
from fieldlog.screens.paging import Paging
from fieldlog.screens.picker import Picker
from fieldlog.screens.question import Question
from fieldlog.screens.rule import Rule
from fieldlog.screens.sentences import warning
from fieldlog.screens.status import aside
from fieldlog.screens.statutory import draw_points, head, points, who_reads
from fieldlog.screens.text import Signs, content, fit, signs


class FormView(Vertical):
    """`draw_*` after each change; it holds no state of its own but its widgets."""

    DEFAULT_CSS = """
    FormView { background: $background; color: $foreground; }
    FormView > Static { height: 1; }
    FormView > #points { height: 2; }
    FormView > FormLine { padding: 0 1; min-height: 2; }
    """

    def __init__(self, line: FormLine, now: Callable[[], datetime]) -> None:
        super().__init__(id="form")
        self.line = line
        self.now = now
        self.asked = Asked(id="asked")
        self.picker = Picker(id="picker")
        self.question = Question()

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield Static(id="who", markup=False)
        yield Rule(id="law")
        yield Static(id="points", markup=False)
        yield Rule(id="asking")
        yield self.asked
        yield self.picker
        yield self.question
        yield Rule(id="about")
        yield self.line
        yield Static(id="status", markup=False)
        yield Static(id="keys", markup=False)

    @property
    def signs(self) -> Signs:
        return signs(house(self).look.only_ascii)

    @property
    def width(self) -> int:
        return self.size.width or self.app.size.width

    def draw_top(self, filling: Filling) -> None:
        """The rows that also change by the clock."""
        now = self.now()
        self._static("head").update(head(filling, now, self.width))
        self._static("who").update(who_reads(filling, now, self.width))
        is_law = filling.category == INTERVENTION
        law, rows = self.query_one("#law", Rule), self._static("points")
        law.display = rows.display = is_law
        if is_law:
            found = points(filling)
            law.title = _("Det här måste finnas")
            law.aside = _("{count} av {all}").format(count=sum(done for _label, done in found), all=len(found))
            rows.update(draw_points(filling, self.width, self.signs))

    def draw_questions(self, offers: Offers, paging: Paging, *, written: bool) -> None:
        """Four questions, and what is behind `0`."""
        self.asked.display, self.picker.display = True, False
        asking = self.query_one("#asking", Rule)
        asking.title = _("Frågor")
        asking.aside = "{} {} {}".format(paging.place()[0], _("av"), paging.place()[1])
        self.asked.show(offers, paging.page(), paging.bar, written=written, more=_more(offers, paging))

    def draw_picker(self, title: str, hint: str) -> None:
        self.asked.display, self.picker.display = False, True
        asking = self.query_one("#asking", Rule)
        asking.title, asking.aside = title, hint

    def draw_bottom(self, about: str, status: str, keys: tuple[str, str], style: str = "$faint") -> None:
        """The title of the line, what is missing or was said, and what can be pressed."""
        self.query_one("#about", Rule).title = about
        self._static("status").update(content(fit(f" {status}", self.width), style))
        self._static("keys").update(content(aside(f" {keys[0]}", f"{keys[1]} ", self.width), "$faint"))

    def _static(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)


def _more(offers: Offers, paging: Paging) -> list[str]:
    parts = []
    for name in paging.behind():
        said = offers.said(name)
        title = offers.short_title(name)
        begun = title if title[:2].isupper() else f"{title[:1].lower()}{title[1:]}"  # HLR stays HLR
        parts.append(f"{begun} {said}".strip())
    return parts


def what_is_missing(filling: Filling, note: str) -> str:
    """One row: what the linter says of the words first, then how much is missing."""
    flagged = warning(note)
    if flagged:
        return flagged
    if filling.category == INTERVENTION:
        count = sum(not done for _label, done in points(filling))
        if count:
            return _("{count} saknas. Sparas som öppen, kan inte signeras än. Text till Nova när allt är ✓").format(
                count=count
            )
    lacking = [name for name in filling.lacking() if name != OTHERWISE]
    if not lacking:
        return _("Inget saknas. Enter på sista frågan sparar.")
    names = ", ".join(name_of(filling.vocabulary, name) for name in lacking)
    return _("Saknas: {names}. Sparas som öppen.").format(names=names)
