"""The lens: what each reader would get of Anna's entries and drafts, and why not the rest."""

from datetime import timedelta
from typing import Any

import pytest

from fieldlog.logbook import amendments, lens, observations, reads
from fieldlog.logbook.borders import may_read
from fieldlog.logbook.lens import AUDIENCES, Given, audience, of
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import new_observation
from fieldlog.models.refusal import RuleBroken
from tests.conftest import FRIDAY

CODES = [one.code for one in AUDIENCES]
# class -> what each audience of AUDIENCES gets, in their order
ANSWERS = {
    "A": ["full", "full", "codes", "codes", "count", "full", "codes"],
    "B": ["full", "full", "count", "count", "count", "nothing", "count"],
    "C": ["nothing", "full", "count", "count", "count", "nothing", "nothing"],
}


def seen(log: Log, secrecy: str = "A", note: str = "glas vid bänken", **more: Any) -> str:
    new = new_observation(
        at=FRIDAY, place="PLA", category=more.pop("category", "ST"), severity=1, words={"note": note},
        class_=secrecy, seen_by=[log.worker], **more,
    )  # fmt: skip
    return observations.save(log, new, FRIDAY)


def through(log: Log, code: str, id_: str) -> Given:
    (found,) = lens.seen_as(log, audience(code), [id_])
    return found


@pytest.mark.parametrize("secrecy", "ABC")
def test_each_reader_gets_what_the_table_says(anna: Log, secrecy: str) -> None:
    id_ = seen(anna, secrecy)

    assert [through(anna, code, id_).answer for code in CODES] == ANSWERS[secrecy]


def test_another_organisation_gets_the_codes_and_no_words_until_anna_lets_them_leave(anna: Log) -> None:
    closed, open_ = seen(anna), seen(anna, words_may_leave=True)
    named = seen(anna, "A", "glas vid bänken", words_may_leave=True)
    amendments.amend(anna, named, {"spot": "vid bänken"}, FRIDAY + timedelta(minutes=1))

    found = through(anna, "others", closed)
    assert (found.said["category"], found.said["place"]) == ("ST", "PLA")
    assert not {"words", "texts", "author"} & found.said.keys()
    assert any("inte släppta" in why for why in found.left_out)
    assert through(anna, "others", open_).said["words"] == "glas vid bänken"
    assert through(anna, "others", named).said["spot"] == "vid bänken"


def test_a_draft_is_seen_as_it_would_be_before_anything_is_saved(anna: Log) -> None:
    values = {"at": FRIDAY, "place": "PLA", "category": "NH", "words": {"note": "två langar"}, "ask": []}

    (others,) = lens.seen_as(anna, audience("others"), (), values)
    (colleague,) = lens.seen_as(anna, audience("colleague"), (), values)

    assert (others.answer, others.said) == ("count", {})
    assert "zon SRG" in others.left_out[1] or "zon" in others.left_out[1]
    assert (colleague.answer, colleague.said["words"]) == ("full", "två langar")


def test_a_protected_identity_is_nothing_to_others_not_even_a_count(anna: Log) -> None:
    id_ = seen(anna, "C", protected=True)

    for code in ("others", "coordinator", "analyst", "public"):
        assert (through(anna, code, id_).answer, through(anna, code, id_).said) == ("nothing", {})


def test_the_safety_representative_gets_what_endangers_the_staff_without_words(anna: Log) -> None:
    found = through(anna, "safety", seen(anna, "C", "hot mot oss", category="PT"))

    assert found.answer == "codes"
    assert "words" not in found.said


def test_what_is_withdrawn_leaves_nobody_anything_outside(anna: Log) -> None:
    id_ = seen(anna)
    amendments.withdraw(anna, id_, FRIDAY + timedelta(minutes=1), reason="fel plats")

    assert through(anna, "others", id_).answer == "nothing"


def test_what_leaves_with_the_codes_is_shown_whole_the_file_it_was_imported_from_too(anna: Log) -> None:
    """The core travels as one part: whatever stands in it is somebody else's too."""
    from_file = {"file": "pass 12.csv", "key": "17"}
    values = {"at": FRIDAY, "place": "PLA", "category": "ST", "event": "018f", "source": from_file, "ask": []}
    id_ = seen(anna, source=from_file)

    (drafted,) = lens.seen_as(anna, audience("others"), (), values)

    assert through(anna, "others", id_).said["source"] == from_file
    assert (drafted.said["source"], drafted.said["event"]) == (from_file, "018f")


def test_an_identity_number_anywhere_among_the_codes_keeps_all_of_it_at_home(anna: Log) -> None:
    id_ = seen(anna, source={"file": "811228-9874.csv", "key": "17"})

    assert through(anna, "others", id_).answer == "nothing"


def test_that_somebody_looked_through_the_lens_is_written_down(anna: Log) -> None:
    through(anna, "others", seen(anna, "C"))

    assert reads.waits(anna.unlocked)


def test_a_role_of_another_organisation_is_looked_at_from_there(anna: Log) -> None:
    assert of("gl", None, "OVB").own
    assert not of("gl", "SOC", "OVB").own
    assert not of("public", "OVB", "OVB").own
    with pytest.raises(RuleBroken, match="sådan läsare"):
        of("chef", None, "OVB")


def test_annas_words_leave_once_she_lets_them(anna: Log) -> None:
    id_ = seen(anna)

    amendments.let_words(anna, id_, "yes", FRIDAY + timedelta(minutes=1), reason="inget i dem pekar ut någon")
    assert through(anna, "others", id_).said["words"] == "glas vid bänken"

    amendments.let_words(anna, id_, "no", FRIDAY + timedelta(minutes=2), reason="kanske ändå")
    assert "words" not in through(anna, "others", id_).said


class Row:
    """A row of `observation` by a colleague."""

    def __init__(self, class_: str, *, author: str = "OV-99", category: str = "NH", org: str = "OVB") -> None:
        self.org, self.author, self.class_, self.category, self.id = org, author, class_, category, "x"


def test_a_laptop_shows_anna_no_class_c_of_a_colleague_whatever_lies_in_it(anna: Log) -> None:
    assert may_read(anna, Row("B"))
    assert not may_read(anna, Row("C"))
    assert may_read(anna, Row("C", author=anna.worker))
    assert may_read(anna, Row("A", author="", org="SOC"))
