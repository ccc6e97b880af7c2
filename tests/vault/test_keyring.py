"""The real Secret Service opens a log at start, never after a lock; without it the passphrase does."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from secret_service import lock_collections, running_secret_service, stored_secrets

from fieldlog.home import Folder, Home
from fieldlog.models.refusal import Locked
from fieldlog.vault import (
    Unlocked,
    add_keyring,
    create_vault,
    export_wrap,
    import_wrap,
    unlock_with_keyring,
    unlock_with_passphrase,
    ways,
)
from fieldlog.vault.file import parse
from fieldlog.vault.keyring_backend import fetch, keep
from fieldlog.vault.lock import lock

PASSPHRASE = "rätt häst på Sergels torg"
UNLOCK = """
import sys
from fieldlog.home import Home
from fieldlog.models.refusal import Locked
from fieldlog.vault import unlock_with_keyring
try:
    print(unlock_with_keyring(Home(__import__("pathlib").Path(sys.argv[1])).folder("OV-12")).database_key.hex())
except Locked as refusal:
    print(refusal)
print("keyring" in sys.modules)
"""


def new_vault(tmp_path: Path) -> Unlocked:
    folder = Home(tmp_path / "laptop").folder("OV-12")
    return create_vault(folder, PASSPHRASE, worker="OV-12", org="OVB", role="ov")


def in_a_new_process(folder: Folder, environ: Mapping[str, str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", UNLOCK, str(folder.path.parent)],
        env=dict(environ),
        check=True,
        capture_output=True,
        text=True,
    )
    assert not done.stderr
    return done.stdout.splitlines()


def test_the_keyring_opens_the_log_at_start(secret_service: dict[str, str], tmp_path: Path) -> None:
    anna = new_vault(tmp_path)
    assert ways(anna.folder) == ("passphrase", "keyring")
    again = unlock_with_keyring(anna.folder)
    assert (again.database_key, again.devices(), again.store) == (anna.database_key, anna.devices(), anna.store)


def test_a_start_reads_the_secret_service_without_the_slow_package(
    secret_service: dict[str, str], tmp_path: Path
) -> None:
    anna = new_vault(tmp_path)
    assert in_a_new_process(anna.folder, secret_service) == [anna.database_key.hex(), "False"]


def test_the_general_way_reads_the_same_key(secret_service: dict[str, str], tmp_path: Path) -> None:
    keep("a log", b"k" * 32)
    assert fetch("a log", "keyring.backends.kwallet") == b"k" * 32  # another backend than the direct one's
    assert fetch("a log", "keyring.backends.SecretService") == b"k" * 32


def test_after_a_lock_only_the_passphrase_opens(secret_service: dict[str, str], tmp_path: Path) -> None:
    anna = new_vault(tmp_path)
    lock(anna.folder)
    with pytest.raises(Locked, match="Loggen är låst"):
        unlock_with_keyring(anna.folder)
    assert unlock_with_passphrase(anna.folder, PASSPHRASE).database_key == anna.database_key
    assert unlock_with_keyring(anna.folder).database_key == anna.database_key


def test_the_keyring_never_holds_the_database_key(tmp_path: Path, own_secret_service: dict[str, str]) -> None:
    import base64

    anna, bo = new_vault(tmp_path / "one"), new_vault(tmp_path / "two")
    held = [base64.b64decode(secret) for secret in stored_secrets(own_secret_service)]
    assert len(set(held)) == 2
    assert not {anna.database_key, bo.database_key} & set(held)
    assert unlock_with_keyring(anna.folder).database_key != unlock_with_keyring(bo.folder).database_key


def test_a_locked_keyring_is_told_and_the_passphrase_opens(own_secret_service: dict[str, str], tmp_path: Path) -> None:
    anna = new_vault(tmp_path)
    lock_collections(own_secret_service)
    with pytest.raises(Locked, match="nyckelring är låst"):
        unlock_with_keyring(anna.folder)
    assert unlock_with_passphrase(anna.folder, PASSPHRASE).database_key == anna.database_key


def test_without_a_bus_the_passphrase_opens(
    secret_service: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = new_vault(tmp_path)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    with pytest.raises(Locked, match="ingen säker nyckelring"):
        unlock_with_keyring(anna.folder)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody-listens")
    with pytest.raises(Locked, match="ingen säker nyckelring"):
        unlock_with_keyring(anna.folder)
    assert unlock_with_passphrase(anna.folder, PASSPHRASE).database_key == anna.database_key


def test_a_keyring_that_only_says_it_keeps_keys_is_not_believed(secret_service: dict[str, str], tmp_path: Path) -> None:
    anna = new_vault(tmp_path)
    null = {**secret_service, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    said, _loaded = in_a_new_process(anna.folder, null)
    assert said == "Datorn har ingen säker nyckelring. Lås upp med lösenfrasen."


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "no.such.Thing"])
def test_no_vault_is_wrapped_for_an_unsafe_keyring(
    backend: str, secret_service: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    assert ways(new_vault(tmp_path).folder) == ("passphrase",)


def test_a_vault_made_without_a_bus_has_the_passphrase_only(tmp_path: Path) -> None:
    anna = new_vault(tmp_path)
    assert ways(anna.folder) == ("passphrase",)
    with pytest.raises(Locked, match="bara med lösenfrasen"):
        unlock_with_keyring(anna.folder)


def test_what_the_keyring_lost_is_told(own_secret_service: dict[str, str], tmp_path: Path) -> None:
    from fieldlog.vault.keyring_backend import forget

    anna = new_vault(tmp_path)
    wrap = parse(anna.folder.vault.read_bytes())[0].wrap("keyring")
    assert wrap is not None
    forget(wrap.text("entry"))
    with pytest.raises(Locked, match="finns inte i datorns nyckelring"):
        unlock_with_keyring(anna.folder)


@pytest.mark.parametrize("other", [b"another key of thirty-two bytes!", b"short", b""])
def test_another_key_in_the_keyring_does_not_open(other: bytes, secret_service: dict[str, str], tmp_path: Path) -> None:
    anna = new_vault(tmp_path)
    wrap = parse(anna.folder.vault.read_bytes())[0].wrap("keyring")
    assert wrap is not None
    keep(wrap.text("entry"), other)
    with pytest.raises(Locked, match="Lås upp med lösenfrasen"):
        unlock_with_keyring(anna.folder)


def test_a_backup_leaves_the_keyring_behind_and_another_laptop_may_add_its_own(
    secret_service: dict[str, str], tmp_path: Path
) -> None:
    anna = new_vault(tmp_path)
    backup = export_wrap(anna.folder)
    assert [wrap["by"] for wrap in json.loads(backup)["wraps"]] == ["passphrase"]
    there = Home(tmp_path / "other").folder("OV-12")
    import_wrap(there, backup)
    opened = unlock_with_passphrase(there, PASSPHRASE)
    assert add_keyring(there, opened)
    assert unlock_with_keyring(there).database_key == anna.database_key
    assert unlock_with_keyring(anna.folder).database_key == anna.database_key
    assert add_keyring(there, opened), "added again, it takes the place of the first"
    assert ways(there) == ("passphrase", "keyring")
    assert unlock_with_keyring(there).database_key == anna.database_key


def test_no_safe_keyring_can_be_added_where_there_is_none(anna: Unlocked) -> None:
    assert not add_keyring(anna.folder, anna)
    assert ways(anna.folder) == ("passphrase",)


def test_nothing_of_a_private_keyring_keeps_running() -> None:
    with running_secret_service() as environ:
        home = environ["HOME"]
        assert _processes_with(home)
    assert not _processes_with(home)
    assert not Path(home).exists()


def _processes_with(home: str) -> list[str]:
    """Processes whose environment names that home."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and f"HOME={home}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append(process.name)
        except OSError:
            continue
    return [name for name in found if name != str(os.getpid())]
