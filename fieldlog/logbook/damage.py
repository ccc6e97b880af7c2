"""Which pages of the log's file are no longer as they were written, and when that was last looked at."""

from __future__ import annotations

import os
import re
import sys
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fieldlog.cipher import ERRORS, connect
from fieldlog.language import n_
from fieldlog.models.moment import read_moment, written
from fieldlog.models.refusal import CannotSave, Damaged, Locked

if TYPE_CHECKING:
    from fieldlog.vault import Unlocked

EVERY = timedelta(days=1)
"""So often every page is looked at unasked: 200 MB take half a second, in a thread that nobody waits for."""
PAGE = 4096
LOOKS = 3
"""A page counts as damaged where so many looks agree: another window may just be writing it."""
SHOWN = 5
CHECKED = "checked"
"""Under this name the store remembers when."""


def damaged_pages(unlocked: Unlocked) -> tuple[int, ...]:
    """Numbers of the pages whose seal does not fit, the first of the file is 1; empty where all of them do.

    CannotSave where the file is not there or may not be read.
    """
    connection = connect(unlocked.folder.database, unlocked.database_key, read_only=True, unread=True)
    try:
        found = _look(connection)
        for _again in range(LOOKS - 1):
            found &= _look(connection) if found else found
    finally:
        connection.close()
    # The first page holds what all the seals are made with: without it none of them fits.
    everything = len(found) > 1 and len(found) >= unlocked.folder.database.stat().st_size // PAGE
    return (1,) if everything else tuple(sorted(found))


def _look(connection: object) -> set[int]:
    try:
        rows = connection.execute("PRAGMA cipher_integrity_check").fetchall()  # type: ignore[attr-defined]  # DB-API
    except ERRORS:  # the file shrank beneath it
        return set()
    return {int(number) for row in rows for number in re.findall(r"page (\d+)", str(row[0]))}


def named(refusal: Damaged, unlocked: Unlocked) -> Damaged:
    """The same sentence, with the pages that are damaged: named, so that one knows it is the disk."""
    try:
        pages = damaged_pages(unlocked)
    except CannotSave:
        return refusal
    return Damaged(f"{refusal} {which(pages)}".strip())


def which(pages: tuple[int, ...]) -> str:
    """The pages as a sentence; empty where there are none."""
    if not pages:
        return ""
    shown = ", ".join(map(str, pages[:SHOWN])) + (" .." if len(pages) > SHOWN else "")
    return n_("Skadad sida i filen: {pages}.", "Skadade sidor i filen: {pages}.", len(pages)).format(pages=shown)


def look_if_due(unlocked: Unlocked, now: datetime, *, at_once: bool = False) -> tuple[int, ...] | None:
    """The damaged pages, or None where all were looked at less than a day ago. `at_once` looks in any case.

    For a thread of its own: it takes a moment, and holds up no writer.
    """
    if not at_once and _was_lately(unlocked, now):
        return None
    return damaged_pages(unlocked)


def _was_lately(unlocked: Unlocked, now: datetime) -> bool:
    try:
        connection = connect(unlocked.folder.database, unlocked.database_key, read_only=True)
        try:
            row = connection.execute("SELECT value FROM remembered WHERE name = ?", (CHECKED,)).fetchone()
        finally:
            connection.close()
    except (CannotSave, Locked):  # a reason to look
        return False
    except ERRORS:
        return False
    # A clock that was put back is no reason to look less often.
    return row is not None and timedelta(0) <= now - read_moment(row[0]) < EVERY


def give_way() -> None:
    """Let the present thread stand back for everything else from now on, where the system knows threads so."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def stamp(now: datetime) -> dict[str, str]:
    """What to remember when all pages were as they should be."""
    return {CHECKED: written(now)}
