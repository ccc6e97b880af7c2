"""Rows out of people's files, CSV or JSON lines, however they were saved; and cells that no spreadsheet runs.

A cell that a spreadsheet would take as a formula gets an apostrophe before it when it is written, and loses it again
when it is read: what comes back is what was there (OWASP ASVS 5.0, 1.2.10).
"""

import codecs
import csv
import io
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken

DELIMITERS = (",", ";", "\t")
LOOKED_AT = 64 * 1024
"""Bytes at the start of a file that decide its encoding, kind and delimiter."""

# The full-width and small twins of = + - @ become those signs in some programs; blanks, quotes and unseen signs before
# them are passed over by others.
_FORMULA = re.compile(
    r"'*[\t\r\n\v\f\0]|[\s\0\"'`´’\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b]"
)
_LINE_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")


def cell(text: str) -> str:
    """The text as a cell that a spreadsheet shows and never runs."""
    return "'" + text if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """The text that `cell` was given."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text, 1) else text


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the number of its first line, its wanted values by column, and why it cannot be used, if so.

    `cells` is all of it, for the file of rejected rows.
    """

    line: int
    values: Sequence[str]
    cells: Sequence[str]
    fault: str | None = None


@dataclass(slots=True)
class Table:
    """An open file: what its columns are called, and its rows once through."""

    header: Sequence[str]
    rows: Iterator[Row]
    delimiter: str
    size: int
    _file: BinaryIO
    _text: io.TextIOWrapper

    def done(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self._file.tell() / self.size) if self.size else 1.0

    def close(self) -> None:
        self._text.close()


def open_table(path: Path, columns: Sequence[str]) -> Table:
    """Open a file for the columns wanted. RuleBroken if it cannot be read or lacks one of them.

    A pipe is none: a file is read twice, and what is rejected lies beside it.
    """
    try:
        if path.exists() and not path.is_file():
            raise RuleBroken(_("Det här är ingen fil. Spara raderna i en fil och läs in den."))
        file = path.open("rb")
        size = path.stat().st_size
        encoding = _encoding(file)
    except OSError:
        raise RuleBroken(_("Filen går inte att öppna. Kontrollera namnet.")) from None
    try:
        file.seek(0)
        start = codecs.decode(file.read(LOOKED_AT), encoding, "ignore")
        file.seek(0)
        text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
        if start.lstrip("\ufeff \t\r\n").startswith("{"):
            return Table(list(columns), _json_rows(text, columns), ";", size, file, text)
        return _csv_table(text, start, columns, size, file)
    except BaseException:
        file.close()
        raise


def _encoding(file: BinaryIO) -> str:
    """UTF-8 or UTF-16 by their marks, UTF-16 without one by its zeros, UTF-8 where all of it is; else cp1252."""
    start = file.read(LOOKED_AT)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) // 5:
        return "utf-16-be" if even > odd else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while start:
            decoder.decode(start)
            start = file.read(1 << 20)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def fold_name(name: str) -> str:
    """A column's name as it is compared."""
    return unicodedata.normalize("NFC", name).strip().lstrip("\ufeff").casefold()


def _csv_table(text: io.TextIOWrapper, start: str, columns: Sequence[str], size: int, file: BinaryIO) -> Table:
    if start.lstrip("\ufeff \t\r\n").startswith("["):
        raise RuleBroken(_("Filen är en JSON-lista. Spara den med ett objekt på varje rad (JSON lines)."))
    told = re.match(r"\ufeff?\"?sep=([,;\t])\"?\r?\n", start)  # Excel's own first line
    body = start[told.end() :] if told else start.lstrip("\ufeff")
    delimiter = told[1] if told else _delimiter(body, columns)
    lines = _Lines(text)
    if told:
        next(lines)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        header = [name.lstrip("\ufeff").strip() for name in next(reader, [])]
    except csv.Error:
        raise RuleBroken(_("Filens första rad går inte att läsa. Den ska ha kolumnernas namn.")) from None
    return Table(header, _csv_rows(reader, lines, len(header), _places(header, columns)), delimiter, size, file, text)


def _delimiter(start: str, columns: Collection[str]) -> str:
    """The one that finds most of the wanted columns in the first row, and of those the one that makes most columns."""
    wanted = {fold_name(column) for column in columns}

    def found(delimiter: str) -> tuple[int, int]:
        try:
            header = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        return len(wanted & {fold_name(name) for name in header}), len(header)

    return max(DELIMITERS, key=found)


def _places(header: Sequence[str], columns: Sequence[str]) -> list[int]:
    names = [fold_name(name) for name in header]
    for column in columns:
        times = names.count(fold_name(column))
        if times == 0:
            sentence = _("Filen har ingen kolumn {column}. Den har: {columns}.")
            raise RuleBroken(sentence.format(column=column, columns=", ".join(name for name in header if name) or "–"))
        if times > 1:
            raise RuleBroken(_("Filen har flera kolumner som heter {column}. Byt namn på dem.").format(column=column))
    return [names.index(fold_name(column)) for column in columns]


class _Lines:
    """The lines of the file as csv takes them, remembering whether the row at hand has an open quotation mark."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.number = 0
        self.quotes = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self.quotes += line.count('"')
        return line


def _csv_rows(reader: Any, lines: _Lines, width: int, places: Sequence[int]) -> Iterator[Row]:
    while True:
        first, lines.quotes = lines.number + 1, 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(first, (), (), _("Raden går inte att läsa: en cell är för lång eller ett citattecken saknas."))
            continue
        if not any(cells):
            continue
        fault: str | None = None
        if len(cells) > width and any(cells[width:]):
            fault = _("Raden har fler celler än rubrikraden.")
        elif lines.quotes % 2 and lines.number > first:
            fault = _("Ett citattecken på raden stängs aldrig.")
        size = len(cells)
        yield Row(first, [clean(plain(cells[place])) if place < size else "" for place in places], cells, fault)


def _json_rows(text: io.TextIOWrapper, columns: Sequence[str]) -> Iterator[Row]:
    wanted = [unicodedata.normalize("NFC", column).strip() for column in columns]
    for number, line in enumerate(text, 1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        try:
            content = json.loads(line.lstrip("\ufeff"))
        except (ValueError, RecursionError):
            yield Row(number, (), (line.strip(),), _("Raden är inte JSON."))
            continue
        if not isinstance(content, dict):
            yield Row(number, (), (line.strip(),), _("Raden är inget JSON-objekt."))
            continue
        values = [_as_text(content.get(column)) for column in wanted]
        lacking = next((column for column, value in zip(wanted, values, strict=True) if value is None), None)
        fault = lacking and _("Kolumnen {column} är varken text eller tal.").format(column=lacking)
        cells = [value or "" for value in values]
        yield Row(number, [clean(value) for value in cells], cells, fault)


def _as_text(value: object) -> str | None:
    """What stands in a JSON value, as a cell would have it; None for an object."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list):
        parts = [_as_text(item) for item in value if not isinstance(item, list)]
        return ", ".join(part for part in parts if part) if None not in parts and len(parts) == len(value) else None
    return None


def clean(text: str) -> str:
    """The text as it is kept: NFC, one kind of line break, no NUL, no blanks around it."""
    if text.isprintable():  # no line breaks, no NUL and no lone surrogates: most cells
        return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()
    text = _LINE_BREAK.sub("\n", unicodedata.normalize("NFC", text).replace("\0", ""))
    return text.encode("utf-8", "replace").decode().strip()
