"""fieldlog demo: the rehearsed evening in a log of its own, gone when the program is closed."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, MISTAKEN, Call
from fieldlog.cli.grammar import Commands
from fieldlog.home import Home, write_private
from fieldlog.language import _, language

if TYPE_CHECKING:
    from fieldlog.logbook.rehearsal import Rehearsal

FORWARDED = tuple(signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if name in signal.Signals.__members__)


def add_to(commands: Commands) -> None:
    made = commands.add("demo", _("öva på en påhittad fredagskväll"), demo)
    made.add_argument("--seed", type=int, default=1, metavar=_("TAL"), help=_("samma tal ger samma kväll"))
    made.add_argument("--observations", type=int, default=500, metavar=_("TAL"), help=_("hur många, med historien"))
    made.add_argument("--no-app", action="store_true", help=_("gör loggen, behåll den och säg var den ligger"))
    made.add_argument("--again", action="store_true", help=argparse.SUPPRESS)


def demo(call: Call) -> int:
    """Without `--home` the log lies in a temporary folder, which goes with the app and stays with `--no-app`."""
    named = call.options.home
    if named is None:
        return _left(call) if call.options.no_app else in_passing(lambda root: _play(call, root))
    root = Path(named).expanduser().absolute()
    if call.options.again:
        return _show(call, root, None)
    return _kept(call, root) if call.options.no_app else _play(call, root)


def _left(call: Call) -> int:
    root = _temporary()
    try:
        return _kept(call, root)
    except BaseException:  # half a log is of no use to anybody
        shutil.rmtree(root, ignore_errors=True)
        raise


def _temporary() -> Path:
    return Path(tempfile.mkdtemp(prefix="fieldlog-ovning-"))  # 0700


def _kept(call: Call, root: Path) -> int:
    began = perf_counter()
    made = _made(call, root)
    file = root / "passphrase"
    write_private(file, made.passphrase.encode() + b"\n")
    seconds = round(perf_counter() - began, 3)
    told = {"home": str(root), "worker": made.folder.worker, "passphrase_file": str(file)}
    call.answer(
        told | {"observations": call.options.observations, "seconds": seconds},
        f"fieldlog --home {root} --passphrase-file {file}",
    )
    call.say(
        _("ÖVNING: {count} påhittade observationer på {seconds} s. Ta bort mappen när du är klar.").format(
            count=call.options.observations, seconds=seconds
        )
    )
    return DONE


def _made(call: Call, root: Path) -> "Rehearsal":
    from fieldlog.logbook.practice import mark_practice
    from fieldlog.logbook.rehearsal import friday_evening, rehearse
    from fieldlog.models.moment import STOCKHOLM

    real = call.now
    evening = friday_evening(real.astimezone(STOCKHOLM).date())
    options = call.options
    made = rehearse(Home(root), seed=options.seed, observations=options.observations, now=evening)
    mark_practice(made.folder, evening, real)
    return made


def _play(call: Call, root: Path) -> int:
    from fieldlog.screens.outside import why_no_screen

    if sentence := why_no_screen():
        call.say(sentence)
        return MISTAKEN
    return _show(call, root, _made(call, root).passphrase)


def _show(call: Call, root: Path, passphrase: str | None) -> int:
    """The app on the practice log; locked, where the passphrase is None."""
    from fieldlog.logbook.practice import clock_of
    from fieldlog.program import Start, show

    home = Home(root)
    folder = home.choose(None)
    again = [sys.executable, "-m", "fieldlog", "demo", "--again", "--home", str(root), "--lang", language()]
    return show(Start(home, folder, passphrase, clock_of(folder, call.clock), again), language())


def in_passing(work: Callable[[Path], int]) -> int:
    """Do the work in a temporary folder that is removed afterwards, however the work ends.

    It is done in a process of its own: the app becomes another program when it is hidden, and could not tidy up.
    """
    if not hasattr(os, "fork"):
        root = _temporary()
        try:
            return work(root)
        finally:
            shutil.rmtree(root, ignore_errors=True)
    signal.pthread_sigmask(signal.SIG_BLOCK, FORWARDED)  # until there is somebody to forward to
    root = _temporary()
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, FORWARDED)
        return work(root)
    try:
        return _watch(child)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _watch(child: int) -> int:
    """Wait for the child and hand on the signals to end; its exit code, 128+n if signal n ended it."""

    def forward(number: int, _frame: Any) -> None:
        os.kill(child, number)

    for number in FORWARDED:
        signal.signal(number, forward)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the child by itself
    signal.pthread_sigmask(signal.SIG_UNBLOCK, FORWARDED)
    _child, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code
