"""The exchange: what is only here, how it goes while it runs, what came back, and the receipt that two can compare."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _, mark, n_
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import STOCKHOLM, clock
from fieldlog.models.refusal import Refusal
from fieldlog.screens.house import house
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, rule, wrapped

if TYPE_CHECKING:
    from fieldlog.logbook.told import Told
    from sync.client.believing import Receipt
    from sync.client.outcome import Outcome
    from sync.client.status import Status

ASIDE = {
    "schema": mark("en uppgift har fel form"),
    "part": mark("texten är inte den som signerades"),
    "strict": mark("texten går inte att läsa"),
    "org": mark("posten är en annan organisations"),
    "worker": mark("posten är en annan medarbetares"),
    "first": mark("loggens början stämmer inte"),
    "large": mark("posten är för stor"),
    "id": mark("en annan post har samma namn"),
    "revoked": mark("datorn är spärrad"),
    "fork": mark("skriven på två datorer"),
    "frame": mark("raden är skadad på den här datorn; kör fieldlog verify"),
    "rejected": mark("granskad och avvisad: sparas, men ingen läser den"),
}
"""Why the server set an entry aside, as the worker is told."""


class ExchangeScreen(Screen[None]):
    """Begins at once: it does no harm, and whoever opens it wants it."""

    keys_of: ClassVar[tuple[str, ...]] = ("exchange",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("enter", "again", show=False),
    ]
    DEFAULT_CSS = """
    ExchangeScreen { background: $background; color: $foreground; }
    ExchangeScreen > Static { height: 1; }
    ExchangeScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    ExchangeScreen VerticalScroll Static { height: auto; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self._status: Status | None = None
        self._outcome: Outcome | None = None
        self._refused = ""
        self._told: tuple[Told, ...] = ()
        self._under_way = False
        self._stopping = threading.Event()

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        with VerticalScroll():
            yield Static(id="page", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.action_again()
        self.speak()

    def speak(self) -> None:
        self.query_one("#top", Static).update(title_row(_("SYNKA"), self.desk, self.now(), self.app.size.width))
        self._draw()

    def action_again(self) -> None:
        if self._lacks_server:
            from fieldlog.screens.join import JoinScreen  # only those who join pay for it

            self.app.push_screen(JoinScreen(self.desk, self.now), self._joined)
        elif not self._under_way:
            self._under_way, self._refused, self._outcome = True, "", None
            self._stopping.clear()
            self.run_worker(self._exchange(), exclusive=True)

    @property
    def _lacks_server(self) -> bool:
        return self._status is not None and not self._status.server

    def _joined(self, said: str | None) -> None:
        if said:
            self._status = None
            self.action_again()

    async def _exchange(self) -> None:
        try:
            self._status = await house(self).travel.while_still(self._look)
            self._draw()
            if self._status.server:
                self._outcome = await house(self).travel.while_still(self._run)
                self._status = await house(self).travel.while_still(self._look)
        except Refusal as refusal:
            self._refused = str(refusal)
        finally:
            self._under_way = False
            await self._read_again()
            self._draw()

    async def _read_again(self) -> None:
        """What earlier exchanges left to be known, too; shown here it has been seen."""
        with suppress(Refusal):
            self._told = await self.desk.verb("told.told")
            if not self.desk.read_only:
                await self.desk.verb("told.see")

    def _look(self) -> "Status":
        from sync.client.once import status_once

        return status_once(self.desk.unlocked, self.now)

    def _run(self) -> "Outcome":
        from sync.client.once import exchange_once  # httpx takes longer to load than the screen to show

        return exchange_once(self.desk.unlocked, self.now, self._progress, self._stopping.is_set)

    def _progress(self, outcome: "Outcome") -> None:
        """From the thread of the exchange."""
        self._outcome = outcome
        self.app.call_from_thread(self._draw)

    def action_back(self) -> None:
        """Esc stops what runs, and leaves when nothing does."""
        if self._under_way and not self._stopping.is_set():
            self._stopping.set()
            self._draw()
            return
        self._stopping.set()
        self.dismiss()

    # -- what it shows

    def _draw(self) -> None:
        if not self.is_attached:
            return
        width = self.app.size.width
        rows: list[Content] = []
        for title, lines, style in self._sections():
            rows.append(content(rule(width - 1, title)))
            for line in lines:
                rows += [content(row, style) for row in wrapped(line, width - 1).split("\n")]
        page = self.query_one("#page", Static)
        page.styles.height = len(rows)  # said, not measured: what is drawn twice at once is measured only once
        page.update(Content("\n").join(rows))
        again = _(" Enter anslut med en kod") if self._lacks_server else _(" Enter synka igen")
        left = again if not self._under_way else _(" Synkar")
        stops = self._under_way and not self._stopping.is_set()
        right = _("Esc stoppa   Esc Esc göm ") if stops else _("Esc tillbaka   Esc Esc göm ")
        self.query_one("#keys", Static).update(content(aside(left, right, width), "$faint"))

    def _sections(self) -> list[tuple[str, list[str], str]]:
        """Title, lines and style of each block that has something to say."""
        status, outcome = self._status, self._outcome
        found = [(_("Nu"), self._now_said(), "")]
        if self._refused:
            found.append((_("Det gick inte"), [self._refused], "$returned"))
        if notices := self._notices():
            found.append((_("Att veta"), notices, "$returned"))
        receipt = (outcome.receipt if outcome else None) or (status.receipt if status else None)
        if receipt is not None:
            found.append((_("Kvitto"), _receipt_said(receipt), "$calm"))
        if status is not None and status.aside:
            found.append((_("Ligger åt sidan hos servern"), _aside_said(status), "$waits"))
        if status is not None:
            found.append((_("Servern"), _server_said(status), ""))
        return found

    def _notices(self) -> list[str]:
        """Of this exchange first, then of earlier ones with their day."""
        new = list(self._outcome.notices) if self._outcome is not None else []
        earlier = [one for one in self._told if one.said not in new]
        return new + [f"{one.moment.astimezone(STOCKHOLM):%d/%m %H:%M}  {one.said}" for one in earlier]

    def _now_said(self) -> list[str]:
        status, outcome = self._status, self._outcome
        if status is None:
            return [_("Ser efter vad som finns kvar här.")]
        if not status.server:
            return [
                _("Datorn är inte ansluten till någon server. Allt ligger kvar här och fungerar som vanligt."),
                _("Har du fått en adress och en kod av din gruppledare: tryck Enter."),
            ]
        if self._under_way:
            if self._stopping.is_set():
                return [_("Stannar efter det som just sänds.")]
            if outcome is None:
                return [_unsent_said(status.unsent), _("Söker servern.")]
            return [
                _("Sänt {sent}, kvar {unsent}. Mottaget {received}.").format(
                    sent=outcome.sent, unsent=outcome.unsent, received=outcome.received
                )
            ]
        lines = []
        if outcome is not None:
            ended = _("Stoppad: resten går nästa gång.") if outcome.stopped else _("Klart {clock}.")
            lines.append(ended.format(clock=clock(self.now())))
            lines.append(_("Sänt {sent}, mottaget {received}.").format(sent=outcome.sent, received=outcome.received))
        lines.append(_unsent_said(status.unsent))
        if outcome is not None and outcome.waiting:
            sentence = n_(
                "{count} post kan än ångras. Den går av sig själv om {seconds} s, eller när passet är signerat.",
                "{count} poster kan än ångras. De går av sig själva om {seconds} s, eller när passet är signerat.",
                outcome.waiting,
            )
            lines.append(sentence.format(count=outcome.waiting, seconds=round(outcome.seconds)))
        return lines


def _unsent_said(count: int) -> str:
    if not count:
        return _("Allt du skrivit finns hos servern.")
    said = n_("{count} post finns bara på den här datorn.", "{count} poster finns bara på den här datorn.", count)
    return said.format(count=count)


def _receipt_said(receipt: "Receipt") -> list[str]:
    from sync.words import words_of

    when = f"{receipt.at.astimezone(STOCKHOLM):%d/%m %H:%M}"
    return [
        n_("{count} post hos servern {when}:", "{count} poster hos servern {when}:", receipt.head.n).format(
            count=receipt.head.n, when=when
        ),
        words_of(receipt.head.hash),
        _("Har servern samma åtta ord är det samma logg."),
    ]


def _aside_said(status: "Status") -> list[str]:
    counts: dict[str, int] = {}
    for _device, _n, code in status.aside:
        counts[code] = counts.get(code, 0) + 1
    return [f"{count}  {_(ASIDE.get(code, code))}" for code, count in sorted(counts.items())]


def _server_said(status: "Status") -> list[str]:
    from sync.client.outcome import clock_said

    if not status.server:
        return [_("Ingen än.")]
    lines = [f"{status.server}   {status.organisation}"]
    if status.done_at:
        lines.append(_("Senaste hela synken {when}").format(when=f"{status.done_at.astimezone(STOCKHOLM):%d/%m %H:%M}"))
    if status.skew is not None:
        lines.append(clock_said(status.skew))
    if status.contact:
        lines.append(_("Ring {contact} om något är fel.").format(contact=status.contact))
    return lines
