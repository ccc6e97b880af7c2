"""What Anna typed comes back when she undoes it, and is nowhere once it can't be undone."""

from collections.abc import Callable

import pytest

from fieldlog.line import read_line
from fieldlog.logbook import amendments, composing, drafts, events, finding, retyping, shifts
from fieldlog.logbook.delivery import deliver_all
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from tests.conftest import FRIDAY

TYPED = "nh trp 3 18-24 två langar vid trappan"


def save(log: Log, text: str = TYPED, *, keep_identities: bool = False) -> str:
    reading = read_line(text, now=FRIDAY, vocabulary=log.vocabulary, role=log.role)
    values = composing.values(reading, shift=None, now=FRIDAY)
    return events.save_values(log, values, FRIDAY, text=text, keep_identities=keep_identities)[0]


def kept(log: Log) -> list[str]:
    return [draft.body["text"] for draft in drafts.drafts(log, "typed")]


@pytest.mark.parametrize("text", [TYPED, "NH  TRP ~3 pers", "3 nh trp", "bl trp stolpe 4471 släckt"])
def test_undo_gives_back_the_line_as_it_was_typed(anna: Log, text: str) -> None:
    text_again, _chosen = retyping.undo(anna, save(anna, text), FRIDAY)

    assert text_again == text
    assert kept(anna) == []


def test_the_line_that_came_back_becomes_the_same_entry(anna: Log) -> None:
    id_ = save(anna)
    before = finding.page(anna, Filter())[0]
    text, chosen = retyping.undo(anna, id_, FRIDAY)
    reading = read_line(text, now=FRIDAY, vocabulary=anna.vocabulary, role=anna.role)
    events.save_values(anna, composing.values(reading, shift=None, now=FRIDAY, chosen=chosen), FRIDAY, text=text)

    after = finding.page(anna, Filter())[0]
    for name in ("at", "category", "place", "persons", "ages", "severity", "note", "class_", "fields"):
        assert getattr(after, name) == getattr(before, name)


@pytest.mark.parametrize("saw", [("OV-14",), ("OV-12", "OV-14")])
def test_undo_gives_back_who_was_chosen_as_having_seen_it(anna: Log, saw: tuple[str, ...]) -> None:
    reading = read_line(TYPED, now=FRIDAY, vocabulary=anna.vocabulary, role=anna.role)
    values = composing.values(reading, shift=None, now=FRIDAY, chosen={"seen_by": saw})
    id_, _lacking = events.save_values(anna, values, FRIDAY, text=TYPED)

    text, chosen = retyping.undo(anna, id_, FRIDAY)

    assert (text, chosen["seen_by"]) == (TYPED, saw)
    assert "persons" not in chosen, "the 3 that was typed says it"


def test_the_one_before_can_be_undone_in_its_own_words_too(anna: Log) -> None:
    first = save(anna)
    retyping.undo(anna, save(anna, "os pla 7 bråk"), FRIDAY)

    assert retyping.undo(anna, first, FRIDAY)[0] == TYPED


def sent(log: Log, _id: str) -> None:
    with log.store.write() as connection:
        deliver_all(connection, [log.device], FRIDAY)


def amended(log: Log, id_: str) -> None:
    amendments.amend(log, id_, {"place": "HOT"}, FRIDAY)


def withdrawn(log: Log, id_: str) -> None:
    amendments.withdraw(log, id_, FRIDAY, reason="fel plats")


def purged(log: Log, id_: str) -> None:
    with log.writing(FRIDAY) as pen:
        pen.destroy("90 days", [(id_, "words")])


def signed(log: Log, _id: str) -> None:
    shifts.start(log, shifts.manning([]), FRIDAY)
    shifts.end(log, FRIDAY)


@pytest.mark.parametrize("end", [sent, amended, withdrawn, purged, signed])
def test_what_was_typed_is_gone_with_the_chance_to_undo_it(anna: Log, end: Callable[[Log, str], None]) -> None:
    id_ = save(anna)
    assert kept(anna) == [TYPED]
    end(anna, id_)

    assert kept(anna) == []


def test_an_amended_entry_comes_back_as_it_is_now(anna: Log) -> None:
    id_ = save(anna)
    amended(anna, id_)

    assert retyping.undo(anna, id_, FRIDAY)[0] == "nh hot 2-4 18-24 två langar vid trappan"


def test_no_identity_number_is_kept_with_what_was_typed(anna: Log) -> None:
    id_ = save(anna, "ob pla 3 19121212-1212 berusad")

    assert kept(anna) == ["ob pla 3 [personnummer] berusad"]
    assert retyping.undo(anna, id_, FRIDAY)[0] == "ob pla 3 [personnummer] berusad"


def test_words_alone_are_not_kept_a_second_time(anna: Log) -> None:
    save(anna, "lugnt på plattan")

    assert kept(anna) == []


def test_a_class_that_bo_raised_is_raised_again_when_he_undoes(bo: Log) -> None:
    reading = read_line("tl pla", now=FRIDAY, vocabulary=bo.vocabulary, role=bo.role)
    values = composing.values(reading, shift=None, now=FRIDAY, chosen={"class_": "C"})
    id_ = events.save_values(bo, values, FRIDAY, text="tl pla")[0]

    assert retyping.undo(bo, id_, FRIDAY)[1]["class_"] == "C"
