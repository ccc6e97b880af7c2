"""What waits for a supervisor: the order, what is in it and what is not, what is late, and the night in short."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from fieldlog.logbook import reads, whole
from fieldlog.logbook.log import Log
from fieldlog.logbook.night import night as in_short
from fieldlog.logbook.review_queue import Item, Queue, calm_of_shift, chosen, of_event, page, queue
from tests.proof.rich import Stranger, observed, receive
from tests.supervising import BEGAN, ENDED, MORNING, Night


def ids(found: Queue | tuple[Item, ...]) -> list[str]:
    items = found.items if isinstance(found, Queue) else found
    return [id_ for item in items for id_ in item.judged]


def test_the_most_serious_comes_first_then_the_oldest(eva: Log, night: Night) -> None:
    late, early = night.see("följ upp", 50), night.see("följ upp", 10)
    calm = night.see("lugnt", 5, severity=0, class_="A")
    worst = night.see("kniv", 90, severity=4)
    strange = night.see("av ett annat program", 0, severity=None)
    night.arrive()

    assert ids(queue(eva, MORNING)) == [worst, early, late, calm, strange]


def test_in_it_is_what_others_of_the_organisation_wrote_and_nobody_has_judged(eva: Log, night: Night) -> None:
    waits, judged = night.see("väntar", 1), night.see("granskad", 2)
    gone = night.see("återtagen", 3)
    night.writer.write("withdraw", {"reason": "given"}, target=gone)
    elsewhere = Night(eva, "FA-07", "NIS")
    elsewhere.see("en annan organisation")
    other = Stranger("GL-02", "OVB")
    other.write("review", {"verdict": "approve"}, target=judged, base=(judged,))
    for arriving in (night.writer, elsewhere.writer, other):
        receive(eva, arriving.entries)
    observed(eva, "min egen", None, 0)

    found = queue(eva, MORNING)

    assert ids(found) == [waits]
    assert (found.total, found.shifts, found.put_off) == (1, (night.shift,), 0)


def test_serious_ones_that_nobody_opened_before_the_shift_was_over_are_late(eva: Log, night: Night) -> None:
    seen, unseen, mild = night.see("hot", 1, severity=3), night.see("kniv", 2, severity=4), night.see("lugnt", 3)
    night.arrive()
    during = ENDED - timedelta(minutes=5)
    whole.whole(eva, seen)
    reads.write_down(eva, during)
    assert chosen(queue(eva, during).items, "overdue") == ()
    night.end()
    night.arrive()

    whole.whole(eva, unseen)
    reads.write_down(eva, MORNING)

    assert ids(chosen(queue(eva, MORNING).items, "overdue")) == [unseen]
    assert ids(chosen(queue(eva, MORNING).items, "serious")) == [unseen, seen]
    assert mild in ids(chosen(queue(eva, MORNING).items, "all"))


def test_a_shift_whose_end_has_not_come_is_over_after_twelve_hours(eva: Log, night: Night) -> None:
    unseen = night.see("hot", 1, severity=3)
    night.arrive()

    assert chosen(queue(eva, BEGAN + timedelta(hours=11)).items, "overdue") == ()
    assert ids(chosen(queue(eva, BEGAN + timedelta(hours=13)).items, "overdue")) == [unseen]


def test_what_came_back_from_its_writer_is_found_by_itself(eva: Log, night: Night) -> None:
    night.see("orörd", 1)
    answered = night.see("klotter", 2)
    night.amend(answered, "klotter, port 14")
    night.arrive()

    assert ids(chosen(queue(eva, MORNING).items, "answered")) == [answered]


def test_an_import_is_one_row_and_is_judged_as_one(eva: Log, night: Night) -> None:
    from fieldlog.logbook import reviews

    single = night.see("egen", 1)
    rows = [
        night.see(f"rad {number}", number, severity=number % 3, source={"file": "blad.csv", "key": f"{number}"})
        for number in range(7)
    ]
    night.arrive()

    [batch] = chosen(queue(eva, MORNING).items, "imports")
    assert sorted(batch.judged) == sorted(rows)
    assert (batch.file, batch.severity, len(queue(eva, MORNING).items)) == ("blad.csv", 2, 2)
    made = reviews.approve(eva, batch.judged, MORNING)
    assert ids(queue(eva, MORNING)) == [single]
    reviews.undo(eva, made)
    assert queue(eva, MORNING).total == 8


def test_only_the_calm_ones_of_class_a_of_that_shift_are_approved_together(eva: Log, night: Night) -> None:
    calm = [night.see("lugnt", 1, severity=0, **{"class": "A"}), night.see("lampa", 2, severity=1, **{"class": "A"})]
    night.see("klass B", 3, severity=1)
    night.see("följ upp", 4, severity=2, **{"class": "A"})
    other = Night(eva, "OV-14")
    other.see("ett annat pass", 1, severity=0, **{"class": "A"})
    night.arrive()
    other.arrive()

    assert sorted(ids(calm_of_shift(queue(eva, MORNING).items, night.shift))) == sorted(calm)


def test_entries_of_one_event_stand_together_where_the_most_serious_of_them_stands(eva: Log, night: Night) -> None:
    event = "0193a5b0-0003-7000-8000-000000000003"
    calm = night.see("ambulans vid trappan", 90, severity=1, event=event)
    alone = night.see("hot", 5, severity=3)
    worst = night.see("kniv", 10, severity=4, event=event)
    next_ = night.see("två langar öppet", 20)
    night.arrive()

    items = queue(eva, MORNING).items

    assert ids(items) == [worst, calm, alone, next_]
    assert ids(of_event(items, items[1])) == [worst, calm]
    assert ids(of_event(items, items[2])) == [alone]


def test_a_page_of_the_queue_names_no_more_than_its_rows(eva: Log, night: Night) -> None:
    first = night.see("två langar öppet", 1)
    night.arrive()
    [item] = queue(eva, MORNING).items

    [hit] = page(eva, item.numbers).values()

    assert (hit.seen.id, hit.seen.note, hit.seen.place) == (first, "två langar öppet", "TRP")


def test_the_night_in_short_has_one_part_for_each_shift_the_oldest_first(eva: Log, night: Night) -> None:
    night.see("hot", 1, severity=3)
    night.see("lugnt", 2, severity=0, incomplete=True)
    night.end("två kända, lugnt efter tio")
    saturday = Night(eva, "OV-31", began=BEGAN + timedelta(days=1))
    saturday.see("lugnt", 1, severity=0)
    for shift in (saturday, night):
        shift.arrive()

    first, second = in_short(eva, queue(eva, MORNING).shifts)

    assert (first.handover_own, first.levels, first.incomplete) == ("två kända, lugnt efter tio", {0: 1, 3: 1}, 1)
    assert [hit.seen.note for hit in first.serious] == ["hot"]
    assert (second.ended, second.levels, second.serious) == (None, {0: 1}, ())


@pytest.fixture
def asked(eva: Log) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is sent to the store, with its values."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append((statement, values))

    engine = eva.store._engine  # the only place where every statement passes
    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def test_the_queue_is_read_by_its_index_and_sorts_nothing(eva: Log, night: Night, asked: list[tuple[str, Any]]) -> None:
    night.see("hot", 1, severity=3)
    night.arrive()
    asked.clear()

    queue(eva, MORNING)

    with eva.store.raw() as connection:
        plan = [
            row[3]
            for statement, values in asked
            for row in connection.execute("EXPLAIN QUERY PLAN " + statement, values)
        ]
    assert any("observation_review" in step for step in plan)
    small = ("SCAN decision", "SCAN device", "SCAN supervisor")
    assert [step for step in plan if "TEMP B-TREE" in step] == []
    assert [step for step in plan if step.startswith("SCAN") and not step.startswith(small)] == []
