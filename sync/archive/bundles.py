"""The exchange by stick, seen from the server: what a laptop wrote into a file is taken in, and its answer written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fieldlog.language import _
from fieldlog.models.moment import written
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.strict import decode
from sync.answers import Enrolment, PushAnswer
from sync.archive import devices, enrolling, feeds, forks, pulling, pushing
from sync.archive.archive import Archive
from sync.archive.devices import REVOKED, Caller
from sync.archive.spelling import device_bytes
from sync.batch import BatchFault, unpack
from sync.bundle import Bundle, BundleFault, box_of, read_bundle, write_bundle
from sync.protocol import (
    MOST_BYTES,
    MOST_ENTRIES,
    MOST_FORK_BYTES,
    PAGE,
    Cursor,
    Head,
    ProtocolFault,
    Refused,
    read_object,
    text,
)

FORKS: Final = "forks"
MOST_OUT: Final = 64 << 20
"""Bytes of pages in one answer; the rest goes with the next one."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was done with a file, and the answer to carry back. `problems` are codes of pushes that were refused."""

    org: str
    device: str
    worker: str
    entries: int
    pages: int
    problems: tuple[str, ...]
    answer: bytes


def take(archive: Archive, data: bytes, now: datetime) -> Taken:
    """Take in a laptop's file. RuleBroken if it is none for this server, or of a laptop that is not enrolled here.

    Taken in again it changes nothing, and gives the same answer from where the laptop said it stands. What it holds
    goes the way of any push and pull; a revoked laptop's entries lie in quarantine, and it is given nothing to read.
    """
    try:
        asked = read_bundle(data, archive.keys.open_sealed, lambda facts: text(dict(facts), "device"))
        return _Exchange(archive, asked, now).run()
    except (BundleFault, ProtocolFault):
        raise RuleBroken(_("Filen är ingen fil från en dator till den här servern. Ta den som datorn skrev.")) from None
    except Refused as refused:
        if refused.problem.code not in {"token", "unknown", "fields"}:
            raise
        raise RuleBroken(_("Filen är skriven av en dator som inte är ansluten här. Anslut den först.")) from None


class _Exchange:
    """One file on its way through."""

    def __init__(self, archive: Archive, asked: Bundle, now: datetime) -> None:
        facts = dict(asked.facts)
        self._archive, self._asked, self._now = archive, asked, now
        self._org, self._device, self._token = (text(facts, name) for name in ("org", "device", "token"))
        self._pushes = [_object(push) for push in _list(facts, "pushes")]
        self._successors = [_enrolment(said) for said in _list(facts, "successors")]
        after = _object(facts.get("after"))
        self._after = {feed: Cursor.read(said) if (said := text(after, feed)) else None for feed in ("feed", "shared")}
        if len(self._pushes) != len(asked.bodies):
            raise BundleFault("pushes")

    def run(self) -> Taken:
        enrolled = self._join()
        known = devices.caller(self._archive, self._org, self._device, self._token, self._now)
        if known.device == self._device and not enrolled:  # else nobody has used the new token yet
            devices.note_contact(self._archive, known, None, None, self._now)
        answers, taken = self._take_pushes(known)
        pages, bodies = ([], []) if known.state == REVOKED else self._pages(known)
        facts = {
            "org": self._org, "device": self._device, "at": written(self._now), "epoch": str(self._archive.epoch),
            "state": known.state, "contact": known.contact, "enrolled": enrolled, "answers": answers, "pages": pages,
        }  # fmt: skip
        answer = write_bundle(Bundle(facts, bodies), box_of(self._device), self._archive.keys.sign)
        problems = tuple(str(read_object(said["problem"].encode())["error"]) for said in answers if "problem" in said)
        return Taken(self._org, self._device, known.worker, taken, len(pages), problems, answer)

    def _join(self) -> list[dict[str, Any]]:
        """The answers to the laptop's newer devices. None for those that have been heard of since.

        A token is given out anew as long as it may have been lost on the way: but an old stick, found and put in
        again, must not void the one that the laptop uses.
        """
        if not self._successors or all(map(self._is_heard_of, self._successors)):
            return []
        found = []
        for asked in self._successors:
            known = devices.caller(self._archive, self._org, asked.previous, self._token, self._now)
            given = enrolling.successor(self._archive, known, asked, self._now)
            self._token = given.token
            found.append(decode(given.data()))
        return found

    def _is_heard_of(self, asked: Enrolment) -> bool:
        with self._archive.database.reading() as session:
            row = session.row(
                "SELECT contacted_ms FROM device WHERE org = ? AND device = ?", (self._org, device_bytes(asked.device))
            )
        return row is not None and row[0] is not None

    def _take_pushes(self, known: Caller) -> tuple[list[dict[str, str]], int]:
        answers: list[dict[str, str]] = []
        stopped: set[str] = set()
        entries = 0
        for push, body in zip(self._pushes, self._asked.bodies, strict=True):
            to, device = text(push, "to"), text(push, "device")
            if device in stopped:
                continue
            said = {"to": to, "device": device}
            try:
                done = self._push(known, to, device, text(push, "head"), body)
            except Refused as refused:
                stopped.add(device)
                answers.append(said | {"problem": refused.problem.data().decode()})
            else:
                entries += sum(run.last - run.first + 1 for run in done.verdicts)
                answers.append(said | {"answer": done.data().decode()})
        return answers, entries

    def _push(self, known: Caller, to: str, device: str, head: str, body: bytes) -> PushAnswer:
        most = MOST_FORK_BYTES if to == FORKS else MOST_BYTES
        if len(body) > most:
            raise Refused("large", limit=most)
        try:
            batch = unpack(body)
        except BatchFault:
            raise Refused("malformed") from None
        if len(batch.entries) > MOST_ENTRIES:
            raise Refused("large", limit=MOST_ENTRIES)
        if to == FORKS:
            return forks.keep(self._archive, known, device, batch, self._now)
        return pushing.push(self._archive, known, device, Head.read(head), batch, self._now)

    def _pages(self, known: Caller) -> tuple[list[dict[str, str]], list[bytes]]:
        """Everything that the laptop has not read, page after page; each says where it begins."""
        pages: list[dict[str, str]] = []
        bodies: list[bytes] = []
        for feed, after in self._after.items():
            more = True
            while more and sum(map(len, bodies)) < MOST_OUT:
                which = self._org if feed == "feed" else feeds.SHARED
                page = pulling.pull(self._archive, known, which, after, PAGE, self._now)
                pages.append({"feed": feed, "after": str(after) if after else ""})
                bodies.append(page.data)
                after, more = page.cursor, page.more
        return pages, bodies


def _object(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise BundleFault("object")
    return said


def _list(facts: Mapping[str, Any], name: str) -> Sequence[Any]:
    said = facts.get(name)
    if not isinstance(said, list):
        raise BundleFault(name)
    return said


def _enrolment(said: Any) -> Enrolment:
    fields = _object(said)
    return Enrolment(*(text(fields, name) for name in Enrolment.FIELDS))
