"""Text made harmless: what other people wrote is hostile until it has passed here."""

import re

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
_BREAKS = re.compile(r"[\t\n]+")


def plain(text: str) -> str:
    """The text with every character that could move, turn or rule the terminal replaced by U+FFFD.

    Tab and newline stay; `one_line` takes them too.
    """
    return HARMFUL.sub(REPLACEMENT, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """`plain`, with tabs and newlines as single blanks: for a row of a list."""
    return _BREAKS.sub(" ", plain(text))
