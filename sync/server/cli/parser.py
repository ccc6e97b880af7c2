"""The tree of the server's commands: which module has which word, and the options that all share."""

import argparse
import importlib
from collections.abc import Sequence

from fieldlog import __version__
from fieldlog.cli.grammar import Commands, Parser, command_word, refuse_unknown
from fieldlog.language import LANGUAGES, _

COMMANDS: dict[str, tuple[str, ...]] = {
    "starting": ("init", "serve", "openapi"),
    "people": ("org", "worker", "code"),
    "devices": ("devices", "revoke"),
    "lost": ("lost",),
    "quarantine": ("quarantine",),
    "audit": ("audit",),
    "retaining": ("policy", "retention", "hold"),
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
    word = command_word(arguments, _WITH_VALUE)
    refuse_unknown(word, COMMANDS, "fieldlog-server")
    return build(word).parse_args(arguments, argparse.Namespace(**SHARED))


def help_text() -> str:
    return build().format_help()
