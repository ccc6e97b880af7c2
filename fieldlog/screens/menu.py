"""The menu over the line: opened by Space, one letter opens a view.

It takes keys from whichever widget has the focus, in that widget's own key handler: a menu that took the focus itself
would get it a moment after the key, and the letter of a quick `Space s` would be written on the line.
"""

from collections.abc import Callable, Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from fieldlog.language import _
from fieldlog.screens.keys import MenuItem
from fieldlog.screens.say import Say
from fieldlog.screens.text import fit, rule


class Menu(Widget):
    """Two columns of items under a rule, ten rows for a full menu; not shown until opened. Stands right above the line.

    `items` is asked at each opening. `writing` tells what an unused letter does: on a writing screen it closes the menu
    and is text, on a browsing one it closes the menu and nothing else, so that a letter meant for the menu never
    decides over the row behind it.
    """

    DEFAULT_CSS = """
    Menu { height: auto; display: none; background: $background; color: $foreground; }
    """

    chosen: reactive[int | None] = reactive(None, init=False)

    class Opened(Message):
        """The menu is over the line: the last row may say `hint(...)`."""

    class Closed(Message):
        """The menu is gone, whichever way."""

    class Chosen(Message):
        """A view is wanted. `by_arrows`: the person walked there, so the answer may show the letter."""

        def __init__(self, item: MenuItem, by_arrows: bool) -> None:
            super().__init__()
            self.item = item
            self.by_arrows = by_arrows

    def __init__(
        self,
        items: Callable[[], Sequence[MenuItem]],
        *,
        writing: bool = True,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self._ask_items = items
        self._writing = writing
        self._items: tuple[MenuItem, ...] = ()
        self._half = 0
        self.is_open = False

    def open(self) -> None:
        """Show what can be done now. Takes effect at once, before the next key."""
        self._items = tuple(self._ask_items())
        self._half = (len(self._items) + 1) // 2
        self.set_reactive(Menu.chosen, None)
        self.is_open = self.display = True
        self.refresh(layout=True)
        self.post_message(self.Opened())

    def close(self) -> None:
        if self.is_open:
            self.is_open = self.display = False
            self.post_message(self.Closed())

    def speak(self) -> None:
        """The labels in the language in use."""
        self._items = tuple(self._ask_items())
        self.refresh()

    def hint(self) -> str:
        """What the last row of the screen says while the menu is open."""
        return _("Andra bokstäver och siffror skrivs på raden som vanligt.") if self._writing else ""

    def take(self, key: events.Key) -> bool:
        """Whether the open menu used the key; if not, the caller treats it as if there were no menu."""
        if not self.is_open:
            return False
        if key.key in {"up", "down", "left", "right"}:
            self._walk(key.key)
            return True
        item = self._item_of(key)
        self.close()
        if item is not None:
            self._choose(item, by_arrows=key.key == "enter")
        return item is not None or key.key in {"escape", "space", "enter"} or (key.is_printable and not self._writing)

    def _item_of(self, key: events.Key) -> MenuItem | None:
        if key.key == "enter":
            return None if self.chosen is None else self._items[self.chosen]
        return next((item for item in self._items if item.letter == (key.character or "").lower()), None)

    def _choose(self, item: MenuItem, by_arrows: bool) -> None:
        self.post_message(Say(item.why_not) if item.why_not else self.Chosen(item, by_arrows))

    def _walk(self, key: str) -> None:
        count = len(self._items)
        if not count:
            return
        if self.chosen is None:
            self.chosen = {"up": count - 1, "right": min(self._half, count - 1)}.get(key, 0)
        elif key in {"up", "down"}:
            self.chosen = (self.chosen + (1 if key == "down" else -1)) % count
        else:
            aside = self.chosen + (self._half if self.chosen < self._half else -self._half)
            self.chosen = min(aside, count - 1)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return self._half + 1

    def render(self) -> Content:
        width = self.size.width
        right = max(width // 2 - 3, 20)
        rows = [Content(rule(width, _("MENY"), _("en bokstav öppnar   Esc stänger")))]
        for row in range(self._half):
            left = self._drawn(row, right)
            rows.append(left + self._drawn(row + self._half, width - right))
        return Content("\n").join(rows)

    def _drawn(self, place: int, width: int) -> Content:
        if place >= len(self._items):
            return Content(" " * width)
        item = self._items[place]
        is_chosen = place == self.chosen
        text = fit(f"{'▸' if is_chosen else ' '}{item.letter}  {item.label}", width)
        return Content.styled(text, "reverse" if is_chosen else "$faint" if item.why_not else "")

    def on_click(self, event: events.Click) -> None:
        column = 0 if event.x < max(self.size.width // 2 - 3, 20) else self._half
        place = column + event.y - 1
        if 0 < event.y <= self._half and place < len(self._items):
            self.close()
            self._choose(self._items[place], by_arrows=True)
