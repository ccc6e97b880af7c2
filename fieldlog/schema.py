"""The schema's history: one function a step, each in its own transaction, never edited once released."""

from collections.abc import Callable
from typing import Any

from fieldlog.language import _
from fieldlog.models.refusal import TooNew

_ENTRIES = """
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, device TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL,
  target TEXT, own INTEGER NOT NULL, line BLOB NOT NULL, sig BLOB NOT NULL, UNIQUE (device, n));
CREATE INDEX entry_target ON entry (target) WHERE target IS NOT NULL;
CREATE INDEX entry_kind ON entry (kind, seq) WHERE kind <> 'observation';
CREATE TABLE part (
  entry INTEGER NOT NULL REFERENCES entry (seq), name TEXT NOT NULL, salt BLOB NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (entry, name)) WITHOUT ROWID;
CREATE TABLE gone (entry TEXT NOT NULL, part TEXT NOT NULL, by TEXT NOT NULL, PRIMARY KEY (entry, part, by));
CREATE TABLE delivered (device TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TRIGGER entry_is_final BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'an entry is final'); END;
CREATE TRIGGER entry_stays BEFORE DELETE ON entry WHEN OLD.own = 1
  BEGIN SELECT RAISE(ABORT, 'an own entry stays'); END;
CREATE TRIGGER part_is_final BEFORE UPDATE ON part BEGIN SELECT RAISE(ABORT, 'a part is final'); END;
CREATE TRIGGER part_goes_by_name BEFORE DELETE ON part WHEN NOT EXISTS (
  SELECT 1 FROM gone JOIN entry ON entry.id = gone.entry WHERE entry.seq = OLD.entry AND gone.part = OLD.name)
  AND (SELECT own FROM entry WHERE seq = OLD.entry) = 1
  BEGIN SELECT RAISE(ABORT, 'a part is destroyed only by an entry that names it'); END;
"""

FOLDS = """
CREATE TABLE device (
  id TEXT NOT NULL PRIMARY KEY, worker TEXT NOT NULL, org TEXT NOT NULL, role TEXT NOT NULL, program TEXT NOT NULL,
  previous TEXT, previous_head TEXT, started_at TEXT NOT NULL);
CREATE TABLE shift (
  id TEXT NOT NULL PRIMARY KEY, device TEXT NOT NULL, org TEXT NOT NULL, worker TEXT NOT NULL,
  started_at TEXT NOT NULL, started_ms INTEGER NOT NULL, crew TEXT NOT NULL, radio TEXT NOT NULL, area TEXT NOT NULL,
  focus TEXT NOT NULL, on_foot INTEGER NOT NULL, ended_at TEXT, end TEXT, felt_safe INTEGER,
  handover_all TEXT NOT NULL, handover_own TEXT NOT NULL, amendments INTEGER NOT NULL, withdrawn INTEGER NOT NULL);
CREATE INDEX shift_open ON shift (worker) WHERE ended_at IS NULL AND withdrawn = 0;
CREATE INDEX shift_started ON shift (started_ms);
CREATE TABLE policy (of TEXT NOT NULL, org TEXT NOT NULL, n INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (of, org));
CREATE TABLE supervisor (org TEXT NOT NULL, worker TEXT NOT NULL, PRIMARY KEY (org, worker));
CREATE TABLE observation (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, device TEXT NOT NULL, n INTEGER NOT NULL, org TEXT NOT NULL,
  author TEXT NOT NULL, shift TEXT, at TEXT NOT NULL, at_ms INTEGER NOT NULL, day TEXT NOT NULL, hour INTEGER NOT NULL,
  written_at TEXT NOT NULL, place TEXT, zone TEXT, spot TEXT, category TEXT, family TEXT, severity INTEGER,
  class TEXT NOT NULL CHECK (class IN ('A', 'B', 'C')), persons TEXT, ages TEXT NOT NULL, fields TEXT NOT NULL,
  actions TEXT NOT NULL, event TEXT, seen_by TEXT NOT NULL, protected INTEGER NOT NULL,
  words_may_leave INTEGER NOT NULL, incomplete INTEGER NOT NULL, source_file TEXT, source_key TEXT, note TEXT NOT NULL,
  more TEXT NOT NULL, words TEXT NOT NULL, state TEXT NOT NULL, hidden INTEGER NOT NULL, amendments INTEGER NOT NULL,
  tips TEXT NOT NULL);
CREATE INDEX observation_at ON observation (at_ms) WHERE hidden = 0;
CREATE INDEX observation_place ON observation (place, at_ms, category, family, severity, state, author, class)
  WHERE hidden = 0;
CREATE INDEX observation_zone ON observation (zone, at_ms, category, family, severity, state, author, class)
  WHERE hidden = 0;
CREATE INDEX observation_category ON observation (category, at_ms, place, zone, severity, state, author, class)
  WHERE hidden = 0;
CREATE INDEX observation_family ON observation (family, at_ms, place, zone, severity, state, author, class)
  WHERE hidden = 0;
CREATE INDEX observation_class ON observation (class, at_ms) WHERE hidden = 0;
CREATE INDEX observation_severe_1 ON observation (at_ms, severity) WHERE hidden = 0 AND severity >= 1;
CREATE INDEX observation_severe_2 ON observation (at_ms, severity) WHERE hidden = 0 AND severity >= 2;
CREATE INDEX observation_severe_3 ON observation (at_ms, severity) WHERE hidden = 0 AND severity >= 3;
CREATE INDEX observation_severe_4 ON observation (at_ms, severity) WHERE hidden = 0 AND severity >= 4;
CREATE INDEX observation_author ON observation (author, at_ms) WHERE hidden = 0;
CREATE INDEX observation_shift ON observation (shift, at_ms) WHERE shift IS NOT NULL;
CREATE INDEX observation_state ON observation (state, at_ms) WHERE hidden = 0;
CREATE INDEX observation_review ON observation (org, severity DESC, at_ms) WHERE hidden = 0 AND state = 'saved';
CREATE INDEX observation_protected ON observation (row) WHERE protected = 1;
CREATE INDEX observation_event ON observation (event) WHERE event IS NOT NULL;
CREATE INDEX observation_source ON observation (source_key, source_file) WHERE source_key IS NOT NULL;
CREATE TABLE reading (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, device TEXT NOT NULL, org TEXT NOT NULL, at TEXT NOT NULL,
  at_ms INTEGER NOT NULL, month TEXT NOT NULL, how TEXT NOT NULL, of TEXT NOT NULL, about TEXT NOT NULL,
  by TEXT NOT NULL, many INTEGER NOT NULL, own INTEGER NOT NULL, reason TEXT NOT NULL, stands TEXT NOT NULL,
  draw INTEGER NOT NULL);
CREATE INDEX reading_at ON reading (at_ms);
CREATE INDEX reading_month ON reading (month, how, of);
CREATE INDEX reading_reason ON reading (month, reason, how) WHERE reason <> '';
CREATE INDEX reading_draw ON reading (month, draw);
CREATE INDEX reading_stands ON reading (month, at_ms) WHERE stands <> '';
CREATE INDEX reading_opened ON reading (month, device, at_ms) WHERE how = 'open' AND reason = '';
CREATE TABLE reading_of (seq INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (seq, id)) WITHOUT ROWID;
CREATE INDEX reading_of_id ON reading_of (id);
CREATE INDEX observation_found ON observation (row, at_ms, place, zone, category, family, severity, state, author,
  class, hidden);
CREATE VIEW searched AS SELECT row, iif(hidden OR protected, '', note) AS note,
  iif(hidden OR protected, '', more) AS more FROM observation;
CREATE VIRTUAL TABLE search USING fts5 (note, more, content='searched', content_rowid='row',
  tokenize="unicode61 remove_diacritics 2", prefix='2 3');
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER observation_searched AFTER INSERT ON observation BEGIN INSERT INTO search (rowid, note, more)
  VALUES (NEW.row, iif(NEW.hidden OR NEW.protected, '', NEW.note), iif(NEW.hidden OR NEW.protected, '', NEW.more)); END;
CREATE TRIGGER observation_unsearched AFTER DELETE ON observation BEGIN INSERT INTO search (search, rowid, note, more)
  VALUES ('delete', OLD.row, iif(OLD.hidden OR OLD.protected, '', OLD.note),
  iif(OLD.hidden OR OLD.protected, '', OLD.more)); END;
CREATE TABLE tally (
  author TEXT NOT NULL, place TEXT NOT NULL, zone TEXT NOT NULL, category TEXT NOT NULL, family TEXT NOT NULL,
  severity INTEGER NOT NULL, state TEXT NOT NULL, class TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (author, place, zone, category, family, severity, state, class)) WITHOUT ROWID;
CREATE TRIGGER observation_tallied AFTER INSERT ON observation WHEN NEW.hidden = 0 BEGIN INSERT INTO tally
  VALUES (NEW.author, ifnull(NEW.place, ''), ifnull(NEW.zone, ''), ifnull(NEW.category, ''), ifnull(NEW.family, ''),
  ifnull(NEW.severity, -1), NEW.state, NEW.class, 1) ON CONFLICT DO UPDATE SET n = n + 1; END;
CREATE TRIGGER observation_untallied AFTER DELETE ON observation WHEN OLD.hidden = 0 BEGIN
  UPDATE tally SET n = n - 1 WHERE (author, place, zone, category, family, severity, state, class) =
    (OLD.author, ifnull(OLD.place, ''), ifnull(OLD.zone, ''), ifnull(OLD.category, ''), ifnull(OLD.family, ''),
    ifnull(OLD.severity, -1), OLD.state, OLD.class);
  DELETE FROM tally WHERE n = 0 AND (author, place, zone, category, family, severity, state, class) =
    (OLD.author, ifnull(OLD.place, ''), ifnull(OLD.zone, ''), ifnull(OLD.category, ''), ifnull(OLD.family, ''),
    ifnull(OLD.severity, -1), OLD.state, OLD.class); END;
"""
"""Everything that `rebuild` drops and refolds; nothing in it is a source.

A row is wide, and each page of them has to be deciphered. So the indexes by place, zone, category and family hold what
else is filtered by: a condition is judged in the index, and only rows that are shown are read. `observation_found` does
the same for what a search finds, row by row, and is as narrow as can be: a word that many rows have goes through
thousands of them.

`tally` holds how many there are of each kind that can be filtered by: even an index takes long to count a million.
"""
TALLIED = """SELECT author, ifnull(place, ''), ifnull(zone, ''), ifnull(category, ''), ifnull(family, ''),
  ifnull(severity, -1), state, class, count(*) FROM observation WHERE hidden = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"""
"""SQL: what stands in `tally`, out of the rows themselves."""

FOLD_TABLES = ("search", "tally", "observation", "shift", "device", "policy", "supervisor", "reading", "reading_of")
FOLD_VIEWS = ("searched",)

_EXCHANGE = """
ALTER TABLE delivered ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
ALTER TABLE delivered ADD COLUMN bare INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivered ADD COLUMN forked INTEGER NOT NULL DEFAULT 0;
CREATE TABLE receipt (
  device TEXT NOT NULL, n INTEGER NOT NULL, at TEXT NOT NULL, said TEXT NOT NULL, sig TEXT NOT NULL,
  PRIMARY KEY (device, n, at)) WITHOUT ROWID;
CREATE TABLE set_aside (device TEXT NOT NULL, n INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (device, n));
CREATE TABLE exchange (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE came (
  id TEXT NOT NULL, feed TEXT NOT NULL, pass INTEGER NOT NULL, PRIMARY KEY (id, feed)) WITHOUT ROWID;
CREATE INDEX came_pass ON came (feed, pass);
CREATE TABLE decision (
  entry TEXT NOT NULL, made TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, text TEXT NOT NULL,
  base TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (entry, made));
CREATE INDEX decision_made ON decision (made);
"""
"""What the laptop knows of its server; by which feed each entry of others came, in which reading of it; decisions of a
supervisor that have not left yet."""

_READERS = """
CREATE TABLE reader (
  id TEXT NOT NULL, org TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, how TEXT NOT NULL,
  PRIMARY KEY (id, org, by, at, how)) WITHOUT ROWID;
CREATE INDEX reader_at ON reader (at);
"""
"""Who has read one's own entries, as the server has said it."""

_WRITING = """
CREATE TABLE draft (
  id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, shift TEXT, started_at TEXT NOT NULL, changed_at TEXT NOT NULL,
  body TEXT NOT NULL);
CREATE INDEX draft_started ON draft (started_at);
CREATE TABLE open_shift (device TEXT NOT NULL PRIMARY KEY, shift TEXT NOT NULL);
CREATE TABLE remembered (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
"""


def statements(script: str) -> list[str]:
    """The statements of a script one by one: executescript would commit the step's transaction."""
    found, open_ = [], ""
    for line in script.strip().splitlines():
        open_ += line + "\n"
        whole = line.rstrip().endswith("END;") if "CREATE TRIGGER" in open_ else line.rstrip().endswith(";")
        if whole:
            found.append(open_.strip())
            open_ = ""
    return found


def _make_folds(connection: Any, *names: str) -> None:
    """Make what is in today's FOLDS under these names, or under ones that begin so, and not there yet."""
    for statement in statements(FOLDS):
        made = statement.split("(", 1)[0].split()[:3]
        if made[-1].startswith(names):
            connection.execute(statement.replace(" ".join(made), f"{made[0]} {made[1]} IF NOT EXISTS {made[2]}", 1))


def _first(connection: Any) -> None:
    for script in (_ENTRIES, FOLDS, _WRITING):
        for statement in statements(script):
            connection.execute(statement)


def _second(connection: Any) -> None:
    """The exchange with a server, and review. Folds are always made as today's FOLDS has them: an older store lacks
    some, and searches through a wider index."""
    for statement in statements(_EXCHANGE):
        connection.execute(statement)
    connection.execute("DROP INDEX IF EXISTS observation_found")
    _make_folds(connection, "policy", "supervisor", "observation_review", "observation_found")


def _third(connection: Any) -> None:
    """Who has read what, in rows. What was read before is folded into them from its entries."""
    for statement in statements(_READERS):
        connection.execute(statement)
    _make_folds(connection, "reading")
    _fold_readings(connection)


def _fold_readings(connection: Any) -> None:
    from fieldlog.models.entry import Entry, Part  # only a store with reads of an earlier program pays for it
    from fieldlog.models.reading import fold_reading, ids_of

    rows = connection.execute("SELECT seq, line, sig FROM entry WHERE kind = 'read' AND kind <> 'observation'")
    for seq, line, sig in rows.fetchall():
        parts = connection.execute("SELECT name, salt, data FROM part WHERE entry = ?", (seq,)).fetchall()
        entry = Entry(line, sig, {name: Part(salt, data) for name, salt, data in parts})
        row = fold_reading(entry) | {"seq": seq}
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        connection.execute(f"INSERT OR REPLACE INTO reading ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - own names
        connection.executemany("INSERT OR IGNORE INTO reading_of VALUES (?, ?)", [(seq, id_) for id_ in ids_of(entry)])


def _fourth(connection: Any) -> None:
    """Kept totals. A store that was made by today's FOLDS has them, and nothing in it yet."""
    _make_folds(connection, "tally", "observation_tallied", "observation_untallied")
    connection.execute("DELETE FROM tally")
    connection.execute(f"INSERT INTO tally {TALLIED}")


def _fifth(connection: Any) -> None:
    """Protected identity: in no search, and no row of it says where, or when more closely than the date."""
    from fieldlog.models.moment import milliseconds, operational_day, read_written  # most stores have none of these
    from fieldlog.models.protected import day_of

    _make_folds(connection, "observation_protected")
    found = connection.execute("SELECT * FROM observation WHERE protected = 1")
    names = [column[0] for column in found.description]
    for values in found.fetchall():
        row = dict(zip(names, values, strict=True))
        at = day_of(row["at"])
        when = read_written(at)
        row |= {"at": at, "at_ms": milliseconds(when), "day": operational_day(when).isoformat(), "hour": 12}
        row |= {"place": None, "zone": None, "spot": None, "class": "C"}
        row["more"] = row["more"].removeprefix(values[names.index("spot")] or "").strip()
        connection.execute("DELETE FROM observation WHERE row = ?", (row["row"],))
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO observation VALUES ({marks})", tuple(row.values()))  # noqa: S608 - question marks


Step = Callable[[Any], None]
STEPS: tuple[Step, ...] = (_first, _second, _third, _fourth, _fifth)


def version(connection: Any, steps: tuple[Step, ...] = STEPS) -> int:
    """How many steps a store has taken. TooNew if it has taken more than this program knows."""
    have = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if have > len(steps):
        raise TooNew(_("Loggen är skriven av ett nyare fieldlog. Uppdatera programmet; inget är ändrat."))
    return have


def migrate(connection: Any, steps: tuple[Step, ...] = STEPS, before: Callable[[], None] | None = None) -> int:
    """Bring a store to this program's version; returns how many steps were taken. TooNew if it is already past it.

    `before` is called once if an existing store is about to change, so that a copy can be made.
    """
    have = version(connection, steps)
    if have == len(steps):
        return 0
    if have and before:
        before()
    connection.execute("PRAGMA foreign_keys=OFF")  # a no-op inside a transaction, so before BEGIN
    try:
        for number, step in enumerate(steps[have:], have + 1):
            _take(connection, number, step)
    finally:
        connection.execute("PRAGMA foreign_keys=ON")
    return len(steps) - have


def _take(connection: Any, number: int, step: Step) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] < number:  # else another window was first
            step(connection)
            connection.execute(f"PRAGMA user_version={number}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
