"""The way in: `fieldlog` and `python -m fieldlog`. Opens the app, or does one command; never ends in a traceback."""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from fieldlog.vault.lock import harden_process

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 1 no, 2 a wrong command, 3 locked, 4 the store is damaged or unwritable, 130 interrupted."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    harden_process()
    if hasattr(signal, "SIGXFSZ"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file-size limit is an error to be told, not a death
    _make_speakable()
    try:
        code = _do(words)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read has seen enough
        _drop_output()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last one who can tell it without what people typed
        return _tell(error, words)
    return code


def _do(words: list[str]) -> int:
    # A tenth of a start is collecting garbage that is none; what runs longer turns it on again.
    gc.disable()
    if not _asks_for_app(words):
        from fieldlog.cli import run  # argparse: only where there is a command

        try:
            return run(words, os.environ)
        finally:
            gc.enable()
    from fieldlog.cli.opening import open_app

    return open_app(words)


def _asks_for_app(words: list[str]) -> bool:
    """No command, and a terminal that can show the app."""
    if os.environ.get("TERM") == "dumb" or not all(s is not None and s.isatty() for s in (sys.stdin, sys.stdout)):
        return False
    if not words:
        return True
    from fieldlog.cli.parser import typed_command

    return typed_command(words) is None and not {"-h", "--help", "--version", "--json"} & set(words)


def _make_speakable() -> None:
    """A letter that the terminal lacks becomes a question mark, not an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _drop_output() -> None:
    # Python flushes once more on the way out, and would say so if the reader is gone.
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return


def _tell(error: Exception, words: list[str]) -> int:
    """The sentence for what nobody foresaw; the places in the code go to a file, without any content."""
    from fieldlog.cli.opening import chosen_root
    from fieldlog.screens import crash

    folder = chosen_root(words)
    crash.record(error, folder, datetime.now(UTC))
    if sys.stderr is not None:
        print(crash.sentence(folder), file=sys.stderr)
    ours = type(error).__module__.partition(".")[0] in {"sqlcipher3", "sqlite3", "sqlalchemy"}
    return 4 if ours or isinstance(error, OSError) else 1


if __name__ == "__main__":
    sys.exit(main())
