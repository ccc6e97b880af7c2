"""When the program itself is at fault: one sentence for the person, and an entry without personal data for the mender.

Textual and Python print the values of variables and the words of errors, and those hold what people typed. Here only
the kind of the error and the places in the code are written, never a message, a value, or a path with a user's name.
"""

import errno
import sys
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import TYPE_CHECKING, Any

from fieldlog import __version__
from fieldlog.language import _
from fieldlog.models.refusal import Refusal

if TYPE_CHECKING:
    from textual.app import App

FILE = "faults.log"
LONGEST = 200_000
"""Bytes of the file from which it is begun anew."""


def sentence(folder: Path | None) -> str:
    """What the person is told."""
    said = _("Något gick fel i fieldlog, så det stängdes. Allt som är sparat finns kvar. Starta igen med: fieldlog")
    return f"{said}\n{_('Felet står i {file}, utan personuppgifter.').format(file=folder / FILE)}" if folder else said


def described(error: BaseException, now: datetime) -> str:
    """The kinds of the error and of those behind it, each with its places in the code, newest call last."""
    lines = [f"{now.isoformat(timespec='seconds')} fieldlog {__version__} python {sys.version.split()[0]}"]
    for each in _behind(error):
        code = f" {errno.errorcode.get(each.errno or 0, '')}" if isinstance(each, OSError) else ""
        lines.append(f"  {type(each).__module__}.{type(each).__qualname__}{code}")
        lines += [
            f"    {frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_qualname}"
            for frame, line in walk_tb(each.__traceback__)
        ]
    return "\n".join(lines) + "\n"


def _behind(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        # Textual's WorkerFailed keeps what failed in `error`, without chaining it.
        behind = (each.__cause__, each.__context__, getattr(each, "error", None))
        waiting += [error for error in behind if isinstance(error, BaseException)]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions


def record(error: BaseException, folder: Path | None, now: datetime) -> None:
    """Add the entry to the file under the home, readable by its owner alone. A full disk is no second fault."""
    if folder is None:
        return
    path = folder / FILE
    try:
        if path.exists() and path.stat().st_size > LONGEST:
            path.unlink()
        path.touch(mode=0o600)
        with path.open("a", encoding="utf-8") as file:
            file.write(described(error, now))
    except OSError:
        pass


def told(app: "App[Any]", error: Exception) -> bool:
    """A refusal that no screen took is no fault: it is said, in its one sentence, and the program goes on.

    A screen whose handler raised it takes no more messages and is left again; one whose worker did stays as it was.
    """
    from textual.worker import WorkerFailed  # a command that fails needs nothing of Textual

    refusal = getattr(error, "error", error) if isinstance(error, WorkerFailed) else error
    if _came_too_late(refusal):
        return True
    if not isinstance(refusal, Refusal):
        return False
    app.notify(str(refusal), timeout=20)
    if error is refusal and len(app.screen_stack) > 1:
        app.call_later(app.pop_screen)
    return True


def _came_too_late(error: BaseException) -> bool:
    """Whether a screen that was left meanwhile looked for a part of itself: nobody sees what it would have drawn."""
    from textual.css.query import NoMatches
    from textual.dom import DOMNode

    if not isinstance(error, NoMatches):
        return False
    owners = [frame.f_locals.get("self") for frame, _line in walk_tb(error.__traceback__)]
    node = next((owner for owner in reversed(owners) if isinstance(owner, DOMNode)), None)
    return node is not None and (not node.is_attached or node.app._exit or getattr(node.screen, "_pruning", False))


def guard_threads(folder: Path | None, now: Callable[[], datetime]) -> None:
    """From here on no traceback of this process reaches the terminal, from whichever thread."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        record(error, folder, now())
        print(sentence(folder), file=sys.stderr)

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            record(args.exc_value, folder, now())

    sys.excepthook = hook
    threading.excepthook = thread_hook


def guard_loop(loop: AbstractEventLoop, folder: Path | None, now: Callable[[], datetime]) -> None:
    """The same for what nobody awaited."""

    def handler(loop: AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            record(error, folder, now())

    loop.set_exception_handler(handler)
