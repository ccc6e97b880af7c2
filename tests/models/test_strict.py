"""Strict JSON: what is written comes back the same, and what two readers could read differently is refused."""

import json
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.models.strict import DEEPEST, LARGEST, NotStrict, decode, encode

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(
    lambda text: unicodedata.normalize("NFC", text)
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_comes_back_the_same(value: object) -> None:
    data = encode(value)

    assert decode(data) == value
    assert encode(decode(data)) == data


@given(st.binary(max_size=60))
def test_any_bytes_are_a_value_that_can_be_written_or_refused(data: bytes) -> None:
    with suppress(NotStrict):
        encode(decode(data))


@given(VALUES)
def test_a_value_with_escapes_means_the_same(value: object) -> None:
    assert decode(json.dumps(value, ensure_ascii=True).encode()) == value


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}', b'[{"b":{"c":1,"c":2}}]', b"1.0", b"[1e2]", b"-0", b"NaN", b"-Infinity", b"9007199254740993",
        b"-9007199254740993", b"1" * 5000, "\"e\u0301\"".encode(), "{\"e\u0301\":1}".encode(), b'"e\\u0301"',
        b'{"\\ud800":1}', b'"\\udc00\\ud800"', b'"\xed\xa0\x80"', b"\xff", b"\xef\xbb\xbf{}", b"{} {}", b"", b'"\n"',
        b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), b"[" * 100_000, b'{"a":' * 50_000,
    ],
)  # fmt: skip
def test_what_readers_could_read_differently_is_refused(data: bytes) -> None:
    with pytest.raises(NotStrict):
        decode(data)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53 + 1,
        -(2**53) - 1,
        "e\u0301",
        {"e\u0301": 1},
        "\ud800",
        {1: 2},
        {"a": {1}},
        b"bytes",
        [object()],
    ],
)
def test_what_no_entry_may_hold_is_never_written(value: object) -> None:
    with pytest.raises(NotStrict):
        encode(value)


def test_as_deep_as_the_page_says_and_no_deeper() -> None:
    deep: object = 1
    for _ in range(DEEPEST):
        deep = [deep]

    assert decode(encode(deep)) == deep
    with pytest.raises(NotStrict, match="djupt"):
        encode([deep])
    with pytest.raises(NotStrict, match="djupt"):
        decode(b"[" + encode(deep) + b"]")


def test_a_value_that_holds_itself_is_refused_and_hangs_nothing() -> None:
    ring: list[object] = []
    ring.append(ring)

    with pytest.raises(NotStrict):
        encode(ring)


def test_the_largest_integers_are_taken() -> None:
    assert decode(encode([LARGEST, -LARGEST])) == [LARGEST, -LARGEST]
