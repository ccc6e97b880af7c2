"""Filling in what was begun: an open event becomes an entry when nothing is missing or unclear."""

import pytest

from fieldlog.line import read_line
from fieldlog.logbook import drafts
from fieldlog.logbook.completing import fill_in
from fieldlog.logbook.log import Log
from fieldlog.logbook.typed import keep_line
from fieldlog.logbook.viewing import as_json, draft_as_json, look_up
from fieldlog.models.refusal import RuleBroken
from tests.conftest import FRIDAY


def begun(log: Log, line: str) -> drafts.Draft:
    kept = keep_line(log, read_line(line, now=FRIDAY, vocabulary=log.vocabulary), FRIDAY)
    assert kept.open_
    return drafts.draft(log, kept.id)


def test_a_complete_line_becomes_an_entry_and_leaves_no_draft(anna: Log) -> None:
    kept = keep_line(anna, read_line("nh pla två langar", now=FRIDAY, vocabulary=anna.vocabulary), FRIDAY)

    assert (kept.open_, kept.missing, drafts.open_events(anna)) == (False, (), [])
    assert as_json(look_up(anna, kept.id)[0])["words"] == "två langar"


def test_an_answer_settles_its_question_and_the_rest_waits(anna: Log) -> None:
    draft = begun(anna, "hot hela kvällen")

    id_, done = fill_in(anna, draft, {"category": "VH"}, FRIDAY)

    waiting = draft_as_json(anna, drafts.draft(anna, id_))
    assert (id_, done, waiting["missing"], waiting["ask"]) == (draft.id, False, ["place"], [])
    id_, done = fill_in(anna, drafts.draft(anna, id_), {"place": "PLA"}, FRIDAY)
    assert (done, drafts.open_events(anna)) == (True, [])
    assert as_json(look_up(anna, id_)[0])["category"] == "VH"


def test_codes_of_the_line_do_not_become_the_note(anna: Log) -> None:
    id_, done = fill_in(anna, begun(anna, "nh"), {"place": "PLA"}, FRIDAY)

    assert (done, as_json(look_up(anna, id_)[0])["words"]) == (True, "")


def test_a_value_can_be_taken_back_and_a_wrong_one_changes_nothing(anna: Log) -> None:
    draft = begun(anna, "in vas +LOB")
    fill_in(anna, draft, {"fields": {"grund": "redlös"}, "spot": "port 4"}, FRIDAY)

    with pytest.raises(RuleBroken):
        fill_in(anna, drafts.draft(anna, draft.id), {"category": "XX"}, FRIDAY)
    fill_in(anna, drafts.draft(anna, draft.id), {"fields": {"grund": None}, "spot": None, "place": None}, FRIDAY)

    seen = draft_as_json(anna, drafts.draft(anna, draft.id))
    assert (seen["category"], seen["fields"], seen["spot"], seen["place"]) == ("IN", {}, None, None)


def test_the_reason_why_it_cannot_be_completed_goes_with_it(anna: Log) -> None:
    id_, done = fill_in(anna, begun(anna, "in vas +LOB"), {}, FRIDAY, why_incomplete="polisen tog över")

    seen = as_json(look_up(anna, id_)[0])
    assert (done, seen["incomplete"], seen["texts"]) == (True, True, {"incomplete": "polisen tog över"})
    with pytest.raises(RuleBroken):
        fill_in(anna, begun(anna, "in vas +LOB"), {}, FRIDAY, why_incomplete=" ")
