"""What is loaded before the first frame, in a program of its own: the time to it is the time to the first note."""

import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import sys
from fieldlog import __main__
from fieldlog.cli import opening
opening.load_asyncio()
import asyncio
from pathlib import Path
from fieldlog.home import Home
from fieldlog.models.refusal import Locked
from fieldlog.program import Program, Start

def look():
    print(*sys.modules)
    raise Locked("nothing to open")

async def main():
    home = Home(Path(sys.argv[1]))
    app = Program(Start(home, home.folder("OV-12")))
    app.opening = look
    async with app.run_test() as pilot:
        await pilot.pause()

asyncio.run(main())
import ssl
print(ssl.create_default_context().verify_mode.name)
"""
"""The log is opened once the first frame stands: what is loaded then was loaded before."""

OURS = {
    "fieldlog": "app cli home language models program screens settings vault __main__",
    "fieldlog.cli": "opening speaking",
    "fieldlog.models": "moment refusal sun text worker",
    "fieldlog.vault": "ahead lock",
    "fieldlog.screens": (
        "alone_watch board chips clockwatch crash damage_watch days escape gone handover hide house keymap keys line "
        "masking menu outside practice question reader rows rule say sentences shift shift_keys spelled status strip "
        "teaching text theme timeline tonight travel_watch views warned writing"
    ),
}
"""All of ours that the first frame needs. Each more is a few tenths of a millisecond of every start, at least."""
OTHERS = {"platformdirs", "rich", "textual", "tree_sitter", "typing_extensions"}
"""The screen's own libraries."""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    home: Path = tmp_path_factory.mktemp("home")
    done = subprocess.run([sys.executable, "-c", PROBE, home], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def loaded(said: list[str]) -> set[str]:
    return set(said[0].split())


def test_of_the_program_only_what_the_first_frame_shows_is_loaded_before_it(loaded: set[str]) -> None:
    expected = {"fieldlog"} | {f"{package}.{name}" for package, names in OURS.items() for name in names.split()}

    assert {name for name in loaded if name.partition(".")[0] in {"fieldlog", "sync"}} - expected == set()


def test_before_the_first_frame_there_is_no_library_but_the_screens_own(loaded: set[str]) -> None:
    own = {"fieldlog", "__main__"}
    found = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) - own

    assert {name for name in found if not name.startswith(("_", "sitecustomize"))} <= OTHERS


def test_no_tls_is_loaded_for_a_screen_and_what_travels_has_it_afterwards(said: list[str], loaded: set[str]) -> None:
    assert "asyncio" in loaded
    assert "ssl" not in loaded
    assert said[1] == "CERT_REQUIRED"
