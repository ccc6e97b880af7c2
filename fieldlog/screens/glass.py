"""Asking a supervisor why she opens another's class C outside the review, before anything of it is shown."""

from typing import TYPE_CHECKING
from weakref import WeakSet

from fieldlog.language import _
from fieldlog.models.refusal import Refusal
from fieldlog.screens.text import content

if TYPE_CHECKING:
    from fieldlog.screens.detail import DetailScreen

MINUTES = 15
"""As `logbook.glass.OPEN_FOR`."""
_ASKED: "WeakSet[DetailScreen]" = WeakSet()


def ask_why(screen: "DetailScreen", refusal: Refusal) -> None:
    """If it was refused because it is behind glass: with a reason it opens for a quarter of an hour; Esc leaves it
    shut and goes back. Asked once for each screen."""
    from fieldlog.logbook.glass import BehindGlass  # nobody else pays for it

    if not isinstance(refusal, BehindGlass) or screen in _ASKED:
        return
    _ASKED.add(screen)
    from fieldlog.screens.reason import ReasonScreen  # only those who break the glass pay for it

    async def break_it(reason: str) -> None:
        try:
            await screen.desk.verb("glass.break_glass", screen.entry, reason, screen.now())
        except Refusal as refusal:
            screen.look_again(str(refusal))
            return
        screen.look_again(_("Öppet i {minutes} minuter. Det står i läsloggen.").format(minutes=MINUTES))

    def answered(reason: str | None) -> None:
        if reason:
            screen.run_worker(break_it(reason))
        else:
            screen.dismiss()

    about = [
        content(""),
        content(" " + _("Posten är klass C och skriven av en annan. I granskningen läses den med syfte.")),
        content(" " + _("Här: skälet, vem du är och tiden skrivs i läsloggen. Dataskyddsombudet ser det.")),
        content(" " + _("Öppet i {minutes} minuter.").format(minutes=MINUTES)),
    ]
    question = _("Varför måste du läsa den nu?")
    screen.app.push_screen(
        ReasonScreen(screen.desk, screen.now, _("NÖDÖPPNA"), question, about, target=screen.entry), answered
    )
