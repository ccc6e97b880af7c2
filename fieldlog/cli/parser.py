"""The tree of commands: which module has which word, the options that all share, and errors as one sentence."""

import argparse
import difflib
import importlib
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from fieldlog import __version__
from fieldlog.cli.call import Call
from fieldlog.language import LANGUAGES, _
from fieldlog.models.refusal import RuleBroken

# The one place where a command is registered. A module is imported only when one of its words is used, or for help.
COMMANDS: dict[str, tuple[str, ...]] = {
    "init": ("init",),
    "shift": ("shift",),
    "observation": ("add", "show", "amend", "withdraw"),
    "finding": ("list", "search"),
    "parse": ("parse",),
    "store": ("verify", "rebuild", "passphrase"),
    "doctor": ("doctor",),
    "importing": ("import",),
    "exporting": ("export",),
    "backup": ("backup", "restore"),
    "demo": ("demo",),
}
"""Module in `fieldlog.cli` -> its words. Each module has `add_to(commands)`."""

Run = Callable[[Call], int]
SHARED = {"home": None, "worker": None, "json": False, "lang": None, "passphrase_file": None, "run": None}
_WITH_VALUE = ("--home", "--worker", "--lang", "--passphrase-file")


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks the person's language and refuses in one sentence."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Help, **settings)
        self._positionals.title = _("Det som ska med")
        self._optionals.title = _("Val")
        shared = self.add_argument_group(_("Val för alla kommandon"))
        shared.add_argument("-h", "--help", action="help", help=_("visa den här hjälpen"))
        # SUPPRESS: a shared option may stand before or after the command word, and the later parser must not unset it.
        shared.add_argument("--home", metavar=_("MAPP"), default=argparse.SUPPRESS, help=_("mappen med loggen"))
        shared.add_argument("--worker", metavar=_("NR"), default=argparse.SUPPRESS, help=_("tjänstenummer, om flera"))
        shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_("svara med JSON"))
        shared.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=_("språk"))
        shared.add_argument(
            "--passphrase-file", metavar=_("FIL"), default=argparse.SUPPRESS, help=_("läs lösenfrasen ur en fil")
        )

    def error(self, message: str) -> NoReturn:
        raise RuleBroken(_said(message) + " " + _("Se {command} --help").format(command=self.prog))


class _Help(argparse.RawDescriptionHelpFormatter):
    """argparse's own words in the person's language."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        own = [action for action in actions if action.dest not in (*SHARED, "help")]
        super().add_usage(usage, own, (), _("Så här: ") if prefix is None else prefix)


class Commands:
    """Where a command module hangs its words."""

    def __init__(self, parser: Parser) -> None:
        self._made = parser.add_subparsers(title=_("Kommandon"), metavar=_("KOMMANDO"), parser_class=Parser)

    def add(self, word: str, about: str, run: Run) -> Parser:
        """A command; `run` does it and returns the exit code."""
        made = self._made.add_parser(word, help=about, description=about)
        made.set_defaults(run=run)
        return made

    def group(self, word: str, about: str) -> "Commands":
        """A word with words of its own, as `shift start`."""
        return Commands(self._made.add_parser(word, help=about, description=about))


def command_word(arguments: Sequence[str]) -> str | None:
    """The first argument that is neither an option nor an option's value."""
    value_follows = False
    for argument in arguments:
        if value_follows:
            value_follows = False
        elif argument in _WITH_VALUE:
            value_follows = True
        elif not argument.startswith("-"):
            return argument
    return None


def build(word: str | None = None) -> Parser:
    """The tree, with the one command of that word; with all of them for help."""
    about = _("Loggen som fältpersonal för över sina pass. Utan kommando öppnas appen.")
    parser = Parser(prog="fieldlog", description=about)
    parser.add_argument("--version", action="version", version=f"fieldlog {__version__}", help=_("visa versionen"))
    commands = Commands(parser)
    for module, words in COMMANDS.items():
        if word is None or word in words:
            importlib.import_module(f"fieldlog.cli.{module}").add_to(commands)
    return parser


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The options, all of SHARED among them; `run` is None where no command was named. RuleBroken if misspelt."""
    word = command_word(arguments)
    known = [each for words in COMMANDS.values() for each in words]
    if word is not None and word not in known:
        near = difflib.get_close_matches(word, known, n=1)
        offer = _("Menade du {word}?").format(word=near[0]) if near else _("Se fieldlog --help")
        raise RuleBroken(_("Det kommandot finns inte.") + " " + offer)
    return build(word).parse_args(arguments, argparse.Namespace(**SHARED))


def help_text() -> str:
    return build().format_help()


def _said(message: str) -> str:
    """argparse's English as a sentence; without what was typed, which may be anything."""
    for pattern, sentence in (
        (r"the following arguments are required: (?P<names>.+)", _("Det saknas: {names}.")),
        (r"unrecognized arguments: .+", _("Något i kommandot känns inte igen.")),
        (r"argument (?P<names>.+?): expected .+", _("{names} behöver ett värde.")),
        (r"argument (?P<names>.+?): invalid choice: .+ \(choose from (?P<choices>.+)\)", _("{names}: välj {choices}.")),
        (r"argument (?P<names>.+?): invalid .+", _("{names}: värdet går inte att läsa.")),
        (r"argument (?P<names>.+?): not allowed with argument (?P<choices>.+)", _("{names} går inte med {choices}.")),
    ):
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return sentence.format(**match.groupdict())
    return _("Kommandot går inte att läsa.")
