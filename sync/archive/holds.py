"""Holds: what is asked for, by the public or the police, is not destroyed while it is; each is an entry of the server.

They are noted outside the database too: a restored backup must not let what is held be destroyed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from fieldlog.language import _
from fieldlog.models.entry import new_id
from fieldlog.models.moment import from_milliseconds, read_written, written
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.strict import decode, encode
from sync.archive import pen
from sync.archive.archive import Archive
from sync.archive.due import AUDIT, KEPT
from sync.archive.home import ServerHome, note, noted
from sync.archive.keys import Keys
from sync.archive.session import Session
from sync.archive.spelling import id_bytes, id_text
from sync.protocol import Refused

KIND: Final = "hold"
ENTRY, SHIFT, PLACE = "entry", "shift", "place"
"""What a hold can be on: one entry with all that belongs to it, all of a shift, or a place for a while."""
WHY: Final = ("records", "police")
LONGEST_CASE: Final = 80


@dataclass(frozen=True, slots=True)
class Hold:
    """Everything it is on is kept whole until it is lifted, whatever its age."""

    on: str
    which: str
    """Id of the entry or shift, or code of the place."""
    why: str
    case: str
    """The reference of the request; no name."""
    org: str | None = None
    """Of one organisation, or of all."""
    since: str | None = None
    until: str | None = None
    """Of a place: from when until when, as an entry's `at`, both included."""
    hold: str = ""
    """Its own id, by which it is lifted."""
    at: str = ""

    def keeps(self, org: str, id_: str, cores: Iterable[Mapping[str, Any]]) -> bool:
        """Whether it is on this root of an organisation, by any version of what was said."""
        if self.org not in {None, org}:
            return False
        if self.on == PLACE:
            return any(core.get("place") == self.which and self._within(core.get("at")) for core in cores)
        return id_ == self.which or (self.on == SHIFT and any(core.get("shift") == self.which for core in cores))

    def _within(self, at: Any) -> bool:
        try:
            return read_written(self.since or "") <= read_written(at) <= read_written(self.until or "")
        except (TypeError, ValueError):
            return True  # without a time nobody can say that it is not meant


_NAMES: Final = tuple(each.name for each in fields(Hold) if each.name != "at")


def holds(archive: Archive) -> list[Hold]:
    """Those in force, oldest first."""
    with archive.database.reading() as session:
        return in_force(session)


def in_force(session: Session) -> list[Hold]:
    found: dict[str, Hold] = {}
    for _id, core, at in _entries(session):
        if core.get("lifted"):
            found.pop(core["hold"], None)
        else:
            found[core["hold"]] = Hold(**{name: core[name] for name in _NAMES}, at=at)
    return list(found.values())


def standing(session: Session) -> set[bytes]:
    """The entries by which holds are in force: they are not destroyed either."""
    names = {hold.hold for hold in in_force(session)}
    return {id_ for id_, core, _at in _entries(session) if core["hold"] in names}


def add(archive: Archive, hold: Hold, now: datetime) -> Hold:
    """From when this returns nothing that it is on is destroyed. RuleBroken or NotFound if it is on nothing."""
    with archive.database.reading() as session:
        made = replace(_checked(session, hold), hold=new_id(), at=written(now))
    _keep(archive, {name: getattr(made, name) for name in _NAMES}, now)
    return made


def lift(archive: Archive, said: str, now: datetime) -> Hold:
    """End the one of this id or case. NotFound if there is none, RuleBroken if there are several."""
    found = [hold for hold in holds(archive) if said and said in {hold.hold, hold.case}]
    if not found:
        raise NotFound(_("Inget sådant skydd gäller. Se: fieldlog-server hold list"))
    if len(found) > 1:
        raise RuleBroken(_("Flera skydd har den beteckningen. Säg vilket med dess id."))
    _keep(archive, {"hold": found[0].hold, "lifted": True}, now)
    return found[0]


def file_of(home: ServerHome) -> Path:
    return home.root / "holds.jsonl"


def bring_back(session: Session, keys: Keys, home: ServerHome) -> None:
    """After a restore: what was held or lifted since the backup is so again."""
    there = {(core["hold"], bool(core.get("lifted"))) for _id, core, _at in _entries(session)}
    for line in noted(file_of(home)):
        said = decode(line)
        core = said["core"]
        if (core["hold"], bool(core.get("lifted"))) not in there:
            pen.write(session, keys, KIND, core, read_written(said["at"]))


def _keep(archive: Archive, core: Mapping[str, Any], now: datetime) -> None:
    # Outside the database first: a hold too many is lifted, what was destroyed is not brought back.
    note(file_of(archive.home), encode({"at": written(now), "core": dict(core)}))
    archive.database.transact(lambda session: pen.write(session, archive.keys, KIND, core, now))


def _entries(session: Session) -> Iterator[tuple[bytes, dict[str, Any], str]]:
    for id_, received, data in session.rows(
        "SELECT entry.id, entry.received_ms, part.data FROM entry JOIN part ON part.org = entry.org "
        "AND part.id = entry.id AND part.name = 'core' WHERE entry.org = '*' AND entry.kind = 'hold' ORDER BY entry.n"
    ):
        yield id_, decode(data), written(from_milliseconds(received))


def _checked(session: Session, hold: Hold) -> Hold:
    case = " ".join(hold.case.split())
    if not 0 < len(case) <= LONGEST_CASE or not case.isprintable() or hold.why not in WHY:
        raise RuleBroken(_("Ange vad begäran heter: ett diarienummer eller liknande, högst 80 tecken."))
    hold = replace(hold, case=case)
    orgs = [org for (org,) in session.rows("SELECT org FROM org ORDER BY org")]
    if hold.org is not None and hold.org not in orgs:
        raise NotFound(_("Organisationen {org} finns inte. Lägg till: org add").format(org=hold.org))
    if hold.on == PLACE:
        return _of_place(hold)
    for org in [hold.org] if hold.org else [*orgs, pen.EVERYBODY]:
        try:
            key = id_bytes(hold.which)
        except Refused:
            break
        row = session.row("SELECT id, kind, target FROM entry WHERE org = ? AND id = ?", (org, key))
        if row is not None and (hold.on == ENTRY or row[1] == SHIFT):
            alone = row[2] is None or row[1] in AUDIT | KEPT
            return replace(hold, org=org, which=id_text(row[0] if alone else row[2]))
    raise NotFound(_("Den posten finns inte i arkivet."))


def _of_place(hold: Hold) -> Hold:
    if not hold.which or not hold.since or not hold.until or hold.since > hold.until:
        raise RuleBroken(_("Ange plats, och från vilken dag till vilken."))
    return hold
