"""The command line as people and scripts use it: the real command in a process of its own, or `run` within this one."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fieldlog.cli import run
from fieldlog.vault import boxes
from tests.conftest import FRIDAY, PASSPHRASE


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said and ended with."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        (one,) = self.objects
        return one


NOTHING: Mapping[str, str] = {}
Command = Callable[..., Answer]


@pytest.fixture(scope="session")
def passphrase_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    return file


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, passphrase_file: Path) -> Path:
    """A home with Anna's empty log, made by `init`."""
    home = tmp_path_factory.mktemp("made") / "home"
    words = ["init", "--org", "OVB", "--role", "ov", "--worker", "OV-12", "--no-keyring", "--home", str(home)]
    with pytest.MonkeyPatch.context() as patch:
        # A vault keeps how hard its passphrase is to stretch; this one is the lightest that is opened.
        patch.setattr(boxes, "MEMORY_KIB", 8 * 1024)
        patch.setattr(boxes, "PASSES", 1)
        assert run(words, {"FIELDLOG_PASSPHRASE_FILE": str(passphrase_file)}, lambda: FRIDAY) == 0
    return home


@pytest.fixture
def anna_at(made_once: Path, tmp_path: Path) -> Path:
    """A home of this test's own with Anna's empty log."""
    home = tmp_path / "home"
    shutil.copytree(made_once, home)
    return home


@pytest.fixture
def environ(anna_at: Path, passphrase_file: Path) -> dict[str, str]:
    return {"FIELDLOG_HOME": str(anna_at), "FIELDLOG_PASSPHRASE_FILE": str(passphrase_file)}


@pytest.fixture
def fieldlog(environ: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Do a command within this process, on a Friday evening: `fieldlog("add", "nh pla")`."""

    def command(*words: str, stdin: bytes = b"", now: datetime = FRIDAY, env: Mapping[str, str] = NOTHING) -> Answer:
        piped = io.BufferedReader(io.BytesIO(stdin))  # looked ahead in, as a real one
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(piped, encoding="utf-8"))
        capsys.readouterr()
        code = run(words, {**environ, **env}, lambda: now)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return command


@pytest.fixture
def process(environ: dict[str, str]) -> Command:
    """Do a command as a script does: a process of its own, no terminal, no keyring."""

    def command(*words: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, **more: Any) -> Answer:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        done = subprocess.run(
            [sys.executable, "-m", "fieldlog", *words],
            input=stdin,
            capture_output=True,
            check=False,
            env={**kept, "LANG": "C.UTF-8", **environ, **(env or {})},
            timeout=60,
            **more,
        )
        answer = Answer(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in answer.out + answer.err, answer.err
        return answer

    return command
