"""Keeps what is on the line while it is written: in a thread of its own, 200 ms after a pause, at least each 0.7 s."""

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fieldlog.cipher import BUSY_MILLISECONDS, ERRORS, connect, refusal_of
from fieldlog.models.entry import new_id
from fieldlog.models.moment import written

PAUSE = 0.2
LONGEST = 0.7
"""Seconds of typing without a pause after which it is kept all the same: less than one second can be lost."""
FORGET_MILLISECONDS = 100
"""How long another connection may hold up the emptying of the write-ahead log."""
TRY_AGAIN = 1.0
"""Seconds until it is tried again."""

_KEEP = (
    "INSERT INTO draft (id, kind, shift, started_at, changed_at, body) VALUES (?, 'line', NULL, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at, body = excluded.body"
)

_KEEP_DRAFT = (
    "INSERT INTO draft (id, kind, shift, started_at, changed_at, body) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at, body = excluded.body, "
    "shift = coalesce(excluded.shift, shift)"
)


class Keeper:
    """The draft of one window's line. `failed` is told once for each run of failures, and again when it works."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        now: Callable[[], datetime],
        failed: Callable[[bool], None] = lambda _is_failing: None,
    ) -> None:
        self._path = path
        self._now = now
        self._failed = failed
        self._connection = connect(path, key)
        self._id = new_id()
        self._started = written(now())
        self._wanted: Mapping[str, Any] | None = None
        self._kept: str | None = None
        self._first_change = self._last_change = 0.0
        self._state = threading.Condition()
        self._writing = threading.Lock()
        self._to_forget = False
        self._closing = False
        self._failing = False
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._thread.start()

    def take_over(self) -> str:
        """The text that a window which is gone had on its line, or "". From now on it is this window's."""
        try:
            lines = self._connection.execute(
                "SELECT id, body FROM draft WHERE kind = 'line' ORDER BY changed_at"
            ).fetchall()
        except ERRORS as error:
            raise refusal_of(error, self._path) from None
        for id_, body in lines:
            held = json.loads(body)
            if held.get("text") and not _is_alive(held.get("pid")):
                self._id, self._kept = id_, None
                return str(held["text"])
        return ""

    def keep(self, text: str, chosen: Mapping[str, Any] | None = None) -> None:
        """This stands on the line now. Returns at once."""
        with self._state:
            at = time.monotonic()
            if self._wanted is None:
                self._first_change = at
            self._last_change = at
            self._wanted = {"text": text, "chosen": dict(chosen or {}), "pid": os.getpid()}
            self._state.notify()

    def keep_event(self, id_: str, body: Mapping[str, Any], shift: str | None) -> None:
        """This is the open event now, as `drafts.keep` keeps it; on the disk when this returns.

        Without the verbs: a second after the start they are still being loaded, and an emergency may not wait for
        them. Refusal if the store takes nothing.
        """
        self.keep_draft("event", id_, body, shift)

    def keep_draft(self, kind: str, id_: str, body: Mapping[str, Any], shift: str | None) -> None:
        """As `keep_event`, for what is written on a screen of its own."""
        stamp = written(self._now())
        with self._writing:
            try:
                text = json.dumps(body, ensure_ascii=False)
                self._connection.execute(_KEEP_DRAFT, (id_, kind, shift, stamp, stamp, text))
            except ERRORS as error:
                raise refusal_of(error, self._path) from None

    def flush(self) -> None:
        """Write what is not written yet, now and in this thread: on every way out."""
        with self._state:
            wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._write(wanted)
        if self._to_forget:
            self._forget()

    def close(self) -> None:
        self.flush()
        with self._state:
            self._closing = True
            self._state.notify()
        self._thread.join(timeout=1)
        self._connection.close()

    def _run(self) -> None:
        while True:
            with self._state:
                if self._wanted is None and not self._closing:
                    self._state.wait(TRY_AGAIN if self._to_forget else None)
                if self._closing:
                    return
                if self._wanted is not None:
                    due = min(self._last_change + PAUSE, self._first_change + LONGEST)
                    rest = due - time.monotonic()
                    if rest > 0:
                        self._state.wait(rest)
                        continue
            self.flush()

    def _write(self, wanted: Mapping[str, Any]) -> None:
        body = json.dumps(wanted, ensure_ascii=False)
        with self._writing:
            if body == self._kept:
                return
            try:
                if wanted["text"]:
                    stamp = written(self._now())
                    self._connection.execute(_KEEP, (self._id, self._started, stamp, body))
                else:
                    self._connection.execute("DELETE FROM draft WHERE id = ?", (self._id,))
                    self._id, self._started = new_id(), written(self._now())
                self._to_forget |= _is_taken_away(self._kept, str(wanted["text"]))
                self._kept = body
                is_failing = False
            except ERRORS:
                is_failing = True
        if is_failing:
            with self._state:
                self._wanted = self._wanted or wanted
                # Tried again after a pause: at once and for ever would take the time that the screen needs.
                self._first_change = self._last_change = time.monotonic()
        if is_failing != self._failing:
            self._failing = is_failing
            self._failed(is_failing)

    def _forget(self) -> None:
        """Empty the write-ahead log: what was masked, saved or erased is then on no page, old or new."""
        with self._writing:
            try:
                self._connection.execute(f"PRAGMA busy_timeout={FORGET_MILLISECONDS}")
                self._to_forget = bool(self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
                self._connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
            except ERRORS:
                self._to_forget = True


def _is_taken_away(kept: str | None, text: str) -> bool:
    """Whether something that was kept stands there no more: the line is empty, or is no longer what it was and more.

    Erasing at the end is not meant: it ends in an empty line, or in a text that is saved.
    """
    before = str(json.loads(kept)["text"]) if kept else ""
    return bool(before) and (not text or not (text.startswith(before) or before.startswith(text)))


def _is_alive(pid: object) -> bool:
    if not isinstance(pid, int) or pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
