"""What the linter finds while one types: who could be recognised, and words to think twice about."""

from fieldlog.privacy.contact import mails, plates, telephones
from fieldlog.privacy.finding import Finding, mask, merge
from fieldlog.privacy.identity import identity_numbers, like_identity_numbers
from fieldlog.privacy.names import called, likely_names
from fieldlog.privacy.words import find_sensitive

__all__ = ["Finding", "find_personal", "find_sensitive", "identity_numbers", "mask", "mask_identities"]


def find_personal(text: str) -> tuple[Finding, ...]:
    """Everything that could tell who someone is, in the order of the text; none overlaps another."""
    numbers = like_identity_numbers(text)
    return merge(
        text,
        [
            *(found for found in numbers if found.certain),
            *mails(text),
            *telephones(text),
            *plates(text),
            *(found for found in numbers if not found.certain),
            *called(text),
            *likely_names(text),
        ],
    )


def mask_identities(text: str) -> str:
    """The text without its certain identity numbers."""
    return mask(text, identity_numbers(text))
