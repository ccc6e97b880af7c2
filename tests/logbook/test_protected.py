"""Protected identity: no place, no hour, class C, in no list that is searched, no count, no export."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest

from fieldlog.logbook import amendments, browsing, exports, finding, folding, glance, lens, mine, observations
from fieldlog.logbook import review_queue as queues
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.logbook.night import night
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.verifying import verify
from fieldlog.logbook.viewing import history
from fieldlog.logbook.whole import whole
from fieldlog.models.refusal import RuleBroken
from fieldlog.screens.copying import as_text
from fieldlog.screens.text import signs
from tests.conftest import FRIDAY
from tests.supervising import Night, let_supervise

CANARY, SPOT, PLACE = "KANARIE", "trappan", "TRP"
NOON = "2026-11-20T12:00:00.000+01:00"


def hidden(log: Log, shift: str | None, **more: Any) -> str:
    new = observations.new_observation(
        at=FRIDAY, category="UK", place=PLACE, spot=SPOT, shift=shift, protected=True, severity=3,
        words={"note": CANARY}, **more,
    )  # fmt: skip
    return observations.save(log, new, FRIDAY)


@pytest.fixture
def kept(anna: Log, on_shift: str) -> str:
    return hidden(anna, on_shift)


def core_of(log: Log, id_: str) -> dict[str, Any]:
    with log.store.read() as connection:
        return next(entry.facts("core") for _row, entry in folding.stored(connection, "id = ?", (id_,)))


def test_neither_place_nor_hour_is_even_signed(anna: Log, kept: str) -> None:
    core = core_of(anna, kept)

    assert (core["place"], core["spot"], core["at"], core["class"]) == (None, None, NOON, "C")
    assert observations.remembered(anna, ["place"]).get("place") != PLACE


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(), Filter(text=CANARY), Filter(text=SPOT), Filter(place=PLACE), Filter(zone="SP"), Filter(category="UK"),
        Filter(family="U"), Filter(severity=3), Filter(author="OV-12"), Filter(state="saved"), Filter(class_="C"),
        Filter(since=FRIDAY - timedelta(days=1), until=FRIDAY + timedelta(days=1)),
        Filter(since=FRIDAY - timedelta(days=1), class_="C", severity=2),
    ],
    ids=str,
)  # fmt: skip
def test_no_search_finds_it_and_no_count_counts_it(anna: Log, kept: str, on_shift: str, wanted: Filter) -> None:
    from tests.proof.rich import observed

    other = observed(anna, f"{CANARY} {SPOT}", on_shift, 3, category="UK", severity=3, place="TRP", class_="C")

    found = finding.page(anna, wanted)
    assert kept not in {row.id for row in found}
    assert finding.count(anna, wanted) == len(found) == len(list(finding.everything(anna, wanted)))
    assert {row.id for row in finding.oldest(anna, wanted)} <= {other}
    assert kept not in {hit.seen.id for hit in browsing.latest_own(anna)}


def test_in_its_own_shift_it_stands_without_words_place_and_hour(anna: Log, kept: str, on_shift: str) -> None:
    (row,) = finding.page(anna, Filter(shift=on_shift))
    assert (row.id, row.place, row.zone, row.spot, row.at) == (kept, None, None, None, NOON)
    with anna.store.raw() as connection:
        seen = glance.tonight(connection, anna.device, FRIDAY)
        assert glance.lately(connection, anna.device, PLACE, FRIDAY) == ()
    assert CANARY not in repr(seen)
    assert SPOT not in repr(seen)
    assert [one.note for one in seen.rows] == ["skyddad identitet"]


def test_no_export_has_it_and_no_lens_shows_it_to_others(anna: Log, kept: str) -> None:
    for format_ in ("csv", "jsonl"):
        out = io.StringIO()
        exports.export(anna, format_, "C", Filter(), out)
        assert kept not in out.getvalue()
        assert CANARY not in out.getvalue()
    for who in lens.AUDIENCES:
        (given,) = lens.seen_as(anna, who, [kept])
        text = json.dumps(given.data())
        assert PLACE not in text
        assert SPOT not in text
        assert "21:52" not in text
        assert who.code == "supervisor" or given.answer == "nothing"


def test_the_whole_of_it_warns_and_cannot_be_copied(anna: Log, kept: str) -> None:
    seen = whole(anna, kept)
    assert seen.said["protected"]
    assert seen.said["place"] is None
    text = as_text(seen, anna.vocabulary, signs(only_ascii=False))
    assert "SKYDDAD IDENTITET" in text
    assert CANARY not in text
    assert repr(mine.mine(anna)).count(CANARY) == 0


def test_what_is_protected_later_loses_place_and_hour_in_its_history_too(anna: Log, on_shift: str) -> None:
    new = observations.new_observation(
        at=FRIDAY, category="NH", place=PLACE, spot=SPOT, shift=on_shift, words={"note": "två"}
    )
    id_ = observations.save(anna, new, FRIDAY)
    amendments.amend(anna, id_, {"protected": True}, FRIDAY, reason="det visade sig")

    (row,) = finding.page(anna, Filter(shift=on_shift))
    assert (row.place, row.spot, row.at, row.class_) == (None, None, NOON, "C")
    said = json.dumps(history(anna, id_))
    assert PLACE not in said
    assert SPOT not in said
    assert finding.count(anna, Filter()) == 0


def test_a_class_said_otherwise_changes_nothing(anna: Log, eva: Log) -> None:
    let_supervise(eva, "GL-01")
    night_ = Night(eva)
    id_ = night_.see(CANARY, 10, protected=True, spot=SPOT, severity=4, **{"class": "A"})
    night_.arrive()

    with eva.store.read() as connection:
        row = connection.exec_driver_sql("SELECT * FROM observation WHERE id = ?", (id_,)).one()
    assert (row[row._fields.index("class")], row.place, row.spot, row.hour) == ("C", None, None, 12)


def test_the_review_queue_and_the_night_in_short_say_neither_words_nor_place(eva: Log) -> None:
    let_supervise(eva, "GL-01")
    night_ = Night(eva)
    id_ = night_.see(CANARY, 10, protected=True, spot=SPOT, severity=4, **{"class": "C"})
    night_.end()
    night_.arrive()

    found = queues.queue(eva, FRIDAY)
    assert [list(item.judged) for item in found.items] == [[id_]]
    (part,) = night(eva, [night_.shift], FRIDAY)
    (hit,) = part.serious
    assert hit.protected
    assert (hit.seen.place, hit.seen.spot, f"{hit.seen.at:%H:%M}") == (None, None, "12:00")


def test_rows_kept_and_rows_reckoned_anew_are_the_same(anna: Log, kept: str) -> None:
    assert verify(anna).fault is None
    rebuild(anna)
    assert verify(anna).fault is None
    assert finding.count(anna, Filter()) == 0


def test_it_stays_protected_unless_its_writer_says_otherwise(anna: Log, kept: str) -> None:
    with pytest.raises(RuleBroken):
        amendments.classify(anna, kept, "A", FRIDAY)
    amendments.amend(anna, kept, {"place": PLACE, "spot": SPOT, "at": FRIDAY}, FRIDAY)
    with anna.store.read() as connection:
        entries = [entry for _row, entry in folding.stored(connection, "kind = 'amend'")]
    assert [(e.facts("core")["place"], e.facts("core")["at"]) for e in entries] == [(None, NOON)]
