"""The end of a shift: look through, what is missing, the handover in two parts, felt safe, sign."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from fieldlog.language import _, n_
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Tonight, Waiting
from fieldlog.models.refusal import Refusal
from fieldlog.screens.felt_safe import FeltSafe
from fieldlog.screens.handover_box import LEAST_ROWS, MOST_ROWS, HandoverBox
from fieldlog.screens.house import house
from fieldlog.screens.page_draft import PageDraft
from fieldlog.screens.rows import Rows
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.sentences import warning
from fieldlog.screens.status import aside, top_row
from fieldlog.screens.text import content, fit, signs
from fieldlog.screens.throw_away import ask_to_throw_away
from fieldlog.screens.timeline import draw_waiting

HANDOVER = "handover"
"""The kind of draft that a handover under way is kept as."""


AROUND = 11
"""Rows of everything else, but for what waits."""
TALL = 30
"""Rows from which five things that wait have room beside both parts of the handover."""


class EndScreen(Screen[None]):
    """Begins with what is missing or not there to see whole; Tab walks it in a ring. The passphrase at the end signs.

    Esc goes back to the shift; nothing is lost.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    EndScreen { background: $background; color: $foreground; }
    EndScreen #look { height: auto; }
    EndScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    EndScreen #signing { height: 1; }
    EndScreen #ask { width: auto; }
    EndScreen #passphrase { border: none; height: 1; padding: 0 1; background: $panel; width: 1fr; }
    EndScreen Static { height: auto; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.tonight: Tonight | None = None
        self.signing = False
        self.offered = ("", "")
        self.draft = PageDraft(self, desk, HANDOVER, self._kept, self._say)
        self.felt_safe = FeltSafe(self._write)
        self.for_all = HandoverBox(id="for_all")
        self.own = HandoverBox(id="own")
        self.open: Rows[Waiting] = Rows(
            lambda offset, limit: self._waiting[offset : offset + limit],
            lambda: len(self._waiting),
            lambda row, width: draw_waiting(row, width, self.now(), signs(house(self).look.only_ascii)),
            gutter=1,
            id="open",
        )

    @property
    def _boxes(self) -> tuple[HandoverBox, HandoverBox]:
        return self.for_all, self.own

    @property
    def _waiting(self) -> tuple[Waiting, ...]:
        return self.tonight.waiting if self.tonight else ()

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="look", markup=False)
        yield Rule(id="open_rule")
        yield self.open
        with VerticalScroll(can_focus=False):
            yield Rule(id="all_rule")
            yield self.for_all
            yield Rule(id="own_rule")
            yield self.own
        yield Rule()
        yield self.felt_safe
        with Horizontal(id="signing"):
            yield Static(id="ask", markup=False)
            yield Input(password=True, id="passphrase")
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    async def on_mount(self) -> None:
        self.speak()
        with refusals_said(self):
            await self._begin()

    async def _begin(self) -> None:
        self.tonight = await self.desk.look()
        if self.tonight.shift is None:  # nothing to sign: what was signed is what one can want here
            house(self).perform("all.copies")
            self.dismiss()
            return
        self.draft.shift = self.tonight.shift["id"]
        self.offered = await self.desk.verb("shifts.offered_handover", self.draft.shift, self.now())
        kept = [each for each in await self.desk.verb("drafts.drafts", HANDOVER) if each.shift == self.draft.shift]
        texts = self.offered
        if kept:
            self.draft.take_over(kept[0].id)
            body = kept[0].body
            texts = (
                with_what_is_new(body["for_all"], self.offered[0], body.get("offered", ["", ""])[0]),
                with_what_is_new(body["own"], self.offered[1], body.get("offered", ["", ""])[1]),
            )
        self.for_all.offer(texts[0])
        self.own.offer(texts[1])
        self.speak()
        (self.open if self._lacking() else self._first_not_seen()).focus()

    def _first_not_seen(self) -> Widget:
        """Where both parts of the handover stand whole there is only to answer; else one begins with them."""
        width, height = self.app.size
        rows = [box.rows(width) for box in self._boxes]
        room = height - AROUND - (min(len(self._waiting), 3) if self._waiting else 0)
        is_seen = max(rows) <= MOST_ROWS and sum(max(each, LEAST_ROWS) for each in rows) <= room
        return self.felt_safe if is_seen else self.for_all

    def _write(self, character: str) -> None:
        """A letter beside the boxes is written in the first of them."""
        self.for_all.focus()
        self.for_all.insert(character)

    def _kept(self) -> dict[str, Any] | None:
        """What was written of the handover; None while it is as it was offered."""
        texts = (self.for_all.text, self.own.text)
        if self.draft.shift is None or texts == self.offered:
            return None
        return {"for_all": texts[0], "own": texts[1], "offered": list(self.offered)}

    def keep_written(self) -> None:
        """On every way out."""
        self.draft.flush()

    @on(TextArea.Changed)
    def _written(self, message: TextArea.Changed) -> None:
        if self.draft.shift is not None:
            self._say(warning(message.text_area.text))
            self.draft.soon()

    async def on_screen_resume(self) -> None:
        if self.tonight is not None:
            with refusals_said(self):
                await self.look_again()

    async def look_again(self) -> None:
        """Something that waited was opened: what is offered follows, what was written of the handover stays."""
        self.tonight = await self.desk.look()
        if self.draft.shift is not None:
            offered = await self.desk.verb("shifts.offered_handover", self.draft.shift, self.now())
            for box, new, old in zip(self._boxes, offered, self.offered, strict=True):
                if new != old:
                    box.offer(new if box.text == old else with_what_is_new(box.text, new, old))
            self.offered = offered
        self.speak()

    def _lacking(self) -> int:
        """How many events are open: nothing else holds up the signing."""
        return sum(1 for waiting in self._waiting if waiting.kind == "event")

    def speak(self) -> None:
        """Everything in the language in use."""
        width = self.app.size.width
        if self.tonight is not None:
            practice = self.desk.folder.practice
            row = top_row(self.tonight, self.desk.facts.worker, self.now(), width, practice=practice)
            self._static("top").update(content(row, "reverse"))
        rows = self.tonight.rows if self.tonight else ()
        serious = sum(1 for row in rows if row.severity >= 3)
        seen = n_("{count} post i passet", "{count} poster i passet", len(rows)).format(count=len(rows))
        grave = n_("{count} allvarlig", "{count} allvarliga", serious).format(count=serious) if serious else ""
        self._static("look").update(content(fit(" " + "   ".join(part for part in (seen, grave) if part), width)))
        open_rule = self.query_one("#open_rule", Rule)
        count, lacking = len(self._waiting), self._lacking()
        if lacking:
            open_rule.title = _("Saknas innan du kan signera: {count}").format(count=lacking)
        else:
            open_rule.title = _("Väntar på svar: {count}").format(count=count) if count else _("Inget saknas")
        open_rule.aside = _("Enter öppnar   Backsteg kastar") if lacking else _("Enter öppnar") if count else ""
        self.open.display = bool(count)
        self.open.styles.height = min(count, 5 if self.app.size.height >= TALL else 3) or 1
        self.open.reload()
        self._rule("all_rule", _("Överlämning till alla: delat, ur klass A"))
        self._rule("own_rule", _("Överlämning till egna: bara din organisation"))
        self.felt_safe.draw()
        self._static("ask").update(content(" " + _("Lösenfras och Enter signerar passet:") + " "))
        keys = aside(_(" Tab nästa   ↑ rutorna   Enter ny rad   lösenfras + Enter signerar"), _("Esc tillbaka "), width)
        self._static("keys").update(content(fit(keys, width), "$faint"))

    def _rule(self, name: str, title: str) -> None:
        self.query_one(f"#{name}", Rule).title = title

    def _static(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self._say(message.sentence)

    def _say(self, sentence: str) -> None:
        self._static("said").update(content(f" {sentence}", "$waits"))

    @on(Rows.Chosen)
    def _open_waiting(self, message: Rows.Chosen) -> None:
        if isinstance(message.row, Waiting):
            house(self).open_waiting(message.row)

    @on(Rows.ThrownAway)
    def _throw_away(self, message: Rows.ThrownAway) -> None:
        ask_to_throw_away(self, message.row)

    @on(Rows.Left)
    def _past_the_list(self) -> None:
        self.for_all.focus()

    @on(Input.Submitted)
    def _sign(self, message: Input.Submitted) -> None:
        passphrase = message.value
        message.input.value = ""
        if passphrase and not self.signing:
            self.signing = True
            self._say(_("Signerar ..."))
            self.run_worker(self._signed(passphrase))

    async def _signed(self, passphrase: str) -> None:
        from fieldlog.vault import unlock_with_passphrase  # loads the cryptography: only when one signs

        assert self.tonight is not None  # noqa: S101 - nothing to sign before it came
        shift = self.tonight.shift["id"] if self.tonight.shift else ""
        try:
            await asyncio.to_thread(unlock_with_passphrase, self.desk.folder, passphrase)
            await self.desk.verb(
                "shifts.end",
                self.now(),
                handover_all=self.for_all.text,
                handover_own=self.own.text,
                felt_safe=self.felt_safe.answer,
            )
        except Refusal as refusal:
            self._say(str(refusal))
            return
        finally:
            self.signing = False
        await self.draft.drop()
        self._finished(shift)

    def _finished(self, shift: str) -> None:
        from fieldlog.screens.signed import SignedScreen

        house(self).switch_screen(SignedScreen(self.desk, self.now, shift))

    def action_back(self) -> None:
        """Esc: to the shift; what was written of the handover is kept and offered again."""
        self.run_worker(self._leave())

    async def _leave(self) -> None:
        if await self.draft.keep():
            self.dismiss()


def with_what_is_new(written: str, offered: str, offered_then: str) -> str:
    """A handover that was begun, and what is offered now that was not when it was begun."""
    before = offered_then.splitlines()
    new = [line for line in offered.splitlines() if line not in before]
    return "\n".join([*([written] if written else []), *new])
