"""What an exchange came to, as whoever asked for it is told: also while it runs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fieldlog.language import _, n_
from sync.client.believing import Receipt

WRONG_CLOCK = 120
"""Seconds between the laptop's clock and the server's from which on it is said."""


@dataclass(slots=True)
class Outcome:
    """What an exchange came to, also while it runs."""

    sent: int = 0
    received: int = 0
    unsent: int = 0
    """Own entries that are only here."""
    waiting: int = 0
    """How many of them may still be undone and therefore stay, and how long until the first of them may leave."""
    seconds: float = 0.0
    aside: dict[tuple[str, int], str] = field(default_factory=dict)
    """What the server holds back until somebody has looked at it: (device, number) -> a code of `CONTENT_FAULTS`."""
    notices: list[str] = field(default_factory=list)
    """What the worker has to know, a sentence each."""
    receipt: Receipt | None = None
    contact: str = ""
    revoked: bool = False
    stopped: bool = False


Progress = Callable[[Outcome], None]


def nothing(_outcome: Outcome) -> None:
    """For those who do not want to know how it goes."""


def never() -> bool:
    return False


def wrong_clock(skew: int) -> str:
    """How wrong the laptop's clock is; `skew` is how many seconds it is ahead."""
    much = _span(abs(skew))
    if skew > 0:
        return _("Datorns klocka går {much} före serverns. Ställ den; inget i loggen ändras.").format(much=much)
    return _("Datorns klocka går {much} efter serverns. Ställ den; inget i loggen ändras.").format(much=much)


def clock_said(skew: int) -> str:
    """The laptop's clock beside the server's, right or wrong."""
    return wrong_clock(skew) if abs(skew) > WRONG_CLOCK else _("Klockan går som serverns")


def _span(seconds: int) -> str:
    """In the largest unit that fits."""
    years, days, hours, minutes = (round(seconds / unit) for unit in (365 * 86400, 86400, 3600, 60))
    if years:
        return n_("{count} år", "{count} år", years).format(count=years)
    if days:
        return n_("{count} dygn", "{count} dygn", days).format(count=days)
    if hours:
        return n_("{count} timme", "{count} timmar", hours).format(count=hours)
    return n_("{count} minut", "{count} minuter", minutes).format(count=minutes)
