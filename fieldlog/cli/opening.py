"""Opening the app, where no command was named: which home, whose log, which language."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from fieldlog.cli.speaking import asked_home, asked_language, speak
from fieldlog.home import Home, find_home
from fieldlog.language import language
from fieldlog.models.refusal import Refusal
from fieldlog.vault.ahead import Ahead


def open_app(arguments: Sequence[str]) -> int:
    """Show the app until it is closed. A refusal is one sentence and its exit code, as for a command."""
    try:
        home, worker, file = _chosen(arguments)
        # Several logs, and nobody named: the app asks whose.
        folder = home.choose(worker) if worker or len(home.workers()) == 1 else None
        given = _read(file) if file else None
    except Refusal as refusal:
        _tell(str(refusal))
        return refusal.exit_code
    load_asyncio()
    # Only with a passphrase: that is one long computation outside Python's lock. The keyring costs Python's own time.
    ahead = Ahead(folder, given) if folder is not None and given is not None else None
    # Textual draws at most so often a second, and reads it when it is loaded. At its usual 60 a letter that is typed
    # just after something else was drawn waits 16 ms; where nothing changes it draws nothing, however often it may.
    os.environ.setdefault("TEXTUAL_FPS", "240")
    from fieldlog.program import Start, show  # Textual: only for the screen

    again = [sys.executable, "-m", "fieldlog", *_without_passphrase(arguments)]
    return show(Start(home, folder, given, again=again, ahead=ahead), language())


def load_asyncio() -> None:
    """asyncio without TLS, which it would load and nothing here asks of it: what travels brings its own, in a thread.

    A twentieth of a start. Where asyncio or TLS is loaded already, nothing is changed.
    """
    if "asyncio" in sys.modules or "ssl" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment] # Python's own way to say: not to be had
    try:
        import asyncio  # noqa: F401 - loaded for the screen
    finally:
        del sys.modules["ssl"]


# What follows is loaded where it is needed: most starts of the app neither refuse nor read a passphrase from a file.


def _tell(sentence: str) -> None:
    from fieldlog.cli.call import tell

    tell(sentence)


def _read(file: str) -> str:
    from fieldlog.cli.unlocking import read_passphrase

    return read_passphrase(file)


def _without_passphrase(arguments: Sequence[str]) -> list[str]:
    """The arguments for the program that comes after a lock: it asks, whoever had the passphrase in a file."""
    kept: list[str] = []
    value_follows = False
    for word in arguments:
        if not value_follows and word.partition("=")[0] != "--passphrase-file":
            kept.append(word)
        value_follows = not value_follows and word == "--passphrase-file"
    return kept


def _chosen(arguments: Sequence[str]) -> tuple[Home, str | None, str | None]:
    """The home, the worker and the passphrase file asked for; the language is chosen."""
    if not arguments:
        home, worker, file = find_home(None, os.environ), None, None
    else:
        from fieldlog.cli.parser import read_arguments  # argparse: only where there is something to parse

        options = read_arguments(arguments)
        home, worker, file = find_home(options.home, os.environ), options.worker, options.passphrase_file
    if complaint := speak(asked_language(arguments), home):
        _tell(complaint)
    return home, worker, file or os.environ.get("FIELDLOG_PASSPHRASE_FILE") or None


def chosen_root(arguments: Sequence[str]) -> Path | None:
    """The folder where faults are written down, however the arguments look; None where there can be none."""
    try:
        return find_home(asked_home(arguments), os.environ).root
    except (OSError, RuntimeError, ValueError):  # a home of nobody, or none at all
        return None
