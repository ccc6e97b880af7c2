"""What one reader is given of each entry: the access table, asked with what the folds know of the entry's matter."""

from typing import Any, Final

from sync.access import DISCLOSURE, Matter, Reader, once_given, parts_given
from sync.archive import disclosing
from sync.archive.leaving import shown
from sync.archive.session import Row, Session

Parts = frozenset[str]

SAFE: Final = 2
"""What `matter.safety` is of what is about the staff's own safety now."""

GONE: Final[Parts] = frozenset(("",))
"""Stands for: she may have it from before, and is told that it is hers no longer."""


class Rights:
    """Of one reader, within one snapshot. Equal questions are asked of the table once."""

    def __init__(self, session: Session, reader: Reader) -> None:
        self._session = session
        self._reader = reader
        self._answers: dict[Any, Parts | None] = {}
        self._workers: dict[tuple[str, bytes], str] = {}

    def judge(
        self, org: str, state: int, kind: str, device: bytes, id_: bytes, target: bytes | None, matter: Row
    ) -> Parts | None:
        """The parts that she is given, GONE, or None: to her the entry does not exist.

        `matter` is what `matters.ASKED` asks for, of what the entry is about; nothing but None in it where the folds
        know nothing, as of an entry whose target has not come.
        """
        if matter[0] is None:
            # Of what has come before its target nobody knows yet who may read it: a supervisor may in any case.
            author, root = (self._worker(org, device), kind) if target is None else ("", "")
            matter = (author, root, "C", "C", 0, 0, 0, None)
        # Within the organisation what others are given makes no difference.
        parts = None if org == self._reader.org or matter[7] is None else shown(matter[7], id_)
        receiver = ""
        if kind == DISCLOSURE and org != self._reader.org:
            receiver = disclosing.receiver_of(self._session, org, id_)
        question = (org, state, kind, matter[:7], parts, receiver)
        if question not in self._answers:
            author, root, secrecy, widest, _judged, free, safety, _given = matter
            about = Matter(org, author, root, secrecy, widest, safety == SAFE, safety > 0, parts, bool(free), receiver)
            self._answers[question] = self._ask(about, kind, readable=state == 0)
        return self._answers[question]

    def _ask(self, about: Matter, kind: str, *, readable: bool) -> Parts | None:
        given = parts_given(self._reader, about, kind) if readable else None
        if given is None and once_given(self._reader, about, kind):
            return GONE
        return given

    def _worker(self, org: str, device: bytes) -> str:
        """Whose device it is: who wrote an entry that is about nothing, and that no fold knows."""
        if (org, device) not in self._workers:
            found = self._session.row("SELECT worker FROM device WHERE org = ? AND device = ?", (org, device))
            self._workers[org, device] = found[0] if found else ""
        return self._workers[org, device]
