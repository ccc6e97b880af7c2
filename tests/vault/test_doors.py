"""The passphrase opens a log, slowly after wrong tries, and can be changed and carried in a backup."""

import json
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.home import Folder, Home
from fieldlog.models.refusal import Damaged, Locked, RuleBroken, WrongPassphrase
from fieldlog.vault import (
    Unlocked,
    about,
    change_passphrase,
    create_vault,
    export_wrap,
    import_wrap,
    unlock_with_passphrase,
    ways,
)
from fieldlog.vault.doors import LONGEST_PASSPHRASE, backup_facts
from fieldlog.vault.tries import seconds_to_wait

PASSPHRASE = "rätt häst på Sergels torg"
Wait = Callable[[float], None]


def test_the_passphrase_opens_the_log(anna: Unlocked, wait: Wait, waits: list[float]) -> None:
    opened = unlock_with_passphrase(anna.folder, PASSPHRASE, wait=wait)
    assert opened.database_key == anna.database_key
    assert len(opened.database_key) == 32
    assert opened.device == anna.device
    assert waits == []


def test_what_may_be_read_without_a_key_is_little(anna: Unlocked) -> None:
    facts = about(anna.folder)
    assert (facts.worker, facts.org, facts.role, facts.store) == ("OV-12", "OVB", "ov", anna.store)
    assert len(facts.notes_public) == 32
    assert ways(anna.folder) == ("passphrase",)


def test_a_wrong_passphrase_gets_one_sentence_and_no_hint(folder: Folder, wait: Wait) -> None:
    for wrong in ("", "rätt häst på Sergels torG", PASSPHRASE + "\n", "x" * 100_000, "\ud800\udcff"):
        with pytest.raises(WrongPassphrase) as caught:
            unlock_with_passphrase(folder, wrong, wait=wait)
        assert str(caught.value) == "Fel lösenfras, försök igen."


def test_each_wrong_try_slows_the_next_but_locks_nobody_out(folder: Folder, wait: Wait, waits: list[float]) -> None:
    for _ in range(8):
        with pytest.raises(WrongPassphrase):
            unlock_with_passphrase(folder, "fel fel fel", wait=wait)
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]
    assert seconds_to_wait(folder) == 15.0
    assert unlock_with_passphrase(folder, PASSPHRASE, wait=wait).facts.worker == "OV-12"
    assert seconds_to_wait(folder) == 0.0


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"wrong": "many"}', '{"wrong": -5}', '{"wrong": 99999}', '{"wrong": true}']
)
def test_a_count_of_tries_that_was_tampered_with_keeps_nobody_out(
    content: str, folder: Folder, wait: Wait, waits: list[float]
) -> None:
    folder.tries.write_text(content)
    unlock_with_passphrase(folder, PASSPHRASE, wait=wait)
    assert all(seconds <= 15 for seconds in waits)
    assert not folder.tries.exists()


def test_a_second_log_of_the_same_worker_is_refused(anna: Unlocked) -> None:
    before = anna.folder.vault.read_bytes()
    with pytest.raises(RuleBroken, match="OV-12 har redan en logg här"):
        create_vault(anna.folder, PASSPHRASE, worker="OV-12", org="OVB", role="ov", keyring=False)
    assert anna.folder.vault.read_bytes() == before


def test_keys_are_never_made_anew_beside_a_database(tmp_path: Path) -> None:
    folder = Home(tmp_path).folder("OV-12")
    folder.make()
    folder.database.touch()
    with pytest.raises(RuleBroken):
        create_vault(folder, PASSPHRASE, worker="OV-12", org="OVB", role="ov", keyring=False)
    with pytest.raises(Damaged, match="Nyckelfilen saknas"):
        unlock_with_passphrase(folder, PASSPHRASE)


def test_where_there_is_no_log_that_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="fieldlog init"):
        unlock_with_passphrase(Home(tmp_path).folder("OV-12"), PASSPHRASE)


@pytest.mark.parametrize("new", ["", "kortkor", "        ", "x" * (LONGEST_PASSPHRASE + 1)])
def test_a_passphrase_too_short_or_too_long_is_refused(new: str, anna: Unlocked, tmp_path: Path) -> None:
    other = Home(tmp_path).folder("OV-99")
    with pytest.raises(RuleBroken, match=r"Lösenfrasen .* tecken"):
        create_vault(other, new, worker="OV-99", org="OVB", role="ov", keyring=False)
    assert not other.path.exists()
    with pytest.raises(RuleBroken):
        change_passphrase(anna.folder, anna, new)


def test_changing_the_passphrase_changes_its_box_only(anna: Unlocked, wait: Wait) -> None:
    before = json.loads(anna.folder.vault.read_bytes())
    change_passphrase(anna.folder, anna, "en annan fras helt")
    after = json.loads(anna.folder.vault.read_bytes())
    assert {name for name in after if after[name] != before[name]} == {"wraps", "sum"}
    with pytest.raises(WrongPassphrase):
        unlock_with_passphrase(anna.folder, PASSPHRASE, wait=wait)
    assert unlock_with_passphrase(anna.folder, "en annan fras helt", wait=wait).database_key == anna.database_key


def test_the_keys_of_another_log_cannot_change_the_passphrase(anna: Unlocked, tmp_path: Path) -> None:
    bo = create_vault(Home(tmp_path).folder("OV-14"), PASSPHRASE, worker="OV-14", org="OVB", role="ov", keyring=False)
    with pytest.raises(Damaged):
        change_passphrase(anna.folder, bo, "en annan fras helt")
    assert {bo.store, bo.device, bo.database_key}.isdisjoint({anna.store, anna.device, anna.database_key})


@settings(max_examples=8, deadline=None)
@given(passphrase=st.text(st.characters(exclude_categories=()), min_size=8, max_size=30).filter(str.strip))
def test_any_passphrase_opens_its_vault_however_its_letters_are_composed(
    passphrase: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = Home(tmp_path_factory.mktemp("any")).folder("OV-12")
    try:
        made = create_vault(folder, passphrase, worker="OV-12", org="OVB", role="ov", keyring=False)
    except RuleBroken:  # shorter once composed
        return
    for form in ("NFC", "NFD"):
        spelled = unicodedata.normalize(form, passphrase)
        assert unlock_with_passphrase(folder, spelled).database_key == made.database_key


def test_a_backup_opens_on_another_laptop_with_the_passphrase(anna: Unlocked, tmp_path: Path, wait: Wait) -> None:
    anna.keep_head(anna.device, 7, "ab" * 32)
    backup = export_wrap(anna.folder)
    there = Home(tmp_path / "other").folder(backup_facts(backup).worker)
    import_wrap(there, backup)
    opened = unlock_with_passphrase(there, PASSPHRASE, wait=wait)
    assert (opened.database_key, opened.devices()) == (anna.database_key, anna.devices())
    assert opened.kept_heads() == {anna.device: (7, "ab" * 32)}
    assert {stat.S_IMODE(path.stat().st_mode) for path in there.path.iterdir()} == {0o600}


def test_a_backup_put_back_sets_aside_what_was_there(anna: Unlocked, wait: Wait) -> None:
    anna.keep_head(anna.device, 7, "ab" * 32)
    backup = export_wrap(anna.folder)
    anna.keep_head(anna.device, 9, "cd" * 32)
    change_passphrase(anna.folder, anna, "en annan fras helt")
    later = anna.folder.vault.read_bytes()
    import_wrap(anna.folder, backup)
    opened = unlock_with_passphrase(anna.folder, PASSPHRASE, wait=wait)
    assert opened.kept_heads() == {anna.device: (7, "ab" * 32)}
    assert (anna.folder.path / "vault.before.json").read_bytes() == later


def test_a_backup_heals_a_damaged_or_missing_vault(anna: Unlocked, wait: Wait) -> None:
    backup = export_wrap(anna.folder)
    for harm in (lambda: anna.folder.vault.write_bytes(b"\0" * 100), anna.folder.vault.unlink):
        harm()
        import_wrap(anna.folder, backup)
        assert unlock_with_passphrase(anna.folder, PASSPHRASE, wait=wait).database_key == anna.database_key


def test_a_backup_never_takes_the_place_of_another_log(anna: Unlocked, tmp_path: Path) -> None:
    other = Home(tmp_path / "other").folder("OV-12")
    create_vault(other, PASSPHRASE, worker="OV-12", org="OVB", role="ov", keyring=False)
    before = other.vault.read_bytes()
    with pytest.raises(RuleBroken, match="en annan logg"):
        import_wrap(other, export_wrap(anna.folder))
    assert other.vault.read_bytes() == before
    with pytest.raises(RuleBroken, match="tillhör OV-12"):
        import_wrap(Home(tmp_path / "other").folder("OV-14"), export_wrap(anna.folder))


@pytest.mark.parametrize("data", [b"", b"{}", b"null", b"\xff" * 50])
def test_a_backup_whose_keys_are_damaged_is_refused(data: bytes, folder: Folder) -> None:
    before = folder.vault.read_bytes()
    with pytest.raises(Damaged, match="Säkerhetskopians nycklar"):
        import_wrap(folder, data)
    assert folder.vault.read_bytes() == before


def test_no_secret_shows_in_any_repr(anna: Unlocked) -> None:
    seed = bytes(anna.signing_key())
    shown = repr(anna) + str(anna) + repr(anna.secrets) + repr(anna.facts) + repr(vars(anna)["folder"])
    for secret in (anna.database_key, seed, anna.secrets.notes_private):
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown


def test_no_secret_lies_readable_in_the_folder(anna: Unlocked) -> None:
    anna.keep_head(anna.device, 1, "ab" * 32)
    held = b"".join(path.read_bytes() for path in anna.folder.path.rglob("*") if path.is_file())
    for secret in (anna.database_key, bytes(anna.signing_key()), anna.secrets.notes_private):
        assert secret not in held
        assert secret.hex().encode() not in held


def test_a_refused_start_is_exit_three() -> None:
    assert Locked.exit_code == WrongPassphrase.exit_code == 3


def test_a_disk_that_cannot_be_written_to_keeps_nobody_out(anna: Unlocked, wait: Wait) -> None:
    """Nothing can be counted or cleared where a file stands in the way; the log opens all the same."""
    (anna.folder.path / "busy").unlink()
    (anna.folder.path / "busy").mkdir()
    assert unlock_with_passphrase(anna.folder, PASSPHRASE, wait=wait).database_key == anna.database_key
