"""What is asked by a digit before a decision, and what else can be pressed: the two last rows of the review screen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fieldlog.language import _, mark
from fieldlog.models.moment import day_bounds, operational_day
from fieldlog.models.review import REASONS
from fieldlog.screens.status import aside


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with its answers; the digit that chooses each is its place, from 1."""

    question: str
    answers: tuple[tuple[str, str], ...]

    def answer(self, character: str) -> str | None:
        """The name of the answer that the digit chooses."""
        place = int(character) - 1 if character.isdigit() else -1
        return self.answers[place][0] if 0 <= place < len(self.answers) else None

    def rows(self) -> tuple[str, str]:
        """The answers as the last two rows of the screen say them."""
        said = [f"{number} {_(label)}" for number, (_name, label) in enumerate(self.answers, 1)]
        half = 3 if len(said) > 3 else len(said)
        return " " + "  ".join(said[:half]), " " + "  ".join(said[half:])


RETURN = Ask(mark("Varför går den tillbaka? Stavning är inget skäl."), tuple(REASONS.items()))
COMMENT = Ask(
    mark("Vad ska kommentaren göra?"),
    (("comment", mark("bara stå där")), ("approve", mark("godkänna med anmärkning: skribenten behöver inte svara"))),
)
LATER = Ask(
    mark("När ska den visas igen?"),
    (("day", mark("i morgon")), ("week", mark("om 7 dagar")), ("shift", mark("vid skribentens nästa pass"))),
)
ASKS = {"return": RETURN, "comment": COMMENT, "remind": LATER}
"""By the action of the key table that asks."""


def until(answer: str, now: datetime) -> datetime | None:
    """When to show it again: with the operational day, or None for the writer's next shift."""
    days = {"day": 1, "week": 7}.get(answer)
    return None if days is None else day_bounds(operational_day(now) + timedelta(days=days))[0]


def last_rows(ask: str, is_night: bool, width: int, *, of_event: bool = False) -> tuple[str, str]:
    """The two last rows of the screen: the answers of what is asked, else what can be pressed. `of_event`: whether
    more of the same event waits."""
    if ask:
        first, second = ASKS[ask].rows()
        return first, aside(second, _("Esc tillbaka "), width)
    menu = _("Mellanslag meny   Esc tillbaka ")
    if is_night:
        return "", aside(_(" Enter till kön   ↓ ↑ bläddra"), menu, width)
    first = _(" g godkänn   r returnera   k kommentera   p påminn mig   u ångra   a alla lugna")
    if of_event:
        return first, aside(_(" h hela händelsen   o hela posten   v vem får se"), menu, width)
    return first, aside(_(" ↓ ↑ bläddra   o hela posten   v vem får se"), menu, width)
