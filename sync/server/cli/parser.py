"""The tree of the server's commands: which module has which word, and the options that all share."""

import argparse
import difflib
import importlib
from collections.abc import Sequence

from fieldlog import __version__
from fieldlog.cli.grammar import Commands, Parser
from fieldlog.language import LANGUAGES, _
from fieldlog.models.refusal import RuleBroken

COMMANDS: dict[str, tuple[str, ...]] = {
    "starting": ("init", "serve", "openapi"),
    "people": ("org", "worker", "code"),
    "devices": ("devices", "revoke"),
    "quarantine": ("quarantine",),
    "keeping": ("backup", "restore", "verify", "doctor"),
    "bundle": ("bundle",),
}
"""Module in `sync.server.cli` -> its words. Each module has `add_to(commands)`."""

SHARED = {"home": None, "database": None, "json": False, "lang": None, "run": None}
_WITH_VALUE = ("--home", "--database", "--lang")


class ServerParser(Parser):
    """What every command of `fieldlog-server` takes besides its own."""

    @staticmethod
    def shared(group: argparse._ArgumentGroup) -> None:
        group.add_argument("--home", metavar=_("MAPP"), default=argparse.SUPPRESS, help=_("mappen med serverns filer"))
        group.add_argument(
            "--database", metavar="URL", default=argparse.SUPPRESS, help=_("PostgreSQL i stället för filen i mappen")
        )
        group.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_("svara med JSON"))
        group.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=_("språk"))


def build(word: str | None = None) -> ServerParser:
    """The tree, with the one command of that word; with all of them for help."""
    parser = ServerParser(prog="fieldlog-server", description=_("Servern som loggarna lämnas till efter passet."))
    parser.add_argument("--version", action="version", version=f"fieldlog {__version__}", help=_("visa versionen"))
    commands = Commands(parser)
    for module, words in COMMANDS.items():
        if word is None or word in words:
            importlib.import_module(f"sync.server.cli.{module}").add_to(commands)
    return parser


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The options, all of SHARED among them; `run` is None where no command was named. RuleBroken if misspelt."""
    word = _command_word(arguments)
    known = [each for words in COMMANDS.values() for each in words]
    if word is not None and word not in known:
        near = difflib.get_close_matches(word, known, n=1)
        offer = _("Menade du {word}?").format(word=near[0]) if near else _("Se fieldlog-server --help")
        raise RuleBroken(_("Det kommandot finns inte.") + " " + offer)
    return build(word).parse_args(arguments, argparse.Namespace(**SHARED))


def help_text() -> str:
    return build().format_help()


def _command_word(arguments: Sequence[str]) -> str | None:
    value_follows = False
    for argument in arguments:
        if value_follows:
            value_follows = False
        elif argument in _WITH_VALUE:
            value_follows = True
        elif not argument.startswith("-"):
            return argument
    return None
