"""Saving what was seen: what is refused, what is masked, which class it gets, and that it is there afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldlog.logbook import finding, observations
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.logbook.verifying import verify
from fieldlog.models.refusal import RuleBroken
from tests.conftest import FRIDAY

NUMBER = "19121212-1212"
SEEN: dict[str, Any] = {"at": FRIDAY, "category": "OS", "place": "PLA", "persons": "2-4"}


def save(log: Log, *, keep: bool = False, **values: Any) -> Any:
    new = observations.new_observation(**(SEEN | values))
    id_ = observations.save(log, new, FRIDAY, keep_identities=keep)
    [row] = [row for row in finding.page(log, Filter()) if row.id == id_]
    return row


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_saved_found_again_and_proven(anna: Log, note: str) -> None:
    before = finding.count(anna, Filter())

    row = save(anna, words={"note": note})

    assert finding.count(anna, Filter()) == before + 1
    assert len(row.note) <= len(note) + 20
    assert verify(anna).fault is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"category": "OSS"}, "Okänd kategori: OSS. Menade du"), ({"place": "PLB"}, "Okänd plats: PLB. Menade du"),
        ({"actions": ["XXX"]}, "Okänd åtgärd"), ({"persons": "3"}, "Antal personer.*2-4"),
        ({"at": FRIDAY + timedelta(minutes=2)}, "framtiden"),
        ({"fields": {"nothing": 1}}, "Okänt fält"), ({"severity": 5}, "severity"), ({"class_": "D"}, "class_"),
        ({"spot": "x" * 21}, "spot"), ({"words": {"note": "x" * 4001}}, "words"), ({"surprise": 1}, "surprise"),
        ({"at": FRIDAY.replace(tzinfo=None)}, "at"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_kept(
    anna: Log, values: dict[str, Any], said: str
) -> None:
    with pytest.raises(RuleBroken, match=said) as refused:
        save(anna, **values)

    assert str(refused.value).endswith((".", "?"))
    assert finding.count(anna, Filter()) == 0


def test_a_value_that_anna_cannot_choose_is_answered_with_those_she_can(anna: Log) -> None:
    with pytest.raises(RuleBroken, match=r"Medvetande.*vaken, sluddrig, svår att väcka, medvetslös"):
        save(anna, fields={"medvetande": "pigg"})


def test_a_refusal_names_the_field_and_never_what_stood_in_it(anna: Log) -> None:
    with pytest.raises(RuleBroken) as refused:
        save(anna, spot=f"{NUMBER} och mer text")

    assert NUMBER not in str(refused.value)
    assert refused.value.__cause__ is None


def test_an_identity_number_is_masked_unless_class_c_was_asked_about(anna: Log) -> None:
    assert "1212" not in save(anna, words={"note": f"hen är {NUMBER}"}, spot="hos 121212-1212").note
    assert "1212" not in save(anna, words={"note": f"hen är {NUMBER}"}, class_="C").note
    assert save(anna, words={"note": f"hen är {NUMBER}"}, class_="C", keep=True).note == f"hen är {NUMBER}"
    assert "1212" not in save(anna, words={"note": f"hen är {NUMBER}"}, class_="B", keep=True).note


def test_the_writer_raises_the_class_and_never_lowers_it(anna: Log) -> None:
    closed = next(code for code, kind in anna.vocabulary.categories.items() if kind.class_ == "C" and code != "IN")

    assert save(anna).class_ == "A"
    assert save(anna, class_="B").class_ == "B"
    assert save(anna, category=closed, class_="A").class_ == "C"
    assert save(anna, words={"note": "ring 070-123 45 67"}).class_ == "B"
