"""A finding says why without repeating what was found; a mask keeps nothing of it."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from fieldlog.language import set_language
from fieldlog.privacy import Finding, find_personal, find_sensitive, mask, mask_identities
from tests.privacy.spellings import PERSONNUMMER

PIECES = """191212121212 121212-1213 070-174 0800 anna@exempel.se ABC123 heter Anna Svensson anna svensson torg Klara
namn : . , 1 tel [namn] reg somalisk man muslim Vakten Vasagatan 2026-08-22 2147 22950606-FH20 +46 + - @ von"""
ANY = (
    st.text()
    | st.text(alphabet="0123456789 -+.@()Aa[]\u00a0")
    | st.lists(st.sampled_from([*PIECES.split(), " ", " ", "\n"])).map("".join)
    | st.lists(st.sampled_from(PIECES.split())).map(" ".join)
)


def test_a_finding_never_shows_what_was_typed() -> None:
    (found,) = find_personal(PERSONNUMMER[0])
    assert PERSONNUMMER[0] not in repr(found)
    assert PERSONNUMMER[0] not in found.why()


def test_each_kind_says_why_in_one_short_row() -> None:
    text = (
        "121212-1212, 121212-1213, 070-174 06 61, a@exempel.se, ABC123, heter Bo. Såg Anna Ek. En somalisk man, pundare"
    )
    text += " och muslim"
    found = (*find_personal(text), *find_sensitive(text))
    rows = {one.kind + str(one.certain): one.why() for one in found}
    assert rows["personnummerTrue"] == "Ser ut som ett personnummer."
    assert rows["personnummerFalse"] == "Liknar ett personnummer, men är inte ett giltigt."
    assert {"phoneFalse", "emailFalse", "plateFalse", "nameFalse", "likely_nameFalse"} <= rows.keys()
    assert {rows[kind] for kind in ("originFalse", "religionFalse", "degradingFalse")} == {
        "Behövs ordet? Det du sparar kan begäras ut."
    }
    assert all(len(row) <= 60 for row in rows.values())


def test_a_label_is_part_of_the_record_and_the_same_in_every_language() -> None:
    text = f"{PERSONNUMMER[0]}, ring 070-174 06 61, heter Bo Ek, ABC123, bo@exempel.se"
    said = mask(text, find_personal(text))
    set_language("en")
    try:
        assert mask(text, find_personal(text)) == said
    finally:
        set_language("sv")
    assert said == "[personnummer], ring [telefon], heter [namn], [regnr], [e-post]"


def test_a_mask_has_the_same_length_whatever_it_hides() -> None:
    assert mask_identities("19121212-1212") == mask_identities("1212121212") == "[personnummer]"


def test_findings_of_another_text_are_passed_over() -> None:
    stale = [Finding("phone", "x", 5, 9, certain=False), Finding("phone", "x", -3, 2, certain=False)]
    assert mask("hej", stale) == "hej"


def test_overlapping_findings_hide_all_that_either_covers() -> None:
    both = [Finding("phone", "", 0, 4, certain=False), Finding("email", "", 2, 6, certain=False)]
    assert mask("abcdefgh", both) == "[telefon]gh"


def test_things_written_together_are_each_found() -> None:
    text = "191212121212ABC123, 070-1740661anna@exempel.se"
    assert mask(text, find_personal(text)).startswith("[personnummer][regnr], ")
    assert not any(sign.isdecimal() for sign in mask(text, find_personal(text)))


@given(ANY)
def test_findings_are_sorted_apart_and_say_where_they_stand(text: str) -> None:
    for found in (find_personal(text), find_sensitive(text)):
        assert all(one.end <= other.start for one, other in pairwise(found))
        assert all(one.text == text[one.start : one.end] != "" for one in found)


@given(ANY)
@example("191212121212ABC123")
@example("121212-1213+46701740661")
@example("Svensson Anna")
def test_what_is_masked_once_stays_as_it_is(text: str) -> None:
    masked = mask(text, find_personal(text))
    assert mask(masked, find_personal(masked)) == masked
    once = mask_identities(text)
    assert mask_identities(once) == once


@given(st.text(), st.lists(st.tuples(st.sampled_from(["name", "phone", "?"]), st.integers(), st.integers())))
def test_masking_never_fails(text: str, rows: list[tuple[str, int, int]]) -> None:
    mask(text, [Finding(kind, "", start, end, certain=False) for kind, start, end in rows])
