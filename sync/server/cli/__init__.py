"""The server's command line: from the words that were typed to an exit code."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from fieldlog.cli.call import DONE, MISTAKEN, tell
from fieldlog.language import LANGUAGES, _, set_language
from fieldlog.models.refusal import Refusal, RuleBroken
from sync.protocol import Refused
from sync.server.cli.call import Call
from sync.server.cli.parser import help_text, read_arguments

HOME, DATABASE, LANGUAGE = "FIELDLOG_SERVER_HOME", "FIELDLOG_SERVER_DATABASE", "FIELDLOG_LANG"
TURNED_AWAY = 6


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Do what was typed. A refusal is one sentence on stderr and its exit code; anything else is raised."""
    set_language(_asked_language(arguments, environ))
    try:
        options = read_arguments(arguments)
        if options.run is None:
            tell(help_text())
            return MISTAKEN
        home = options.home or environ.get(HOME)
        if not home:
            raise RuleBroken(_("Säg var servern har sina filer: --home MAPP eller {name}.").format(name=HOME))
        done: int = options.run(Call(options, Path(home).expanduser(), options.database or environ.get(DATABASE)))
    except Refusal as refusal:
        tell(str(refusal))
        return refusal.exit_code
    except Refused as refused:
        tell(_sentence(refused))
        return TURNED_AWAY
    except SystemExit as done_already:  # how argparse ends after --help and --version
        return DONE if done_already.code in (None, 0) else MISTAKEN
    return done


def _asked_language(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    asked = environ.get(LANGUAGE, "sv")
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return asked if asked in LANGUAGES else "sv"


def _sentence(refused: Refused) -> str:
    if refused.problem.code == "restored":
        return _("Arkivet är inte det som var här sist. Ska det vara så: fieldlog-server restore FIL --accept")
    if refused.problem.code == "unknown":
        return _("Det finns inte i arkivet.")
    return _("Arkivet säger nej: {code}.").format(code=refused.problem.code)
