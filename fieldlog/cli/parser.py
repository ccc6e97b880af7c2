"""The tree of commands: which module has which word, and the options that all share."""

import argparse
import importlib
from collections.abc import Sequence

from fieldlog import __version__
from fieldlog.cli.grammar import Commands, Parser, command_word, refuse_unknown
from fieldlog.language import LANGUAGES, _

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
    "review": ("review",),
    "audit": ("audit",),
    "lens": ("lens",),
    "disclosing": ("grounds", "disclose", "disclosed"),
    "requesting": ("request",),
    "counts": ("counts",),
    "admin": ("admin",),
    "backup": ("backup", "restore"),
    "enrol": ("enrol",),
    "exchange": ("sync", "status"),
    "bundle": ("bundle",),
    "demo": ("demo",),
}
"""Module in `fieldlog.cli` -> its words. Each module has `add_to(commands)`."""

SHARED = {"home": None, "worker": None, "json": False, "lang": None, "passphrase_file": None, "run": None}
_WITH_VALUE = ("--home", "--worker", "--lang", "--passphrase-file")


class LaptopParser(Parser):
    """What every command of `fieldlog` takes besides its own."""

    @staticmethod
    def shared(group: argparse._ArgumentGroup) -> None:
        group.add_argument("--home", metavar=_("MAPP"), default=argparse.SUPPRESS, help=_("mappen med loggen"))
        group.add_argument("--worker", metavar=_("NR"), default=argparse.SUPPRESS, help=_("tjänstenummer, om flera"))
        group.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_("svara med JSON"))
        group.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=_("språk"))
        group.add_argument(
            "--passphrase-file", metavar=_("FIL"), default=argparse.SUPPRESS, help=_("läs lösenfrasen ur en fil")
        )


def typed_command(arguments: Sequence[str]) -> str | None:
    """The command word, if one was typed."""
    return command_word(arguments, _WITH_VALUE)


def build(word: str | None = None) -> LaptopParser:
    """The tree, with the one command of that word; with all of them for help."""
    about = _("Loggen som fältpersonal för över sina pass. Utan kommando öppnas appen.")
    parser = LaptopParser(prog="fieldlog", description=about)
    parser.add_argument("--version", action="version", version=f"fieldlog {__version__}", help=_("visa versionen"))
    commands = Commands(parser)
    for module, words in COMMANDS.items():
        if word is None or word in words:
            importlib.import_module(f"fieldlog.cli.{module}").add_to(commands)
    return parser


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The options, all of SHARED among them; `run` is None where no command was named. RuleBroken if misspelt."""
    word = typed_command(arguments)
    refuse_unknown(word, COMMANDS, "fieldlog")
    return build(word).parse_args(arguments, argparse.Namespace(**SHARED))


def help_text() -> str:
    return build().format_help()
