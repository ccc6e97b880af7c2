"""What a laptop keeps of the server it is enrolled at: address, token, keys, whom to ring. It lies in the vault."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING

from fieldlog.language import _
from fieldlog.logbook.log import Log
from fieldlog.models.refusal import RuleBroken

if TYPE_CHECKING:
    import httpx

    from sync.client.talking import Talk

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Membership:
    """`device` is the own device that the token was given to; it speaks for those before it too."""

    address: str
    ca: str
    token: str = field(repr=False)
    device: str
    server: str
    """The server's Ed25519 key, base64url: what signs receipts and policies."""
    box: str
    """The server's X25519 key, base64url: what bundles are sealed to."""
    org_name: str
    contact: str
    earlier: str = field(default="", repr=False)
    """Tokens of the own devices before, as JSON: a server put back to an older day may know none but them."""

    def keep(self, log: Log) -> None:
        log.unlocked.keep_server(asdict(self))


def found(log: Log) -> Membership | None:
    """The server of this log; None before enrolment."""
    kept = log.unlocked.secrets.server
    return Membership(**{each.name: kept.get(each.name, "") for each in fields(Membership)}) if kept else None


def membership(log: Log) -> Membership:
    """The server of this log, as any window last left it. RuleBroken before enrolment."""
    log.unlocked.refresh()
    here = found(log)
    if here is None:
        raise RuleBroken(_("Datorn är inte ansluten till någon server. Be om en kod: fieldlog enrol ADRESS KOD"))
    return here


def conversation(log: Log, clock: Clock, transport: "httpx.BaseTransport | None" = None) -> "Talk":
    """Speak with the server of this log. RuleBroken before enrolment."""
    from sync.client.talking import Talk  # httpx takes as long to load as the whole start of the program

    here = membership(log)
    return Talk(here.address, clock=clock, ca=here.ca, token=here.token, transport=transport)
