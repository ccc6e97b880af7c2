"""Deciding over what others wrote: who may, over which version, and that a decision is whole, once, and never lost."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.logbook import reads, reviews
from fieldlog.logbook.folding import stored
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.review_queue import queue
from fieldlog.logbook.verifying import verify
from fieldlog.logbook.viewing import history
from fieldlog.models.entry import Entry
from fieldlog.models.refusal import NotFound, RuleBroken
from tests.conftest import PASSPHRASE
from tests.proof.rich import Stranger, receive
from tests.supervising import MORNING, Night

LATER = MORNING + timedelta(seconds=61)


def state(log: Log, id_: str) -> str:
    with log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT state FROM observation WHERE id = ?", (id_,)).fetchone()
    return str(row.state) if row else ""


def written_by(log: Log, *kinds: str) -> list[Entry]:
    marks = ", ".join("?" * len(kinds))
    with log.store.read() as connection:
        return [entry for _row, entry in stored(connection, f"kind IN ({marks}) AND own = 1 ORDER BY entry.seq", kinds)]


def test_an_approval_becomes_an_entry_when_it_leaves_and_names_the_version_it_judged(eva: Log, night: Night) -> None:
    seen = night.see("två langar öppet")
    night.arrive()

    reviews.approve(eva, {seen: ()}, MORNING)
    assert state(eva, seen) == "saved"
    assert written_by(eva, "review") == []
    reviews.leave(eva, MORNING)

    [entry] = written_by(eva, "review")
    assert (entry.fields.target, entry.fields.base) == (seen, (seen,))
    assert entry.facts("core") == {"verdict": "approve", "reason": None, "at": "2026-11-21T07:34:00.000+01:00"}
    assert state(eva, seen) == "approved"
    assert verify(eva).fault is None
    rebuild(eva)
    assert state(eva, seen) == "approved"


def test_a_return_says_why_and_stands_over_an_approval_of_the_same_version(eva: Log, night: Night) -> None:
    seen = night.see("klotter på fasaden")
    night.arrive()
    other = Stranger("GL-02", "OVB")
    other.write("review", {"verdict": "approve"}, target=seen, base=(seen,))
    receive(eva, other.entries)
    assert state(eva, seen) == "approved"

    reviews.give_back(eva, {seen: ()}, "missing", MORNING, text="Vems fasad?")
    reviews.leave(eva, MORNING)

    assert state(eva, seen) == "returned"
    steps = [step for step in history(eva, seen) if step["kind"] == "review"]
    assert [(step["author"], step["verdict"], step["why"], step["reason"], step["in_force"]) for step in steps] == [
        ("GL-02", "approve", "", "", True), ("GL-01", "return", "missing", "Vems fasad?", True),
    ]  # fmt: skip


def test_an_amendment_answers_a_return_and_needs_a_new_approval(eva: Log, night: Night) -> None:
    seen = night.see("klotter på fasaden")
    night.arrive()
    reviews.give_back(eva, {seen: ()}, "missing", MORNING)
    reviews.leave(eva, MORNING)
    assert queue(eva, MORNING).total == 0

    night.amend(seen, "klotter på fasaden, port 14")
    night.arrive()

    assert state(eva, seen) == "saved"
    [item] = queue(eva, MORNING).items
    assert item.answered
    reviews.approve(eva, {seen: ()}, MORNING)
    reviews.leave(eva, MORNING)
    night.amend(seen, "port 16", item.judged[seen][0])
    night.arrive()
    assert state(eva, seen) == "saved"


def test_what_was_amended_since_it_was_read_is_read_again(eva: Log, night: Night) -> None:
    seen = night.see("klotter")
    night.arrive()
    [item] = queue(eva, MORNING).items
    night.amend(seen, "klotter på port 14")
    night.arrive()

    with pytest.raises(RuleBroken, match="rättats sedan du läste den"):
        reviews.approve(eva, item.judged, MORNING)
    assert not waits(eva)


def waits(log: Log) -> bool:
    with log.store.read() as connection:
        return reviews.waiting(connection)


def test_a_decision_over_what_is_amended_before_it_leaves_has_no_effect_and_is_kept(eva: Log, night: Night) -> None:
    seen = night.see("klotter")
    night.arrive()
    reviews.approve(eva, {seen: ()}, MORNING)
    night.amend(seen, "klotter på port 14")
    night.arrive()

    reviews.leave(eva, MORNING)

    assert state(eva, seen) == "saved"
    assert [step["in_force"] for step in history(eva, seen) if step["kind"] == "review"] == [False]


def test_the_last_decision_is_taken_back_until_it_has_left(eva: Log, night: Night) -> None:
    first, second = night.see("ett", 1), night.see("två", 2)
    night.arrive()
    made = reviews.approve(eva, {first: (), second: ()}, MORNING)
    assert queue(eva, MORNING).total == 0

    assert sorted(reviews.undo(eva, made)) == sorted((first, second))
    assert queue(eva, MORNING).total == 2
    made = reviews.approve(eva, {first: ()}, MORNING)
    assert reviews.leave(eva, MORNING + timedelta(seconds=59), due=True) == 0
    assert reviews.leave(eva, LATER, due=True) == 1
    with pytest.raises(NotFound, match="redan lämnat"):
        reviews.undo(eva, made)
    assert reviews.leave(eva, LATER) == 0
    assert len(written_by(eva, "review")) == 1


def test_a_comment_decides_nothing_and_a_remark_stands_beside_its_approval(eva: Log, night: Night) -> None:
    seen, other = night.see("ett", 1), night.see("två", 2)
    night.arrive()
    reviews.comment(eva, {seen: ()}, "bra sett, 19121212-1212", MORNING)
    assert queue(eva, MORNING).total == 2
    reviews.approve(eva, {other: ()}, MORNING, remark="portnumret fylls i av kontoret")
    reviews.leave(eva, MORNING)

    assert (state(eva, seen), state(eva, other)) == ("saved", "approved")
    [said] = written_by(eva, "comment")
    assert said.facts("words") == {"comment": "bra sett, [personnummer]"}
    assert history(eva, seen)[-1]["reason"] == "bra sett, [personnummer]"
    assert history(eva, other)[-1]["reason"] == "portnumret fylls i av kontoret"


def test_what_is_put_off_comes_back_on_its_day_or_with_the_writers_next_shift(eva: Log, night: Night) -> None:
    first, second = night.see("ett", 1), night.see("två", 2)
    night.arrive()
    reviews.put_off(eva, {first: ()}, MORNING + timedelta(days=1), MORNING)
    reviews.put_off(eva, {second: ()}, None, MORNING)
    reviews.leave(eva, LATER)

    assert (queue(eva, LATER).total, queue(eva, LATER).put_off) == (0, 2)
    assert [*queue(eva, MORNING + timedelta(days=1)).items[0].judged] == [first]
    Night(eva, began=MORNING + timedelta(hours=8)).arrive()
    assert [*queue(eva, LATER).items[0].judged] == [second]
    reviews.approve(eva, {second: ()}, LATER)
    reviews.leave(eva, LATER)
    assert queue(eva, MORNING + timedelta(days=1)).total == 1
    assert queue(eva, LATER).put_off == 1


def test_eva_changes_the_class_both_ways_with_a_reason(eva: Log, night: Night) -> None:
    seen = night.see("går att känna igen")
    night.arrive()

    for class_ in "CA":
        reviews.classify(eva, seen, class_, MORNING, reason="ingen går att känna igen")
        with eva.store.read() as connection:
            found = connection.exec_driver_sql("SELECT class FROM observation WHERE id = ?", (seen,)).scalar_one()
        assert found == class_
    with pytest.raises(RuleBroken):
        reviews.classify(eva, seen, "B", MORNING, reason=" ")


def test_what_the_queue_is_read_for_stands_in_the_read_log_and_nowhere_else(eva: Log, night: Night) -> None:
    from fieldlog.logbook import whole
    from fieldlog.logbook.review_queue import page

    first, second = night.see("ett", 1), night.see("två", 2)
    night.arrive()
    whole.whole(eva, second)
    reads.say_purpose(eva, "granskning av nattens pass")
    numbers = [number for item in queue(eva, MORNING).items for number in item.numbers]
    for _time in range(2):
        page(eva, numbers)
        with eva.store.read() as connection:
            row = connection.exec_driver_sql("SELECT * FROM observation WHERE id = ?", (first,)).one()
        reads.opened(eva, row, reads.purpose(eva.unlocked))
        whole.whole(eva, first)
    reads.write_down(eva, MORNING)

    found = [(entry.fields.target, entry.facts("core"), entry.facts("words")) for entry in written_by(eva, "read")]
    why = {"reason": "granskning av nattens pass"}
    assert found == [(second, {}, {}), (None, {"ids": [first, second]}, why), (first, {}, why)]


DECIDES = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from fieldlog.home import Home
from fieldlog.logbook import reviews
from fieldlog.logbook.log import open_log
from fieldlog.vault import unlock_with_passphrase
from tests.supervising import MORNING
log = open_log(unlock_with_passphrase(Home(Path(sys.argv[1])).folder("GL-01"), sys.argv[2]), MORNING)
reviews.approve(log, dict.fromkeys(sys.argv[4:], ()), MORNING)
if sys.argv[3] == "leaving":
    steps = 0
    written = reviews._write
    def write(pen, row):
        global steps
        written(pen, row)
        steps += 1
        if steps == 2:
            pen.flush()
            os.kill(os.getpid(), signal.SIGKILL)
    reviews._write = write
    reviews.leave(log, MORNING)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("where", ["decided", "leaving"])
def test_a_program_that_is_killed_loses_no_decision_and_keeps_none_by_halves(
    eva: Log, night: Night, where: str
) -> None:
    seen = [night.see(f"post {number}", number) for number in range(4)]
    night.arrive()
    home = Path(eva.folder.path.parent)
    eva.close()
    command = [sys.executable, "-c", DECIDES, str(home), PASSPHRASE, where, *seen]
    done = subprocess.run(command, check=False, capture_output=True, cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()

    again = open_log(eva.unlocked, MORNING + timedelta(seconds=30))
    assert written_by(again, "review") == []
    assert queue(again, MORNING).total == 0
    again.close()
    later = open_log(eva.unlocked, LATER)

    assert sorted(str(entry.fields.target) for entry in written_by(later, "review")) == sorted(seen)
    assert {state(later, id_) for id_ in seen} == {"approved"}
    assert verify(later).fault is None
    later.close()
