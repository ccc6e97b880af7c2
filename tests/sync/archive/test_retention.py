"""What is due is destroyed, under which rule is said, and everything else stands: chains, feeds, counts."""

from typing import Any

from sync.archive import periods, quarantine, retention
from sync.archive.archive import Archive
from sync.archive.verifying import verify
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, own, pulled, sent
from tests.sync.archive.retaining import CANARY, parts, rules, run, written
from tests.sync.laptops import Laptop


def test_each_class_goes_when_its_time_has_run_and_not_a_day_before(archive: Archive, annas_laptop: Laptop) -> None:
    entries = {class_: annas_laptop.observe(CANARY, class_) for class_ in "ABC"}
    sent(archive, annas_laptop)

    assert rules(run(archive, 90)) == {}
    assert rules(run(archive, 91)) == {("OVB", "C"): (1, 2)}
    assert rules(run(archive, 366)) == {("OVB", "B"): (1, 2)}
    assert parts(archive, entries["A"]) == {"core", "words"}
    assert rules(run(archive, 731)) == {("OVB", "A"): (1, 2)}
    assert [parts(archive, entry) for entry in entries.values()] == [set()] * 3
    assert rules(run(archive, 5000)) == {}


def test_what_was_destroyed_is_said_and_everything_still_verifies(archive: Archive, annas_laptop: Laptop) -> None:
    entry = annas_laptop.observe(CANARY, "C")
    kept = annas_laptop.observe("lugnt", "A")
    sent(archive, annas_laptop)

    run(archive, 91)

    found = verify(archive)
    assert (found.fault, found.erased, found.absent) == ("", 2, 0)
    [erased] = written(archive, "erase")
    assert erased["rule"] == "C, 90 days"
    assert erased["gone"] == [[entry.fields.id, "core"], [entry.fields.id, "words"]]
    assert parts(archive, kept) == {"core", "words"}


def test_what_is_about_an_observation_goes_with_it_and_is_counted_once(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("fyra lampor släckta", "A", place="PLA")
    shared = annas_laptop.observe("två lampor", "A", place="PLA")
    back = annas_laptop.observe("tre lampor", "A", place="TRP")
    core = dict(entry.content("core"))
    amend = annas_laptop.write("amend", core | {"place": "TRP"}, {"note": CANARY}, target=entry.fields.id,
                               base=[entry.fields.id])  # fmt: skip
    annas_laptop.write("withdraw", {"reason": "given"}, target=back.fields.id, base=[back.fields.id])
    sent(archive, annas_laptop)
    evas_laptop.begin()
    evas_laptop.write("review", {"verdict": "approve"}, target=shared.fields.id, base=[shared.fields.id])
    sent(archive, evas_laptop)

    report = run(archive, 731)
    again = run(archive, 731)

    assert rules(report) == {("OVB", "A"): (6, 10)}
    assert (report.rows[0].counted, again.rows) == (2, [])
    assert parts(archive, amend) == set()
    assert sorted((said["approved"], said["counts"]) for said in written(archive, "tally") if said["of"] == "days") == [
        (False, [["2026-11-20", "TRP", "NH", 1]]),
        (True, [["2026-11-20", "PLA", "NH", 1]]),
    ]
    assert verify(archive).fault == ""


def test_the_supervisor_gets_bare_lines_colleagues_and_others_are_told_that_it_is_gone(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    entry = annas_laptop.observe(CANARY, "A", words_may_leave=True)
    sent(archive, annas_laptop)
    evas_laptop.begin()
    evas_laptop.write("review", {"verdict": "approve"}, target=entry.fields.id, base=[entry.fields.id])
    sent(archive, evas_laptop)
    assert [set(each.parts) for each in own(pulled(archive, caller_of(bos_laptop), feed="*"))] == [{"core", "words"}]

    run(archive, 731)

    bos = pulled(archive, caller_of(bos_laptop), feed="*")
    assert (own(bos), bos.gone) == ([], [entry.fields.id])
    evas = {each.fields.id: set(each.parts) for each in own(pulled(archive, caller_of(evas_laptop)))}
    assert evas[entry.fields.id] == set()
    annas = pulled(archive, caller_of(annas_laptop))
    assert [set(each.parts) for each in own(annas) if each.fields.id == entry.fields.id] == [set()]
    [erase] = [each for each in annas.entries if each.fields.kind == "erase"]
    assert [entry.fields.id, "words"] in erase.content("core")["gone"]


def test_who_read_what_is_kept_for_five_years_and_not_longer(archive: Archive, annas_laptop: Laptop) -> None:
    entry = annas_laptop.observe("", "C")
    read = annas_laptop.write("read", {"ids": []}, target=entry.fields.id)
    purge = annas_laptop.write("purge", {"rule": "x", "gone": [[entry.fields.id, "core"]]})
    sent(archive, annas_laptop)

    run(archive, 1826)
    assert parts(archive, read) == {"core"}
    run(archive, 1827)

    assert (parts(archive, read), parts(archive, purge)) == (set(), {"core"})
    assert parts(archive, annas_laptop.entries[0]) == {"core"}
    assert verify(archive).fault == ""


def test_a_policy_in_force_is_not_destroyed_however_old(archive: Archive, annas_laptop: Laptop) -> None:
    periods.decide(archive, "C", 60, None, FRIDAY)
    periods.decide(archive, "C", 40, None, FRIDAY)

    assert rules(run(archive, 3000)) == {("*", "audit"): (1, 1)}
    assert (periods.periods(archive).archive["C"], verify(archive).fault) == (40, "")


def test_a_shift_and_a_warning_go_after_a_year(archive: Archive, annas_laptop: Laptop, bos_laptop: Laptop) -> None:
    annas_laptop.begin()
    shift = annas_laptop.write("shift", {"at": "2026-11-20T15:45:00.000+01:00", "radio": "3214"})
    end = annas_laptop.write("end", {"at": "2026-11-20T15:46:00.000+01:00", "felt_safe": 2}, {"handover": CANARY},
                             target=shift.fields.id, base=[shift.fields.id])  # fmt: skip
    warning = annas_laptop.write("warning", {"text": "Kniv vid trappan", "at": "2026-11-20T15:45:00.000+01:00"})
    sent(archive, annas_laptop)

    assert rules(run(archive, 366)) == {("OVB", "B"): (3, 4)}
    assert [parts(archive, each) for each in (shift, end, warning)] == [set()] * 3
    [bos] = own(pulled(archive, caller_of(bos_laptop), feed="*"))
    assert (bos.fields.id, dict(bos.parts)) == (warning.fields.id, {})
    assert verify(archive).fault == ""


def test_a_raised_class_goes_by_its_new_time(archive: Archive, annas_laptop: Laptop) -> None:
    entry = annas_laptop.observe(CANARY, "A")
    annas_laptop.write("classify", {"class": "C"}, {"reason": "känns igen"}, target=entry.fields.id)
    sent(archive, annas_laptop)

    assert rules(run(archive, 91)) == {("OVB", "C"): (2, 4)}


def test_an_amendment_that_comes_afterwards_goes_too(archive: Archive, annas_laptop: Laptop) -> None:
    entry = annas_laptop.observe("", "C")
    sent(archive, annas_laptop)
    run(archive, 91)
    annas_laptop.write("amend", entry.content("core"), {"note": CANARY}, target=entry.fields.id, base=[entry.fields.id])
    sent(archive, annas_laptop, 3)

    assert rules(run(archive, 92)) == {("OVB", "C"): (1, 2)}
    assert verify(archive).fault == ""


def test_what_a_newer_program_wrote_is_class_c(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.begin()
    annas_laptop.write("later", {"anything": CANARY})
    sent(archive, annas_laptop)

    assert rules(run(archive, 91)) == {("OVB", "C"): (1, 1)}


def test_what_lies_aside_goes_too_and_what_was_turned_away_sooner(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.begin()
    turned, waits = (annas_laptop.write("withdraw", {"why": CANARY}) for _number in range(2))
    sent(archive, annas_laptop)
    quarantine.reject(archive, turned.hash)

    assert rules(run(archive, 91)) == {("OVB", "rejected"): (1, 1)}
    assert rules(run(archive, 366)) == {("OVB", "waiting"): (1, 1)}
    assert parts(archive, waits) == set()
    assert verify(archive).fault == ""


def test_a_dry_run_says_the_same_and_destroys_nothing(archive: Archive, annas_laptop: Laptop) -> None:
    for class_ in "AABC":
        annas_laptop.observe(CANARY, class_)
    sent(archive, annas_laptop)

    said = run(archive, 731, dry=True)

    assert (written(archive, "erase"), written(archive, "tally"), verify(archive).erased) == ([], [], 0)
    assert [vars_of(row) for row in run(archive, 731).rows] == [vars_of(row) for row in said.rows]


def vars_of(row: retention.Destroyed) -> tuple[Any, ...]:
    return (row.org, row.rule, row.days, row.entries, row.parts, row.counted, row.held)


def test_others_get_counts_of_b_and_c_once_when_the_week_has_closed_and_none_under_three(
    archive: Archive, annas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    for class_ in "BCB":
        annas_laptop.observe(CANARY, class_, place="PLA", category="NH")
    for _number in range(2):
        annas_laptop.observe(CANARY, "C", place="TRP", category="VB")
    annas_laptop.observe("skyddad", "C", place="PLA", category="NH", protected=True)
    sent(archive, annas_laptop)

    assert run(archive, 9).weeks == 0  # Sunday evening a week later: not closed yet
    assert run(archive, 10).weeks == 1
    annas_laptop.observe("sent", "B", place="PLA", category="NH")
    sent(archive, annas_laptop, 8)
    assert run(archive, 30).weeks == 0

    [said] = [each for each in pulled(archive, caller_of(bos_laptop), feed="*").entries if each.fields.kind == "tally"]
    core = said.content("core")
    assert (core["org"], core["week"], core["least"]) == ("OVB", "2026-W47", 3)
    assert [[family, count] for _zone, family, count in core["counts"]] == [["N", 3]]
    assert not own(pulled(archive, caller_of(bos_laptop), feed="*"))
