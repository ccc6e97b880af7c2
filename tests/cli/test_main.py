"""What the command does where things go wrong: the exit code, one sentence, and never a traceback."""

import ctypes
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from fieldlog.__main__ import main
from tests.cli.conftest import Command

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def one_sentence(text: str) -> bool:
    return 0 < len(text.strip().splitlines()) <= 1


def test_without_arguments_and_terminal_the_help_is_told_on_stderr(process: Command) -> None:
    answer = process()

    assert (answer.code, answer.out) == (2, "")
    assert "Så här: fieldlog" in answer.err


@pytest.mark.parametrize("home", ["~nobody-at-all/x", "/dev/null", "/proc/nowhere"])
def test_a_home_that_cannot_be_is_told(process: Command, home: str) -> None:
    for words in (["list"], ["init", "--org", "OVB", "--role", "ov", "--worker", "OV-12"]):
        answer = process(*words, env={"FIELDLOG_HOME": home})

        assert (answer.code in {2, 4}, one_sentence(answer.err)) == (True, True)


def test_a_wrong_passphrase_is_one_sentence_and_3(process: Command, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("något helt annat")

    answer = process("list", "--passphrase-file", str(wrong))

    assert (answer.code, one_sentence(answer.err)) == (3, True)


def test_without_key_and_terminal_the_log_stays_locked(process: Command) -> None:
    answer = process("add", "tl pla", env={"FIELDLOG_PASSPHRASE_FILE": ""})

    assert (answer.code, one_sentence(answer.err)) == (3, True)
    assert "--passphrase-file" in answer.err


def test_a_damaged_database_is_named_and_4(process: Command, anna_at: Path) -> None:
    database = anna_at / "OV-12" / "log.db"
    data = bytearray(database.read_bytes())
    data[:200] = bytes(200)
    database.write_bytes(data)

    answer = process("list")

    assert (answer.code, one_sentence(answer.err)) == (4, True)
    assert "skada" in answer.err


def test_a_damaged_page_is_told_without_a_traceback(process: Command, anna_at: Path) -> None:
    database = anna_at / "OV-12" / "log.db"
    data = bytearray(database.read_bytes())
    for page in range(8192, len(data), 4096):
        data[page + 100 : page + 140] = bytes(40)
    database.write_bytes(data)

    assert process("add", "tl pla").code == 4
    assert process("doctor").code == 1


def test_a_log_of_a_newer_program_is_refused_and_left_alone(process: Command, anna_at: Path) -> None:
    from fieldlog.cipher import connect
    from fieldlog.home import Home
    from fieldlog.vault import unlock_with_passphrase
    from tests.conftest import PASSPHRASE

    folder = Home(anna_at).folder("OV-12")
    connection = connect(folder.database, unlock_with_passphrase(folder, PASSPHRASE).database_key)
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    answer = process("add", "tl pla")

    assert (answer.code, "nyare fieldlog" in answer.err) == (4, True)


def test_a_disk_that_takes_no_more_is_told_and_saving_works_again(process: Command) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))

    answer = process("add", "tl pla", preexec_fn=limit)

    assert (answer.code, one_sentence(answer.err)) == (4, True)
    assert process("add", "tl pla").code == 0


def test_a_folder_that_can_only_be_read_is_read_and_not_written(process: Command, anna_at: Path) -> None:
    assert process("add", "tl pla").code == 0
    for path in (anna_at, *anna_at.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)

    listed = process("list", "--json", preexec_fn=as_anybody)
    refused = process("add", "tl pla", preexec_fn=as_anybody)

    assert (listed.code, listed.object["category"]) == (0, "TL")
    assert (refused.code, one_sentence(refused.err)) == (4, True)


def as_anybody() -> None:
    """Modes of files hold for this process, even if the tests run as root."""
    libc = ctypes.CDLL(None)
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def test_a_reader_that_has_seen_enough_ends_it_quietly(environ: dict[str, str]) -> None:
    command = f"{sys.executable} -m fieldlog parse --json | head -c 1"
    lines = "tl pla\n" * 500

    done = subprocess.run(
        ["bash", "-c", command], input=lines, capture_output=True, text=True, env={**os.environ, **environ}, check=False
    )

    assert (done.stdout, done.stderr) == ("{", "")


def test_a_closed_stdout_does_not_keep_anything_from_being_saved(environ: dict[str, str], process: Command) -> None:
    command = f"{sys.executable} -m fieldlog add 'tl pla' >&-"

    done = subprocess.run(["bash", "-c", command], capture_output=True, env={**os.environ, **environ}, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    assert process("list", "--json").object["category"] == "TL"


def test_a_full_disk_behind_stdout_is_one_sentence(environ: dict[str, str]) -> None:
    command = f"{sys.executable} -m fieldlog parse 'tl pla' >/dev/full"

    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env={**os.environ, **environ}, check=False
    )

    assert (done.returncode, one_sentence(done.stderr)) == (1, True)


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"NO_COLOR": "1", "TERM": "dumb"}])
def test_a_poor_terminal_gets_what_it_can_show(process: Command, env: dict[str, str]) -> None:
    answer = process("parse", "nh pla två långa i trappan", env=env)

    assert answer.code == 0
    assert "\x1b" not in answer.out
    assert "NH" in answer.out


def test_what_nobody_foresaw_is_a_sentence_and_leaves_no_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import fieldlog.privacy

    def broken(text: str) -> tuple[()]:
        raise ZeroDivisionError(text)

    monkeypatch.setattr(fieldlog.privacy, "find_personal", broken)

    code = main(["parse", "hemlig rad", "--home", str(tmp_path)])

    assert code == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    written = (tmp_path / "faults.log").read_text()
    assert "ZeroDivisionError" in written
    assert "hemlig" not in written + said
    assert (tmp_path / "faults.log").stat().st_mode & 0o777 == 0o600
