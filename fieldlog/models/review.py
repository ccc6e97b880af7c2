"""A review: what a supervisor says of exactly the versions in force, and why she sends one back. She never edits."""

from collections.abc import Mapping
from typing import Any, Final

from fieldlog.language import mark

KIND: Final = "review"
APPROVE, RETURN = "approve", "return"
COMMENT, LATER = "comment", "later"
"""What else she may do with an entry: say something of it, or put it off; neither decides over it."""

REASONS: Final = {
    "place": mark("plats eller tid oklar"),
    "category": mark("fel kategori"),
    "person": mark("uppgift om person ska bort"),
    "missing": mark("något saknas"),
    "unclear": mark("svårt att förstå vad som hände"),
    "other": mark("annat"),
}
"""Why an entry goes back, in the order of the digits. Spelling is no reason. `other` has to be said in words."""

WORDS: Final = ("reason", "comment")
"""Names of the texts in which a reviewer says something, the first that is there."""

SEEN_SAME_SHIFT: Final = 3
"""Severity from which a supervisor has to see an entry before its shift is over."""

CALM: Final = 1
"""Severity up to which entries of class A are approved together."""


def core_of(verdict: str, reason: str, decided_at: str) -> dict[str, Any]:
    """The core of a review entry. `decided_at` may be a minute before the entry is written: until then it is undone."""
    return {"verdict": verdict, "reason": reason or None, "at": decided_at}


def reason_of(core: Mapping[str, Any]) -> str:
    """The code of the reason that a return gives; empty where there is none that this program knows."""
    code = core.get("reason")
    return code if isinstance(code, str) and code in REASONS else ""


def said_in(words: Mapping[str, Any]) -> str:
    """What the reviewer wrote; empty where she wrote nothing, or it is not here."""
    return next((text for name in WORDS if isinstance(text := words.get(name), str) and text.strip()), "")
