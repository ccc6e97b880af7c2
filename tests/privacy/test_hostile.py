"""Text made to be slow is read in time that grows with its length, and leaves no rule undecided."""

import pytest

from fieldlog.privacy import find_personal, find_sensitive, identity_numbers, mask

SIZE = 100_000
PATTERNS = (
    *("1", "0", "a", "A", "Aa", "-", " ", "@", "(", "[", "\0", "\u200b"),
    *("1 ", "12 ", "0 ", "07 ", "+46", "+4 ", "1\u200b\u200b\u200b", "191212 1212 ", "19121212", "11 11 11 11 AA "),
    *("a@", "a.", "a-", "A-", "@a.", "ABC12", "AB1", "22950606-FH2"),
    *("heter ", "heter Anna ", "Anna ", "anna svensson ", "namn ", "tel ", "tel 1 1 1 ", "reg ", "svensk, ", "muslim "),
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_hostile_text_is_read_to_its_end(pattern: str) -> None:
    text = (pattern * SIZE)[:SIZE]
    found = find_personal(text)
    assert mask(text, found).count("[") >= len(found)
    assert len(identity_numbers(text)) <= len(found)
    assert len(find_sensitive(text)) <= SIZE


def test_a_domain_that_never_ends_is_no_address() -> None:
    assert find_personal("a@" + "a-" * SIZE) == ()
    assert find_personal("a@" + "a." * 3 + "1" + "." * SIZE) == ()
