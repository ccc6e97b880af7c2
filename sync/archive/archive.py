"""The archive: what the server keeps, every entry once. Made by `create`, opened by `open_archive`."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fieldlog.language import _
from fieldlog.models.policy import DAYS
from fieldlog.models.refusal import RuleBroken
from sync.archive import matters, pen, policies, schema
from sync.archive.database import Database, Session, open_database
from sync.archive.home import ServerHome
from sync.archive.itself import store, stored
from sync.archive.keys import Keys, create_keys, read_keys, refuse_second
from sync.protocol import Epoch, Refused


@dataclass(slots=True)
class Archive:
    """Good for many threads at once."""

    home: ServerHome
    database: Database
    keys: Keys
    epoch: Epoch

    def close(self) -> None:
        self.database.close()


def create(root: Path, now: datetime, url: str | None = None) -> Archive:
    """A new server: keys, an empty archive, and the first entry of its own chain. RuleBroken if there is one."""
    home = ServerHome(root)
    home.make()
    refuse_second(home)
    database = open_database(url or home.database_url)
    try:
        schema.upgrade(database)
        matters.refold_all(database)
        epoch = Epoch(1, secrets.token_hex(16))
        with database.writing() as session:
            _refuse_used(session)
            store(session, "epoch", str(epoch))
            keys = create_keys(home)
            pen.begin(session, keys, now)
            policies.tell_retention(session, keys, DAYS, now)
        home.keep_epoch(epoch)
    except BaseException:
        database.close()
        raise
    return Archive(home, database, keys, epoch)


def open_archive(root: Path, url: str | None = None) -> Archive:
    """The archive of a home, brought to this program's version.

    Refused("restored") if its epoch is not the one that was served last from here: it was restored, and nobody has
    said that it shall be served. NotFound where there is none.
    """
    home = ServerHome(root)
    keys = read_keys(home)
    database = open_database(url or home.database_url)
    try:
        schema.upgrade(database)
        matters.refold_all(database)
        return Archive(home, database, keys, _accepted_epoch(home, database))
    except BaseException:
        database.close()
        raise


def ready(archive: Archive) -> None:
    """That the archive answers, and is the one that was opened. Refused("busy") or Refused("restored") otherwise."""
    if _accepted_epoch(archive.home, archive.database) != archive.epoch:
        raise Refused("restored")


def _refuse_used(session: Session) -> None:
    if stored(session, "epoch") is not None:
        raise RuleBroken(_("I den databasen finns redan ett arkiv. Välj en tom."))


def _accepted_epoch(home: ServerHome, database: Database) -> Epoch:
    with database.reading() as session:
        said = stored(session, "epoch")
    epoch = home.epoch()
    if epoch is None or said != str(epoch):
        raise Refused("restored")
    return epoch
