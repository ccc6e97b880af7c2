"""The log as a whole: made, proved, rebuilt, under a new passphrase, looked over."""

import os
import shlex
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.cipher import connect
from fieldlog.home import Home
from fieldlog.vault import unlock_with_passphrase
from fieldlog.vault.notes import seal_note
from tests.cli.conftest import Command
from tests.conftest import FRIDAY, PASSPHRASE


def alter(home: Path, statement: str) -> None:
    """What somebody with the key does to the database outside the program."""
    folder = Home(home).folder("OV-12")
    connection = connect(folder.database, unlock_with_passphrase(folder, PASSPHRASE).database_key)
    connection.execute(statement)
    connection.close()


def test_a_log_is_made_once(fieldlog: Command, tmp_path: Path) -> None:
    words = ("init", "--org", "NIS", "--role", "falt", "--worker", "fa-07", "--no-keyring", "--lang", "sv")

    made = fieldlog(*words, "--home", str(tmp_path / "new"), "--json")

    assert (made.code, made.object["worker"], made.object["org"], made.object["keyring"]) == (0, "FA-07", "NIS", False)
    assert fieldlog(*words, "--home", str(tmp_path / "new")).code == 2
    assert 'language = "sv"' in (tmp_path / "new" / "settings.toml").read_text()
    assert fieldlog("verify", "--home", str(tmp_path / "new")).code == 0


def test_two_workers_of_one_laptop_are_told_apart(fieldlog: Command) -> None:
    fieldlog("init", "--org", "NIS", "--role", "falt", "--worker", "FA-07", "--no-keyring")

    assert fieldlog("add", "tl pla").code == 2
    assert fieldlog("add", "tl pla", "--worker", "FA-07", "--json").object["author"] == "FA-07"
    assert fieldlog("list", "--worker", "OV-99").code == 2


def test_a_home_without_a_log_says_how_to_begin(fieldlog: Command, tmp_path: Path) -> None:
    answer = fieldlog("list", "--home", str(tmp_path / "nothing"))

    assert (answer.code, "fieldlog init" in answer.err) == (2, True)


@pytest.mark.parametrize("words", [("--org", " "), ("--org", "x" * 41), ("--worker", " ")])
def test_a_log_that_cannot_be_is_not_made(fieldlog: Command, tmp_path: Path, words: tuple[str, str]) -> None:
    answer = fieldlog(
        "init", "--org", "OVB", "--role", "ov", "--worker", "OV-13", *words, "--home", str(tmp_path / "new")
    )

    assert (answer.code, (tmp_path / "new").exists()) == (2, False)


def test_a_log_that_was_altered_outside_does_not_verify(fieldlog: Command, anna_at: Path) -> None:
    fieldlog("add", "nh pla")
    whole = fieldlog("verify", "--json").object
    alter(anna_at, "UPDATE observation SET severity = 0")

    answer = fieldlog("verify", "--json")

    assert (whole["ok"], whole["entries"]) == (True, 2)
    assert (answer.code, answer.object["ok"], "rebuild" in answer.err) == (1, False, True)
    assert fieldlog("rebuild", "--json").object["rows"] == 2
    assert fieldlog("verify").code == 0


def test_the_passphrase_changes_and_the_old_one_opens_no_more(fieldlog: Command, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.write_text("en helt annan fras\n")

    assert fieldlog("passphrase", "--new-passphrase-file", str(new)).code == 0
    assert fieldlog("list").code == 3
    assert fieldlog("add", "tl pla", "--passphrase-file", str(new)).code == 0


def test_a_short_passphrase_and_a_missing_file_are_refused(fieldlog: Command, tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_text("kort\n")

    assert fieldlog("passphrase", "--new-passphrase-file", str(short)).code == 2
    assert fieldlog("passphrase", "--new-passphrase-file", str(tmp_path / "none")).code == 3
    assert fieldlog("passphrase").code == 3


def test_the_doctor_says_what_is_well(fieldlog: Command) -> None:
    fieldlog("add", "nh")

    checks = {check["check"]: check for check in fieldlog("doctor", "--json").objects}

    assert {"store", "modes", "room", "clock", "keyring", "terminal", "languages", "locale", "core"} <= set(checks)
    assert all(checks[name]["ok"] for name in ("store", "modes", "room", "clock", "keyring", "writable"))
    assert checks["open"]["ok"] is None


def test_the_doctor_names_every_wish_of_settings_and_keys_that_is_not_granted(
    fieldlog: Command, environ: dict[str, str]
) -> None:
    home = Path(environ["FIELDLOG_HOME"])
    for name, text in {
        "settings.toml": 'day = "pink"\n',
        "keys.toml": '[menu]\nsearch = "i"\n[line]\nsave = "x"\n',
    }.items():
        (home / name).write_text(text)
    [choices] = [check for check in fieldlog("doctor", "--json").objects if check["check"] == "choices"]

    assert choices["ok"] is False
    for told in ("fel värde för day", "line.save: på en skrivrad", "i skulle göra två saker"):
        assert told in choices["said"]
    assert str(home) in choices["do"]


def test_the_doctor_names_what_waits_and_what_is_only_here(fieldlog: Command, anna_at: Path) -> None:
    fieldlog("add", "nh")
    fieldlog("add", "tl pla")
    folder = Home(anna_at).folder("OV-12")
    seal_note(folder, "skriven på låst skärm", FRIDAY)
    (folder.notes / f"{'0' * 32}.note").write_bytes(b"no note")
    (folder.notes / f"{'0' * 32}.note").chmod(0o600)

    checks = {check["check"]: check for check in fieldlog("doctor", "--json").objects}

    assert {name: checks[name]["said"] for name in ("open", "notes", "unsent", "broken", "pages", "keyring")} == {
        "open": "1 öppen händelse väntar.",
        "notes": "2 anteckningar från låst skärm väntar.",
        "unsent": "2 poster finns bara här.",
        "broken": "1 anteckning från låst skärm går inte att öppna.",
        "pages": "Alla sidor i filen är som de skrevs.",
        "keyring": "Bara lösenfrasen öppnar loggen.",
    }
    assert [name for name, check in checks.items() if check["ok"] is False and name != "locale"] == ["broken"]


def test_the_doctor_names_every_damaged_page(fieldlog: Command, anna_at: Path) -> None:
    fieldlog("add", "nh pla")
    database = anna_at / "OV-12" / "log.db"
    hurt = bytearray(database.read_bytes())
    for page in (20, 31):
        hurt[(page - 1) * 4096 + 9] ^= 1
    database.write_bytes(hurt)

    answer = fieldlog("doctor", "--json")

    [pages] = [check for check in answer.objects if check["check"] == "pages"]
    assert (answer.code, pages["ok"], pages["said"]) == (1, False, "Skadade sidor i filen: 20, 31.")
    assert "restore" in pages["do"]


def test_the_doctor_says_what_is_not_and_what_to_do(fieldlog: Command, anna_at: Path) -> None:
    fieldlog("add", "nh pla")
    (anna_at / "OV-12" / "heads.json").chmod(0o644)
    alter(anna_at, "UPDATE observation SET severity = 0")

    answer = fieldlog("doctor", "--json", now=FRIDAY - timedelta(days=1))

    bad = {check["check"]: check for check in answer.objects if check["ok"] is False}
    assert answer.code == 1
    assert {"store", "modes", "clock"} <= set(bad)
    assert all(bad[name]["do"] for name in ("modes", "clock", "store"))


def test_the_doctor_names_the_newest_backup_in_the_very_command_that_restores_it(
    fieldlog: Command, anna_at: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "mina kopior"
    place.mkdir()
    monkeypatch.chdir(place)
    fieldlog("add", "nh pla")
    for number, name in enumerate(("måndag", "tisdag"), 1):
        assert fieldlog("backup", name).code == 0
        os.utime(name, (number, number))
    (place / "en annan.zip").write_bytes(b"PK\x03\x04 och annat")
    database = anna_at / "OV-12" / "log.db"
    hurt = bytearray(database.read_bytes())
    hurt[19 * 4096 + 9] ^= 1
    database.write_bytes(hurt)

    [pages] = [check for check in fieldlog("doctor", "--json").objects if check["check"] == "pages"]

    said, command = pages["do"].split(": fieldlog restore ")
    assert "Det som är helt går att läsa: fieldlog list." in said
    assert shlex.split(command) == [str(place / "tisdag")]


def test_where_only_the_tables_are_wrong_the_doctor_says_rebuild_and_that_mends_it(
    fieldlog: Command, anna_at: Path
) -> None:
    fieldlog("add", "nh pla")
    alter(anna_at, "UPDATE observation SET severity = 0")

    [store] = [check for check in fieldlog("doctor", "--json").objects if check["check"] == "store"]
    assert (store["ok"], store["do"]) == (False, "fieldlog rebuild")
    fieldlog("rebuild")
    [store] = [check for check in fieldlog("doctor", "--json").objects if check["check"] == "store"]
    assert (store["ok"], store["do"]) == (True, "")


def test_the_doctor_looks_at_what_it_can_without_a_key(fieldlog: Command) -> None:
    answer = fieldlog("doctor", "--json", env={"FIELDLOG_PASSPHRASE_FILE": ""})

    assert next(check for check in answer.objects if check["check"] == "store")["ok"] is None
    assert any(check["check"] == "modes" for check in answer.objects)


def test_an_organisation_is_the_same_however_its_code_was_typed(fieldlog: Command, tmp_path: Path) -> None:
    made = fieldlog(
        "init", "--org", " ovb ", "--role", "ov", "--worker", "ov-13", "--json", "--home", str(tmp_path / "new")
    ).object

    assert (made["org"], made["worker"]) == ("OVB", "OV-13")
