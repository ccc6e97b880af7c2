"""An entry with everything about it: versions that compete, what belongs together, what was destroyed."""

from datetime import timedelta

import pytest

from fieldlog.logbook import amendments, observations, retyping, shifts, whole
from fieldlog.logbook.delivery import deliver_all
from fieldlog.logbook.folding import stored
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import new_observation
from fieldlog.models.refusal import RuleBroken
from tests.conftest import FRIDAY


@pytest.fixture
def seen(anna: Log, on_shift: str) -> str:
    return saved(anna, on_shift, "NH", "TRP", "två langar")


def saved(log: Log, shift: str | None, category: str, place: str, note: str) -> str:
    new = new_observation(shift=shift, at=FRIDAY, category=category, place=place, persons="2-4", words={"note": note})
    return observations.save(log, new, FRIDAY)


def two_versions(log: Log, id_: str) -> None:
    """As two laptops that had not met would have amended it."""
    with log.writing(FRIDAY + timedelta(minutes=1)) as pen:
        core = next(entry.facts("core") for _row, entry in stored(pen.connection, "id = ?", (id_,)))
        pen.write("amend", {**core, "place": "HOT"}, {"note": "vid Hötorget"}, target=id_, base=[id_])
        pen.write("amend", {**core, "persons": "5-9"}, None, target=id_, base=[id_])


def test_the_version_that_is_chosen_holds_and_both_are_named(anna: Log, seen: str) -> None:
    two_versions(anna, seen)
    found = whole.whole(anna, seen)
    assert [version["says"]["place"] for version in found.versions] == ["HOT", "TRP"]

    whole.settle(anna, seen, str(found.versions[0]["id"]), FRIDAY + timedelta(minutes=2))

    now = whole.whole(anna, seen)
    assert (now.said["place"], now.said["persons"], now.said["words"]) == ("HOT", "2-4", "vid Hötorget")
    assert now.versions == ()
    with pytest.raises(RuleBroken):
        whole.settle(anna, seen, str(found.versions[0]["id"]), FRIDAY + timedelta(minutes=3))


def test_two_entries_get_one_event_also_after_signing(anna: Log, on_shift: str, seen: str) -> None:
    other, third = saved(anna, on_shift, "OS", "TRP", "bråk"), saved(anna, on_shift, "VF", "TRP", "slagsmål")
    shifts.end(anna, FRIDAY)
    later = FRIDAY + timedelta(hours=1)
    event = whole.link(anna, seen, other, later)
    assert whole.link(anna, third, seen, later) == event

    found = whole.whole(anna, seen)
    assert found.said["event"] == event
    assert [hit.seen.note for hit in found.related] == ["bråk", "slagsmål"]
    assert (found.signed, found.steps[-1]["reason"]) == (True, "hör ihop med en annan post")


def test_undo_gives_the_line_back_and_the_page_says_what_was_destroyed(anna: Log, on_shift: str) -> None:
    new = new_observation(
        shift=on_shift, at=FRIDAY, category="NH", place="TRP", persons="5-9", ages=["18-20", "21-24"],
        severity=3, words={"note": "två langar öppet"},
    )  # fmt: skip
    id_ = observations.save(anna, new, FRIDAY)
    hit, can_undo = retyping.latest(anna)
    assert (hit.seen.id if hit else "", can_undo) == (id_, True)

    text, chosen = retyping.undo(anna, id_, FRIDAY + timedelta(seconds=20))

    assert text == "nh trp 5-9 18-24 s3 två langar öppet"
    assert chosen == {"time": FRIDAY}
    found = whole.whole(anna, id_)
    assert [step["gone"] for step in found.steps] == [("words",), ()]
    assert found.said["words"] == ""


def test_words_that_say_it_all_come_back_without_codes(anna: Log, on_shift: str) -> None:
    fields, words = {"stolpe": "4471", "felart": "släckt"}, {"note": "stolpe 4471 släckt vid trappan"}
    new = new_observation(shift=on_shift, at=FRIDAY, category="BL", place="TRP", fields=fields, words=words)
    text, chosen = retyping.undo(anna, observations.save(anna, new, FRIDAY), FRIDAY)
    assert (text, set(chosen)) == ("stolpe 4471 släckt vid trappan", {"time"})


def test_what_was_sent_is_not_undone_but_can_be_opened(anna: Log, seen: str) -> None:
    with anna.store.write() as connection:
        deliver_all(connection, [anna.device], FRIDAY)
    hit, can_undo = retyping.latest(anna)
    assert (hit.seen.id if hit else "", can_undo) == (seen, False)
    with pytest.raises(RuleBroken):
        amendments.undo(anna, seen, FRIDAY)
