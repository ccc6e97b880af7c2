"""Undoing what was saved last: it shows what, and only Enter does it; the text is then on the shift's line again."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import clock
from fieldlog.models.refusal import Refusal
from fieldlog.screens.hits import draw_hit
from fieldlog.screens.house import house
from fieldlog.screens.only_enter import OnlyEnterScreen
from fieldlog.screens.shift import ShiftScreen
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, signs

if TYPE_CHECKING:
    from fieldlog.logbook.browsing import Hit


class UndoScreen(OnlyEnterScreen):
    """A question. Enter undoes, or opens the entry to be corrected once it was sent; any other key changes nothing."""

    keys_of: ClassVar[tuple[str, ...]] = ("undo",)

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__(desk, now)
        self.hit: Hit | None = None
        self.can_undo = False
        self._is_known = False

    def on_mount(self) -> None:
        self.draw()
        self.run_worker(self._look())

    async def _look(self) -> None:
        try:
            self.hit, self.can_undo = await self.desk.verb("retyping.latest")
        except Refusal as refusal:
            self._said = str(refusal)
        self._is_known = True
        self.draw()

    def draw(self) -> None:
        width = self.app.size.width
        top = content(aside(f" {_('ÅNGRA')}", f"{clock(self.now())} ", width), "reverse")
        self._draw(top, self._rows(width), self._question(), self._enter_does())

    def _rows(self, width: int) -> list[Content]:
        if self.hit is None:
            return [Content("")]
        sign, words = signs(house(self).look.only_ascii), self.desk.vocabulary
        return self._about(draw_hit(self.hit, width - 1, self.now(), sign, words), self.hit.seen.note)

    def _question(self) -> str:
        if not self._is_known:
            return ""
        if self.hit is None:
            return _("Det finns inget att ångra.")
        if self.can_undo:
            return _("Ångra den? Orden förstörs här och står på raden igen.")
        return _("Den är sänd och går inte att ångra. Den går att rätta.")

    def _enter_does(self) -> str:
        if self.hit is None:
            return ""
        return _("Enter ångrar") if self.can_undo else _("Enter rättar")

    @property
    def can_enter(self) -> bool:
        return self.hit is not None

    def enter(self) -> None:
        assert self.hit is not None  # noqa: S101 - only then can one
        if self.can_undo:
            self._is_doing = True
            self.run_worker(self._undo(self.hit.seen.id))
        else:
            from fieldlog.screens.detail import DetailScreen  # only those who open one pay for it

            self.app.switch_screen(DetailScreen(self.desk, self.now, self.hit.seen.id))

    async def _undo(self, id_: str) -> None:
        try:
            text, chosen = await self.desk.verb("retyping.undo", id_, self.now())
        except Refusal as refusal:
            self._said, self._is_doing, self.hit = str(refusal), False, None
            self.draw()
            return
        shift = next((each for each in self.app.screen_stack if isinstance(each, ShiftScreen)), None)
        if shift is not None:
            self._put_back(shift, text, chosen)
        self.dismiss()

    def _put_back(self, shift: ShiftScreen, text: str, chosen: dict[str, Any]) -> None:
        """On the line as it was, with what was chosen beside it: a band, the time, an answer that no word says."""
        reader = shift.writing.reader
        reader.forget()
        understood = reader.read(text)
        if understood is not None:
            understood.chosen.update(chosen)
        shift.line.put_back(text)
        shift.chips.show(understood)
        shift.writing.just_saved = False
        shift.writing.draw()
        # What is said goes with the next change of the line, and that one is still on its way.
        shift.set_timer(0.1, partial(shift.writing.say, _("Ångrat. Texten står på raden igen.")))
