"""What tests of retention do again and again: run so many days later, and look at what is left."""

from datetime import datetime, timedelta
from typing import Any

from fieldlog.models.entry import Entry
from fieldlog.models.strict import decode
from sync.archive import retention
from sync.archive.archive import Archive
from tests.conftest import FRIDAY

CANARY = "kanariefågel i bur"


def after(days: float) -> datetime:
    return FRIDAY + timedelta(days=days)


def run(archive: Archive, days: float, *, dry: bool = False) -> retention.Report:
    """A run so many days after Friday, when everything was received."""
    return retention.run(archive, after(days), dry=dry, pause=lambda _seconds: None)


def rules(report: retention.Report) -> dict[tuple[str, str], tuple[int, int]]:
    return {(row.org, row.rule): (row.entries, row.parts) for row in report.rows}


def parts(archive: Archive, entry: Entry) -> set[str]:
    with archive.database.reading() as session:
        key = bytes.fromhex(entry.fields.id.replace("-", ""))
        return {row[0] for row in session.rows("SELECT name FROM part WHERE id = ?", (key,))}


def written(archive: Archive, kind: str) -> list[dict[str, Any]]:
    """The cores of what the server wrote of a kind."""
    sql = "SELECT data FROM entry JOIN part ON part.id = entry.id WHERE entry.org = '*' AND kind = ? ORDER BY n"
    with archive.database.reading() as session:
        return [decode(row[0]) for row in session.rows(sql, (kind,))]
