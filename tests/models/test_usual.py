"""A line read by its usual spelling means what the long way reads, and what the long way refuses is refused."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.models.chain import Chain
from fieldlog.models.entry import EntryFault, Part, _read_any, _read_usual, new_id, read_line_bytes
from fieldlog.models.strict import encode

DEVICE = "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg"
AT = "2026-11-20T21:52:00.000+01:00"

ODD: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=50) | st.lists(st.text(max_size=40), max_size=2)
)


def _line(**changes: Any) -> dict[str, Any]:
    line = {
        "v": 1, "id": new_id(), "device": DEVICE, "n": 7, "prev": "ab" * 32, "kind": "amend", "org": "OVB", "at": AT,
        "target": new_id(), "base": [new_id(), new_id()], "parts": {"core": "cd" * 32, "words": "ef" * 32},
    }  # fmt: skip
    return line | changes


def _either(data: bytes) -> object:
    try:
        return _read_any(data)
    except EntryFault:
        return None


@given(st.dictionaries(st.sampled_from([*_line(), "more"]), ODD, max_size=2), st.booleans())
@settings(max_examples=300)
def test_whatever_a_line_says_both_ways_read_the_same(changes: dict[str, Any], escaped: bool) -> None:
    data = json.dumps(_line(**changes), ensure_ascii=escaped, separators=(",", ":")).encode(errors="surrogatepass")

    usual = _read_usual(data)

    assert usual is None or usual == _either(data)


@given(st.data())
@settings(max_examples=300)
def test_whatever_byte_is_another_both_ways_read_the_same(data: st.DataObject) -> None:
    line = bytearray(encode(_line()))
    for _ in range(data.draw(st.integers(1, 3))):
        line[data.draw(st.integers(0, len(line) - 1))] = data.draw(st.integers(0, 255))

    usual = _read_usual(bytes(line))

    assert usual is None or usual == _either(bytes(line))


def test_what_the_pen_writes_is_read_the_short_way() -> None:
    chain = Chain(DEVICE, "Norrmalms stadsdelsförvaltning")
    for target, base in ((None, ()), (new_id(), ()), (new_id(), (new_id(),)), (new_id(), (new_id(), new_id()))):
        for parts in ({}, {"core": Part.of({})}, {"core": Part.of({}), "words": Part.of({}), "out": Part.of({})}):
            entry = chain.add("amend", parts, at=AT, sign=lambda _data: bytes(64), target=target, base=base)

            assert _read_usual(entry.line) == _read_any(entry.line) == read_line_bytes(entry.line)
            assert _read_usual(entry.line) is not None


def test_a_part_that_is_named_twice_is_refused() -> None:
    twice = encode(_line()).replace(b'"words"', b'"core"')

    assert _read_usual(twice) is None
    assert _either(twice) is None
