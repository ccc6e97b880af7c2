"""The command line: from the words that were typed to an exit code."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from fieldlog.cli.speaking import asked_home, asked_language, complaint_of_keys, speak
from fieldlog.home import Home, find_home
from fieldlog.language import _
from fieldlog.models.refusal import Refusal, RuleBroken


def run(arguments: Sequence[str], environ: Mapping[str, str], clock: Callable[[], datetime] | None = None) -> int:
    """Do what was typed. A refusal is one sentence on stderr and its exit code; anything else is raised."""
    # Here, not above: the app is opened from this package too, and needs neither before its first frame.
    from fieldlog.cli.call import DONE, MISTAKEN, tell

    try:
        return _run(arguments, environ, clock)
    except Refusal as refusal:
        tell(str(refusal))
        return refusal.exit_code
    except SystemExit as done:  # how argparse ends after --help and --version
        return DONE if done.code in (None, 0) else MISTAKEN


def _run(arguments: Sequence[str], environ: Mapping[str, str], clock: Callable[[], datetime] | None) -> int:
    from fieldlog.cli.call import MISTAKEN, Call, tell
    from fieldlog.cli.parser import help_text, read_arguments

    spoken = asked_language(arguments)
    speak(spoken, _home(asked_home(arguments), environ))
    options = read_arguments(arguments)
    home = _home(options.home, environ)
    for complaint in (speak(spoken, home), complaint_of_keys(home)):
        if complaint:
            tell(complaint)
    if options.run is None:
        tell(help_text())
        return MISTAKEN
    call = Call(options, home, environ=environ) if clock is None else Call(options, home, clock, environ)
    done = options.run(call)
    return int(done)


def _home(named: str | None, environ: Mapping[str, str]) -> Home:
    try:
        return find_home(named, environ)
    except RuntimeError:  # as pathlib says that `~somebody` is nobody
        raise RuleBroken(_("Mappen för loggen finns inte. Ange den med --home.")) from None
