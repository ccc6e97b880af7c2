"""Whether the archive is what was sent to it: chains, hashes, signatures, parts, feeds, matters; the first fault."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from fieldlog.language import _
from fieldlog.models.entry import NO_HEAD, SIGNED, EntryFault, Line, Part, read_line_bytes
from fieldlog.models.strict import decode
from sync.archive import clusters, matters
from sync.archive.archive import Archive
from sync.archive.checking import LONGEST_LINE
from sync.archive.session import Row, Session, marks
from sync.archive.signatures import first_false
from sync.archive.spelling import device_text, id_bytes, id_text

SOME: Final = 1_000
"""Lines of a chain looked at together."""


class Fault(Exception):
    """What is wrong, and where: a sentence without content."""


@dataclass(slots=True)
class Verified:
    """What was looked at, and the first fault; none if everything is as it was sent."""

    chains: int = 0
    entries: int = 0
    parts: int = 0
    feeds: int = 0
    matters: int = 0
    erased: int = 0
    """Parts that are destroyed, each named by an entry of the server's own chain that says so."""
    absent: int = 0
    """Parts that a line names, that are not here and that nobody says are destroyed: they never came."""
    fault: str = ""


def verify(archive: Archive) -> Verified:
    """One snapshot, read through; takes about as long as verifying each signature once."""
    found = Verified()
    try:
        with archive.database.reading() as session:
            for device in session.rows("SELECT org, device, n, head FROM device ORDER BY org, device"):
                _chain(session, found, device)
                _forks(session, found, device[0], device[1])
            _refuse_rest(session)
            _erased(session, found)
            for feed in session.rows("SELECT org, seq FROM feed ORDER BY org"):
                _feed(session, found, feed)
            _matters(session, found)
    except Fault as fault:
        found.fault = str(fault)
    return found


def _chain(session: Session, found: Verified, device: Row) -> None:
    org, key, n, head = device
    where = f"{org} {device_text(key)}"
    at, before = 0, NO_HEAD
    while at < n:
        rows = session.rows(
            "SELECT n, id, kind, target, line, sig, hash, code FROM entry WHERE org = ? AND device = ? AND n > ? "
            "ORDER BY n LIMIT ?",
            (org, key, at, SOME),
        )
        lines = []
        for row in rows:
            line = _line(row, device_text(key), f"{where} {at + 1}", at + 1, before)
            at, before = line.n, row[6].hex()
            lines.append(line)
        if not rows:
            raise Fault(
                _("{where}: kedjan slutar vid {n}, fast den har {whole} poster").format(where=where, n=at, whole=n)
            )
        _signatures(key, rows, where)
        _parts(session, found, org, rows, lines, where)
        found.entries += len(rows)
    if before != head.hex():
        raise Fault(_("{where}: kedjans huvud stämmer inte").format(where=where))
    found.chains += 1


def _forks(session: Session, found: Verified, org: str, key: bytes) -> None:
    """Lines that a copy of the device wrote: each stands alone, and those that were accepted have their parts."""
    last = b""
    while True:
        rows = session.rows(
            "SELECT n, id, kind, target, line, sig, hash, code, state FROM fork WHERE org = ? AND device = ? "
            "AND hash > ? ORDER BY hash LIMIT ?",
            (org, key, last, SOME),
        )
        if not rows:
            return
        last = rows[-1][6]
        where = f"{org} {device_text(key)}"
        for row in rows:
            if hashlib.sha256(row[4]).digest() != row[6]:
                raise Fault(_("{where}: radens hash stämmer inte").format(where=f"{where} {row[0]}"))
        _signatures(key, rows, where)
        read = [row for row in rows if row[8] == 0]
        lines = [read_line_bytes(row[4], LONGEST_LINE) for row in read]
        _parts(session, found, org, read, lines, where)


def _signatures(key: bytes, rows: list[Row], where: str) -> None:
    false = first_false(key, [(row[5], SIGNED + row[4]) for row in rows])
    if false is not None:
        raise Fault(_("{where} {n}: underskriften stämmer inte").format(where=where, n=rows[false][0]))


def _line(row: Row, device: str, where: str, n: int, before: str) -> Line:
    number, id_, kind, target, data, _sig, hash_, code = row
    if number != n:
        raise Fault(_("{where}: posten saknas").format(where=where))
    if hashlib.sha256(data).digest() != hash_:
        raise Fault(_("{where}: radens hash stämmer inte").format(where=where))
    try:
        line = read_line_bytes(data, LONGEST_LINE)
    except EntryFault as fault:
        raise Fault(f"{where}: {fault}") from None
    if (line.device, line.n, line.prev) != (device, n, before):
        raise Fault(_("{where}: raden följer inte på den förra").format(where=where))
    told = (id_text(id_) if code != "id" else line.id, kind, target and id_text(target))
    if told != (line.id, line.kind, line.target):
        raise Fault(_("{where}: arkivet säger annat än raden").format(where=where))
    return line


def _parts(session: Session, found: Verified, org: str, rows: list[Row], lines: list[Line], where: str) -> None:
    """Those of one stretch of a chain: what is here is what was signed, what is not was destroyed or never came."""
    if not rows:
        return
    ids = [row[1] for row in rows]
    here = _by_id(_among(session, "SELECT id, name, salt, data FROM part", org, ids))
    gone = _by_id(_among(session, "SELECT id, name FROM gone", org, ids))
    for row, line in zip(rows, lines, strict=True):
        destroyed = {name for _id, name in gone.get(row[1], ())}
        named = dict(line.parts)
        for _id, name, salt, data in here.get(row[1], ()):
            if named.pop(name, None) != Part(salt, data).seal(name):
                raise Fault(
                    _("{where} {n}: delen {name} är inte den som signerades").format(where=where, n=line.n, name=name)
                )
            found.parts += 1
        left = destroyed & (line.parts.keys() - named.keys())
        if left:
            sentence = _("{where} {n}: delen {name} ska vara förstörd men finns")
            raise Fault(sentence.format(where=where, n=line.n, name=min(left)))
        found.absent += len(named.keys() - destroyed)


def _erased(session: Session, found: Verified) -> None:
    """That what the archive holds for destroyed is exactly what the server's own chain says."""
    last = 0
    while True:
        rows = session.rows(_ERASURES, (last, ERASURES))
        for n, id_, data in rows:
            last = n
            core = decode(data)
            named = {(id_bytes(pair[0]), pair[1]) for pair in core["gone"]}
            ids = list({key for key, _name in named})
            sql = f"SELECT id, name FROM gone WHERE org = ? AND by = ? AND id IN {marks(ids)}"  # noqa: S608  # only marks
            listed = set(session.rows(sql, (core["org"], id_, *ids)))
            if named != listed:
                raise Fault(_("{id}: arkivet säger annat om vad som är förstört").format(id=id_text(id_)))
            found.erased += len(listed)
        if len(rows) < ERASURES:
            break
    counted = session.row("SELECT count(*) FROM gone")
    if counted != (found.erased,):
        raise Fault(_("delar räknas som förstörda fast ingen post säger det"))


ERASURES: Final = 20
_ERASURES: Final = (
    "SELECT entry.n, entry.id, part.data FROM entry JOIN part ON part.org = entry.org AND part.id = entry.id "
    "AND part.name = 'core' WHERE entry.org = '*' AND entry.kind = 'erase' AND entry.n > ? ORDER BY entry.n LIMIT ?"
)


def _among(session: Session, sql: str, org: str, ids: list[bytes]) -> list[Row]:
    return session.rows(f"{sql} WHERE org = ? AND id IN {marks(ids)} ORDER BY id", (org, *ids))


def _by_id(rows: Iterable[Row]) -> dict[bytes, list[Row]]:
    return {id_: list(some) for id_, some in groupby(rows, key=lambda row: row[0])}


def _refuse_rest(session: Session) -> None:
    """What no chain and no entry accounts for, and what is kept and in no feed."""
    sentences = (
        (_STRAY_ENTRY, _("{org}: en post som ingen kedja räknar med")),
        (_STRAY_PART, _("{org}: en del som ingen post nämner")),
        (_IN_NO_FEED, _("{org}: en post som inte är i något flöde")),
    )
    for sql, sentence in sentences:
        rest = session.row(sql)
        if rest is not None:
            raise Fault(sentence.format(org=rest[0]))


_STRAY_ENTRY: Final = (
    "SELECT entry.org FROM entry LEFT JOIN device ON device.org = entry.org AND device.device = entry.device "
    "WHERE device.n IS NULL OR entry.n > device.n LIMIT 1"
)
_STRAY_PART: Final = (
    "SELECT part.org FROM part LEFT JOIN entry ON entry.org = part.org AND entry.id = part.id "
    "LEFT JOIN fork ON fork.org = part.org AND fork.id = part.id AND fork.state = 0 "
    "WHERE entry.n IS NULL AND fork.n IS NULL LIMIT 1"
)
_IN_NO_FEED: Final = (
    "SELECT entry.org FROM entry LEFT JOIN feed_row ON feed_row.org = entry.org AND feed_row.id = entry.id "
    "WHERE entry.state = 0 AND entry.org <> '*' AND feed_row.seq IS NULL LIMIT 1"
)


def _feed(session: Session, found: Verified, feed: Row) -> None:
    org, seq = feed
    counted = session.row("SELECT count(*), min(seq), max(seq) FROM feed_row WHERE org = ?", (org,))
    if counted != ((seq, 1, seq) if seq else (0, None, None)):
        raise Fault(_("flödet {org} har ett hål").format(org=org))
    stray = session.row(
        "SELECT feed_row.seq FROM feed_row "
        # Set aside after it was read, as a fork that comes home revoked, it is in the feed: readers hear it is gone.
        "LEFT JOIN entry ON entry.org = feed_row.entry_org AND entry.id = feed_row.id "
        "AND (entry.state = 0 OR entry.code IS NOT NULL) "
        "LEFT JOIN fork ON fork.org = feed_row.entry_org AND fork.id = feed_row.id AND fork.state = 0 "
        "WHERE feed_row.org = ? AND entry.n IS NULL AND fork.n IS NULL ORDER BY feed_row.seq LIMIT 1",
        (org,),
    )
    if stray is not None:
        raise Fault(_("flödet {org}, nummer {seq}: ingen post att läsa").format(org=org, seq=stray[0]))
    found.feeds += 1


def _matters(session: Session, found: Verified) -> None:
    """That each row is what its entries say now: the folds are reckoned again and compared."""
    roots = sorted(matters.ROOTS)
    for (org,) in session.rows("SELECT org FROM org ORDER BY org"):
        last = b""
        while True:
            here = session.rows(_MATTERS, (org, last, SOME))
            if not here:
                break
            last = here[-1][1]
            reckoned = clusters.of(session, org, [id_text(row[1]) for row in here])
            for row, (root, about) in zip(here, reckoned, strict=True):
                if matters.of_cluster(session, org, root, about) != row:
                    raise Fault(_("{org} {id}: arkivet säger annat än posterna").format(org=org, id=root))
            found.matters += len(here)
        missing = session.row(_WITHOUT_MATTER + marks(roots), (org, *roots))
        if missing is not None:
            raise Fault(_("{org} {id}: arkivet har glömt posten").format(org=org, id=id_text(missing[0])))


_MATTERS: Final = f"SELECT {', '.join(matters.COLUMNS)} FROM matter WHERE org = ? AND id > ? ORDER BY id LIMIT ?"  # noqa: S608 - our own names
_WITHOUT_MATTER: Final = (
    "SELECT entry.id FROM entry LEFT JOIN matter ON matter.org = entry.org AND matter.id = entry.id "
    "WHERE entry.org = ? AND entry.state = 0 AND entry.target IS NULL AND matter.id IS NULL AND entry.kind IN "
)
