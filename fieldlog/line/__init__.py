"""How a typed line is read: `read_line` and what it answers with."""

from fieldlog.line.reader import prepare, read_line
from fieldlog.line.reading import Ask, Reading, Token, reading_as_json

__all__ = ["Ask", "Reading", "Token", "prepare", "read_line", "reading_as_json"]
