"""What the server allows and how long it waits; every figure can be set in `limits.toml` in its home."""

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken
from sync.protocol import MOST_BYTES, MOST_ENTRIES, MOST_FORK_BYTES

NEVER = "never"
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts and seconds. What is refused by one of them is told its name and its figure."""

    push_bytes: int = MOST_BYTES
    """Of a push, as it is before compression. Fewer bytes than this are never refused for their size."""
    fork_bytes: int = MOST_FORK_BYTES
    entries: int = MOST_ENTRIES
    enrol_bytes: int = 4 * 1024
    header_bytes: int = 16 * 1024
    header_seconds: int = 10
    """For the request line and the headers, from the first byte or the opening of the connection."""
    body_seconds: int = 60
    idle_seconds: int = 15
    connections: int = 2_000
    connections_per_address: int = 500
    requests_at_once: int = 400
    per_device: str = "600/minute"
    per_address: str = "20000/minute"
    """A whole authority may come from one address at the end of a shift."""
    enrolments_per_address: str = "20/minute"
    retention_at: str = "04:00"
    """When, by Stockholm's clock, what is due is destroyed each day, once somebody has decided a period; or NEVER."""


def read_limits(home: Path) -> Limits:
    """The limits of a server. RuleBroken if the file says something that is none."""
    file = home / "limits.toml"
    if not file.exists():
        return Limits()
    kinds: dict[str, type] = {field.name: type(getattr(Limits(), field.name)) for field in fields(Limits)}
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise RuleBroken(_("limits.toml går inte att läsa. Rätta den eller ta bort den.")) from None
    for name, value in said.items():
        if type(value) is not kinds.get(name) or (isinstance(value, int) and value < 1):
            raise RuleBroken(_("limits.toml: {name} är ingen gräns som finns, eller har fel form.").format(name=name))
    limits = Limits(**said)
    if limits.retention_at != NEVER and not _TIME.fullmatch(limits.retention_at):
        raise RuleBroken(_("limits.toml: skriv retention_at som 04:00, eller never."))
    return limits
