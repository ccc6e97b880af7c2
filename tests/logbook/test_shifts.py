"""Shifts: one open at a time, remembered from last time, signed only when nothing is left open."""

from datetime import timedelta

import pytest

from fieldlog.logbook import drafts, events, observations, shifts, warnings
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


def see(anna: Log, shift: str, category: str, note: str, **more: object) -> None:
    new = observations.new_observation(
        shift=shift, at=FRIDAY, category=category, place="TRP", words={"note": note}, **more
    )
    observations.save(anna, new, FRIDAY)


def test_the_part_for_all_is_offered_from_class_a_and_warnings_without_words(anna: Log, on_shift: str) -> None:
    see(anna, on_shift, "BL", "stolpe 4471", severity=3)
    see(anna, on_shift, "BL", "höjd till egna", severity=3, class_="B")
    see(anna, on_shift, "NH", "langar", severity=4)
    see(anna, on_shift, "HL", "samtal", severity=4)
    warnings.warn(anna, "BRK", "kniv, gå inte ensam", FRIDAY)

    for_all, own = shifts.offered_handover(anna, on_shift, FRIDAY)

    assert for_all.splitlines() == ["Varning: BRK kniv, gå inte ensam, till 06:00", "21:52  TRP  Belysning: fel"]
    assert [row.rpartition("  ")[2] for row in own.splitlines()] == ["langar", "stolpe 4471", "höjd till egna"]


@pytest.mark.parametrize(
    "body",
    [
        {"category": "IN", "place": "VAS", "spot": "trappan"},
        {"category": "BL", "place": "VAS", "spot": "trappan", "class_": "C"},
        {"category": "BL", "place": "VAS", "spot": "trappan", "protected": True},
        {"place": "VAS", "spot": "trappan"},
    ],
)
def test_of_an_open_event_of_class_c_no_part_says_more_than_that_there_is_one(
    anna: Log, on_shift: str, body: dict[str, object]
) -> None:
    events.open_event(anna, body, FRIDAY, shift=on_shift)

    assert shifts.offered_handover(anna, on_shift, FRIDAY) == (
        "",
        "Öppen: 1 händelse, läses bara av skribenten och chefen",
    )


def test_open_events_that_the_own_organisation_reads_are_handed_over_by_name(anna: Log, on_shift: str) -> None:
    events.open_event(anna, {"category": "NH", "place": "TRP"}, FRIDAY, shift=on_shift)

    assert shifts.offered_handover(anna, on_shift, FRIDAY) == ("", "Öppen: 21:52 NH TRP")
