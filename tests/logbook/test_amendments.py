"""Amending, withdrawing, classifying, undoing: never an overwrite, never a delete, only by the writer."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from fieldlog.logbook import amendments, finding, observations, shifts
from fieldlog.logbook.delivery import deliver_all
from fieldlog.logbook.log import Log
from fieldlog.logbook.verifying import verify
from fieldlog.models.moment import written
from fieldlog.models.refusal import NotFound, RuleBroken
from tests.conftest import FRIDAY
from tests.proof.rich import Stranger, receive

NUMBER = "19121212-1212"


def observed(log: Log, note: str = "två bråkar", **values: Any) -> str:
    values = {"category": "OS", "place": "PLA", "persons": "2-4", "at": FRIDAY - timedelta(minutes=5)} | values
    return observations.save(log, observations.new_observation(words={"note": note}, **values), FRIDAY)


def row(log: Log, id_: str) -> Any:
    with log.store.read() as connection:
        return connection.exec_driver_sql("SELECT *, class AS class_ FROM observation WHERE id = ?", (id_,)).one()


def cores(log: Log, id_: str) -> list[dict[str, Any]]:
    with log.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT data FROM part JOIN entry ON seq = entry "
            "WHERE name = 'core' AND (id = ? OR target = ?) ORDER BY seq",
            (id_, id_),
        )
        return [json.loads(row.data) for row in rows]


def test_an_amendment_changes_what_is_shown_and_keeps_what_was(anna: Log) -> None:
    id_ = observed(anna)

    amendments.amend(anna, id_, {"place": "TRP", "note": "tre bråkar"}, FRIDAY)

    assert (row(anna, id_).place, row(anna, id_).note, row(anna, id_).amendments) == ("TRP", "tre bråkar", 1)
    assert [core["place"] for core in cores(anna, id_)] == ["PLA", "TRP"]


DECIDED = {
    "atgard_lagrum": "PL 13 §", "beslut_av": "OV-12", "beslut_kl": "21:40", "grund": "störde", "deltog": ["OV-14"],
    "ingrep_kl": "21:41",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fields": {**DECIDED, "beslut_av": None}}, "Beslutat av"),
        ({"actions": ["LOB"]}, "Överlämnad till"),
        ({"place": None}, "plats"),
    ],
)
def test_anna_cannot_amend_away_what_the_law_or_an_action_needs(anna: Log, changes: dict[str, Any], said: str) -> None:
    id_ = observed(anna, category="IN", fields=DECIDED)

    with pytest.raises(RuleBroken, match=said):
        amendments.amend(anna, id_, changes, FRIDAY, reason="fel")

    assert row(anna, id_).amendments == 0


def test_an_incomplete_intervention_is_whole_once_anna_has_filled_it_in(anna: Log) -> None:
    half = {key: value for key, value in DECIDED.items() if key not in ("deltog", "ingrep_kl")}
    new = observations.new_observation(
        category="IN", place="PLA", at=FRIDAY, fields=half, incomplete=True, words={"incomplete": "ambulansen tog över"}
    )
    id_ = observations.save(anna, new, FRIDAY)

    amendments.amend(anna, id_, {"fields": {**half, "deltog": ["OV-14"]}}, FRIDAY)
    assert row(anna, id_).incomplete
    amendments.amend(anna, id_, {"fields": DECIDED}, FRIDAY)

    assert (bool(row(anna, id_).incomplete), json.loads(row(anna, id_).words)) == (False, {})
    assert verify(anna).fault is None


def test_words_can_be_taken_away_altogether(anna: Log) -> None:
    id_ = observed(anna)

    amendments.amend(anna, id_, {"note": ""}, FRIDAY)

    assert row(anna, id_).note == ""
    assert finding.page(anna, finding.Filter(text="bråkar")) == []


def test_an_amendment_carries_on_what_a_newer_program_wrote(anna: Log) -> None:
    with anna.writing(FRIDAY) as pen:
        core = {"at": written(FRIDAY), "place": "PLA", "category": "OS", "severity": 1, "class": "A"}
        id_ = pen.write("observation", core | {"drone": {"height": 40}, "extra": {"x": 1}}).fields.id

    amendments.amend(anna, id_, {"place": "TRP"}, FRIDAY)

    last = cores(anna, id_)[-1]
    assert (last["place"], last["drone"], last["extra"]) == ("TRP", {"height": 40}, {"x": 1})


@pytest.mark.parametrize("verb", ["amend", "withdraw", "restore", "classify"])
def test_a_reason_holds_no_identity_number(anna: Log, verb: str) -> None:
    id_ = observed(anna)
    reason = f"det var {NUMBER} som"
    if verb == "amend":
        amendments.amend(anna, id_, {"place": "TRP"}, FRIDAY, reason=reason)
    elif verb == "classify":
        amendments.classify(anna, id_, "C", FRIDAY, reason=reason)
    else:
        amendments.withdraw(anna, id_, FRIDAY, reason=reason)
        if verb == "restore":
            amendments.restore(anna, id_, FRIDAY, reason=reason)

    with anna.store.read() as connection:
        texts = [row.data.decode() for row in connection.exec_driver_sql("SELECT data FROM part WHERE name = 'words'")]
    assert any("det var" in text for text in texts)
    assert not any("1212" in text for text in texts)


def test_a_number_that_was_asked_about_stays_when_something_else_is_amended(anna: Log) -> None:
    new = observations.new_observation(
        at=FRIDAY, category="OS", place="PLA", persons="2-4", class_="C", words={"note": f"hen är {NUMBER}"}
    )
    id_ = observations.save(anna, new, FRIDAY, keep_identities=True)

    amendments.amend(anna, id_, {"place": "TRP"}, FRIDAY, reason="fel plats")

    assert (row(anna, id_).note, row(anna, id_).place) == (f"hen är {NUMBER}", "TRP")


def test_after_signing_a_change_needs_a_reason(anna: Log, on_shift: str) -> None:
    id_ = observed(anna, shift=on_shift)
    amendments.amend(anna, id_, {"severity": 3}, FRIDAY)
    shifts.end(anna, FRIDAY)

    with pytest.raises(RuleBroken, match="varför"):
        amendments.amend(anna, id_, {"severity": 1}, FRIDAY)
    amendments.amend(anna, id_, {"severity": 1}, FRIDAY, reason="för högt")

    assert row(anna, id_).severity == 1


def test_only_the_writer_amends(anna: Log) -> None:
    kim = Stranger("OV-14", "OVB")
    seen = kim.write("observation", {"at": written(FRIDAY), "place": "PLA", "category": "OS", "class": "A"})
    receive(anna, kim.entries)

    for change in (
        lambda: amendments.amend(anna, seen.fields.id, {"place": "TRP"}, FRIDAY),
        lambda: amendments.withdraw(anna, seen.fields.id, FRIDAY, reason="x"),
        lambda: amendments.classify(anna, seen.fields.id, "C", FRIDAY),
        lambda: amendments.undo(anna, seen.fields.id, FRIDAY),
    ):
        with pytest.raises(RuleBroken, match="Bara den som skrev"):
            change()
    with pytest.raises(NotFound):
        amendments.amend(anna, "nothing", {}, FRIDAY)


def test_two_versions_are_settled_by_the_next_amendment(anna: Log) -> None:
    id_ = observed(anna)
    with anna.writing(FRIDAY) as pen:
        for place in ("KUL", "HOT"):
            pen.write("amend", cores_at(place), target=id_, base=[id_])
    assert len(json.loads(row(anna, id_).tips)) == 2

    settled = amendments.amend(anna, id_, {"place": "TRP"}, FRIDAY)

    assert (json.loads(row(anna, id_).tips), row(anna, id_).place) == ([settled], "TRP")


def cores_at(place: str) -> dict[str, Any]:
    return {"at": written(FRIDAY), "place": place, "category": "OS", "severity": 1, "class": "A"}


def test_withdrawn_and_restored_over_and_over_an_entry_stays_fast_and_right(anna: Log) -> None:
    id_ = observed(anna)

    for _ in range(100):
        amendments.withdraw(anna, id_, FRIDAY, reason="fel")
        assert row(anna, id_).state == "withdrawn"
        amendments.restore(anna, id_, FRIDAY, reason="ändå rätt")
        assert row(anna, id_).state == "saved"
    assert verify(anna).fault is None


def test_the_class_is_raised_and_never_lowered(anna: Log) -> None:
    id_ = observed(anna)
    assert row(anna, id_).class_ == "A"

    amendments.classify(anna, id_, "C", FRIDAY)
    amendments.amend(anna, id_, {"severity": 3}, FRIDAY)

    assert row(anna, id_).class_ == "C"
    for class_ in ("A", "B", "C"):
        with pytest.raises(RuleBroken, match="höja"):
            amendments.classify(anna, id_, class_, FRIDAY)


def test_a_category_of_a_higher_class_raises_the_class_with_it(anna: Log) -> None:
    id_ = observed(anna)
    higher = next(code for code, kind in anna.vocabulary.categories.items() if kind.class_ == "C" and code != "IN")

    amendments.amend(anna, id_, {"category": higher}, FRIDAY)

    assert (row(anna, id_).category, row(anna, id_).class_) == (higher, "C")


def test_undo_gives_the_words_back_and_leaves_no_row_in_the_lists(anna: Log) -> None:
    first, second = observed(anna, "ett"), observed(anna, "två")
    assert amendments.undoable(anna).id == second

    assert amendments.undo(anna, second, FRIDAY) == "två"

    assert amendments.undoable(anna).id == first
    assert [found.id for found in finding.page(anna, finding.Filter())] == [first]
    assert row(anna, second).words == "{}"
    assert verify(anna).fault is None
    with pytest.raises(RuleBroken, match="redan"):
        amendments.undo(anna, second, FRIDAY)


def test_what_was_sent_is_not_undone(anna: Log) -> None:
    id_ = observed(anna)
    with anna.store.write() as connection:
        deliver_all(connection, [anna.device], FRIDAY)

    assert amendments.undoable(anna) is None
    with pytest.raises(RuleBroken, match="redan sänd"):
        amendments.undo(anna, id_, FRIDAY)


def test_a_refused_entry_within_a_transaction_does_not_break_the_chain(anna: Log) -> None:
    with anna.writing(FRIDAY) as pen:
        with pytest.raises(RuleBroken, match="Dela den"):
            pen.write("amend", {}, target="x", base=["0193a5b0-0000-7000-8000-000000000000"] * 100)
        with pytest.raises(RuleBroken, match="för lång"):
            pen.write("comment", {}, {"comment": "x" * 70_000})
        pen.write("comment", {}, {"comment": "efteråt"})

    assert verify(anna).fault is None


def test_a_time_that_no_entry_can_hold_is_refused(anna: Log) -> None:
    for year in (1, 1800, 1969):
        with pytest.raises(RuleBroken, match="tillbaka"):
            observed(anna, at=datetime(year, 6, 1, tzinfo=FRIDAY.tzinfo))
