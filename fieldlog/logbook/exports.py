"""Letting observations out as a file: CSV that spreadsheets open right, or JSON lines.

An export is the own organisation's: what this log holds, chosen by class, the core with its words. It is class A
unless asked for more, and then everything up to the class asked for. Words come along, since the writer's own
organisation reads them; what has not been let out to others is marked by `words_may_leave`, and counted in the note.
An observation with protected identity is never exported, withdrawn and undone ones never either. Nothing here is a
disclosure: giving class B or C to another organisation takes a decision of its own.

CSV has semicolons and UTF-8 with a mark, since that is what a Swedish Excel opens with a double click; lines end with
CR LF (RFC 4180). Lists stand with `, ` between, fields as `key=value`. No cell begins as a formula (`tabular.cell`).
"""

import csv
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from fieldlog.home import cannot_save, keep_names, not_in_a_log
from fieldlog.language import _
from fieldlog.logbook import borders, reads
from fieldlog.logbook.finding import Filter, everything
from fieldlog.logbook.log import Log
from fieldlog.logbook.tabular import cell
from fieldlog.logbook.viewing import as_json
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.vocabulary import CLASSES

ENCODINGS = {"csv": "utf-8-sig", "jsonl": "utf-8"}
"""Format -> how its file is written."""
COLUMNS = (
    "id", "at", "place", "spot", "category", "severity", "class", "words", "persons", "ages", "fields", "actions",
    "state", "amendments", "shift", "author", "org", "written_at", "event", "seen_by", "words_may_leave", "incomplete",
    "n", "device", "texts", "source_file", "source_key",
)  # fmt: skip
"""The columns of a CSV: the names that `show --json` has too. A practice log has `practice` before them."""


@dataclass(slots=True)
class Note:
    """What was written, and what was left out and why: numbers only."""

    written: int = 0
    closed: int = 0
    words_closed: int = 0
    left_out: dict[str, int] = field(default_factory=dict)

    def leave_out(self, why: str) -> None:
        self.left_out[why] = self.left_out.get(why, 0) + 1


def export(log: Log, format_: str, class_: str, wanted: Filter, out: TextIO, *, why: str = "") -> Note:
    """Write what is wanted, oldest first; `why` stands in the read log. RuleBroken for another format or class."""
    if format_ not in ENCODINGS:
        raise RuleBroken(_("Formatet är csv eller jsonl."))
    if class_ not in CLASSES:
        raise RuleBroken(_("Klassen är A, B eller C."))
    note = Note()
    rows = _noted(log, _let_out(_hers(log, everything(log, wanted), note), class_, note), why)
    # First on each row, so that a file of invented events is never taken for a real one.
    practice = {"practice": _("ÖVNING")} if log.folder.practice else {}
    if format_ == "csv":
        columns = (*practice, *COLUMNS)
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(columns)
        for row in rows:
            record = practice | as_json(row) | {"source_file": row.source_file, "source_key": row.source_key}
            writer.writerow([cell(_as_cell(record[name])) for name in columns])
    else:
        for row in rows:
            out.write(json.dumps(practice | as_json(row), ensure_ascii=False, separators=(",", ":")) + "\n")
    return note


def _noted(log: Log, rows: Iterable[Any], why: str) -> Iterator[Any]:
    """The same rows; which they were is kept in mind, for the `read` entries of an export."""
    page: list[Any] = []
    try:
        for row in rows:
            page.append(row)
            if len(page) == reads.MOST_IDS:
                reads.exported(log, page, why)
                page.clear()
            yield row
    finally:  # also of a file that could not be written to its end
        reads.exported(log, page, why)


def _hers(log: Log, rows: Iterable[Any], note: Note) -> Iterator[Any]:
    """What her role may read: the server gives no more, but a role may have changed since the last exchange."""
    known = borders.cells(log)
    for row in rows:
        if borders.may_read(log, row, known):
            yield row
        else:
            note.leave_out("others")


def _let_out(rows: Iterable[Any], class_: str, note: Note) -> Iterator[Any]:
    for row in rows:
        # Protected comes first, and is not even counted: a small number can tell.
        if row.protected:
            continue
        elif row.state in {"withdrawn", "erased", "quarantined", "waiting"}:
            note.leave_out(row.state)
        elif row.class_ > class_:
            note.leave_out(row.class_)
        else:
            note.written += 1
            note.words_closed += bool(row.note) and not row.words_may_leave
            yield row


def _as_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}={_as_cell(item)}" for key, item in value.items())
    return str(value)


@contextmanager
def private_file(path: Path, format_: str) -> Iterator[TextIO]:
    """A file that is there whole or not at all, for its owner only (0600); CSV begins with the mark of UTF-8."""
    not_in_a_log(path)
    new = path.with_name(f".{path.name}.{os.urandom(8).hex()}.new")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding=ENCODINGS[format_], newline="") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
        keep_names(path.parent)
    except OSError as error:
        raise cannot_save(error) from None
