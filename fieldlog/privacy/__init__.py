"""What the linter finds while one types: who could be recognised, and words to think twice about."""

from fieldlog.privacy.contact import mails, plates, telephones
from fieldlog.privacy.finding import Finding, as_whole, mask, merge
from fieldlog.privacy.identity import identity_numbers, like_identity_numbers
from fieldlog.privacy.names import called, likely_names
from fieldlog.privacy.words import find_sensitive

__all__ = ["Finding", "find_personal", "find_sensitive", "identity_numbers", "mask", "mask_identities"]


_APART = frozenset(("", " ", "\u00a0", "\n", "\t", ",", ".", ";", ":", "!", "?", ")"))


def find_personal(text: str) -> tuple[Finding, ...]:
    """Everything that could tell who someone is, in the order of the text; none overlaps another."""
    return as_whole(_personal, text)


def _personal(text: str) -> tuple[Finding, ...]:
    by_rule = _by_each_rule(text)
    if not by_rule:
        return ()
    found = merge(text, by_rule)
    if any(_is_glued(text, one) for one in found):
        # What stood against a letter or digit that is hidden now may be a thing of its own: "191212121212ABC123".
        found = merge(text, [*found, *_by_each_rule(_hidden(text, found))])
    return found


def _by_each_rule(text: str) -> list[Finding]:
    """The findings of all rules, the surest first; they may overlap."""
    numbers = like_identity_numbers(text)
    return [
        *(found for found in numbers if found.certain),
        *mails(text),
        *telephones(text),
        *plates(text),
        *(found for found in numbers if not found.certain),
        *called(text),
        *likely_names(text),
    ]


def _is_glued(text: str, found: Finding) -> bool:
    """Whether something other than a blank or the end of a sentence stands against it."""
    return any(sign not in _APART for sign in (text[found.start - 1 : found.start], text[found.end : found.end + 1]))


def _hidden(text: str, findings: tuple[Finding, ...]) -> str:
    """The text with brackets for what was found, so that every place stays where it was."""
    pieces: list[str] = []
    done = 0
    for found in findings:
        pieces += text[done : found.start], "[", "]" * (found.end - found.start - 1)
        done = found.end
    return "".join(pieces) + text[done:]


def mask_identities(text: str) -> str:
    """The text without its certain identity numbers."""
    return mask(text, identity_numbers(text))
