"""The kept totals: they follow whatever becomes of an entry, and one that does not is named."""

from datetime import timedelta

import pytest

from fieldlog.logbook import amendments, finding, observations
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.logbook.mine import mine
from fieldlog.logbook.observations import new_observation
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.verifying import verify
from tests.conftest import FRIDAY

ASKED = (
    Filter(), Filter(place="TRP"), Filter(zone="SRG"), Filter(category="NH"), Filter(family="N"), Filter(severity=3),
    Filter(author="OV-12"), Filter(state="withdrawn"), Filter(class_="B"), Filter(place="TRP", category="NH"),
    Filter(category="NH", severity=2, class_="B"), Filter(place="TRP", state="saved", author="OV-12"),
)  # fmt: skip


def save(log: Log, category: str, place: str | None = "TRP", severity: int | None = 2) -> str:
    new = new_observation(at=FRIDAY, place=place, category=category, severity=severity, words={"note": "två langar"})
    return observations.save(log, new, FRIDAY)


def totals_are_right(log: Log) -> bool:
    return [finding.count(log, wanted) for wanted in ASKED] == [len(finding.page(log, wanted)) for wanted in ASKED]


def test_totals_follow_what_becomes_of_annas_entries(anna: Log) -> None:
    first, second, third = save(anna, "NH"), save(anna, "NH", severity=3), save(anna, "BL", place="PLA")
    assert totals_are_right(anna)

    amendments.amend(anna, first, {"place": "PLA", "severity": 3}, FRIDAY + timedelta(minutes=1), reason="fel plats")
    amendments.withdraw(anna, second, FRIDAY + timedelta(minutes=2), reason="fel")
    amendments.undo(anna, third, FRIDAY + timedelta(minutes=3))

    assert totals_are_right(anna)
    assert (finding.count(anna, Filter()), mine(anna).entries) == (2, 2)
    assert verify(anna).fault is None


@pytest.mark.parametrize(
    "altered", ["UPDATE tally SET n = n + 1", "DELETE FROM tally", "UPDATE tally SET place = 'KBG'"]
)
def test_a_total_that_no_entries_stand_for_is_named_and_made_anew(anna: Log, altered: str) -> None:
    save(anna, "NH")
    with anna.store.raw() as connection:
        connection.execute(altered)

    assert "tally" in (verify(anna).fault or "")
    rebuild(anna)
    assert verify(anna).fault is None
    assert totals_are_right(anna)
