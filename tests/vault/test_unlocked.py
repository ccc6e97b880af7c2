"""Devices of a log, their signing keys, and how far each chain has come."""

import json
import subprocess
import sys
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldlog.models.refusal import Damaged
from fieldlog.vault import Unlocked, unlock_with_passphrase

PASSPHRASE = "rätt häst på Sergels torg"
HEAD = "ab" * 32
OTHER = "cd" * 32


def seen_anew(anna: Unlocked) -> Unlocked:
    """The same log as another terminal opens it."""
    return Unlocked(anna.folder, anna.facts, anna.database_key, anna.secrets)


def test_what_the_device_signs_is_verified_with_its_name(anna: Unlocked) -> None:
    import base64

    from nacl.signing import VerifyKey

    signed = anna.signing_key().sign(b"a line")
    assert len(anna.device) == 43
    VerifyKey(base64.urlsafe_b64decode(anna.device + "=")).verify(signed)


def test_a_new_device_is_the_current_one_and_the_old_one_stays(anna: Unlocked) -> None:
    first = anna.device
    second = anna.new_device()
    assert anna.device == second != first
    assert anna.devices() == (first, second)
    opened = unlock_with_passphrase(anna.folder, PASSPHRASE)
    assert opened.devices() == (first, second)
    assert bytes(opened.signing_key(first)) == bytes(anna.signing_key(first)) != bytes(anna.signing_key())


def test_only_own_devices_sign(anna: Unlocked) -> None:
    with pytest.raises(KeyError):
        anna.signing_key("A" * 43)


def test_two_terminals_that_add_a_device_lose_none(anna: Unlocked) -> None:
    other = seen_anew(anna)
    first, second, third = anna.device, anna.new_device(), other.new_device()
    assert other.devices() == (first, second, third)
    assert anna.devices() == (first, second)
    anna.refresh()
    assert anna.devices() == (first, second, third)


def test_no_head_was_ever_kept(anna: Unlocked) -> None:
    assert anna.kept_heads() == {}


def test_a_head_is_kept_and_never_goes_back(anna: Unlocked) -> None:
    assert anna.keep_head(anna.device, 5, HEAD)
    assert anna.keep_head(anna.device, 4, OTHER)
    assert anna.keep_head(anna.device, 5, OTHER)
    assert seen_anew(anna).kept_heads() == {anna.device: (5, HEAD)}
    assert anna.keep_head(anna.device, 6, OTHER)
    assert seen_anew(anna).kept_heads() == {anna.device: (6, OTHER)}


def test_each_chain_has_its_head(anna: Unlocked) -> None:
    first = anna.device
    anna.keep_head(first, 5, HEAD)
    second = anna.new_device()
    assert anna.kept_heads() == {first: (5, HEAD)}
    anna.keep_head(second, 1, OTHER)
    assert anna.kept_heads() == {first: (5, HEAD), second: (1, OTHER)}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_any_flipped_byte_of_the_heads_is_noticed_or_changes_nothing(anna: Unlocked, place: int, flip: int) -> None:
    anna.keep_head(anna.device, 5, HEAD)
    whole = anna.folder.heads.read_bytes()
    data = bytearray(whole)
    data[place % len(data)] ^= flip
    anna.folder.heads.write_bytes(data)
    try:
        assert anna.kept_heads() == {anna.device: (5, HEAD)}
    except Damaged:
        return
    finally:
        anna.folder.heads.write_bytes(whole)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"null", b'{"heads": 3, "mac": 1}', b'{"heads": {}, "mac": "\xc3\xa5"}', b"[" * 9999, b"\xff"],
)
def test_heads_that_are_garbage_are_told(content: bytes, anna: Unlocked) -> None:
    anna.folder.heads.write_bytes(content)
    with pytest.raises(Damaged, match="fieldlog verify"):
        anna.kept_heads()


def test_heads_that_somebody_lowered_are_told(anna: Unlocked) -> None:
    anna.keep_head(anna.device, 5, HEAD)
    document = json.loads(anna.folder.heads.read_bytes())
    document["heads"][anna.device] = [3, HEAD]
    anna.folder.heads.write_text(json.dumps(document))
    with pytest.raises(Damaged):
        anna.kept_heads()


def test_heads_that_were_taken_away_are_told(anna: Unlocked) -> None:
    other = seen_anew(anna)
    anna.keep_head(anna.device, 5, HEAD)
    anna.folder.heads.unlink()
    for terminal in (anna, other, unlock_with_passphrase(anna.folder, PASSPHRASE)):
        with pytest.raises(Damaged):
            terminal.kept_heads()


def test_a_saved_entry_is_no_error_when_its_head_cannot_be_kept(anna: Unlocked) -> None:
    anna.keep_head(anna.device, 5, HEAD)
    anna.folder.heads.write_bytes(b"altered")
    assert not anna.keep_head(anna.device, 6, OTHER)
    assert anna.folder.heads.read_bytes() == b"altered"


@pytest.mark.parametrize("harm", ["altered", "gone"])
def test_a_new_device_is_the_way_out_of_damaged_heads(harm: str, anna: Unlocked) -> None:
    anna.keep_head(anna.device, 5, HEAD)
    if harm == "gone":
        anna.folder.heads.unlink()
    else:
        anna.folder.heads.write_bytes(b"altered")
    device = anna.new_device()
    assert anna.kept_heads() == {}
    assert anna.keep_head(device, 1, OTHER)
    assert anna.kept_heads() == {device: (1, OTHER)}
    assert (anna.folder.path / "heads.before.json").exists() == (harm == "altered")


def test_two_threads_and_a_process_keep_heads_at_once(anna: Unlocked) -> None:
    script = f"""
from pathlib import Path
from fieldlog.home import Home
from fieldlog.vault import unlock_with_passphrase
opened = unlock_with_passphrase(Home(Path({str(anna.folder.path.parent)!r})).folder("OV-12"), {PASSPHRASE!r})
assert all(opened.keep_head("process", n, "ab" * 32) for n in range(1, 31))
"""
    process = subprocess.Popen([sys.executable, "-c", script])
    terminals = {name: seen_anew(anna) for name in ("one", "two")}
    kept: list[bool] = []

    def keep(name: str) -> None:
        kept.extend(terminals[name].keep_head(name, n, HEAD) for n in range(1, 31))

    threads = [threading.Thread(target=keep, args=(name,)) for name in terminals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert process.wait() == 0
    assert kept == [True] * 60
    assert seen_anew(anna).kept_heads() == {"one": (30, HEAD), "two": (30, HEAD), "process": (30, HEAD)}


def test_a_kill_at_any_moment_leaves_keys_and_heads_whole(anna: Unlocked) -> None:
    script = f"""
from pathlib import Path
from fieldlog.home import Home
from fieldlog.vault import unlock_with_passphrase
opened = unlock_with_passphrase(Home(Path({str(anna.folder.path.parent)!r})).folder("OV-12"), {PASSPHRASE!r})
start = opened.kept_heads().get("chain", (0, ""))[0]
for n in range(start + 1, start + 100_000):
    assert opened.keep_head("chain", n, "ab" * 32)
    print(n, flush=True)
    if n % 10 == 0:
        opened.new_device()
"""
    acknowledged = devices = 0
    for kill_after in (1, 9, 23, 40):
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for _ in range(kill_after):
            acknowledged = int(process.stdout.readline())
        process.kill()
        acknowledged = max([acknowledged, *(int(line) for line in process.communicate()[0].split())])
        opened = unlock_with_passphrase(anna.folder, PASSPHRASE)
        assert opened.kept_heads()["chain"][0] >= acknowledged
        assert len(opened.devices()) >= devices
        devices = len(opened.devices())


def test_naming_the_vault_loads_nothing_heavy() -> None:
    heavy = "nacl", "keyring", "secretstorage", "pydantic", "platformdirs", "ctypes"
    script = f"import sys, fieldlog.vault; print([module for module in {heavy} if module in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
