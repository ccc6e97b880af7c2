"""What an observation is for other eyes: its JSON, its history, and how it is looked up."""

import json
from datetime import timedelta

import pytest

from fieldlog.logbook import amendments, events, finding, observations
from fieldlog.logbook.log import Log
from fieldlog.logbook.viewing import as_json, draft_as_json, fits_filter, history, look_up
from fieldlog.models.refusal import NotFound, RuleBroken
from tests.conftest import FRIDAY

LATER = FRIDAY + timedelta(minutes=1)


def saved(log: Log, **values: object) -> str:
    return observations.save(
        log, observations.new_observation(**{"at": FRIDAY, "category": "NH", "place": "PLA", **values}), FRIDAY
    )


def test_json_says_no_less_than_the_row(anna: Log) -> None:
    id_ = saved(anna, words={"note": "två långa", "comment": "sedan lugnt"}, source={"file": "a.csv", "key": "7"})

    seen = as_json(look_up(anna, id_)[0])

    assert (seen["words"], seen["texts"]) == ("två långa", {"comment": "sedan lugnt"})
    assert seen["source"] == {"file": "a.csv", "key": "7"}
    assert json.loads(json.dumps(seen)) == seen
    assert "tips" not in seen


def test_a_restored_observation_says_the_whole_way(anna: Log) -> None:
    id_ = saved(anna)
    amendments.withdraw(anna, id_, LATER, reason="fel plats")
    amendments.restore(anna, id_, LATER, reason="rätt plats")

    assert [(step["kind"], step["reason"]) for step in history(anna, id_)] == [
        ("observation", ""),
        ("withdraw", "fel plats"),
        ("restore", "rätt plats"),
    ]


def test_two_versions_that_do_not_know_of_each_other_are_both_shown(anna: Log) -> None:
    id_ = saved(anna, words={"note": "två"})
    with anna.writing(LATER) as pen:
        for place in ("VAS", "TRP"):
            new = observations.new_observation(at=FRIDAY, category="NH", place=place)
            pen.write("amend", new.core(anna.vocabulary, "B"), target=id_, base=[id_])

    seen = as_json(look_up(anna, id_)[0])
    steps = history(anna, id_)

    assert (len(seen["tips"]), seen["place"], seen["words"]) == (2, "TRP", "två")
    assert [step["changes"].get("place") for step in steps[1:]] == [["PLA", "VAS"], ["PLA", "TRP"]]
    amendments.amend(anna, id_, {"place": "PLA"}, LATER)
    assert "tips" not in as_json(look_up(anna, id_)[0])


def test_what_was_destroyed_by_undo_is_not_in_the_history(anna: Log) -> None:
    id_ = saved(anna, words={"note": "hemligt"})
    amendments.undo(anna, id_, LATER)

    assert "hemligt" not in json.dumps(history(anna, id_))


def test_an_open_event_has_the_same_names(anna: Log) -> None:
    id_ = saved(anna)
    new = observations.new_observation(at=FRIDAY, category="IN", place="VAS", actions=["LOB"])
    draft_id, missing = events.save_or_open(anna, new, FRIDAY, text="in vas +LOB")

    draft = look_up(anna, draft_id)[1]
    assert draft is not None
    seen = draft_as_json(anna, draft)

    assert set(as_json(look_up(anna, id_)[0])) <= set(seen)
    assert (seen["state"], seen["severity"], seen["class"], tuple(seen["missing"])) == ("open", 2, "C", missing)
    assert fits_filter(seen, finding.Filter(place="VAS", zone=None, family="I", severity=2), anna.vocabulary)
    assert not fits_filter(seen, finding.Filter(category="NH"), anna.vocabulary)
    assert not fits_filter(seen, finding.Filter(since=LATER), anna.vocabulary)


@pytest.mark.parametrize("text", ["kanyler", 'kanyler "', "Kanyler.", "(kanyler, vaxtlådan)", "polis", "pol"])
def test_signs_and_short_forms_in_a_search_miss_no_open_event(anna: Log, text: str) -> None:
    new = observations.new_observation(
        at=FRIDAY, category="IN", place="VAS", actions=["LOB"], words={"note": "kanyler bakom växtlådan, pol kom"}
    )
    draft = look_up(anna, events.save_or_open(anna, new, FRIDAY, text="in vas +LOB")[0])[1]
    assert draft is not None

    assert fits_filter(draft_as_json(anna, draft), finding.Filter(text=text), anna.vocabulary)
    assert not fits_filter(draft_as_json(anna, draft), finding.Filter(text="sprutor"), anna.vocabulary)


def test_a_beginning_leads_to_the_only_one_and_an_amendment_to_what_it_amends(anna: Log) -> None:
    id_, other = saved(anna), saved(anna)
    amendment = amendments.amend(anna, id_, {"severity": 3}, LATER)

    assert look_up(anna, id_[:23])[0].id == id_
    assert look_up(anna, amendment)[0].id == id_
    with pytest.raises(RuleBroken):
        look_up(anna, other[:8])
    with pytest.raises(NotFound):
        look_up(anna, "zzz")
