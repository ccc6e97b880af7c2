"""fieldlog demo: practice needs no answer, touches nothing of the user's, and leaves nothing behind."""

import json
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal

FIELDLOG = [sys.executable, "-m", "fieldlog"]


def run(
    tmp_path: Path, *words: str, home: str = "mine", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environ = {
        "TMPDIR": str(tmp_path / "temporary"),
        "FIELDLOG_HOME": str(tmp_path / home),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        **(env or {}),
    }
    (tmp_path / "temporary").mkdir(exist_ok=True)
    return subprocess.run([*FIELDLOG, *words], env=environ, capture_output=True, text=True, check=False)


def test_without_the_app_the_log_stays_and_every_command_opens_it(tmp_path: Path) -> None:
    said = run(tmp_path, "demo", "--no-app", "--json", "--observations", "60")

    told = json.loads(said.stdout)
    assert (said.returncode, set(told)) == (0, {"home", "worker", "passphrase_file", "observations", "seconds"})
    assert (told["worker"], told["observations"]) == ("OV-12", 60)
    assert Path(told["home"]).parent == tmp_path / "temporary"
    assert stat.S_IMODE(Path(told["home"]).stat().st_mode) == 0o700
    assert stat.S_IMODE(Path(told["passphrase_file"]).stat().st_mode) == 0o600
    key = ("--home", told["home"], "--passphrase-file", told["passphrase_file"])
    assert json.loads(run(tmp_path, "verify", "--json", *key).stdout)["ok"] is True
    assert not (tmp_path / "mine").exists()


def test_a_named_home_gets_the_log_and_is_never_made_over(tmp_path: Path) -> None:
    words = ("demo", "--no-app", "--observations", "20", "--home", str(tmp_path / "room"))

    assert run(tmp_path, *words).returncode == 0
    again = run(tmp_path, *words)

    assert again.returncode == 2
    assert "OV-12" in again.stderr
    assert (tmp_path / "room" / "OV-12" / "log.db").exists()
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("words", [("--no-app", "--observations", "0"), ()], ids=["a bad number", "no terminal"])
def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = run(tmp_path, "demo", *words)

    assert said.returncode == 2
    assert len(said.stderr.splitlines()) == 1
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize(
    ("ending", "code"), [("ctrl+q", 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["closed", "told", "hung up"]
)
def test_the_evening_opens_unasked_and_is_gone_when_it_ends(
    tmp_path: Path, ending: str | signal.Signals, code: int
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    env = {"TMPDIR": str(temporary), "FIELDLOG_HOME": str(tmp_path / "mine"), "HOME": str(tmp_path)}
    with Terminal([*FIELDLOG, "demo", "--observations", "60"], env=env) as term:
        term.wait_for("ÖVNING")
        term.wait_for("21:05")
        assert "OV-14" in term.screen()
        assert [stat.S_IMODE(folder.stat().st_mode) for folder in temporary.iterdir()] == [0o700]

        if isinstance(ending, str):
            term.send(ending)
        else:
            term.signal(ending)

        assert term.exit_code() == code
        assert term.leftovers() == []
    assert list(temporary.iterdir()) == []
    assert not (tmp_path / "mine").exists()


def test_hiding_locks_the_evening_and_it_is_still_gone_at_the_end(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    env = {"TMPDIR": str(temporary), "HOME": str(tmp_path)}
    with Terminal([*FIELDLOG, "demo", "--observations", "30"], env=env) as term:
        term.wait_for("21:05")
        term.send("f12")
        term.wait_for("LÅST")
        assert "21:05" not in term.screen()
        assert "ÖVNING" in term.screen()
        assert len(list(temporary.iterdir())) == 1

        term.signal(signal.SIGTERM)

        assert term.exit_code() == 143
    assert list(temporary.iterdir()) == []
