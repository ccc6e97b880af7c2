"""Drafts and open events: they survive, lie side by side, and become entries only when they are complete."""

from datetime import timedelta

import pytest

from fieldlog.line import read_line
from fieldlog.logbook import composing, drafts, events, finding, observations
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.verifying import verify
from fieldlog.models.refusal import NotFound, RuleBroken
from tests.conftest import FRIDAY


def test_a_draft_is_there_after_the_program_is_gone(anna: Log, on_shift: str) -> None:
    id_ = drafts.keep(anna, drafts.LINE, {"text": "två \x00 [/] 🚨 \u202e"}, FRIDAY, shift=on_shift)
    drafts.keep(anna, drafts.LINE, {"text": "två bråkar"}, FRIDAY + timedelta(minutes=1), id_=id_)

    again = open_log(anna.unlocked, FRIDAY)
    [draft] = drafts.drafts(again)
    again.close()

    assert (draft.id, draft.body, draft.shift, draft.started) == (id_, {"text": "två bråkar"}, on_shift, FRIDAY)


def test_drafts_are_no_entries(anna: Log) -> None:
    before = verify(anna).entries

    drafts.drop(anna, drafts.keep(anna, drafts.LINE, {"text": "x"}, FRIDAY))

    assert verify(anna).entries == before
    assert drafts.drafts(anna) == []
    with pytest.raises(NotFound):
        drafts.draft(anna, "gone")


def test_an_event_becomes_an_entry_when_it_is_complete_and_not_before(anna: Log, on_shift: str) -> None:
    body = {"category": "OS", "text": "två bråkar"}
    id_ = events.open_event(anna, body, FRIDAY - timedelta(minutes=20), shift=on_shift)

    with pytest.raises(observations.Incomplete) as lacking:
        events.close_event(anna, id_, FRIDAY)
    assert lacking.value.names == ("place",)
    assert [draft.id for draft in drafts.open_events(anna)] == [id_]
    assert finding.count(anna, Filter()) == 0

    drafts.keep(anna, drafts.EVENT, body | {"place": "PLA", "persons": "2-4"}, FRIDAY, id_=id_)
    entry = events.close_event(anna, id_, FRIDAY)

    [row] = finding.page(anna, Filter())
    assert (row.id, row.note, row.shift, row.incomplete) == (entry, "två bråkar", on_shift, 0)
    assert row.at.startswith("2026-11-20T21:32")
    assert drafts.open_events(anna) == []


def test_several_events_lie_side_by_side(anna: Log) -> None:
    made = [
        events.open_event(anna, {"category": "OS", "text": str(n)}, FRIDAY + timedelta(minutes=n)) for n in range(3)
    ]

    events.close_event(anna, made[1], FRIDAY + timedelta(minutes=9), why_incomplete="jag kom ifrån")

    assert [draft.id for draft in drafts.open_events(anna)] == [made[0], made[2]]
    [row] = finding.page(anna, Filter())
    assert row.incomplete
    assert "jag kom ifrån" in row.more
    with pytest.raises(RuleBroken, match="varför"):
        events.close_event(anna, made[0], FRIDAY, why_incomplete="  ")


def test_no_identity_number_waits_in_an_open_event(anna: Log, on_shift: str) -> None:
    values = {"at": FRIDAY, "category": "IN", "place": None, "shift": on_shift, "spot": "vid 121212-1212"}
    values["words"] = {"note": "man 19121212-1212 full"}
    for how in ({}, {"keep_open": True}, {"keep_identities": True}):
        events.save_values(anna, values, FRIDAY, text="in man 19121212-1212 full", **how)

    kept = [draft.body for draft in drafts.open_events(anna)]
    assert len(kept) == 3
    assert "1212" not in str(kept)
    assert {body["words"]["note"] for body in kept} == {"man [personnummer] full"}


def test_no_identity_number_waits_in_the_question_of_an_open_event(anna: Log, on_shift: str) -> None:
    line = "<15 19811228-9874"
    reading = read_line(line, now=FRIDAY, vocabulary=anna.vocabulary)
    assert reading.asks

    events.save_values(anna, composing.values(reading, shift=on_shift, now=FRIDAY), FRIDAY, text=line)

    [event] = drafts.open_events(anna)
    assert event.body["ask"][0]["text"] == "<15 [personnummer]"
    assert "19811228" not in str(event.body)
