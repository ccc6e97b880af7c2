"""Another's class C is opened in the review, or with a reason that the data protection officer sees."""

from datetime import timedelta

import pytest

from fieldlog.logbook import reads
from fieldlog.logbook.glass import BehindGlass, break_glass
from fieldlog.logbook.log import Log
from fieldlog.logbook.whole import whole
from fieldlog.models.refusal import NotFound, RuleBroken
from sync.access import AUDITORS
from tests.logbook.test_reviews import written_by
from tests.supervising import MORNING, Night, let_supervise

WHY = "polisen ringer om kvällens ärende"
C = {"class": "C"}


def breaks(log: Log) -> list[tuple[list[str], str]]:
    reads.write_down(log, MORNING)
    return [
        (entry.facts("core")["ids"], entry.facts("words")["reason"])
        for entry in written_by(log, "read")
        if entry.facts("core").get("how") == "break"
    ]


def test_outside_the_review_it_stays_shut_until_a_reason_is_said(eva: Log, night: Night) -> None:
    seen, other = night.see("ung person", 1, **C), night.see("ung person till", 2, **C)
    night.arrive()
    with pytest.raises(BehindGlass):
        whole(eva, seen, MORNING)

    break_glass(eva, seen, WHY, MORNING)

    assert whole(eva, seen, MORNING).said["words"] == "ung person"
    assert whole(eva, other, MORNING + timedelta(minutes=14)).said["words"] == "ung person till"
    for late in (timedelta(minutes=15), timedelta(days=1), -timedelta(minutes=1)):
        with pytest.raises(BehindGlass):
            whole(eva, seen, MORNING + late)
    assert breaks(eva) == [([seen], WHY), ([other], WHY)]


def test_with_a_purpose_the_review_reads_it_as_always(eva: Log, night: Night) -> None:
    seen = night.see("ung person", 1, **C)
    night.arrive()
    reads.say_purpose(eva, "granskning av nattens pass")

    assert whole(eva, seen).said["words"] == "ung person"
    assert breaks(eva) == []


def test_classes_a_and_b_have_no_glass(eva: Log, night: Night) -> None:
    seen = night.see("två langar öppet", 1)
    night.arrive()

    assert whole(eva, seen).said["class"] == "B"


@pytest.mark.parametrize("reason", ["", "   ", "jobb"])
def test_a_reason_is_more_than_a_word(eva: Log, night: Night, reason: str) -> None:
    seen = night.see("ung person", 1, **C)
    night.arrive()

    with pytest.raises(RuleBroken):
        break_glass(eva, seen, reason, MORNING)
    with pytest.raises(BehindGlass):
        whole(eva, seen, MORNING)


def test_field_staff_never_and_that_she_tried_is_written_down(anna: Log) -> None:
    let_supervise(anna, "GL-01")
    other = Night(anna, "OV-14")
    seen = other.see("ung person", 1, **C)
    other.arrive()

    with pytest.raises(RuleBroken):
        break_glass(anna, seen, WHY, MORNING)
    with pytest.raises(RuleBroken):
        whole(anna, seen, MORNING)
    reads.write_down(anna, MORNING)
    assert {entry.facts("core").get("how") for entry in written_by(anna, "read")} == {"refused"}


def test_what_is_another_organisations_has_no_glass_to_break(eva: Log, night: Night) -> None:
    elsewhere = Night(eva, "FA-07", "NIS")
    seen = elsewhere.see("ung person", 1, **C)
    elsewhere.arrive()

    with pytest.raises(NotFound):
        break_glass(eva, seen, WHY, MORNING)


def test_the_registrar_reads_every_breaking_of_her_organisation() -> None:
    assert "reg" in AUDITORS
