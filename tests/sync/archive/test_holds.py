"""What is held is not destroyed, whatever its age, until the hold is lifted."""

from pathlib import Path

import pytest

from sync.archive import backups, holds
from sync.archive.archive import Archive
from sync.archive.holds import Hold
from sync.archive.verifying import verify
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import sent
from tests.sync.archive.retaining import CANARY, after, parts, rules, run, written
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop


@pytest.mark.parametrize("what", ["entry", "amendment", "shift", "place"])
def test_what_is_held_stays_whole_until_it_is_lifted(archive: Archive, annas_laptop: Laptop, what: str) -> None:
    annas_laptop.begin()
    shift = annas_laptop.write("shift", {"at": "2026-11-20T15:45:00.000+01:00"})
    held = annas_laptop.observe(CANARY, "C", place="TRP", shift=shift.fields.id)
    amend = annas_laptop.write("amend", held.content("core"), target=held.fields.id, base=[held.fields.id])
    other = annas_laptop.observe("annat", "C", place="PLA")
    sent(archive, annas_laptop)
    day = {"since": "2026-11-20T00:00:00.000+01:00", "until": "2026-11-20T23:59:59.999+01:00"}
    hold = {
        "entry": Hold("entry", held.fields.id, "records", "D 2026/17"),
        "amendment": Hold("entry", amend.fields.id, "police", "D 2026/17"),
        "shift": Hold("shift", shift.fields.id, "records", "D 2026/17"),
        "place": Hold("place", "TRP", "police", "D 2026/17", **day),
    }[what]

    holds.add(archive, hold, FRIDAY)
    report = run(archive, 91)

    assert [(row.rule, row.entries, row.held) for row in report.rows] == [("C", 1, 1)]
    assert (parts(archive, held), parts(archive, amend), parts(archive, other)) == ({"core", "words"}, {"core"}, set())
    holds.lift(archive, "D 2026/17", after(92))
    assert rules(run(archive, 93)) == {("OVB", "C"): (2, 3)}
    assert verify(archive).fault == ""
    assert (len(written(archive, "hold")), holds.holds(archive)) == (2, [])


def test_another_day_at_the_place_is_not_held(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe(CANARY, "C", place="TRP")
    sent(archive, annas_laptop)
    day = {"since": "2026-11-21T00:00:00.000+01:00", "until": "2026-11-21T23:59:59.999+01:00"}
    holds.add(archive, Hold("place", "TRP", "police", "K 1", **day), FRIDAY)

    assert rules(run(archive, 91)) == {("OVB", "C"): (1, 2)}


def test_a_hold_outlives_the_restore_of_an_older_backup(
    archive: Archive, url: str | None, annas_laptop: Laptop, tmp_path: Path
) -> None:
    entry = annas_laptop.observe(CANARY, "C")
    sent(archive, annas_laptop)
    backups.backup(archive, tmp_path / "old.backup", FRIDAY)
    hold = holds.add(archive, Hold("entry", entry.fields.id, "police", "K 1"), FRIDAY)

    backups.restore(archive.home.root, tmp_path / "old.backup", accept=True, url=url)

    assert [each.hold for each in holds.holds(archive)] == [hold.hold]
    assert [row.held for row in run(archive, 91).rows] == [1]
    assert parts(archive, entry) == {"core", "words"}


@pytest.mark.parametrize("role", ["gl", "reg", "ov"])
def test_what_an_organisation_holds_for_a_request_stays_until_it_is_closed(
    archive: Archive, annas_laptop: Laptop, enrolled: Enroller, role: str
) -> None:
    asking = enrolled("OVB", "X-07", role)
    held, other = annas_laptop.observe(CANARY, "C"), annas_laptop.observe("annat", "C")
    sent(archive, annas_laptop)
    asking.begin()
    request = asking.write("hold", {"case": "D 2026/17", "why": "records", "ids": [held.fields.id]})
    sent(archive, asking)

    run(archive, 91)
    run(archive, 365 * 6)

    counts = role != "ov"  # a guard's laptop may write what it likes
    assert parts(archive, held) == ({"core", "words"} if counts else set())
    assert parts(archive, request) == ({"core"} if counts else set())
    assert parts(archive, other) == set()
    asking.write("hold", {"hold": request.fields.id, "lifted": True})
    sent(archive, asking, 3)
    run(archive, 365 * 6 + 1)
    assert parts(archive, held) == set()
    assert verify(archive).fault == ""


def test_nobody_holds_what_is_another_organisations(archive: Archive, annas_laptop: Laptop, enrolled: Enroller) -> None:
    asking = enrolled("NIS", "GL-07", "gl")
    held = annas_laptop.observe(CANARY, "C")
    sent(archive, annas_laptop)
    asking.begin()
    asking.write("hold", {"case": "D 2026/17", "why": "records", "ids": [held.fields.id]})
    sent(archive, asking)

    run(archive, 91)

    assert parts(archive, held) == set()
