"""Wrong passphrases are counted in the folder, and each makes the next try wait longer; nobody is ever locked out."""

import json

from fieldlog.home import Folder, one_at_a_time, write_private
from fieldlog.models.refusal import CannotSave

FIRST_WAIT = 0.5  # seconds after one wrong try; doubled by each further one
LONGEST_WAIT = 15.0
ENOUGH = 6  # so many give the longest wait


def count(folder: Folder) -> float:
    """Count a try as wrong before it is made (a kill in between gains nothing); the seconds it has to wait."""
    try:
        with one_at_a_time(folder):
            wrong = _wrong(folder)
            write_private(folder.tries, json.dumps({"wrong": min(wrong + 1, ENOUGH)}).encode())
    except CannotSave:  # a disk that cannot be written to must not keep its owner out
        wrong = _wrong(folder)
    return wait_before(wrong)


def wait_before(wrong: int) -> float:
    """Seconds to wait after so many wrong tries."""
    return min(FIRST_WAIT * 2 ** (wrong - 1), LONGEST_WAIT) if wrong > 0 else 0.0


def seconds_to_wait(folder: Folder) -> float:
    """What the next try will have to wait, for the lock screen to say."""
    return wait_before(_wrong(folder))


def forget(folder: Folder) -> None:
    """After the right passphrase."""
    try:
        folder.tries.unlink(missing_ok=True)
    except OSError:
        return  # a disk that cannot be written to: the count stays, and costs seconds only


def _wrong(folder: Folder) -> int:
    try:
        wrong = json.loads(folder.tries.read_bytes())["wrong"]
    except FileNotFoundError:
        return 0
    except (OSError, ValueError, KeyError, TypeError):
        return ENOUGH
    return min(max(wrong, 0), ENOUGH) if type(wrong) is int else ENOUGH
