"""Entries travel as columns: whatever goes in comes out, and nothing else is taken for a batch."""

import os
import re
from collections.abc import Mapping

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.models.entry import Entry, EntryFault, Part
from sync.batch import Batch, BatchFault, compress, decompress, pack, unpack
from tests.models.test_entry_page import EXAMPLES

ENTRIES = [entry for entry, _hash in EXAMPLES]
ID = "0193a5b0-0009-7000-8000-000000000009"

hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
ids = st.uuids().map(str)
parts = st.builds(Part, st.binary(min_size=16, max_size=16), st.binary(max_size=80))
names = st.from_regex(r"[a-z][a-z0-9_-]{0,12}", fullmatch=True)
texts = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=60)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Something line-like: with hashes, ids and keys anywhere, the seals of its parts somewhere or nowhere."""
    held: Mapping[str, Part] = draw(st.dictionaries(names, parts, max_size=3))
    pieces = [f'"{name}":"{part.seal(name)}"' for name, part in held.items() if draw(st.booleans())]
    quoted = st.one_of(
        hashes, ids, hashes.map(str.upper), texts, st.just("A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg")
    )
    pieces += [f'"{text}"' for text in draw(st.lists(quoted, max_size=5))]
    return Entry(",".join(draw(st.permutations(pieces))).encode(), draw(st.binary(min_size=64, max_size=64)), held)


@given(st.lists(entries(), max_size=6), st.lists(ids, max_size=4), st.dictionaries(names, texts, max_size=2))
def test_whatever_is_packed_comes_out_as_it_went_in(some: list[Entry], gone: list[str], facts: dict[str, str]) -> None:
    import unicodedata

    facts = {name: unicodedata.normalize("NFC", text) for name, text in facts.items()}

    found = unpack(pack(Batch(some, gone, facts)))

    assert [(entry.line, entry.sig, dict(entry.parts)) for entry in found.entries] == [
        (entry.line, entry.sig, dict(entry.parts)) for entry in some
    ]
    assert list(found.gone) == gone
    assert found.facts == facts


@given(st.data())
@settings(max_examples=300)
def test_a_batch_with_a_byte_changed_is_another_batch_or_none(data: st.DataObject) -> None:
    packed = pack(Batch(ENTRIES, [ID], {}))
    at = data.draw(st.integers(0, len(packed) - 1))
    changed = packed[:at] + bytes([packed[at] ^ data.draw(st.integers(1, 255))]) + packed[at + 1 :]
    try:
        found = unpack(changed)
    except BatchFault:
        return
    assert found != Batch(ENTRIES, [ID], {})


@given(st.binary(max_size=300))
def test_other_bytes_are_refused_and_nothing_else_happens(data: bytes) -> None:
    with pytest.raises(BatchFault):
        unpack(data)


def test_a_part_that_is_not_the_one_that_was_signed_stays_apart_from_the_line() -> None:
    entry = ENTRIES[2]
    swapped = Entry(entry.line, entry.sig, {**entry.parts, "words": Part(os.urandom(16), b'{"note":"annat"}')})

    [found] = unpack(pack(Batch([swapped]))).entries

    assert found.line == entry.line
    assert found.parts["words"].data == b'{"note":"annat"}'


def test_what_can_be_reckoned_does_not_travel() -> None:
    packed = pack(Batch(ENTRIES[:3]))
    for entry in ENTRIES[:3]:
        for name, part in entry.parts.items():
            assert bytes.fromhex(part.seal(name)) not in packed
    assert bytes.fromhex(ENTRIES[0].hash) not in packed


def test_a_column_that_this_program_does_not_know_is_passed_over() -> None:
    packed = pack(Batch(ENTRIES))
    head, _line_feed, rest = packed.partition(b"\n")
    newer = head.replace(b'],["names"', b'],["later",3],["names"') + b"\n"
    lines = int(re.search(rb'\["lines",(\d+)\]', head)[1])  # type: ignore[index]  # it is there

    assert unpack(newer + rest[:lines] + b"new" + rest[lines:]) == unpack(packed)


@pytest.mark.parametrize("line", [b'{"a":\t1}', b"{}\n", b"\x01"])
def test_a_line_that_holds_what_no_line_holds_is_not_packed(line: bytes) -> None:
    with pytest.raises(BatchFault):
        pack(Batch([Entry(line, bytes(64), {})]))


def test_a_bomb_is_stopped_at_the_limit_whatever_its_frame_says() -> None:
    bomb = zstandard.ZstdCompressor(level=3).compress(bytes(1 << 28))
    assert len(bomb) < 64 * 1024

    with pytest.raises(BatchFault, match="too large"):
        decompress(bomb, 1 << 20)


def test_bytes_just_as_large_as_the_limit_pass() -> None:
    assert decompress(compress(b"x" * 1000), 1000) == b"x" * 1000


@given(st.binary(max_size=100))
def test_what_is_no_zstd_is_refused(data: bytes) -> None:
    try:
        assert len(decompress(data, 1000)) <= 1000
    except BatchFault:
        return


NEVER = re.compile(r"(?!)")


def _unpacked(data: bytes) -> object:
    try:
        return [(entry.line, entry.sig, entry.parts, entry.hash, _fields(entry)) for entry in unpack(data).entries]
    except BatchFault:
        return None


def _fields(entry: Entry) -> object:
    try:
        return entry.fields
    except EntryFault:
        return None


@given(st.data())
@settings(max_examples=300)
def test_lines_in_their_usual_spelling_come_out_as_the_long_way_brings_them(data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(ENTRIES), max_size=4))
    held = [Entry(one.line, one.sig, {n: p for n, p in one.parts.items() if data.draw(st.booleans())}) for one in some]
    packed = bytearray(pack(Batch(held)))
    begin = packed.index(b"\n") + 1
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(min(begin, len(packed) - 1), len(packed) - 1))
        packed[at] = data.draw(st.sampled_from([*b'\1\2\3\4\5",:{}[]nul019az']) | st.integers(0, 255))

    short = _unpacked(bytes(packed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sync.source._USUAL", NEVER)
        assert _unpacked(bytes(packed)) == short
