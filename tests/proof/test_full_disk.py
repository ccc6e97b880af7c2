"""A disk that takes nothing: full, limited, broken. Each says which it is, keeps the text, and saves when it can."""

import errno
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fieldlog.cipher import refusal_of, sentence_of
from fieldlog.logbook import drafts, finding
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.verifying import verify
from fieldlog.models.refusal import CannotSave
from tests.conftest import FRIDAY, PASSPHRASE
from tests.proof.test_store import observed


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond this, as under `ulimit -f` or a quota. Python itself ignores SIGXFSZ."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def file_size_limit(log: Log) -> Iterator[None]:
    log.store.forget_written()
    with largest_file(log.store.path.stat().st_size):
        yield


@contextmanager
def page_limit(log: Log) -> Iterator[None]:
    """The database may not take one page more: what SQLite says when the disk is full."""
    with log.store.read() as connection:  # the pool hands out this one connection again
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    yield
    with log.store.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1073741823")


FULL = r"disken är full\. Texten är kvar\. Gör plats"
LIMITED = r"filen får inte bli större .*ulimit -f.* Texten är kvar\. Höj gränsen"


@pytest.mark.parametrize(("limit", "says"), [(file_size_limit, LIMITED), (page_limit, FULL)])
def test_a_full_disk_and_a_file_size_limit_say_which_they_are_keep_the_draft_and_pass(
    anna: Log, limit: Callable[[Log], Any], says: str
) -> None:
    first = observed(anna, "före")
    draft = drafts.keep(anna, drafts.LINE, {"text": "det som skrivs"}, FRIDAY)
    saved: list[str] = []

    def save_many() -> None:
        saved.extend(observed(anna, f"nummer {number} {'lång text ' * 300}") for number in range(300))

    with limit(anna), pytest.raises(CannotSave, match=says):
        save_many()

    assert drafts.draft(anna, draft).body == {"text": "det som skrivs"}
    after = observed(anna, "efter")
    shown = {row.id for row in finding.page(anna, finding.Filter(), limit=1000)}
    assert shown == {first, *saved, after}
    assert verify(anna).fault is None


def test_a_command_under_a_file_size_limit_says_so_and_saves_again_without_it(anna: Log) -> None:
    observed(anna, "före")
    anna.close()
    limited = (
        "import resource, signal, sys\nresource.setrlimit(resource.RLIMIT_FSIZE, (60_000, -1))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nsys.argv[0] = 'fieldlog'\n"
        "from fieldlog.__main__ import main\nsys.exit(main())"
    )
    words = ["add", "os pla " + "bråk " * 700]
    passphrase = anna.folder.path.parent / "passphrase"
    passphrase.write_text(PASSPHRASE)
    environ = {**os.environ, "FIELDLOG_HOME": str(passphrase.parent), "FIELDLOG_PASSPHRASE_FILE": str(passphrase)}

    def added(*how: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *how, *words], env=environ, capture_output=True, text=True, check=False)

    refused, again = added("-c", limited), added("-m", "fieldlog")

    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (4, "", 1)
    assert "filen får inte bli större" in refused.stderr
    assert again.returncode == 0, again.stderr
    log = open_log(anna.unlocked, FRIDAY)
    assert verify(log).fault is None
    assert len(finding.page(log, finding.Filter(), limit=10)) == 2
    log.close()


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "disken är full"),
        (errno.EDQUOT, "disken är full"),
        (errno.EROFS, "bara att läsa"),
        (errno.EIO, "svarar med fel"),
    ],
)
def test_what_sqlite_calls_the_same_is_told_apart_by_what_the_system_says(number: int, says: str) -> None:
    sentence = str(sentence_of(number))

    assert says in sentence
    assert "Texten är kvar." in sentence


def test_a_disk_error_without_a_limit_is_not_called_a_full_disk(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")

    assert "svarar med fel" in str(refusal_of(error, tmp_path / "log.db"))
    with largest_file(1000):
        assert "ulimit -f" in str(refusal_of(error, tmp_path / "log.db"))


def test_a_transaction_that_did_not_fit_left_nothing(anna: Log) -> None:
    before = verify(anna).entries

    def write_many() -> None:
        with anna.writing(FRIDAY) as pen:
            for number in range(300):
                pen.write("comment", {}, {"comment": f"{number} " * 500})

    with page_limit(anna), pytest.raises(CannotSave):
        write_many()

    assert verify(anna).entries == before
    observed(anna, "efter")
    assert verify(anna).fault is None
