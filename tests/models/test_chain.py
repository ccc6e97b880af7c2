"""Chains: what is added can be walked, and nothing else can."""

import os
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from fieldlog.models.chain import Chain, Walk, check_parts_and_signature
from fieldlog.models.entry import LINE_LIMIT, PART_LIMIT, PHOTO_LIMIT, Entry, EntryFault, Part, new_id, read_line_bytes
from fieldlog.models.strict import decode, encode
from fieldlog.vault.unlocked import device_name

KEY = SigningKey(bytes(range(32)))
DEVICE = device_name(bytes(KEY.verify_key))
AT = "2026-11-20T21:52:00.000+01:00"


def sign(data: bytes) -> bytes:
    return KEY.sign(data).signature


def chain_of(kinds: list[str]) -> list[Entry]:
    chain = Chain(DEVICE, "OVB")
    return [chain.add(kind, {"core": Part.of({"number": n})}, at=AT, sign=sign) for n, kind in enumerate(kinds)]


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["observation", "amend", "drone"]), max_size=8))
def test_what_is_added_can_be_walked(kinds: list[str]) -> None:
    chain, walk = Chain(DEVICE, "OVB"), Walk(DEVICE)
    for kind in ["device", *kinds]:
        entry = chain.add(kind, {"core": Part.of({})}, at=AT, sign=sign)
        assert walk.step(entry) == []
        assert (walk.n, walk.head) == (chain.n, chain.head)


ORGS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@settings(max_examples=60)
@given(ORGS.filter(lambda org: unicodedata.is_normalized("NFC", org)), st.lists(st.just(new_id()), max_size=3))
def test_a_line_is_spelled_as_strict_json_spells_it(org: str, base: list[str]) -> None:
    entry = Chain(DEVICE, org).add("amend", {"core": Part.of({})}, at=AT, sign=sign, target=new_id(), base=base)

    assert encode(decode(entry.line)) == entry.line
    assert (entry.fields.org, list(entry.fields.base)) == (org, base)


@settings(max_examples=40)
@given(st.permutations(range(5)), st.integers(0, 5))
def test_only_the_order_it_was_written_in_can_be_walked(order: list[int], keep: int) -> None:
    entries = chain_of(["device", "observation", "observation", "amend", "end"])
    walk = Walk(DEVICE)
    taken = [entries[place] for place in order][:keep]

    if order[:keep] == list(range(keep)):
        assert [walk.step(entry) for entry in taken] == [[]] * keep
    else:
        with pytest.raises(EntryFault):
            [walk.step(entry) for entry in taken]


@settings(max_examples=150)
@given(st.data())
def test_no_bit_of_line_signature_or_part_can_be_turned(data: st.DataObject) -> None:
    entry = chain_of(["device", "observation"])[1]
    what = data.draw(st.sampled_from(["line", "sig", "salt", "data"]))
    part = entry.parts["core"]
    old = {"line": entry.line, "sig": entry.sig, "salt": part.salt, "data": part.data}[what]
    bit = data.draw(st.integers(0, len(old) * 8 - 1))
    new = bytearray(old)
    new[bit // 8] ^= 1 << bit % 8
    if what in {"line", "sig"}:
        changed = replace(entry, **{what: bytes(new)})
    else:
        changed = replace(entry, parts={"core": replace(part, **{what: bytes(new)})})

    with pytest.raises(EntryFault):
        check_parts_and_signature(changed)


def test_what_the_same_device_wrote_on_a_copied_laptop_does_not_follow() -> None:
    here, there = chain_of(["device", "observation", "observation"]), chain_of(["device", "observation", "observation"])
    walk = Walk(DEVICE)
    walk.step(here[0])
    walk.step(here[1])

    with pytest.raises(EntryFault, match="följer inte"):
        walk.step(there[2])

    assert (walk.n, walk.head) == (2, here[1].hash)


def test_an_entry_of_another_chain_does_not_belong() -> None:
    with pytest.raises(EntryFault, match="annan enhet"):
        Walk("A" * 43).step(chain_of(["device"])[0])


def test_a_chain_begins_with_its_device_and_has_no_other_such() -> None:
    with pytest.raises(EntryFault, match="enhetens egen post"):
        Walk(DEVICE).step(chain_of(["observation"])[0])

    walk, (first, second) = Walk(DEVICE), chain_of(["device", "device"])
    walk.step(first)
    with pytest.raises(EntryFault, match="enhetens egen post"):
        walk.step(second)


def test_making_an_entry_that_is_too_long_leaves_the_chain_where_it_was() -> None:
    chain = Chain(DEVICE, "OVB")
    chain.add("device", {}, at=AT, sign=sign)
    before = (chain.n, chain.head)

    with pytest.raises(EntryFault, match="4 KiB"):
        chain.add("amend", {}, at=AT, sign=sign, base=[new_id() for _ in range(100)])

    assert (chain.n, chain.head) == before


def test_no_byte_can_change_sides_between_salt_and_part() -> None:
    salt, data = bytes(15) + b" ", encode({"note": "x"})
    entry = Chain(DEVICE, "OVB").add("device", {"core": Part(salt, data)}, at=AT, sign=sign)
    moved = replace(entry, parts={"core": Part(salt[:-1], b" " + data)})
    assert moved.parts["core"].seal("core") == entry.parts["core"].seal("core")

    check_parts_and_signature(entry)
    with pytest.raises(EntryFault, match="inte den som signerades"):
        check_parts_and_signature(moved)


def test_absent_parts_are_told_and_added_ones_refused() -> None:
    entry = chain_of(["device", "observation"])[1]

    assert check_parts_and_signature(replace(entry, parts={})) == [(entry.fields.id, "core")]
    with pytest.raises(EntryFault, match="inte nämner"):
        check_parts_and_signature(replace(entry, parts={**entry.parts, "words": Part.of({})}))


def test_a_part_can_be_as_large_as_the_page_says_and_no_larger() -> None:
    def with_part(name: str, size: int) -> Entry:
        part = Part(os.urandom(16), encode("a" * (size - 2)))
        return Chain(DEVICE, "OVB").add("device", {name: part}, at=AT, sign=sign)

    for name, limit in (("words", PART_LIMIT), ("photo", PHOTO_LIMIT)):
        check_parts_and_signature(with_part(name, limit))
        with pytest.raises(EntryFault, match="för stor"):
            check_parts_and_signature(with_part(name, limit + 1))


WRONG = {
    "v": [0, "1", None, True], "id": ["x", 7, "0193A5B0-0001-7000-8000-000000000001", None],
    "device": ["A" * 42, "A" * 42 + "B", DEVICE + "=", None], "n": [0, -1, "1", True], "prev": ["0" * 63, "A" * 64, 0],
    "kind": ["", "Observation", "a" * 41, "å", 1], "org": ["", "x" * 41, None],
    "at": ["2026-11-20", "2026-11-20T21:52:00+01:00", "2026-11-20T21:52:00.000Z", "2026-W47-5T21:52:00.000+01:00",
           "9999-12-31T23:59:59.999-14:00", "0001-01-01T00:00:00.000+14:00", "2026-02-30T00:00:00.000+01:00", 7],
    "target": ["x", 7, []], "base": ["x", None, [None], ["x"], {}],
    "parts": [[], {"core": "x"}, {"Core": "0" * 64}, {"": "0" * 64}, None],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_misshapen_field_of_a_line_is_named(name: str, value: object) -> None:
    line = decode(chain_of(["device"])[0].line)

    with pytest.raises(EntryFault, match=f"radens {name} har"):
        read_line_bytes(encode(line | {name: value}))


def test_a_line_lacks_nothing_is_one_line_and_has_its_limit() -> None:
    line = decode(chain_of(["device"])[0].line)

    for name in line:
        with pytest.raises(EntryFault, match=f"saknar {name}"):
            read_line_bytes(encode({key: value for key, value in line.items() if key != name}))
    assert read_line_bytes(encode(line | {"later": {"x": [1]}})).n == 1
    with pytest.raises(EntryFault, match="mer än en rad"):
        read_line_bytes(encode(line).replace(b",", b",\n", 1))
    with pytest.raises(EntryFault, match="4 KiB"):
        read_line_bytes(encode(line | {"later": "x" * LINE_LIMIT}))
    with pytest.raises(EntryFault, match="inget objekt"):
        read_line_bytes(b"[]")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_line_or_an_entry_fault(data: bytes) -> None:
    with pytest.raises(EntryFault):
        read_line_bytes(data)


def test_ids_of_one_program_come_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(10_000)]

    assert made == sorted(set(made))
