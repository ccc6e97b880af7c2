"""What was read at the server itself: each time an entry of its own chain, in the feed of whose entries they were."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fieldlog.language import _
from fieldlog.models.entry import read_line_bytes
from fieldlog.models.moment import milliseconds, read_written
from fieldlog.models.reading import ADMIN, KIND, MOST_IDS, core_of
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.strict import decode
from fieldlog.privacy import mask_identities
from sync.archive import pen
from sync.archive.archive import Archive
from sync.archive.session import Session

LONGEST_WHY: Final = 200
LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Who:
    """Who sits at the server: the operating system's name for her, her service number if she said it, and why."""

    user: str
    number: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        if len(self.number) > LONGEST_NAME or not self.number.isprintable():
            raise RuleBroken(_("Skriv ditt tjänstenummer efter --as."))


@dataclass(frozen=True, slots=True)
class ServerReading:
    """One of them. `ids` are of the entries that were shown, or named."""

    id: str
    at: datetime
    org: str
    by: str
    user: str
    how: str
    of: str
    device: str
    many: int
    ids: tuple[str, ...]
    why: str


def note(
    archive: Archive,
    who: Who,
    of: str,
    ids: Mapping[str, Sequence[str]],
    now: datetime,
    *,
    how: str = ADMIN,
    device: str = "",
    many: int = 0,
) -> None:
    """That entries of these organisations were read: organisation -> ids, in one transaction.

    `many` stands for ids that are not named: of all that was on a lost laptop, say. Refused("busy") where nothing can
    be written: what cannot be written down is not to be shown.
    """

    def write(session: Session) -> None:
        pen.lock(session, archive.keys)
        for org in sorted(ids):
            for some in _pages(ids[org]):
                core = core_of(some, how, of=of, many=many) | {"org": org, "by": who.number or who.user}
                core |= {"user": who.user} | ({"device": device} if device else {})
                why = mask_identities(who.why.strip())[:LONGEST_WHY]
                pen.write(
                    session, archive.keys, KIND, core, now, words={"reason": why} if why else None, feeds_of=(org,)
                )

    archive.database.transact(write)


def _pages(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """At least one, also where nothing is named."""
    for start in range(0, max(len(ids), 1), MOST_IDS):
        yield ids[start : start + MOST_IDS]


_ROWS: Final = (
    "SELECT e.line, core.data, words.data FROM entry e "
    "JOIN part core ON core.org = e.org AND core.id = e.id AND core.name = 'core' "
    "LEFT JOIN part words ON words.org = e.org AND words.id = e.id AND words.name = 'words' "
    "WHERE e.org = '*' AND e.kind = 'read' AND e.received_ms >= ? AND e.received_ms < ? "
    "ORDER BY e.received_ms DESC, e.n DESC"
)


def listed(
    archive: Archive,
    *,
    org: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int,
) -> list[ServerReading]:
    """What was read at this server, the latest first: its own chain only, never what the organisations' own say."""
    low = milliseconds(since) if since else 0
    high = milliseconds(until) if until else 1 << 62
    found: list[ServerReading] = []
    with archive.database.reading() as session:
        for line, core, words in session.rows(_ROWS, (low, high)):
            each = _reading(bytes(line), decode(bytes(core)), decode(bytes(words)) if words else {})
            if org in (None, each.org):
                found.append(each)
            if len(found) == limit:
                break
    return found


def _reading(line: bytes, core: Any, words: Any) -> ServerReading:
    said = read_line_bytes(line)
    ids = tuple(core.get("ids", ()))
    return ServerReading(
        said.id, read_written(said.at), core.get("org", ""), core.get("by", ""), core.get("user", ""),
        core.get("how", ""), core.get("of", ""), core.get("device", ""), max(core.get("many", 0), len(ids)), ids,
        words.get("reason", ""),
    )  # fmt: skip
