"""Who calls: the token of the request, and the version of the protocol that both speak."""

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from fieldlog.models.moment import read_written
from sync.archive.archive import Archive
from sync.archive.devices import Caller, caller, note_contact
from sync.protocol import CLOCK_HEADER, UNSENT_HEADER, VERSION_HEADER, Refused, common_version
from sync.server.around import Rates

LONGEST_TOKEN = 200
MOST_UNSENT = 10**9


def now() -> datetime:
    return datetime.now(UTC)


def speak(request: Request) -> int:
    """The version that is spoken with this laptop. Refused where there is none."""
    return common_version(request.headers.get(VERSION_HEADER, ""))


def token_of(request: Request) -> str:
    scheme, _blank, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN or not token.isascii():
        raise Refused("token")
    return token


async def called_by(request: Request, org: str | None, device: str | None) -> Caller:
    """Who calls, once the token is known; what the laptop says of itself is noted. Refused otherwise."""
    speak(request)
    archive: Archive = request.app.state.archive
    rates: Rates = request.app.state.rates
    known = await run_in_threadpool(caller, archive, org, device, token_of(request), now())
    rates.of_device(known.device)
    return known


@dataclass(frozen=True, slots=True)
class Heard:
    """What a laptop says of itself: how many entries are only there, and by how many seconds its clock is ahead."""

    unsent: int | None
    skew: int | None
    at: datetime

    def note(self, archive: Archive, known: Caller) -> None:
        """Keep it; not in the loop that serves."""
        note_contact(archive, known, self.unsent, self.skew, self.at)


def heard(request: Request) -> Heard:
    """What the headers say of the laptop. Refused if that is nothing of the kind."""
    unsent = request.headers.get(UNSENT_HEADER, "")
    clock = request.headers.get(CLOCK_HEADER, "")
    here = now()
    try:
        skew = round((read_written(clock) - here).total_seconds()) if clock else None
    except ValueError:
        raise Refused("malformed", field=CLOCK_HEADER) from None
    if unsent and not (unsent.isascii() and unsent.isdigit() and int(unsent[:20]) <= MOST_UNSENT):
        raise Refused("malformed", field=UNSENT_HEADER)
    return Heard(int(unsent) if unsent else None, skew, here)
