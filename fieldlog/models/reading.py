"""A reading: that somebody saw entries of others, let them out, or tried to; as folded from one `read` entry."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from fieldlog.language import mark
from fieldlog.models.entry import Entry
from fieldlog.models.moment import STOCKHOLM, milliseconds, read_written
from fieldlog.models.shape import facts, number, text, texts

KIND: Final = "read"
OPEN, LIST = "open", "list"
"""What an entry that says no `how` stands for: one detail, or one page of a list."""
SEARCH, EXPORT, LENS, DISCLOSURE, REQUEST = "search", "export", "lens", "disclosure", "request"
REFUSED, BREAK, AUDIT, ADMIN = "refused", "break", "audit", "admin"
HOWS: Final = {
    OPEN: mark("öppnad"),
    LIST: mark("i en lista"),
    SEARCH: mark("sökt fram"),
    EXPORT: mark("exporterad"),
    LENS: mark("sedd som en annan får den"),
    DISCLOSURE: mark("utlämnande"),
    REQUEST: mark("begäran om handling"),
    REFUSED: mark("nekad"),
    BREAK: mark("nödöppnad"),
    AUDIT: mark("läsloggen"),
    ADMIN: mark("hos servern"),
}
"""Each `how` of a `read` entry that this program knows, and what it is called."""
OFS: Final = {
    "review": mark("granska"),
    "queue": mark("granskningslistan"),
    "classify": mark("ändra klass"),
    "open": mark("öppna"),
    "audit": mark("läsloggen"),
    "list": mark("listan"),
    "sample": mark("stickprov"),
    "asked": mark("vem har läst"),
    "check": mark("kontroll"),
    "quarantine": mark("karantän"),
    "content": mark("innehåll"),
    "lost": mark("borttappad dator"),
    "admin": mark("administration"),
    "organisations": mark("organisationer"),
    "workers": mark("medarbetare"),
    "codes": mark("engångskoder"),
    "devices": mark("enheter"),
    "revoke": mark("spärrad enhet"),
    "vocabulary": mark("ordlistan"),
    "policies": mark("sparatider"),
}
"""What the word `of` is called; any other, as the code of an organisation, stands as it is."""
READ: Final = frozenset((OPEN, LIST, SEARCH, EXPORT, LENS, DISCLOSURE, REQUEST, BREAK, ADMIN))
"""Those by which somebody saw, or may have seen, what an entry says."""
CHECK: Final = "check"
"""What an `audit` entry is of that says: this reading was looked at in the monthly check."""

MOST_IDS: Final = 1000
"""Ids in one entry: 39 kB of the 64 that a part may have. What is more is several entries."""
LONGEST: Final = 40
"""Signs of a word such as `of`; a longer one is no word of this program and counts as not said."""

ODD: Final = range(2, 5)
"""The hours, by Stockholm's clock, at which few shifts are out: from 02.00 until 05.00."""
OF_HOUR, OF_UNSAID, OF_MANY, OF_RETURNED = "hour", "unsaid", "many", "returned"
STANDS: Final = {
    REFUSED: mark("nekad"),
    BREAK: mark("nödöppnad"),
    OF_HOUR: mark("mellan 02 och 05"),
    OF_UNSAID: mark("utlämnad utan skäl"),
    OF_MANY: mark("många på kort tid"),
    OF_RETURNED: mark("en kollegas returnerade"),
}
"""Why a reading stands out. It is no fault: it is what somebody looks at first."""
MANY, WITHIN = 40, 600_000
"""So many details opened with no purpose said, on one laptop within so many milliseconds, are many in a short time."""

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def core_of(
    ids: Iterable[str] = (), how: str = "", *, of: str = "", month: str = "", own: int = 0, many: int = 0
) -> dict[str, Any]:
    """The core: only what there is to say. `of` is a word of the program, never a text; `own` counts ids left out."""
    said = {"ids": list(ids), "how": how, "of": of, "month": month, "own": own, "many": many}
    return {name: value for name, value in said.items() if value}


def ids_of(entry: Entry) -> list[str]:
    """What was read, each once, in order: the target, and what the core names. Ids only; what is none counts not."""
    said = texts(_core(entry).get("ids"))[:MOST_IDS]
    target = entry.fields.target
    return sorted({id_ for id_ in said if _ID.fullmatch(id_)} | ({target} if target else set()))


def _core(entry: Entry) -> dict[str, Any]:
    return facts(entry.content("core")) if "core" in entry.parts else {}


def fold_reading(entry: Entry) -> dict[str, Any]:
    """The row of `reading` that the entry stands for, all but its number.

    `draw` orders the readings of a month by chance, and alike for whoever has them: the sample is the first of them.
    """
    line, core = entry.fields, _core(entry)
    at = read_written(line.at)
    how, of = _word(core.get("how")) or (OPEN if line.target else LIST), _word(core.get("of"))
    words = facts(entry.content("words")) if "words" in entry.parts else {}
    reason = text(words.get("reason")) or ""
    month = month_of(at)
    return {
        "id": line.id, "device": line.device, "org": _word(core.get("org")) or line.org, "at": line.at,
        "at_ms": milliseconds(at), "month": month, "how": how, "of": of, "about": _word(core.get("month")),
        "by": _word(core.get("by")), "many": max(number(core.get("many")) or 0, len(ids_of(entry))),
        "own": number(core.get("own")) or 0, "reason": reason, "stands": _stands(how, at, reason),
        "draw": draw_of(month, line.id),
    }  # fmt: skip


def month_of(at: datetime) -> str:
    """`2026-11`, by Stockholm's calendar."""
    return f"{at.astimezone(STOCKHOLM):%Y-%m}"


def draw_of(month: str, id_: str) -> int:
    """A number of 48 bits that nobody can choose without choosing the entry's id."""
    return int.from_bytes(hashlib.sha256(f"{month}\0{id_}".encode()).digest()[:6])


def _stands(how: str, at: datetime, reason: str) -> str:
    if how in (REFUSED, BREAK):
        return how
    if how in (EXPORT, DISCLOSURE, REQUEST) and not reason:
        return OF_UNSAID
    return OF_HOUR if how in READ and how != ADMIN and at.astimezone(STOCKHOLM).hour in ODD else ""


def _word(value: Any) -> str:
    found = text(value) or ""
    return found if len(found) <= LONGEST and found.isprintable() else ""
