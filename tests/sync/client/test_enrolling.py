"""Joining: with a code, for whom it is, once; and by itself for the device that follows."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fieldlog.home import PRACTICE_MARK, Home
from fieldlog.logbook.backups import back_up
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.restoring import restore
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import RuleBroken, TurnedAway
from fieldlog.vault.file import read_vault
from fieldlog.vault.unlocked import open_secrets, seal_secrets
from sync.archive import people
from sync.archive.devices import devices, revoke
from sync.client.membership import found, membership
from tests.conftest import FRIDAY, PASSPHRASE
from tests.sync.client.conftest import ADDRESS, CONTACT, Laptop, Server


@pytest.fixture
def laptop(anna: Log, server: Server) -> Laptop:
    """Anna's laptop, not enrolled."""
    return Laptop(anna, server)


def test_with_her_code_anna_joins_and_the_vault_knows_the_server(laptop: Laptop, server: Server) -> None:
    here = laptop.join()

    assert (here.address, here.org_name, here.contact) == (ADDRESS, "Ordningsvakterna", CONTACT)
    assert (here.server, here.box) == (server.archive.keys.device, server.archive.keys.box)
    assert here.device == laptop.log.device
    assert membership(laptop.log) == here
    assert [device.device for device in devices(server.archive)] == [laptop.log.device]
    assert here.token not in repr(here)
    assert here.token not in repr(laptop.log.unlocked.secrets)


def test_the_token_lies_nowhere_readable(laptop: Laptop) -> None:
    here = laptop.join()

    for file in laptop.log.folder.path.iterdir():
        if file.is_file():
            data = file.read_bytes()
            assert here.token.encode() not in data
            assert ADDRESS.encode() not in data


def test_a_code_may_be_typed_with_blanks_and_small_letters(laptop: Laptop, server: Server) -> None:
    code = server.code()

    laptop.join(f"  {code[:6].lower()} {code[6:].lower()}\n")

    assert found(laptop.log) is not None


@pytest.mark.parametrize("wrong", ["another worker", "another role", "used", "expired", "misspelt"])
def test_a_code_that_does_not_hold_is_one_sentence_and_nothing_is_kept(
    laptop: Laptop, server: Server, wrong: str
) -> None:
    now = datetime.now(STOCKHOLM)
    people.add_worker(server.archive, "OVB", "OV-99", "ov", FRIDAY)
    code = {
        "another worker": lambda: server.code("OV-99"),
        "another role": lambda: server.code("GL-01", "gl"),
        "used": server.code,
        "expired": lambda: people.new_code(server.archive, "OVB", "ov", "OV-12", now - timedelta(minutes=11)),
        "misspelt": lambda: "AAAA-BBBB-CCCC",
    }[wrong]()
    if wrong == "used":
        with server.archive.database.writing() as session:
            session.run("UPDATE code SET used_by = ?", (bytes(32),))

    with pytest.raises(TurnedAway, match="Be om en ny kod") as refused:
        laptop.join(code)

    assert refused.value.exit_code == 6
    assert found(laptop.log) is None
    assert devices(server.archive) == []


@pytest.mark.parametrize("code", ["", "   ", "å" * 12, "A" * 200])
def test_what_can_be_no_code_is_not_even_sent(laptop: Laptop, server: Server, code: str) -> None:
    with pytest.raises(RuleBroken, match="Koden går inte att läsa"):
        laptop.join(code or " ")

    assert server.wire.requests == []


def test_if_the_answer_was_lost_the_same_code_is_good_again(laptop: Laptop, server: Server) -> None:
    code = server.code()
    laptop.join(code)
    laptop.log.unlocked.keep_server({})

    laptop.join(code)
    laptop.see()

    assert laptop.later().exchange().unsent == 0


def test_the_rehearsal_is_never_sent(laptop: Laptop, server: Server) -> None:
    (laptop.log.folder.path / PRACTICE_MARK).write_text("{}")

    with pytest.raises(RuleBroken, match="Övningsloggen sänds aldrig"):
        laptop.join()


def test_a_log_that_was_restored_before_it_joined_brings_both_its_devices(
    laptop: Laptop, server: Server, tmp_path: Path
) -> None:
    laptop.see("före återställningen")
    back_up(laptop.log, tmp_path / "log.backup", laptop.now)
    unlocked = restore(Home(tmp_path / "another"), tmp_path / "log.backup", PASSPHRASE, laptop.now)
    restored = Laptop(open_log(unlocked, laptop.now), server, laptop.now)

    restored.join()
    outcome = restored.later().exchange()

    old, new = restored.log.unlocked.devices()
    assert outcome.unsent == 0
    assert (server.lines(old), server.lines(new)) == (restored.lines(old), restored.lines(new))
    assert {device.device: device.previous for device in devices(server.archive)} == {old: None, new: old}
    assert membership(restored.log).device == new
    restored.log.close()


def test_a_backup_carries_the_membership(laptop: Laptop, server: Server, tmp_path: Path) -> None:
    here = laptop.join()
    back_up(laptop.log, tmp_path / "log.backup", laptop.now)

    unlocked = restore(Home(tmp_path / "another"), tmp_path / "log.backup", PASSPHRASE, laptop.now)

    restored = Laptop(open_log(unlocked, laptop.now), server, laptop.now)
    assert found(restored.log) == here
    restored.log.close()


def test_a_revoked_laptop_cannot_go_on_as_a_new_device(laptop: Laptop, server: Server) -> None:
    laptop.join()
    laptop.later().exchange()
    revoke(server.archive, laptop.log.device, laptop.now)
    laptop.log.unlocked.new_device()

    outcome = laptop.exchange()

    assert outcome.revoked
    assert f"Ring {CONTACT}." in outcome.notices[0]


def test_a_vault_from_before_the_exchange_opens_and_knows_no_server(laptop: Laptop) -> None:
    unlocked = laptop.log.unlocked
    file = read_vault(unlocked.folder)
    sealed = seal_secrets(file, replace(unlocked.secrets, server={}), unlocked.database_key)

    secrets = open_secrets(sealed, unlocked.database_key)

    assert secrets.server == {}
    assert secrets.seeds == unlocked.secrets.seeds


def test_another_window_that_opened_before_knows_the_server_too(laptop: Laptop, server: Server) -> None:
    window = Laptop(open_log(replace(laptop.log.unlocked), laptop.now), server, laptop.now)
    laptop.join()

    assert window.exchange().unsent >= 0
    assert found(window.log) == found(laptop.log)
    window.log.close()
