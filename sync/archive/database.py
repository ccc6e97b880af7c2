"""The archive's database by its address: one SQLite file, or a PostgreSQL that several servers share."""

from pathlib import Path

from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken
from sync.archive.session import Clash, Database, Row, Session, marks

__all__ = ["Clash", "Database", "Row", "Session", "marks", "open_database"]


def open_database(url: str, connections: int = 8) -> Database:
    """`postgresql://...`, or `sqlite:///` and the path of a file, which is made if it is not there.

    `connections` is how many one process holds to PostgreSQL at most. The schema is not looked at: `schema.upgrade`.
    """
    scheme, separator, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/"):
        from sync.archive.sqlite import SqliteDatabase

        return SqliteDatabase(Path(rest[1:]))
    if scheme in ("postgresql", "postgres") and separator:
        from sync.archive.postgresql import PostgresDatabase

        return PostgresDatabase(url, connections)
    raise RuleBroken(_("Databasens adress ska börja med sqlite:/// eller postgresql://."))
