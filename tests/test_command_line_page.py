"""The page of the command line is true: every example is run, every command and option is named."""

import argparse
import io
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fieldlog.cli import run
from fieldlog.cli.parser import COMMANDS, build
from fieldlog.vault import boxes
from tests.conftest import FRIDAY, PASSPHRASE

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "command-line.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)(?: ([\w.-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Example:
    """A command, the exit codes it may have, and what it says; `...` stands for anything."""

    command: str
    codes: tuple[int, ...]
    said: list[str] = field(default_factory=list)

    def fits(self, text: str) -> bool:
        wanted = re.escape("\n".join(self.said)).replace(re.escape("..."), ".*")
        return re.fullmatch(wanted, text.strip(), re.DOTALL) is not None


def examples(fence: str) -> Iterator[Example]:
    begun: Example | None = None
    for line in fence.splitlines():
        if line.startswith("$ "):
            if begun:
                yield begun
            command, _sign, codes = line[2:].partition("   # exits with ")
            begun = Example(command, tuple(int(code) for code in codes.split(" or ")) if codes else (0,))
        elif begun:
            begun.said.append(line)
    if begun:
        yield begun


def test_every_example_does_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(boxes, "MEMORY_KIB", 8 * 1024)
    monkeypatch.setattr(boxes, "PASSES", 1)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n")
    environ = {"FIELDLOG_HOME": str(tmp_path / "home"), "FIELDLOG_PASSPHRASE_FILE": str(passphrase)}
    latest, done = "", 0

    for kind, name, text in FENCE.findall(PAGE):
        if name:
            Path(name).write_text(text, encoding="utf-8")
        for example in examples(text) if kind == "console" else ():
            words = shlex.split(example.command.replace("$ID", latest))
            code = run(words[1:], environ, lambda: FRIDAY)
            told = capsys.readouterr()
            assert code in example.codes, f"{example.command}: {told.err}"
            assert example.fits(f"{told.out}{told.err}"), f"{example.command}\n{told.out}{told.err}"
            found = re.search(r'"id": "([0-9a-f-]{36})"', told.out)
            latest = found[1] if found else latest
            done += 1

    assert done > 25


def parsers(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                yield word, below
                yield from ((f"{word} {more}", deeper) for more, deeper in parsers(below))


def test_every_command_and_option_stands_on_the_page() -> None:
    known = dict(parsers(build()))
    options = {
        option
        for parser in known.values()
        for action in parser._actions
        if action.help != argparse.SUPPRESS
        for option in action.option_strings
    }

    words = [word for group in COMMANDS.values() for word in group] + [word for word in known if " " in word]
    assert [word for word in words if f"`{word}`" not in PAGE and f"`{word} " not in PAGE] == []
    assert sorted(option for option in options if not re.search(rf"{re.escape(option)}\b", PAGE)) == []
