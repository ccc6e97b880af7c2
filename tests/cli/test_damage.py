"""A damaged page, met by any command: a sentence that names it and says what to do, exit code 4, never a traceback."""

import json
import shutil
from pathlib import Path

import pytest

from fieldlog.cipher import connect
from fieldlog.cli.parser import COMMANDS
from fieldlog.home import Home
from fieldlog.vault import unlock_with_passphrase
from tests.cli.conftest import Command
from tests.conftest import PASSPHRASE

PAGE = 4096
ROOTS = ("sqlite_master", "entry", "part", "observation", "search_data", "draft")
OF_A_LOG = ("init", "shift", "observation", "finding", "store", "doctor", "importing", "exporting", "backup", "parse")
"""Modules of commands that have to do with a log on this laptop."""


@pytest.fixture
def whole(fieldlog: Command, anna_at: Path, tmp_path: Path) -> tuple[list[str], dict[str, int]]:
    """Ids of what Anna's log holds, and the page on which each table begins."""
    fieldlog("shift", "start", "--with", "OV-14")
    lines = "\n".join(f"nh trp 6 två langar {number} öppet, drog sig undan när vi kom" for number in range(40))
    ids = [each["id"] for each in fieldlog("add", "-", "--json", stdin=lines.encode()).objects]
    fieldlog("add", "in vas +LOB")
    assert fieldlog("backup", str(tmp_path / "kopia")).code == 0
    (tmp_path / "in.csv").write_text("at;words\n2026-08-22 21:00;släckt lampa på plattan\n")
    unlocked = unlock_with_passphrase(Home(anna_at).folder("OV-12"), PASSPHRASE)
    connection = connect(unlocked.folder.database, unlocked.database_key)
    roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall())
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return ids, {"sqlite_master": 1, **roots}


def commands(ids: list[str], folder: Path) -> dict[str, tuple[str, ...]]:
    """Every command that there is, as somebody would use it."""
    return {
        "init": ("init", "--org", "OVB", "--role", "ov", "--worker", "OV-12"),
        "shift": ("shift", "show"),
        "add": ("add", "tl pla"),
        "show": ("show", ids[5]),
        "amend": ("amend", ids[7], "--reason", "fel", "severity=1"),
        "withdraw": ("withdraw", ids[9], "--reason", "fel"),
        "list": ("list", "--limit", "99"),
        "search": ("search", "langar"),
        "parse": ("parse", "tl pla"),
        "verify": ("verify",),
        "rebuild": ("rebuild",),
        "passphrase": ("passphrase", "--new-passphrase-file", str(folder / "new")),
        "doctor": ("doctor",),
        "import": (
            "import",
            str(folder / "in.csv"),
            "--map",
            "at=at",
            "--map",
            "words=words",
            "--place",
            "PLA",
            "--category",
            "BL",
        ),
        "export": ("export", "--format", "jsonl", "--class", "C"),
        "backup": ("backup", str(folder / "annan")),
        "restore": ("restore", str(folder / "kopia"), "--no-keyring"),
    }


@pytest.mark.parametrize("root", ROOTS)
def test_every_command_says_it_and_none_ends_in_a_fault(
    fieldlog: Command, whole: tuple[list[str], dict[str, int]], anna_at: Path, tmp_path: Path, root: str
) -> None:
    ids, roots = whole
    (tmp_path / "new").write_text(PASSPHRASE)
    hurt = bytearray((anna_at / "OV-12" / "log.db").read_bytes())
    hurt[(roots[root] - 1) * PAGE + 100 : (roots[root] - 1) * PAGE + 300] = bytes(200)
    shutil.copytree(anna_at, tmp_path / "as it was")
    told = 0
    for name, words in commands(ids, tmp_path).items():
        shutil.rmtree(anna_at)
        shutil.copytree(tmp_path / "as it was", anna_at)
        (anna_at / "OV-12" / "log.db").write_bytes(hurt)
        answer = fieldlog(*words)

        allowed = {"verify": (1, 4), "doctor": (1,), "init": (2,), "parse": (0,), "restore": (0,)}.get(name, (0, 4))
        assert answer.code in allowed, (name, answer)
        if answer.code == 4:
            told += 1
            assert "restore" in answer.err, (name, answer)
            assert str(roots[root]) in answer.err, (name, answer)
    assert told


def test_every_command_was_tried(whole: tuple[list[str], dict[str, int]], tmp_path: Path) -> None:
    assert set(commands(whole[0], tmp_path)) == {word for module in OF_A_LOG for word in COMMANDS[module]}


def test_what_can_be_read_is_read_and_the_damage_told_once(
    fieldlog: Command, whole: tuple[list[str], dict[str, int]], anna_at: Path
) -> None:
    database = anna_at / "OV-12" / "log.db"
    hurt = bytearray(database.read_bytes())
    page = whole[1]["sqlite_autoindex_device_1"]  # what a log is opened for writing with, and no list needs
    hurt[(page - 1) * PAGE + 100 : (page - 1) * PAGE + 300] = bytes(200)
    database.write_bytes(hurt)

    answer = fieldlog("list", "--json", "--limit", "99")

    assert (answer.code, len(answer.objects)) == (0, 41)
    damaged = "Loggen är skadad på disken. Den kan läsas men inte skrivas. Kör fieldlog doctor, sedan restore."
    assert answer.err.splitlines() == [f"{damaged} Skadad sida i filen: {page}."]
    assert fieldlog("add", "tl pla").code == 4


def test_a_damaged_end_of_the_write_ahead_log_loses_nothing_silently(
    fieldlog: Command, anna_at: Path, whole: tuple[list[str], dict[str, int]]
) -> None:
    unlocked = unlock_with_passphrase(Home(anna_at).folder("OV-12"), PASSPHRASE)
    keeps = connect(unlocked.folder.database, unlocked.database_key)  # while it is open nobody empties the log
    keeps.execute("SELECT count(*) FROM entry").fetchone()
    saved = json.loads(fieldlog("add", "nh pla", "--json").out)
    assert saved["state"] == "saved"
    log = anna_at / "OV-12" / "log.db-wal"
    log_bytes = bytearray(log.read_bytes())
    database_bytes = (anna_at / "OV-12" / "log.db").read_bytes()
    keeps.close()
    log_bytes[32 + 24 + 500] ^= 1
    (anna_at / "OV-12" / "log.db").write_bytes(database_bytes)
    log.write_bytes(log_bytes)
    (anna_at / "OV-12" / "log.db-shm").unlink(missing_ok=True)

    answer = fieldlog("verify")

    assert answer.code == 1
    assert "avkortad" in answer.err or "slutar tidigare" in answer.err
