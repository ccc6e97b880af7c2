"""What the letters of the review screen do with the entry that has the bar, and what is asked in between."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from fieldlog.language import _
from fieldlog.logbook.review_queue import Item, calm_of_shift, of_event, singles
from fieldlog.models.moment import clock
from fieldlog.models.review import REASONS
from fieldlog.models.vocabulary import CLASSES
from fieldlog.screens.detail import DetailScreen
from fieldlog.screens.reason import ReasonScreen
from fieldlog.screens.review_asks import until
from fieldlog.screens.review_board import QUEUE, READERS
from fieldlog.screens.review_shown import draw_shown
from fieldlog.screens.review_together import TogetherScreen

if TYPE_CHECKING:
    from textual.content import Content

    from fieldlog.screens.review import ReviewScreen


class Letters:
    """Each does nothing where no entry has the bar."""

    def __init__(self, screen: "ReviewScreen") -> None:
        self.screen = screen

    def by_action(self) -> dict[str, Callable[[], None]]:
        """By the actions of the key table."""
        return {
            "approve": self.approve,
            "return": partial(self._ask_first, "return"),
            "comment": partial(self._ask_first, "comment"),
            "remind": partial(self._ask_first, "remind"),
            "all_calm": self.all_calm,
            "all_of_event": self.all_of_event,
            "undo": self.undo,
            "who_reads": self.who_reads,
            "raise": partial(self._classify, 1),
            "lower": partial(self._classify, -1),
            "whole": self.whole,
        }

    def _ask_first(self, action: str) -> None:
        if self._item is not None:
            self.screen.ask = action
            self.screen.say("")

    @property
    def _item(self) -> Item | None:
        return self.screen.board.item

    def approve(self) -> None:
        item = self._item
        if item is not None and item.file:
            self._together(item.file, singles(item), (item,))
        elif item is not None:
            self._decide((item,), _("godkände {what}"), "approve")

    def all_calm(self) -> None:
        item = self._item
        calm = calm_of_shift(self.screen.sitting.left, item.shift) if item is not None else ()
        if calm:
            self._together(_("Lugna i passet, klass A"), calm, calm)
        else:
            self.screen.say(_("Passet har inga lugna av klass A kvar."))

    def all_of_event(self) -> None:
        item = self._item
        event = of_event(self.screen.sitting.left, item) if item is not None else ()
        if len(event) > 1:
            self._together(_("Samma händelse"), event, event)
        else:
            self.screen.say(_("Inget annat av samma händelse väntar."))

    def _together(self, title: str, shown: Sequence[Item], items: Sequence[Item]) -> None:
        def ended(approved: bool | None) -> None:
            if approved:
                count = sum(len(item.judged) for item in items)
                self._decide(items, _("godkände {count} tillsammans").format(count=count), "approve")

        self.screen.app.push_screen(TogetherScreen(self.screen.desk, self.screen.now, title, shown), ended)

    def answered(self, ask: str, answer: str) -> None:
        """A digit chose this answer: what is said in words follows, or it is done at once."""
        item = self._item
        if item is None:
            return
        if ask == "remind":
            when = until(answer, self.screen.now())
            self._decide((item,), _("påminner om {what}"), "put_off", when)
        elif ask == "return":
            self._return(item, answer)
        else:
            self._comment(item, approves=answer == "approve")

    def _return(self, item: Item, reason: str) -> None:
        label = _(REASONS[reason])

        def ended(text: str | None) -> None:
            if text is not None:
                said = "" if text == label else text
                self._decide((item,), _("returnerade {what}"), "give_back", reason, text=said)

        question = _("Vad ska ändras?") if reason == "other" else _("Vad ska ändras? Enter räcker.")
        self._ask_words(item, _("RETURNERA"), question, "" if reason == "other" else label, ended)

    def _comment(self, item: Item, *, approves: bool) -> None:
        def ended(text: str | None) -> None:
            if text is None:
                return
            if approves:
                self._decide((item,), _("godkände {what} med anmärkning"), "approve", remark=text)
            else:
                self._decide((item,), _("kommenterade {what}"), "comment", text, stays=True)

        title = _("GODKÄNN MED ANMÄRKNING") if approves else _("KOMMENTERA")
        self._ask_words(item, title, _("Skribenten läser det här vid posten."), "", ended)

    def _ask_words(
        self, item: Item, title: str, question: str, ready: str, ended: Callable[[str | None], None]
    ) -> None:
        screen = self.screen
        drawn: list[Content] = []
        if screen.board.whole is not None:
            width, now, signs = screen.app.size.width, screen.now(), screen.board.signs
            drawn = draw_shown(screen.board.whole, width, now, signs, screen.desk.vocabulary, screen.desk.facts.worker)
        why = ReasonScreen(screen.desk, screen.now, title, question, drawn, ready, target=item.id)
        screen.app.push_screen(why, ended)

    def _decide(self, items: Sequence[Item], said: str, verb: str, *args: Any, **more: Any) -> None:
        """The version that was read is decided over; of one that was only listed the one that was listed."""
        board = self.screen.board
        read = {}
        if board.whole is not None and board.shown is not None and len(items) == 1 and not items[0].file:
            read = {items[0].id: board.shown[1]}
        what = said.format(what=self._named(items[0]))
        doing = self.screen.deciding.decide(items, what, verb, *args, read=read, **more)
        self.screen.run_worker(doing)

    def _named(self, item: Item) -> str:
        """`OF KKY 19:30`; of a file its name."""
        hit = self.screen.list.hit(item)
        if item.file or hit is None:
            return item.file or _("posten")
        return f"{hit.seen.category or '--'} {hit.seen.place or '---'} {clock(hit.seen.at)}"

    def undo(self) -> None:
        self.screen.run_worker(self.screen.deciding.undo())

    def who_reads(self) -> None:
        board = self.screen.board
        board.view = QUEUE if board.view == READERS else READERS
        self.screen.draw()

    def _classify(self, by: int) -> None:
        """Another class, with a reason: at once an entry, since it also stops others from reading."""
        item, screen, whole = self._item, self.screen, self.screen.board.whole
        place = CLASSES.index(whole.said["class"]) + by if whole is not None else -1
        if item is None or not 0 <= place < len(CLASSES):
            screen.say(_("Klassen går inte längre åt det hållet.") if whole is not None else "")
            return

        def ended(reason: str | None) -> None:
            if reason:
                screen.run_worker(screen.deciding.classify(item, CLASSES[place], reason))

        title = _("HÖJ KLASSEN") if by > 0 else _("SÄNK KLASSEN")
        question = _("Varför ska färre läsa?") if by > 0 else _("Varför kan fler läsa?")
        self._ask_words(item, title, question, "", ended)

    def whole(self) -> None:
        """The entry with all of its history; of a file all that is in it."""
        item, screen = self._item, self.screen
        if item is not None and item.file:
            self._together(item.file, singles(item), (item,))
        elif item is not None:
            screen.app.push_screen(DetailScreen(screen.desk, screen.now, item.id, beside=self._beside))

    def _beside(self, by: int) -> str | None:
        """The entry so many rows further on, where the bar then stands; None at either end, and of a file."""
        rows = self.screen.list
        index = rows.index + by
        if not 0 <= index < rows.total or rows.items[index].file:
            return None
        rows.move(index)
        return rows.items[index].id
