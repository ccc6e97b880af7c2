"""An entry written out: whatever another program put there is shown as text, and what is gone says so."""

from dataclasses import replace
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fieldlog.language import set_language
from fieldlog.logbook.whole import Whole
from fieldlog.models.vocabulary import vocabulary
from fieldlog.screens.copying import as_text
from fieldlog.screens.text import signs
from fieldlog.screens.whole import draw_readers, draw_whole

SAID: dict[str, Any] = {
    "id": "01", "n": 2, "device": "d", "org": "OVB", "author": "OV-12", "shift": None,
    "at": "2026-11-20T21:52:00.000+01:00", "written_at": "2026-11-20T21:53:00.000+01:00", "place": "TRP", "spot": None,
    "category": "NH", "severity": 2, "persons": "2-4", "ages": ["18-20"], "class": "B", "fields": {}, "actions": [],
    "words": "två langar", "texts": {}, "state": "saved", "amendments": 0, "event": None, "seen_by": [],
    "protected": False, "words_may_leave": False, "incomplete": False,
}  # fmt: skip
STEP = {"id": "01", "kind": "observation", "n": 2, "device": "d", "author": "OV-12", "at": SAID["at"], "reason": "",
        "counts": True, "changes": {}, "gone": ()}  # fmt: skip
WHOLE = Whole(SAID, mine=True, signed=False, stands="here", steps=(STEP,))
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)


def page(whole: Whole, width: int = 79) -> str:
    rows = draw_whole(whole, width, signs(), vocabulary())
    assert all(cell_len(row.plain) <= width for row in rows)
    return "\n".join(row.plain for row in rows)


def with_said(**said: Any) -> Whole:
    return replace(WHOLE, said={**SAID, **said})


def test_an_erased_entry_tells_only_that_it_was() -> None:
    shown = page(with_said(state="erased", category=None, place=None, severity=None, words="", persons=None, ages=[]))
    assert "innehållet är förstört" in shown
    assert "Allvar" not in shown
    assert "skriven" in shown


def test_codes_that_this_program_does_not_know_say_so() -> None:
    shown = page(with_said(category="ZZ", place="QQQ", state="sealed", severity=7))
    assert "ZZ (nyare än det här programmet)" in shown
    assert "QQQ (nyare än det här programmet)" in shown
    assert "Läget är nyare än det här programmet" in shown


def test_destroyed_words_are_said_to_be_destroyed_where_they_stood() -> None:
    assert "orden är förstörda" in page(replace(WHOLE, steps=({**STEP, "gone": ("words",)},)))


@pytest.mark.parametrize("width", [79, 119])
def test_a_long_note_is_shown_whole(width: int) -> None:
    note = "långt " * 650 + "SLUT"
    assert page(with_said(words=note), width).count("långt") == 650


@given(anything, anything, st.text(max_size=200), st.sampled_from(["sv", "en"]))
def test_no_value_of_another_program_breaks_the_page_or_the_text(
    one: Any, other: Any, words: str, language: Literal["sv", "en"]
) -> None:
    fields = {"stolpe": one, "fynd": other, "unknown": one, "publik": other}
    step = {**STEP, "kind": "amend", "changes": {"place": [one, other], "words": [words, one], "fynd": [other, one]}}
    set_language(language)
    whole = replace(with_said(fields=fields, words=words, texts={"note2": words}), steps=(step,))
    page(whole)
    as_text(whole, vocabulary(), signs())
    law = {
        "atgard_lagrum": one,
        "beslut_av": other,
        "deltog": one,
        "overlamnad_till": other,
        "identitet_i_rapport": one,
    }
    as_text(with_said(category="IN", fields=law, words=words), vocabulary(), signs())
    draw_readers(whole, 79)
