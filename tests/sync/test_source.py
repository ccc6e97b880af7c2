"""A line that is put together out of columns says what the strict reader says of its bytes, whatever stood in them."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.models.entry import Entry, EntryFault, Line, read_line_bytes
from fieldlog.models.strict import encode
from sync.batch import BatchFault, unpack
from sync.columns import COLUMNS

V7 = bytes.fromhex("0193477aaaaa7bbb8ccc0123456789ab")
FIELDS: Mapping[str, bytes] = {
    "v": b"1", "id": b"\1", "device": b"\3", "n": b"7", "prev": b"\2", "kind": b'"observation"', "org": b'"NORR"',
    "at": b'"2026-11-20T21:52:00.000+01:00"', "target": b"null", "base": b"[]", "parts": b'{"core":\2}',
}  # fmt: skip
OTHERS: Mapping[str, list[bytes]] = {
    "v": [b"0", b"01", b"-1", b"9007199254740993", b"999999999999999", b"1.0"],
    "id": [b'"x"', b"\2", b"\4"],
    "device": [b"\1", b'"x"'],
    "n": [b"00", b"9007199254740993", b"1e3", b'"7"'],
    "prev": [b"\4", b"\5", b'""'],
    "kind": [b'"Observation"', b'""', b'"observ\\u0061tion"'],
    "org": ['"ÅÄÖ"'.encode(), '"A\u030a"'.encode(), b'"\xed\xa0\x80"', b'"\xff"', b'""',
            b'"' + b"x" * 200 + b'"', b'"\x7f"'],
    "at": [b'"2026-13-20T21:52:00.000+01:00"', b'"2026-11-20T21:52:00.000+99:00"', b'"2026-11-20T24:00:00.000+01:00"'],
    "target": [b"\1", b'""'],
    "base": [b"[\1,\1]", b"[\1,]", b"[\2]"],
    "parts": [b"{}", b'{"core":\2,"core":\2}', b'{"core":\4}', b'{"core":\2,"words":\4}', b'{"core":\5}',
              b'{"Core":\2}'],
}  # fmt: skip


def batch(lines: list[bytes], ids: bytes = V7 * 12) -> bytes:
    """A batch of these marked lines, with as much in its columns as their marks take."""
    marked = b"".join(lines)
    held = dict.fromkeys(COLUMNS, b"") | {
        "lines": b"".join([line + b"\n" for line in lines]),
        "names": b"\n" * len(lines),
        "ids": ids[: 16 * marked.count(b"\1")],
        "hashes": b"\7" * 32 * marked.count(b"\2"),
        "keys": b"\0" * 32 * marked.count(b"\3"),
        "sigs": b"\0" * 64 * len(lines),
    }
    header = {
        "batch": "fieldlog batch 1",
        "entries": len(lines),
        "columns": [[name, len(held[name])] for name in COLUMNS],
        "facts": {},
    }
    return encode(header) + b"\n" + b"".join(held[name] for name in COLUMNS)


def spelt(**changed: bytes) -> bytes:
    fields = {**FIELDS, **changed}
    return b"{" + b",".join([b'"%b":%b' % (name.encode(), value) for name, value in fields.items()]) + b"}"


def said(entry: Entry) -> Line | None:
    try:
        return entry.fields
    except EntryFault:
        return None


def read(line: bytes) -> Line | None:
    try:
        return read_line_bytes(line)
    except EntryFault:
        return None


@pytest.mark.parametrize("changed", [{"prev": b"\4"}, {"parts": b'{"core":\4}'}])
def test_the_first_line_of_a_batch_has_no_line_before_it_to_name(changed: dict[str, bytes]) -> None:
    with pytest.raises(BatchFault):
        unpack(batch([spelt(**changed)]))


@given(st.lists(st.sampled_from([(name, value) for name in OTHERS for value in OTHERS[name]]), max_size=3), st.data())
@settings(max_examples=400)
def test_what_a_line_is_taken_to_say_is_what_its_bytes_say(some: list[tuple[str, bytes]], data: st.DataObject) -> None:
    ids = data.draw(
        st.sampled_from([V7 * 12, V7[:6] + b"\x4b" + V7[7:] + V7 * 11, V7[:8] + b"\x0c" + V7[9:] + V7 * 11])
    )
    end = data.draw(st.sampled_from([b"", b" ", b"x", b"{}", b"\0"]))
    try:
        found = unpack(batch([spelt(), spelt(**dict(some)) + end], V7 + ids))
    except BatchFault:
        return

    for entry in found.entries:
        assert said(entry) == read(entry.line)
