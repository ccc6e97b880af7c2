"""Numbers to ring: the public ones and the organisation's own, offline and without a key."""

from typing import TYPE_CHECKING

from fieldlog.language import _
from fieldlog.models.numbers import Number, public_numbers, read_numbers

if TYPE_CHECKING:
    from fieldlog.home import Folder


def numbers(folder: "Folder") -> tuple[tuple[Number, ...], str]:
    """The numbers, public ones first, and a sentence where the folder's `numbers.json` can't be used (else empty)."""
    try:
        text = folder.numbers.read_text(encoding="utf-8")
    except FileNotFoundError:
        return public_numbers(), ""
    except (OSError, UnicodeError):
        return public_numbers(), _("De egna numren (numbers.json) går inte att läsa. De används inte.")
    try:
        return public_numbers() + read_numbers(text), ""
    except ValueError as fault:
        sentence = _("De egna numren (numbers.json) har fel på rad {row}. De används inte.")
        return public_numbers(), sentence.format(row=fault)
