"""A vault file that is not as written is refused with a sentence, or it changes nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fieldlog.models.refusal import Damaged, Locked, Refusal, TooNew
from fieldlog.vault import Unlocked, about, unlock_with_keyring, unlock_with_passphrase, ways
from fieldlog.vault.boxes import canonical
from fieldlog.vault.file import BIGGEST, VaultFile, _checksum, parse
from fieldlog.vault.unlocked import open_secrets

PASSPHRASE = "rätt häst på Sergels torg"
Wait = Callable[[float], None]


def altered(anna: Unlocked, change: Callable[[dict[str, Any]], object]) -> None:
    """Alter the file as somebody would who knows how the checksum is made."""
    body = json.loads(anna.folder.vault.read_bytes())
    del body["sum"]
    change(body)
    anna.folder.vault.write_text(json.dumps({**body, "sum": _checksum(body)}))


def meaning(file: VaultFile) -> tuple[object, ...]:
    return file.facts, file.wraps, file.nonce, file.sealed


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
@example(place=0, flip=1)
def test_any_flipped_byte_is_refused_or_changes_nothing(anna_once: Unlocked, place: int, flip: int) -> None:
    data = bytearray(anna_once.folder.vault.read_bytes())
    whole = meaning(parse(bytes(data))[0])
    data[place % len(data)] ^= flip
    try:
        file, heads = parse(bytes(data))
    except (Damaged, TooNew):
        return
    assert (meaning(file), heads) == (whole, None)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text().map(str.encode) | st.from_type(object).map(str).map(str.encode))
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(Damaged, match="Nyckelfilen är skadad"):
        parse(data)


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    ),
    st.sampled_from(["store", "worker", "org", "role", "notes_public", "wraps", "nonce", "sealed"]),
)
def test_any_other_value_in_any_field_is_refused_or_does_not_open(
    anna_once: Unlocked, value: object, name: str
) -> None:
    body = json.loads(anna_once.folder.vault.read_bytes())
    del body["sum"]
    before = canonical(body)
    body[name] = value
    if canonical(body) == before:
        return
    try:
        file, _heads = parse(json.dumps({**body, "sum": _checksum(body)}).encode())
        if name == "wraps":
            assert file.wrap("passphrase") is None
        else:
            with pytest.raises(Damaged):
                open_secrets(file, anna_once.database_key)
    except Damaged:
        return


def test_every_cut_of_the_file_is_refused(anna_once: Unlocked) -> None:
    data = anna_once.folder.vault.read_bytes()
    for end in range(0, len(data), 7):
        with pytest.raises(Damaged):
            parse(data[:end])


def test_a_damaged_file_gets_a_sentence_before_any_passphrase_is_tried(anna: Unlocked, waits: list[float]) -> None:
    anna.folder.vault.write_bytes(anna.folder.vault.read_bytes()[:-20])
    for ask in (about, ways, unlock_with_keyring):
        with pytest.raises(Damaged, match="fieldlog restore"):
            ask(anna.folder)
    with pytest.raises(Damaged):
        unlock_with_passphrase(anna.folder, PASSPHRASE, wait=waits.append)
    assert not anna.folder.tries.exists()


def test_a_newer_vault_asks_for_a_newer_program(anna: Unlocked) -> None:
    altered(anna, lambda body: body.update(v=2, something="new"))
    with pytest.raises(TooNew, match="Uppdatera programmet"):
        about(anna.folder)


@pytest.mark.parametrize("version", [0, -1, "1", None, 1.0, True, [1]])
def test_a_version_that_never_was_is_damage(version: object, anna: Unlocked) -> None:
    altered(anna, lambda body: body.update(v=version))
    with pytest.raises(Damaged):
        about(anna.folder)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 1),
        ("memory_kib", 1 << 40),
        ("memory_kib", "65536"),
        ("memory_kib", True),
        ("passes", 0),
        ("passes", 10**9),
        ("passes", -3),
        ("salt", ""),
        ("salt", "zz"),
        ("salt", 7),
        ("kdf", "md5"),
    ],
)
def test_absurd_settings_are_refused_at_once(name: str, value: object, anna: Unlocked, wait: Wait) -> None:
    altered(anna, lambda body: body["wraps"][0]["settings"].update({name: value}))
    with pytest.raises(Damaged):
        unlock_with_passphrase(anna.folder, PASSPHRASE, wait=wait)


@pytest.mark.parametrize(("name", "value"), [("memory_kib", 8192), ("passes", 1), ("salt", "00" * 16), ("extra", 1)])
def test_weaker_settings_do_not_open(name: str, value: object, anna: Unlocked, wait: Wait) -> None:
    altered(anna, lambda body: body["wraps"][0]["settings"].update({name: value}))
    with pytest.raises(Locked):
        unlock_with_passphrase(anna.folder, PASSPHRASE, wait=wait)


@pytest.mark.parametrize("name", ["worker", "org", "role", "notes_public"])
def test_an_altered_fact_is_noticed_once_the_passphrase_is_right(name: str, anna: Unlocked, wait: Wait) -> None:
    other = {"notes_public": "A" * 43 + "="}.get(name, "VX-1")
    altered(anna, lambda body: body.update({name: other}))
    with pytest.raises(Damaged, match="Nyckelfilen är skadad"):
        unlock_with_passphrase(anna.folder, PASSPHRASE, wait=wait)


def test_a_box_of_another_log_does_not_open(anna: Unlocked, wait: Wait) -> None:
    altered(anna, lambda body: body.update(store="00" * 16))
    with pytest.raises(Locked):
        unlock_with_passphrase(anna.folder, PASSPHRASE, wait=wait)


def test_an_enormous_file_is_not_read_to_its_end(anna: Unlocked) -> None:
    with anna.folder.vault.open("ab") as file:
        file.truncate(BIGGEST * 1000)
    with pytest.raises(Damaged):
        about(anna.folder)


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"v": 1' + b"0" * 10_000 + b"}", b'{"v": NaN, "sum": ""}'])
def test_hostile_json_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal):
        parse(data)


def test_a_folder_in_the_place_of_the_file_is_refused(anna: Unlocked) -> None:
    anna.folder.vault.unlink()
    anna.folder.vault.mkdir()
    with pytest.raises(Damaged, match="går inte att läsa"):
        about(anna.folder)
