"""Where files lie: a folder for each worker, closed to others, whatever a service number looks like."""

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.home import Folder, Home, cannot_save, find_home, one_at_a_time, sweep, write_private
from fieldlog.models.refusal import CannotSave, RuleBroken
from fieldlog.models.worker import service_number


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def with_log(home: Home, worker: str) -> Folder:
    folder = home.folder(worker)
    folder.make()
    write_private(folder.vault, b"{}")
    return folder


def test_the_argument_wins_over_the_environment_and_that_over_the_system(tmp_path: Path) -> None:
    environ = {"FIELDLOG_HOME": str(tmp_path / "two")}
    assert find_home(str(tmp_path / "one"), environ).root == tmp_path / "one"
    assert find_home(None, environ).root == tmp_path / "two"
    assert find_home(None, {}).root.name == "fieldlog"
    assert find_home("here", {}).root == Path.cwd() / "here"


def test_naming_a_folder_creates_nothing(home: Home) -> None:
    folder = home.folder("OV-12")
    assert (folder.database.name, folder.vault.name, folder.heads.name) == ("log.db", "vault.json", "heads.json")
    assert home.workers() == ()
    assert not home.root.exists()


def test_folders_and_files_are_closed_to_others(home: Home) -> None:
    old = os.umask(0)
    try:
        folder = with_log(home, "OV-12")
    finally:
        os.umask(old)
    assert (mode(home.root), mode(folder.path), mode(folder.vault)) == (0o700, 0o700, 0o600)


def test_a_home_that_is_somebody_elses_directory_keeps_its_mode_and_the_log_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "OV-12").mkdir(mode=0o755)
    folder = with_log(Home(tmp_path), "OV-12")
    assert (mode(tmp_path), mode(folder.path)) == (0o755, 0o700)


def test_the_only_log_needs_no_name(home: Home) -> None:
    with_log(home, "OV-12")
    assert home.choose(None) == home.choose("ov-12") == home.folder("OV-12")


def test_of_two_logs_one_must_be_named(home: Home) -> None:
    with_log(home, "OV-14")
    with_log(home, "OV-12")
    assert home.workers() == ("OV-12", "OV-14")
    with pytest.raises(RuleBroken, match=r"Här finns loggar för OV-12, OV-14\. Välj med --worker\."):
        home.choose(None)
    with pytest.raises(RuleBroken, match=r"Det finns ingen logg för VX-1 här. De som finns: OV-12, OV-14\."):
        home.choose("VX-1")
    assert home.choose("OV-14").worker == "OV-14"


@pytest.mark.parametrize("worker", [None, "OV-12"])
def test_where_there_is_no_log_the_first_step_is_told(worker: str | None, home: Home) -> None:
    with pytest.raises(RuleBroken, match="fieldlog init"):
        home.choose(worker)


def test_a_log_that_lost_its_keys_is_still_found(home: Home) -> None:
    folder = with_log(home, "OV-12")
    folder.vault.rename(folder.database)
    assert home.workers() == ("OV-12",)


def test_other_things_in_the_home_are_no_workers(home: Home) -> None:
    with_log(home, "OV-12")
    home.settings.write_text("")
    for name in ("ov-13", "%", "%FF", "%41", "A B", "lost+found", "Å"):
        (home.root / name).mkdir()
        (home.root / name / "vault.json").touch()
    assert home.workers() == ("OV-12",)


HOSTILE = ["../../etc", "../1", "/etc/passwd1", "..", ".", "C:\\x1", "~root1", "a/b1", "1\n2"]


@pytest.mark.parametrize("text", ["", "  ", "x1" * 11, "OV\x0012", "OV\x1b[2J", "OV\u202e12", "\ud800", *HOSTILE])
def test_what_is_no_service_number_is_refused(text: str, home: Home) -> None:
    with pytest.raises(RuleBroken, match="Tjänstenumret"):
        home.folder(text)


@pytest.mark.parametrize("name", ["Anna Berg", "anna", "Berg-Holm", "O'Neil", "Ö", "OV 12", "-12", "12-", "OV--12"])
def test_a_name_is_no_service_number(name: str, home: Home) -> None:
    with pytest.raises(RuleBroken, match="som OV-12; aldrig namn"):
        home.folder(name)


@pytest.mark.parametrize("text", ["OV-12", "fa-07", "ÖV-3", "12", " ss-21 ", "A1B-2-C", "COM1", "LPT1-2"])
def test_a_service_number_has_a_folder_inside_the_home(text: str, home: Home) -> None:
    folder = with_log(home, text)
    assert folder.path.resolve().parent == home.root.resolve()
    assert folder.path.name.upper() not in {"COM1", "SETTINGS.TOML"}
    assert home.workers() == (service_number(text),)


NUMBERS = st.from_regex(r"[A-Za-zåäöÅÄÖ0-9-]{1,22}", fullmatch=True)


@given(st.text(max_size=30) | NUMBERS)
def test_any_number_has_one_safe_folder_of_its_own(text: str) -> None:
    try:
        number = service_number(text)
    except RuleBroken:
        return
    folder = Home(Path("/home")).folder(text)
    assert service_number(number) == number
    assert folder.path.parent == Path("/home")
    assert len(folder.path.name) <= 255
    assert folder.path.name.isascii()
    assert folder == Home(Path("/home")).folder(number)


@given(NUMBERS, NUMBERS)
def test_two_numbers_never_share_a_folder(one: str, other: str) -> None:
    try:
        numbers = service_number(one), service_number(other)
    except RuleBroken:
        return
    paths = [Home(Path("/home")).folder(number).path for number in numbers]
    assert (paths[0] == paths[1]) == (numbers[0] == numbers[1])


def test_a_file_is_replaced_whole(home: Home) -> None:
    folder = with_log(home, "OV-12")
    write_private(folder.vault, b"new")
    assert folder.vault.read_bytes() == b"new"
    assert [path.name for path in folder.path.iterdir()] == ["vault.json"]


def test_where_it_cannot_be_written_the_old_file_stays_and_a_sentence_is_told(home: Home) -> None:
    folder = with_log(home, "OV-12")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
        with pytest.raises(CannotSave, match="Filen får inte bli större"):
            write_private(folder.vault, b"x" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert folder.vault.read_bytes() == b"{}"
    assert len(list(folder.path.iterdir())) == 1


def test_a_full_disk_is_told() -> None:
    full = Path("/dev/full")
    with pytest.raises(OSError, match="No space") as caught, full.open("wb", buffering=0) as file:
        file.write(b"x")
    assert str(cannot_save(caught.value)) == "Disken är full. Frigör utrymme och försök igen."


@pytest.mark.parametrize(
    "number", [errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EFBIG, errno.ENOENT, errno.EISDIR]
)
def test_no_sentence_names_a_path(number: int) -> None:
    sentence = str(cannot_save(OSError(number, os.strerror(number), "/home/anna.svensson/x")))
    assert "anna" not in sentence
    assert sentence.endswith(".")


def test_a_folder_that_is_gone_is_a_refusal(home: Home) -> None:
    folder = home.folder("OV-12")
    with pytest.raises(CannotSave):
        write_private(folder.vault, b"")
    with pytest.raises(CannotSave), one_at_a_time(folder):
        pass


def test_what_a_kill_left_behind_is_swept_when_old(home: Home) -> None:
    folder = with_log(home, "OV-12")
    old, fresh = folder.path / ".vault.json.0011.new", folder.path / ".vault.json.2233.new"
    old.touch()
    fresh.touch()
    os.utime(old, (0, 0))
    sweep(folder)
    assert (old.exists(), fresh.exists(), folder.vault.exists()) == (False, True, True)


def test_threads_and_processes_change_small_files_one_at_a_time(home: Home) -> None:
    folder = with_log(home, "OV-12")
    counter = folder.path / "counter"
    counter.write_text("0")
    script = f"""
from pathlib import Path
from fieldlog.home import Home, one_at_a_time
folder = Home(Path({str(home.root)!r})).folder("OV-12")
counter = folder.path / "counter"
for _ in range(100):
    with one_at_a_time(folder):
        counter.write_text(str(int(counter.read_text()) + 1))
"""
    other = subprocess.Popen([sys.executable, "-c", script])

    def count() -> None:
        for _ in range(100):
            with one_at_a_time(folder):
                counter.write_text(str(int(counter.read_text()) + 1))

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert other.wait() == 0
    assert counter.read_text() == "300"
