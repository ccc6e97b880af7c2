"""How safe it felt leaves only as the mean of five persons or more, once a week, to the organisation itself."""

from datetime import timedelta
from typing import Any

import pytest

from fieldlog.models.moment import written as spelled
from sync.archive import tallies
from sync.archive.archive import Archive
from sync.archive.felt_safe import mean
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, own, pulled, sent
from tests.sync.archive.retaining import written
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop

NEXT_WEEK = FRIDAY + timedelta(days=7)


def signs(archive: Archive, laptop: Laptop, *answers: int) -> None:
    laptop.begin()
    for answer in answers:
        start = laptop.write("shift", {"at": spelled(laptop.now), "crew": []})
        core = {"at": spelled(laptop.now), "felt_safe": answer}
        laptop.write("end", core, {"handover": "lugnt"}, target=start.fields.id, base=[start.fields.id])
    sent(archive, laptop)


def means(archive: Archive) -> list[dict[str, Any]]:
    return [core for core in written(archive, "tally") if core["of"] == "felt_safe"]


@pytest.mark.parametrize("count", [4, 5])
def test_of_five_persons_the_mean_is_told_and_of_four_nothing(archive: Archive, enrolled: Enroller, count: int) -> None:
    for number in range(count):
        signs(archive, enrolled("OVB", f"OV-{number}", "ov"), 1 + number)

    tallies.close_weeks(archive, FRIDAY + timedelta(hours=1))
    assert means(archive) == []
    tallies.close_weeks(archive, NEXT_WEEK)
    tallies.close_weeks(archive, NEXT_WEEK + timedelta(days=1))

    told = {"of": "felt_safe", "org": "OVB", "week": "2026-W47", "least": 5, "persons": 5, "mean": 30}
    assert means(archive) == [told] * (count == 5)


def test_one_who_answered_five_times_is_still_alone(archive: Archive, annas_laptop: Laptop) -> None:
    signs(archive, annas_laptop, 1, 1, 2, 1, 1)

    tallies.close_weeks(archive, NEXT_WEEK)

    assert means(archive) == []


def test_each_person_counts_once_however_often_she_answered() -> None:
    assert mean([[1, 1, 1, 1], [5], [5], [5], [5]]) == 42


def test_no_answer_is_in_what_the_supervisor_or_another_organisation_gets(
    archive: Archive, enrolled: Enroller, evas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    for number in range(5):
        signs(archive, enrolled("OVB", f"OV-{number}", "ov"), 5)
    tallies.close_weeks(archive, NEXT_WEEK)

    for entry in own(pulled(archive, caller_of(evas_laptop))):
        assert entry.fields.kind != "end" or "core" not in entry.parts
    everything = own(pulled(archive, caller_of(bos_laptop), feed="*"))
    assert [entry for entry in everything if entry.fields.kind in ("tally", "end")] == []
