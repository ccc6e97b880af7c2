"""A head of a chain in words: short, told apart by ear, the same for the same head."""

import hashlib
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from fieldlog.language import set_language
from sync.words import SAID, WORDS, words_of


def apart(one: str, other: str) -> int:
    """How many letters have to change to make one word of the other."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, row = row, [number]
        for at, right in enumerate(other, 1):
            row.append(min(before[at] + 1, row[-1] + 1, before[at - 1] + (letter != right)))
    return row[-1]


def test_there_is_a_word_for_each_byte_and_no_two_are_heard_as_one() -> None:
    words = SAID

    assert len(set(words)) == len(words) == 256
    assert all(3 <= len(word) <= 8 and word.isascii() and word.isalpha() and word.islower() for word in words)
    near = [pair for pair in combinations(words, 2) if abs(len(pair[0]) - len(pair[1])) < 2 and apart(*pair) < 2]
    assert near == []
    assert len({word[:4] for word in words}) == 256


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_two_heads_have_the_same_words_only_if_they_begin_alike(one: bytes, other: bytes) -> None:
    same = words_of(one.hex()) == words_of(other.hex())

    assert same == (one[:WORDS] == other[:WORDS])


def test_a_head_has_its_words_for_ever_and_the_same_in_both_languages() -> None:
    hash_ = hashlib.sha256(b"fieldlog").hexdigest()
    said = words_of(hash_)

    assert said == "buffalo mikro bingo avocado congo artist sydney opal"
    set_language("en")
    assert words_of(hash_) == said
