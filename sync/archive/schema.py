"""The archive's tables, and how an archive grows from one program to the next: a step is never edited once released.

Every unique key begins with the organisation, so that the tables can be spread over machines by it (`docs/scaling.md`).
Keys of devices, tokens and hashes are 32 bytes, ids 16; times are milliseconds since 1970.
"""

from collections.abc import Sequence

from fieldlog.language import _
from fieldlog.models.refusal import TooNew
from sync.archive.itself import store, stored
from sync.archive.session import Database, Session

_SERVER = "CREATE TABLE server (org TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (org, name));\n"
"""What the archive knows of itself, all under the organisation `*`: schema, epoch, policies in force."""

_FIRST = """
CREATE TABLE org (
  org TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, contact TEXT NOT NULL, created_ms INTEGER NOT NULL);
CREATE TABLE worker (
  org TEXT NOT NULL, number TEXT NOT NULL, role TEXT NOT NULL, created_ms INTEGER NOT NULL, PRIMARY KEY (org, number));
CREATE TABLE code (
  org TEXT NOT NULL, hash BLOB NOT NULL, role TEXT NOT NULL, worker TEXT NOT NULL, expires_ms INTEGER NOT NULL,
  used_by BLOB, PRIMARY KEY (org, hash));
CREATE TABLE device (
  org TEXT NOT NULL, device BLOB NOT NULL, worker TEXT NOT NULL, role TEXT NOT NULL, token BLOB, state TEXT NOT NULL,
  n INTEGER NOT NULL, head BLOB NOT NULL, previous BLOB, program TEXT NOT NULL, enrolled_ms INTEGER NOT NULL,
  contacted_ms INTEGER, unsent INTEGER, skew INTEGER, revoked_ms INTEGER, PRIMARY KEY (org, device));
CREATE INDEX device_token ON device (token) WHERE token IS NOT NULL;
CREATE INDEX device_worker ON device (org, worker);
CREATE TABLE entry (
  org TEXT NOT NULL, device BLOB NOT NULL, n INTEGER NOT NULL, id BLOB NOT NULL, kind TEXT NOT NULL, target BLOB,
  line BLOB NOT NULL, sig BLOB NOT NULL, hash BLOB NOT NULL, received_ms INTEGER NOT NULL, state INTEGER NOT NULL,
  code TEXT, PRIMARY KEY (org, device, n), UNIQUE (org, id));
CREATE INDEX entry_target ON entry (org, target) WHERE target IS NOT NULL;
CREATE INDEX entry_kind ON entry (org, kind) WHERE kind <> 'observation';
CREATE INDEX entry_aside ON entry (org, state, received_ms) WHERE state <> 0;
CREATE TABLE part (
  org TEXT NOT NULL, id BLOB NOT NULL, name TEXT NOT NULL, salt BLOB NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (org, id, name)) WITHOUT ROWID;
CREATE TABLE gone (
  org TEXT NOT NULL, id BLOB NOT NULL, name TEXT NOT NULL, by BLOB NOT NULL, PRIMARY KEY (org, id, name, by));
CREATE TABLE matter (
  org TEXT NOT NULL, id BLOB NOT NULL, author TEXT NOT NULL, root TEXT NOT NULL, class TEXT NOT NULL,
  widest TEXT NOT NULL, judged INTEGER NOT NULL, words_free INTEGER NOT NULL, PRIMARY KEY (org, id)) WITHOUT ROWID;
CREATE TABLE feed (org TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL);
CREATE TABLE feed_row (
  org TEXT NOT NULL, seq INTEGER NOT NULL, entry_org TEXT NOT NULL, id BLOB NOT NULL,
  PRIMARY KEY (org, seq)) WITHOUT ROWID;
CREATE INDEX feed_row_entry ON feed_row (org, id, entry_org, seq);
CREATE TABLE fork (
  org TEXT NOT NULL, device BLOB NOT NULL, hash BLOB NOT NULL, n INTEGER NOT NULL, id BLOB NOT NULL,
  kind TEXT NOT NULL, target BLOB, line BLOB NOT NULL, sig BLOB NOT NULL, parts BLOB NOT NULL,
  received_ms INTEGER NOT NULL, state INTEGER NOT NULL, code TEXT, PRIMARY KEY (org, device, hash));
CREATE INDEX fork_state ON fork (org, state, received_ms);
INSERT INTO feed (org, seq) VALUES ('*', 0);
"""

_SHARED = """
ALTER TABLE matter ADD COLUMN safety INTEGER NOT NULL DEFAULT 0;
ALTER TABLE matter ADD COLUMN given BLOB;
CREATE TABLE reached (
  org TEXT NOT NULL, device BLOB NOT NULL, feed TEXT NOT NULL, taken INTEGER NOT NULL, given INTEGER NOT NULL,
  PRIMARY KEY (org, device, feed)) WITHOUT ROWID;
CREATE TABLE recall (
  org TEXT NOT NULL, id BLOB NOT NULL, feed TEXT NOT NULL, seq INTEGER NOT NULL, reader_org TEXT NOT NULL,
  device BLOB NOT NULL, taken_ms INTEGER,
  PRIMARY KEY (org, id, feed, seq, reader_org, device)) WITHOUT ROWID;
CREATE INDEX recall_waiting ON recall (reader_org, device, feed, seq) WHERE taken_ms IS NULL;
INSERT INTO server (org, name, value) VALUES ('*', 'refold', 'yes');
"""
"""What others are given of an observation, how far each device has come in each feed, and who has to take in what is
no longer hers. What the archive holds is folded again when it is opened next."""

_READ = """
CREATE INDEX entry_read ON entry (org, received_ms) WHERE kind = 'read';
"""
"""Who has read what, in the order in which it came: what a laptop asks of its worker's entries."""

STEPS: tuple[str, ...] = (_FIRST, _SHARED, _READ)

TABLES = ("server", "org", "worker", "code", "device", "entry", "part", "gone", "matter", "feed", "feed_row", "fork",
          "reached", "recall")  # fmt: skip
"""Every table: what a backup holds."""


def version(session: Session, steps: Sequence[str] = STEPS) -> int:
    """How many steps an archive has taken, 0 if there is none. TooNew if more than this program knows."""
    have = int((stored(session, "schema") if session.has_table("server") else None) or 0)
    if have > len(steps):
        raise TooNew(_("Arkivet är skrivet av en nyare fieldlog-server. Uppdatera programmet; inget är ändrat."))
    return have


def upgrade(database: Database, steps: Sequence[str] = STEPS) -> int:
    """Make the tables, or bring them to this program's version; how many steps were taken. TooNew as `version`."""
    with database.reading() as session:
        if version(session, steps) == len(steps):
            return 0
    return database.transact(lambda session: take(session, steps))


def take(session: Session, steps: Sequence[str] = STEPS) -> int:
    """The steps that are lacking, in this transaction: of two servers that start at once one finds nothing left."""
    if not session.has_table("server"):
        session.define(_SERVER)
        store(session, "schema", "0")
    session.row("SELECT value FROM server WHERE org = '*' AND name = 'schema' FOR UPDATE")
    have = version(session, steps)
    for step in steps[have:]:
        session.define(step)
    store(session, "schema", str(len(steps)))
    return len(steps) - have
