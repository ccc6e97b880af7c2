"""How a command is read and refused: argparse in the person's language, for the laptop's commands and the server's."""

import argparse
import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks the person's language and refuses in one sentence."""

    shared: Callable[[argparse._ArgumentGroup], None]
    """Adds the options that all commands of the program share, each with SUPPRESS as default: one may stand before or
    after the command word, and the later parser must not unset it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Help, **settings)
        self._positionals.title = _("Det som ska med")
        self._optionals.title = _("Val")
        shared = self.add_argument_group(_("Val för alla kommandon"))
        shared.add_argument("-h", "--help", action="help", help=_("visa den här hjälpen"))
        type(self).shared(shared)

    def error(self, message: str) -> NoReturn:
        raise RuleBroken(_said(message) + " " + _("Se {command} --help").format(command=self.prog))


class _Help(argparse.RawDescriptionHelpFormatter):
    """argparse's own words in the person's language."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        own = [action for action in actions if action.default is not argparse.SUPPRESS]
        super().add_usage(usage, own, (), _("Så här: ") if prefix is None else prefix)


class Commands:
    """Where a command module hangs its words."""

    def __init__(self, parser: Parser) -> None:
        self._made = parser.add_subparsers(title=_("Kommandon"), metavar=_("KOMMANDO"), parser_class=type(parser))

    def add(self, word: str, about: str, run: Callable[[Any], int]) -> Parser:
        """A command; `run` does it and returns the exit code."""
        made = self._made.add_parser(word, help=about, description=about)
        made.set_defaults(run=run)
        return made

    def group(self, word: str, about: str) -> "Commands":
        """A word with words of its own, as `shift start`."""
        return Commands(self._made.add_parser(word, help=about, description=about))


def command_word(arguments: Sequence[str], with_value: Sequence[str]) -> str | None:
    """The first argument that is neither an option nor the value of one of the options that have one."""
    value_follows = False
    for argument in arguments:
        if value_follows:
            value_follows = False
        elif argument in with_value:
            value_follows = True
        elif not argument.startswith("-"):
            return argument
    return None


def refuse_unknown(word: str | None, commands: Mapping[str, Sequence[str]], program: str) -> None:
    """RuleBroken, with the nearest word there is, if `commands` (module -> its words) has no such command."""
    known = [each for words in commands.values() for each in words]
    if word is not None and word not in known:
        near = difflib.get_close_matches(word, known, n=1)
        offer = (
            _("Menade du {word}?").format(word=near[0]) if near else _("Se {command} --help").format(command=program)
        )
        raise RuleBroken(_("Det kommandot finns inte.") + " " + offer)


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
