"""Text made harmless: what other people wrote is hostile until it has passed here; and what is no text at all."""

import re

from fieldlog.language import _

REPLACEMENT = "\ufffd"
HARMFUL = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi marks, embeddings, overrides, isolates
    "\u2028\u2029\ufeff\ufff9-\ufffb"  # line and paragraph separators, byte order mark, interlinear marks
    "\ud800-\udfff\ufffe\uffff"  # lone surrogates end the writer of the terminal; non-characters
    "\U000e0000-\U000e007f"  # invisible tags
    "]"
)
BINARY_SHARE = 0.2
"""So large a share of signs that nobody can type or read makes it no text; below it they are kept with the rest."""
_UNREADABLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")  # controls, and what decoding gave up on
_NO_UTF_8 = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile(r"[\t\n]+")


def plain(text: str) -> str:
    """The text with every character that could move, turn or rule the terminal replaced by U+FFFD.

    Tab and newline stay; `one_line` takes them too.
    """
    return HARMFUL.sub(REPLACEMENT, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """`plain`, with tabs and newlines as single blanks: for a row of a list."""
    return _BREAKS.sub(" ", plain(text))


def why_binary(text: str) -> str:
    """Why it is no text but binary data, as the end of a sentence; empty for text of any language.

    It is binary with a NUL, with bytes that were no UTF-8 (lone surrogates stand for them), or where more than a fifth
    of its signs are controls or replacements.
    """
    if "\0" in text:
        return _("det har nolltecken")
    if _NO_UTF_8.search(text):
        return _("det är inte UTF-8")
    if len(_UNREADABLE.findall(text)) > len(text) * BINARY_SHARE:
        return _("mer än var femte tecken är ett styrtecken")
    return ""
