"""The read log, read: by whom it may be, what it shows of a month, and that it never says what an entry says."""

from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.logbook import audit, observations, reads
from fieldlog.logbook.folding import stored
from fieldlog.logbook.log import Log
from fieldlog.models.chain import Chain
from fieldlog.models.entry import Entry, Part
from fieldlog.models.moment import written
from fieldlog.models.reading import HOWS, MANY, READ
from fieldlog.models.refusal import NotFound, RuleBroken
from tests.conftest import FRIDAY
from tests.logbook.test_received import CORE
from tests.proof.rich import Stranger, receive
from tests.supervising import let_supervise

CANARY = "kanariefågel"


class Reader(Stranger):
    """A colleague's laptop, at any moment."""

    def read(
        self, at: datetime, *ids: str, how: str = "", target: str | None = None, why: str = "", **more: Any
    ) -> str:
        chain: Chain = self.chain
        core = {"ids": list(ids)} if ids else {}
        core |= ({"how": how} if how else {}) | more
        parts = {"core": core} | ({"words": {"reason": why}} if why else {})
        made = chain.add(
            "read", {name: Part.of(said) for name, said in parts.items()}, at=written(at),
            sign=lambda data: self.key.sign(data).signature, target=target,
        )  # fmt: skip
        self.entries.append(made)
        return str(made.fields.id)


def seen_by(kim: Stranger, note: str = CANARY) -> str:
    return str(kim.write("observation", CORE | {"spot": CANARY}, {"note": note}).fields.id)


def own(log: Log) -> list[Entry]:
    with log.store.read() as connection:
        return [entry for _row, entry in stored(connection, "kind = 'read' AND own = 1 ORDER BY entry.seq")]


@pytest.fixture
def kim(eva: Log) -> Reader:
    """A guard of Eva's; Eva supervises."""
    let_supervise(eva, "GL-01")
    return Reader("OV-14", "OVB")


def test_eva_sees_who_read_what_when_and_why_the_latest_first(eva: Log, kim: Reader) -> None:
    seen = seen_by(kim)
    first = kim.read(FRIDAY, target=seen, why="granskning")
    later = kim.read(FRIDAY + timedelta(hours=1), seen, how="export")
    receive(eva, kim.entries)

    found = audit.listed(eva, limit=9)

    assert [(each.id, each.reader, each.how, each.many, each.reason) for each in found] == [
        (later, "OV-14", "export", 1, ""), (first, "OV-14", "open", 1, "granskning"),
    ]  # fmt: skip
    assert [each.id for each in audit.listed(eva, since=FRIDAY + timedelta(minutes=1), limit=9)] == [later]
    assert [each.id for each in audit.listed(eva, until=FRIDAY + timedelta(minutes=1), limit=9)] == [first]
    assert audit.ids(eva, found[0].number) == [seen]


def test_to_read_it_is_a_reading_too_once_a_sitting(eva: Log, kim: Reader) -> None:
    seen = seen_by(kim)
    kim.read(FRIDAY, target=seen)
    receive(eva, kim.entries)
    for _time in range(2):
        audit.listed(eva, limit=9)
        audit.about(eva, seen)
        audit.month(eva, "2026-11")
    reads.write_down(eva, FRIDAY)

    assert [entry.content("core") for entry in own(eva)] == [
        {"how": "audit", "of": "list"},
        {"ids": [seen], "how": "audit", "of": "asked"},
        {"how": "audit", "of": "sample", "month": "2026-11"},
    ]


def test_who_has_read_this_names_details_lists_and_exports_and_nobody_is_not_found(eva: Log, kim: Reader) -> None:
    seen, other = seen_by(kim), seen_by(kim)
    kim.read(FRIDAY, target=seen)
    kim.read(FRIDAY, seen, other)
    kim.read(FRIDAY, seen, how="export")
    receive(eva, kim.entries)

    id_, found = audit.about(eva, seen[:-1])

    assert id_ == seen
    assert {each.how for each in found} == {"open", "list", "export"}
    with pytest.raises(NotFound):
        audit.about(eva, "ffffffff")
    with pytest.raises(RuleBroken, match="Flera"):
        audit.about(eva, seen[:4])


def test_anna_asks_about_her_own_and_of_others_she_is_refused_and_that_stands_there(anna: Log, kim: Reader) -> None:
    mine = observations.save(anna, observations.new_observation(at=FRIDAY, category="OS", place="PLA"), FRIDAY)
    his = seen_by(kim)
    kim.read(FRIDAY, target=mine)
    receive(anna, kim.entries)
    reads.noted(anna, "open", [his])
    reads.write_down(anna, FRIDAY)

    assert [each.reader for each in audit.about(anna, mine)[1]] == ["OV-14"]
    with pytest.raises(RuleBroken):
        audit.about(anna, his)
    with pytest.raises(RuleBroken):
        audit.month(anna, "2026-11")
    reads.write_down(anna, FRIDAY)
    refused = [entry.content("core") for entry in own(anna) if entry.facts("core").get("how") == "refused"]
    assert refused == [{"ids": [his], "how": "refused", "of": "audit"}, {"how": "refused", "of": "audit"}]


def test_a_registrar_checks_as_a_supervisor_does(eva: Log, kim: Reader) -> None:
    eva.role = "reg"
    eva.worker = "REG-1"
    kim.read(FRIDAY, seen_by(kim))
    receive(eva, kim.entries)

    assert len(audit.month(eva, "2026-11").rows) == 1


def test_the_sample_is_by_chance_and_the_same_for_all_who_hold_the_same(eva: Log, kim: Reader, anna: Log) -> None:
    anna.role = "reg"
    seen = seen_by(kim)
    made = [kim.read(FRIDAY + timedelta(minutes=each), seen) for each in range(60)]
    october = kim.read(FRIDAY - timedelta(days=30), seen)
    receive(eva, kim.entries)
    receive(anna, [kim.entries[0], *kim.entries[:0:-1]])

    hers, mine = audit.month(eva, "2026-11", sample=9), audit.month(anna, "2026-11", sample=9)

    assert [row.reading.id for row in hers.rows] == [row.reading.id for row in mine.rows]
    drawn = [row.reading.id for row in hers.rows]
    assert len(set(drawn)) == 9
    assert drawn != made[:9]
    assert october not in drawn
    assert len(audit.month(eva, "2026-11").rows) == audit.SAMPLE
    with pytest.raises(RuleBroken):
        audit.month(eva, "november")


def test_nobody_checks_herself(eva: Log, kim: Reader) -> None:
    seen = seen_by(kim)
    receive(eva, kim.entries)
    reads.listed_others(eva.unlocked, [seen])
    reads.refused(eva, [seen], "review")
    reads.write_down(eva, FRIDAY)

    assert audit.month(eva, "2026-11").rows == ()
    assert audit.month(eva, "2026-11").hows["refused"] == 1
    with pytest.raises(RuleBroken, match="egen"):
        audit.look_at(eva, own(eva)[0].fields.id, "2026-11", FRIDAY)


def test_what_stands_out_comes_first_each_with_why_in_the_order_of_time_and_never_by_person(
    eva: Log, kim: Reader
) -> None:
    other = Reader("OV-15", "OVB")
    seen = seen_by(kim)
    day = FRIDAY.replace(day=3, hour=12)
    refused = kim.read(day, seen, how="refused", of="review")
    night = other.read(day.replace(day=4, hour=3), target=seen)
    unsaid = kim.read(day.replace(day=5), seen, how="export")
    broken = other.read(day.replace(day=6), seen, how="break", why="fara")
    said = kim.read(day.replace(day=7), seen, how="export", why="till juristen")
    receive(eva, [*kim.entries, *other.entries])

    found = audit.month(eva, "2026-11")

    assert [(row.reading.id, row.why) for row in found.rows] == [
        (refused, "refused"), (night, "hour"), (unsaid, "unsaid"), (broken, "break"), (said, ""),
    ]  # fmt: skip
    assert found.standing == 4
    assert found.hows == {"refused": 1, "open": 1, "export": 2, "break": 1}
    assert dict(found.reasons) == {"fara": 1, "till juristen": 1}


def test_many_opened_in_a_short_time_stand_out_once_and_a_review_with_a_purpose_does_not(eva: Log, kim: Reader) -> None:
    seen = [seen_by(kim) for _each in range(MANY + 5)]
    other = Reader("OV-15", "OVB")
    for number, each in enumerate(seen):
        other.read(FRIDAY.replace(hour=12) + timedelta(seconds=5 * number), target=each)
        kim.read(FRIDAY.replace(hour=13) + timedelta(seconds=5 * number), target=each, why="granskning")
        kim.read(FRIDAY.replace(hour=14, day=1) + timedelta(hours=number), target=each)
    receive(eva, [*kim.entries, *other.entries])

    found = [row for row in audit.month(eva, "2026-11").rows if row.why == "many"]

    assert [(row.reading.reader, row.reading.many) for row in found] == [("OV-15", MANY + 5)]


def test_a_colleagues_returned_entry_that_was_opened_stands_out(eva: Log, kim: Reader) -> None:
    other, lo = Reader("OV-15", "OVB"), Stranger("GL-01", "OVB")
    seen = seen_by(kim)
    core = {"verdict": "return", "reason": "place", "at": written(FRIDAY)}
    lo.write("review", core, {"reason": "var?"}, target=seen, base=(seen,))
    opened = other.read(FRIDAY, target=seen)
    kim.read(FRIDAY, target=seen)
    receive(eva, [*kim.entries, *other.entries, *lo.entries])

    found = [row for row in audit.month(eva, "2026-11").rows if row.why]

    assert [(row.reading.id, row.why) for row in found] == [(opened, "returned")]


def test_what_eva_has_looked_at_says_so_with_her_remark_and_is_an_entry_of_her_chain(eva: Log, kim: Reader) -> None:
    read = kim.read(FRIDAY, seen_by(kim))
    receive(eva, kim.entries)
    audit.look_at(eva, read, "2026-11", FRIDAY + timedelta(days=12), remark="frågat, i sin ordning")

    [row] = audit.month(eva, "2026-11").rows
    assert row.looked is not None
    assert astuple(row.looked) == ("GL-01", written(FRIDAY + timedelta(days=12)), "frågat, i sin ordning")
    made = own(eva)[-1]
    assert made.content("core") == {"ids": [read], "how": "audit", "of": "check", "month": "2026-11"}
    assert made.content("words") == {"reason": "frågat, i sin ordning"}


def test_who_read_at_the_server_is_believed_of_the_server_alone(eva: Log) -> None:
    server = let_supervise(eva, "GL-01")
    kim = Reader("OV-14", "OVB")
    seen = seen_by(kim)
    kim.read(FRIDAY, seen, how="admin", by="någon annan")
    server.write("read", {"ids": [seen], "how": "admin", "of": "quarantine", "by": "root", "org": "OVB"})
    receive(eva, [*kim.entries, *server.entries])

    assert {(each.reader, each.role) for each in audit.listed(eva, limit=9)} == {("OV-14", "ov"), ("root", "server")}


@pytest.mark.parametrize(
    "core", [{"ids": "x"}, {"how": 3, "of": [], "many": "x", "own": None}, {"how": "x" * 900}, [1]]
)
def test_what_another_program_says_never_stops_the_page(eva: Log, kim: Reader, core: Any) -> None:
    kim.write("read", core)
    receive(eva, kim.entries)

    assert len(audit.listed(eva, limit=9)) == 1
    audit.month(eva, "2026-11")


def test_no_byte_of_what_was_read_is_in_any_answer(eva: Log) -> None:
    let_supervise(eva, "GL-01")
    kim = Reader("OV-14", "OVB")
    seen = [seen_by(kim, f"{CANARY} {number}") for number in range(3)]

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(sorted(HOWS)), st.integers(0, 600), st.booleans()), max_size=12))
    def whatever_was_read(said: list[tuple[str, int, bool]]) -> None:
        for number, (how, minutes, alone) in enumerate(said):
            at = FRIDAY - timedelta(minutes=minutes)
            if alone and how in READ:
                kim.read(at, target=seen[number % 3])
            else:
                kim.read(at, *seen, how="" if how in ("open", "list") else how)
        receive(eva, kim.entries)
        answers: list[Any] = [audit.listed(eva, limit=99), audit.month(eva, "2026-11")]
        answers += [audit.about(eva, each) for each in seen if _is_named(eva, each)]
        assert CANARY not in repr(answers)

    whatever_was_read()


def _is_named(log: Log, id_: str) -> bool:
    with log.store.read() as connection:
        return bool(connection.exec_driver_sql("SELECT 1 FROM reading_of WHERE id = ?", (id_,)).fetchone())
