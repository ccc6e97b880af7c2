"""Shifts: one open at a time, remembered from last time, signed only when nothing is left open."""

from datetime import timedelta

import pytest

from fieldlog.logbook import drafts, events, observations, shifts
from fieldlog.logbook.log import Log
from fieldlog.models.manning import Manning
from fieldlog.models.refusal import RuleBroken
from tests.conftest import FRIDAY


def test_anna_cannot_start_a_second_shift(anna: Log, on_shift: str) -> None:
    with pytest.raises(RuleBroken, match="öppet pass"):
        shifts.start(anna, shifts.manning([]), FRIDAY)

    assert shifts.open_shift(anna).id == on_shift


def test_the_next_shift_begins_as_the_last_one_did(anna: Log, on_shift: str) -> None:
    shifts.end(anna, FRIDAY, felt_safe=4)

    assert shifts.last_manning(anna) == Manning(("OV-14",), "3214")


def test_a_shift_is_not_signed_while_an_event_is_open(anna: Log, on_shift: str) -> None:
    new = observations.new_observation(shift=on_shift, at=FRIDAY, category="IN", place="VAS", actions=["LOB"])
    _, lacking = events.save_or_open(anna, new, FRIDAY)

    with pytest.raises(RuleBroken, match="öppen händelse"):
        shifts.end(anna, FRIDAY)

    assert "overlamnad_kl" in lacking
    assert shifts.open_shift(anna) is not None


def test_what_cannot_be_completed_is_saved_as_incomplete_with_its_reason(anna: Log, on_shift: str) -> None:
    new = observations.new_observation(shift=on_shift, at=FRIDAY, category="IN", place="VAS", actions=["LOB"])
    draft_id, _ = events.save_or_open(anna, new, FRIDAY)

    events.close_event(anna, draft_id, FRIDAY, why_incomplete="polisen tog över")
    shifts.end(anna, FRIDAY + timedelta(minutes=5))

    assert drafts.open_events(anna) == []
    assert shifts.open_shift(anna) is None
