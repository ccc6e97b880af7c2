"""The house keeps its own rules: style, types, contracts, sizes, translations, pinned requirements, and the map."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import words

HOUSE = Path(__file__).resolve().parent.parent
PACKAGES = ("fieldlog", "sync", "tests")
LONGEST_FILE = 300


def run(*command: str) -> tuple[int, str]:
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (HOUSE / package).rglob("*.py"))


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "--quiet", *PACKAGES),
        ("ruff", "format", "--check", "--quiet", *PACKAGES),
        ("lint-imports", "--no-cache"),
        ("mypy",),
    ],
    ids=["ruff finds nothing", "the format is ruff's", "imports keep their contracts", "mypy finds nothing"],
)
def test_the_tools_agree(command: tuple[str, ...]) -> None:
    code, said = run(tool(command[0]), *command[1:])

    assert code == 0, said


def test_no_file_is_longer_than_one_can_hold_in_mind() -> None:
    long = {str(path): len(path.read_text().splitlines()) for path in sources()}

    assert {path: lines for path, lines in long.items() if lines > LONGEST_FILE} == {}


def test_every_file_says_first_what_it_holds() -> None:
    silent = [path for path in sources() if path.read_text().strip() and not path.read_text().startswith('"""')]

    assert silent == []


def test_every_file_stands_on_the_map() -> None:
    the_map = (HOUSE / "docs" / "architecture.md").read_text()

    named = [path for path in sources() if "tests" not in path.parts and path.read_text().strip()]
    missing = [str(path.relative_to(HOUSE)) for path in named if f"`{path.relative_to(HOUSE)}`" not in the_map]
    assert missing == []


def test_every_text_has_its_english() -> None:
    assert words.missing() == []


def test_the_english_is_compiled_as_it_is_written(tmp_path: Path) -> None:
    compiled = tmp_path / "fieldlog.mo"

    words.compiled(words.catalogue(), compiled)

    assert compiled.read_bytes() == words.CATALOGUE.with_suffix(".mo").read_bytes(), "run make words"


def test_translations_keep_the_places_to_fill_in() -> None:
    wrong = [
        text.id
        for text in words.catalogue()
        for said in ([text.string] if isinstance(text.id, str) else list(text.string))
        if text.id and _places(text.id if isinstance(text.id, str) else text.id[0]) != _places(str(said))
    ]

    assert wrong == []


def _places(text: str) -> set[str]:
    return set(re.findall(r"\{\w*\}", text))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-server.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_with_hashes_and_name_no_address(name: str) -> None:
    text = (HOUSE / name).read_text()
    pinned = re.findall(r"^[a-z0-9._-]+==\S+", text, flags=re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]

    assert len(pinned) == len(blocks) > 10
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert "--require-hashes" in (HOUSE / "Makefile").read_text()


@pytest.mark.proof
def test_an_altered_hash_fails_the_install(tmp_path: Path) -> None:
    text = (HOUSE / "requirements.txt").read_text()
    altered = tmp_path / "requirements.txt"
    altered.write_text(re.sub(r"sha256:[0-9a-f]{64}", "sha256:" + "0" * 64, text))

    code, said = run(
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--require-hashes",
        "-d",
        str(tmp_path),
        "-r",
        str(altered),
    )

    assert code != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in said
