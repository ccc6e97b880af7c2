"""The lens: what lies behind this screen, exactly as somebody else would get it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _, mark, n_
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import clock, read_moment
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.house import house
from fieldlog.screens.say import refusals_said
from fieldlog.screens.status import aside
from fieldlog.screens.text import Signs, content, fit, one_line, rule, signs
from fieldlog.screens.understood import READERS
from fieldlog.screens.values import in_words, name_of, when

if TYPE_CHECKING:
    from fieldlog.logbook.lens import Audience, Given

ANSWERS: Mapping[str, str] = {
    "full": mark("allt"),
    "codes": mark("koderna"),
    "count": mark("bara ett antal"),
    "nothing": mark("ingenting"),
}
LABEL = 18
"""Cells of the names to the left."""


class LensScreen(Screen[None]):
    """A browsing screen: `v` goes from one reader to the next, a digit to one of them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    LensScreen { background: $background; color: $foreground; }
    LensScreen > Static { height: 1; }
    LensScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    LensScreen VerticalScroll > Static { height: auto; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.given: tuple[Given, ...] = ()
        self.audiences: tuple[Audience, ...] = ()
        self._at = 2
        """Another organisation first: that is what one mostly wonders about."""
        self._ids: Sequence[str] = ()
        self._values: Mapping[str, Any] | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        with VerticalScroll():
            yield Static(id="page", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        from fieldlog.logbook.lens import AUDIENCES  # with the linter, after the first frame

        self.audiences = AUDIENCES
        if len(self.app.screen_stack) > 1:
            self._ids, self._values = shown_by(self.app.screen_stack[-2])
        self.query_one(VerticalScroll).focus()
        self.look()

    def on_resize(self) -> None:
        self.speak()

    def look(self) -> None:
        self.run_worker(self._look(), exclusive=True)

    async def _look(self) -> None:
        with refusals_said(self):
            who = self.audiences[self._at]
            self.given = await self.desk.verb("lens.seen_as", who, self._ids, self._values)
            self.query_one(VerticalScroll).scroll_home(animate=False)
            self.speak()

    def speak(self) -> None:
        if not self.audiences:
            return
        width = self.app.size.width
        who, place = self.audiences[self._at], f"{self._at + 1}/{len(self.audiences)} "
        practice = _("ÖVNING") + "  " if self.desk.folder.practice else ""
        top = f" {practice}" + _("SOM ANDRA FÅR DET") + f"   {_(who.name)}"
        self.query_one("#top", Static).update(content(fit(aside(top, place, width), width), "reverse"))
        keys = _(" v nästa läsare   1-{count} välj   ↓ ↑ bläddra").format(count=len(self.audiences))
        self.query_one("#keys", Static).update(content(aside(keys, _("Esc tillbaka   Esc Esc göm "), width), "$faint"))
        if self.given:
            drawn = draw_given(self.given, width - 1, signs(house(self).look.only_ascii), self.desk.vocabulary)
        else:
            drawn = [content(" " + _("Här finns inget att visa. Öppna en post eller en lista, eller skriv något."))]
        self.query_one("#page", Static).update(Content("\n").join(drawn))

    def on_key(self, event: events.Key) -> None:
        if event.key == "v":
            event.stop()
            self._at = (self._at + 1) % len(self.audiences)
        elif event.key.isdigit() and 1 <= int(event.key) <= len(self.audiences):
            event.stop()
            self._at = int(event.key) - 1
        else:
            return
        self.look()

    def action_back(self) -> None:
        self.dismiss()


def shown_by(behind: Screen[Any]) -> tuple[Sequence[str], Mapping[str, Any] | None]:
    """Ids of the entries that a screen shows, and what stands on its line as it would be saved."""
    from fieldlog.screens.detail import DetailScreen  # all but one of them are loaded already
    from fieldlog.screens.review import ReviewScreen
    from fieldlog.screens.search import SearchScreen
    from fieldlog.screens.shift import ShiftScreen

    if isinstance(behind, DetailScreen):
        return (behind.entry,), None
    if isinstance(behind, ReviewScreen):
        return tuple(behind.board.item.judged) if behind.board.item is not None else (), None
    if isinstance(behind, SearchScreen) and behind.hits is not None:
        return [hit.seen.id for hit in behind.hits.first if hit.draft is None], None
    if isinstance(behind, ShiftScreen):
        if behind.line.text.strip() and behind.writing.reader.understood is not None:
            return (), behind.writing.reader.values()
        return [seen.id for seen in behind.tonight.rows if seen.state != "open"] if behind.tonight else (), None
    return (), None


def draw_given(given: Sequence["Given"], width: int, signs: Signs, vocabulary: Vocabulary) -> list[Content]:
    """One entry in full; several a row each, and what is left out of them together."""
    if len(given) == 1:
        return _draw_one(given[0], width, signs, vocabulary)
    rows = [_draw_row(each, width, signs, vocabulary) for each in given]
    reasons: dict[str, int] = {}
    for each in given:
        for why in each.left_out:
            reasons[why] = reasons.get(why, 0) + 1
    rows.append(content(rule(width, _("Utelämnas"))))
    for why, count in sorted(reasons.items(), key=lambda pair: -pair[1]):
        rows += _wrapped(n_("{count} post:", "{count} poster:", count).format(count=count), why, width)
    return rows


def _draw_row(given: "Given", width: int, signs: Signs, vocabulary: Vocabulary) -> Content:
    said = given.said
    if not said:
        return content(fit(f" ({_(ANSWERS[given.answer])})", width), "$faint")
    ages = in_words("ages", said.get("ages"), vocabulary, signs)
    parts = [clock(read_moment(said["at"])), said.get("category") or "--", said.get("place") or "---",
             said.get("persons") or "", ages, said.get("spot") or "", said.get("words") or ""]  # fmt: skip
    return content(fit(" " + "  ".join(one_line(str(part)) for part in parts if part), width))


def _draw_one(given: "Given", width: int, signs: Signs, vocabulary: Vocabulary) -> list[Content]:
    rows = _wrapped(_("Får"), _(ANSWERS[given.answer]), width, "bold")
    for name, value in given.said.items():
        if name == "fields":
            for key, answer in value.items():
                rows += _wrapped(name_of(vocabulary, key), in_words(key, answer, vocabulary, signs), width)
        elif name == "texts":
            for key, text in value.items():
                rows += _wrapped(name_of(vocabulary, key), text, width)
        elif name == "class":
            rows += _wrapped(_("läses av"), _(READERS[value]) if value in READERS else str(value), width)
        elif name == "author":
            rows += _wrapped(_("av"), value, width)
        else:
            shown = when(value) if name == "at" else in_words(name, value, vocabulary, signs)
            rows += _wrapped(name_of(vocabulary, name), shown, width)
    rows.append(content(rule(width, _("Utelämnas"))))
    for why in given.left_out or (_("Inget."),):
        rows += _wrapped("", why, width)
    return rows


def _wrapped(label: str, text: str, width: int, style: str = "") -> list[Content]:
    lines = content(str(text), style).wrap(max(width - LABEL - 2, 20)) or [Content("")]
    return [
        content(fit(f" {label.capitalize()}" if number == 0 else "", LABEL) + " ", "$faint") + line
        for number, line in enumerate(lines)
    ]
