"""Settings: a digit changes one, it holds at once and is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _, language, mark
from fieldlog.logbook.desk import Desk
from fieldlog.models.refusal import Refusal
from fieldlog.screens.house import house
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, fit
from fieldlog.screens.theme import NAMES
from fieldlog.settings import CHOICES, Settings

LABELS = {
    "language": mark("Språk"),
    "day": mark("Färger"),
    "night": mark("Färger på natten"),
    "night_by_sun": mark("Nattfärger efter solnedgången"),
    "idle_minutes": mark("Lås efter"),
    "travel": mark("Poster sänds av sig själva"),
    "only_ascii": mark("Bara enkla tecken"),
    "debounce_ms": mark("Två Enter räknas som ett inom"),
}
LANGUAGE_NAMES = {"sv": "Svenska", "en": "English"}


class SettingsScreen(Screen[None]):
    """One row for each setting, with its digit."""

    keys_of: ClassVar[tuple[str, ...]] = ("settings",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    SettingsScreen { layout: vertical; background: $background; color: $foreground; }
    SettingsScreen > Static { height: 1; }
    SettingsScreen > #list { height: 1fr; }
    """

    def __init__(self, desk: Desk | None, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self._said = ""

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="list", markup=False)
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.speak()

    def on_resize(self) -> None:
        self.speak()

    def speak(self) -> None:
        width = self.app.size.width
        self.query_one("#top", Static).update(title_row(_("INSTÄLLNINGAR"), self.desk, self.now(), width))
        self.query_one("#list", Static).update(Content("\n").join(self._rows(width)))
        self.query_one("#said", Static).update(content(fit(f" {self._said}", width), "$waits"))
        row = aside(_(" 1-8 byter till nästa val   9 servern   Esc tillbaka"), _("Esc Esc göm   F1 hjälp "), width)
        self.query_one("#keys", Static).update(content(row, "$faint"))

    @property
    def _settings(self) -> Settings:
        # The language may have been chosen by the command, against the file.
        return replace(house(self).settings, language=language())

    def _rows(self, width: int) -> list[Content]:
        rows = [Content("")]
        for number, name in enumerate(CHOICES, 1):
            value = said(name, getattr(self._settings, name))
            rows.append(content(fit(f"  {number}  {_(LABELS[name]):<32} {value}", width)))
        if self.desk is not None:
            server = self.desk.unlocked.secrets.server
            joined = (server.get("org_name") or server.get("address", "")) if server else _("ingen, anslut med en kod")
            rows.append(content(fit(f"  9  {_('Server'):<32} {joined}", width)))
        explained = [
            "",
            _("Det gäller genast och sparas i settings.toml."),
            _("Egna bokstäver i menyn: skriv dem i keys.toml i samma mapp."),
        ]
        rows += [content(fit(f"  {row}", width), "$faint") for row in explained]
        rows += [content(fit(f"  {sentence}", width), "$waits") for sentence in house(self).complaints]
        return rows

    def on_key(self, event: events.Key) -> None:
        names = tuple(CHOICES)
        character = event.character or ""
        if character.isdecimal() and 1 <= int(character) <= len(names):
            event.stop()
            self._change(names[int(character) - 1])
        elif character == "9" and self.desk is not None:
            event.stop()
            self._join()

    def _join(self) -> None:
        from fieldlog.screens.join import JoinScreen  # only those who join pay for it

        assert self.desk is not None  # noqa: S101 - the caller looked
        if self.desk.unlocked.secrets.server:
            house(self).perform("menu.sync")
        else:
            self.app.push_screen(JoinScreen(self.desk, self.now), self._joined)

    def _joined(self, said: str | None) -> None:
        self._said = f"{said} " + _("Synka med Mellanslag y från raden.") if said else ""
        self.speak()

    def _change(self, name: str) -> None:
        choices, current = CHOICES[name], getattr(self._settings, name)
        # A value of one's own, from the file, is followed by the first that is offered.
        place = choices.index(current) + 1 if current in choices else 0
        chosen = choices[place % len(choices)]
        self._said = ""
        try:
            changed: dict[str, Any] = {name: chosen}
            house(self).choose_settings(replace(self._settings, **changed))
        except Refusal as refusal:
            self._said = str(refusal)
        self.speak()

    def action_back(self) -> None:
        self.dismiss()


def said(name: str, value: str | int | bool) -> str:
    """A setting's value as it stands on the screen."""
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if name == "language":
        return LANGUAGE_NAMES[str(value)]
    if name == "idle_minutes":
        return _("{minutes} min utan tangent").format(minutes=value)
    if name == "debounce_ms":
        return _("{milliseconds} ms").format(milliseconds=value)
    return _(NAMES[str(value)])
