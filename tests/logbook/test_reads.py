"""Who has read what others wrote: one entry for each opened detail and each list page, ids only, none for one's own."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from fieldlog.logbook import amendments, browsing, exports, observations, reads, reviews, whole
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.finding import Filter, page
from fieldlog.logbook.folding import stored
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.mine import mine
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.verifying import verify
from fieldlog.logbook.viewing import history
from fieldlog.models.entry import Entry
from fieldlog.models.refusal import RuleBroken
from fieldlog.vault import unlock_with_passphrase
from tests.conftest import FRIDAY, PASSPHRASE
from tests.logbook.test_received import CORE
from tests.proof.rich import Stranger, receive
from tests.supervising import let_supervise


def written(log: Log) -> list[Entry]:
    """The `read` entries of this log's own device."""
    with log.store.read() as connection:
        return [entry for _row, entry in stored(connection, "kind = 'read' AND own = 1 ORDER BY entry.seq")]


@pytest.fixture
def kims(anna: Log) -> list[str]:
    """Three entries that Kim of the same organisation wrote, and that have come here; Anna has written one too."""
    kim = Stranger("OV-14", "OVB")
    seen = [kim.write("observation", CORE, {"note": f"lampa {number} mörk"}) for number in range(3)]
    receive(anna, kim.entries)
    new = observations.new_observation(at=FRIDAY, category="OS", place="PLA", words={"note": "min egen lampa"})
    observations.save(anna, new, FRIDAY)
    return [entry.fields.id for entry in seen]


@pytest.fixture
def desk(anna: Log) -> Iterator[Desk]:
    made = Desk(anna.unlocked, lambda: FRIDAY + timedelta(minutes=5))
    yield made
    made.close()


async def test_an_opened_detail_is_written_down_once_a_sitting(anna: Log, kims: list[str], desk: Desk) -> None:
    for _time in range(3):
        await desk.verb("whole.whole", kims[0])
    await desk.verb("whole.whole", kims[1])
    await desk.look()

    found = written(anna)
    assert [(entry.fields.target, entry.content("core")) for entry in found] == [(kims[0], {}), (kims[1], {})]
    assert found[0].fields.at == "2026-11-20T21:57:00.000+01:00"
    assert all(set(entry.parts) == {"core"} for entry in found)


async def test_after_a_lock_it_is_another_sitting(anna: Log, kims: list[str], desk: Desk) -> None:
    await desk.verb("whole.whole", kims[0])
    desk.close()
    later = Desk(unlock_with_passphrase(anna.folder, PASSPHRASE), lambda: FRIDAY)
    await later.verb("whole.whole", kims[0])
    later.close()

    assert [entry.fields.target for entry in written(anna)] == [kims[0]] * 2


async def test_a_page_of_a_list_is_one_entry_with_the_ids_of_others(anna: Log, kims: list[str], desk: Desk) -> None:
    hits = await desk.verb("browsing.look_for", "lampa", FRIDAY, limit=2)
    await desk.look()
    assert len(written(anna)) == 1
    await desk.verb("browsing.page", hits, 2, 2)
    await desk.verb("browsing.look_for", "lampa", FRIDAY, limit=9)
    await desk.look()

    pages = [entry.content("core")["ids"] for entry in written(anna)]
    assert sorted(id_ for page in pages for id_ in page) == sorted(kims)
    assert all(entry.fields.target is None for entry in written(anna))
    assert "lampa" not in str([entry.parts for entry in written(anna)])


async def test_ones_own_are_never_written_down(anna: Log, on_shift: str, desk: Desk) -> None:
    new = observations.new_observation(at=FRIDAY, category="OS", place="PLA", shift=on_shift)
    id_ = observations.save(anna, new, FRIDAY)
    await desk.verb("whole.whole", id_)
    await desk.verb("browsing.look_for", "", FRIDAY, limit=9)
    await desk.look()

    assert written(anna) == []
    assert not reads.waits(anna.unlocked)


def test_an_export_is_written_down_in_pages(anna: Log, monkeypatch: pytest.MonkeyPatch, kims: list[str]) -> None:
    monkeypatch.setattr(reads, "MOST_IDS", 2)

    exports.export(anna, "jsonl", "A", Filter(), StringIO())
    assert reads.write_down(anna, FRIDAY)

    assert sorted(len(entry.content("core")["ids"]) for entry in written(anna)) == [1, 2]


def test_they_change_no_row_and_no_history_and_the_log_stays_whole(anna: Log, kims: list[str]) -> None:
    with anna.store.read() as connection:
        before = connection.exec_driver_sql("SELECT * FROM observation").fetchall()
    whole.whole(anna, kims[0])
    reads.write_down(anna, FRIDAY)

    assert [step["kind"] for step in history(anna, kims[0])] == ["observation"]
    assert whole.whole(anna, kims[0]).readers == (("OV-12", "2026-11-20T21:52:00.000+01:00"),)
    rebuild(anna)
    with anna.store.read() as connection:
        assert connection.exec_driver_sql("SELECT * FROM observation").fetchall() == before
    assert verify(anna).fault is None


def test_where_nothing_can_be_written_nobody_is_kept_from_reading_and_they_wait(anna: Log, kims: list[str]) -> None:
    whole.whole(anna, kims[0])
    other = open_log(anna.unlocked, FRIDAY, read_only=True)
    whole.whole(other, kims[1])  # nothing can be written down there, and nothing is refused

    assert not reads.write_down(other, FRIDAY)
    assert written(anna) == []
    other.close()
    assert reads.write_down(anna, FRIDAY)
    assert len(written(anna)) == 2


def test_she_whose_they_are_sees_who_opened_and_who_listed_them(anna: Log, bo: Log) -> None:
    ids = []
    for place in ("PLA", "TRP"):
        new = observations.new_observation(at=FRIDAY, category="OS", place=place)
        ids.append(observations.save(anna, new, FRIDAY))
    with anna.store.read() as connection:
        receive(bo, [entry for _row, entry in stored(connection, "own = 1 ORDER BY entry.seq")])
    whole.whole(bo, ids[0])
    browsing.look_for(bo, "", FRIDAY, limit=9)
    reads.write_down(bo, FRIDAY + timedelta(minutes=1))
    with bo.store.read() as connection:
        receive(anna, [entry for _row, entry in stored(connection, "own = 1 ORDER BY entry.seq")])

    assert {(read.reader, read.what) for read in mine(anna).readers} == {
        ("någon hos NIS", "OS PLA"), ("någon hos NIS", "2 poster i en lista"),
    }  # fmt: skip
    assert mine(bo).readers == ()


@pytest.mark.parametrize("core", [{"ids": "x"}, {"ids": [1, None, "y"]}, {}, [1], {"ids": ["z"] * 3000}])
def test_what_another_program_says_it_read_never_stops_the_page(anna: Log, core: Any) -> None:
    lo = Stranger("GL-01", "OVB")
    lo.write("read", core)
    receive(anna, lo.entries)

    assert mine(anna).readers == ()
    assert json.dumps(core)


def ways(log: Log) -> list[tuple[Any, ...]]:
    """How, of what, ids, reason of each `read` entry."""
    said = [(entry.content("core"), entry.content("words") or {}) for entry in written(log) if not entry.fields.target]
    return [(core.get("how"), core.get("of"), sorted(core.get("ids", [])), words.get("reason")) for core, words in said]


def kims_of_class(anna: Log, *classes: str) -> list[str]:
    kim = Stranger("OV-14", "OVB")
    seen = [kim.write("observation", CORE | {"class": each}, {"note": f"lampa {each} mörk"}) for each in classes]
    receive(anna, kim.entries)
    return [entry.fields.id for entry in seen]


async def test_a_search_by_words_that_shows_restricted_ones_is_written_down_as_one(anna: Log, desk: Desk) -> None:
    open_, closed = kims_of_class(anna, "A", "B")

    await desk.verb("browsing.look_for", "", FRIDAY, limit=9)
    await desk.verb("browsing.look_for", "lampa", FRIDAY, limit=9)
    await desk.look()

    assert ways(anna) == [
        (None, None, sorted([open_, closed]), None),
        ("search", None, [closed], None),
    ]  # fmt: skip
    assert b"lampa" not in b"".join(part.data for entry in written(anna) for part in entry.parts.values())


def test_every_export_is_written_down_with_why_and_what_was_ones_own_of_class_b(anna: Log, kims: list[str]) -> None:
    new = observations.new_observation(at=FRIDAY, category="NH", place="PLA", persons="2-4")
    own = observations.save(anna, new, FRIDAY)
    for _time in range(2):
        exports.export(anna, "jsonl", "B", Filter(), StringIO(), why="till rättsavdelningen")
        reads.write_down(anna, FRIDAY)

    assert ways(anna) == [("export", None, sorted([*kims, own]), "till rättsavdelningen")] * 2
    assert [entry.content("core")["own"] for entry in written(anna)] == [1, 1]


def test_the_lens_is_written_down_once_a_sitting_for_each_reader_and_for_ones_own_too(anna: Log) -> None:
    own = observations.save(anna, observations.new_observation(at=FRIDAY, category="OS", place="PLA"), FRIDAY)
    for reader in ("NIS", "public", "NIS"):
        reads.lens(anna, [own], reader)
    reads.write_down(anna, FRIDAY)

    assert ways(anna) == [("lens", "NIS", [own], None), ("lens", "public", [own], None)]


def test_what_was_refused_stands_in_the_read_log(anna: Log, eva: Log, kims: list[str]) -> None:
    with pytest.raises(RuleBroken):
        reviews.approve(anna, {kims[0]: ()}, FRIDAY)
    with pytest.raises(RuleBroken):
        reviews.classify(anna, kims[1], "A", FRIDAY, reason="ska läsas")
    with pytest.raises(RuleBroken):
        amendments.classify(anna, kims[2], "A", FRIDAY)
    reads.write_down(anna, FRIDAY)
    assert ways(anna) == [
        ("refused", "review", [kims[0]], None), ("refused", "classify", [kims[1]], None),
        ("refused", "classify", [kims[2]], None),
    ]  # fmt: skip

    let_supervise(eva, "GL-01")
    own = observations.save(eva, observations.new_observation(at=FRIDAY, category="OS", place="PLA"), FRIDAY)
    bo = Stranger("FA-07", "NIS")
    his = bo.write("observation", CORE).fields.id
    receive(eva, bo.entries)
    for id_ in (own, his):
        with pytest.raises(RuleBroken):
            reviews.approve(eva, {id_: ()}, FRIDAY)
    reads.write_down(eva, FRIDAY)
    assert ways(eva) == [("refused", "review", [own], None), ("refused", "review", [his], None)]


def test_what_belongs_to_a_decision_is_written_in_its_transaction(anna: Log, kims: list[str]) -> None:
    with anna.writing(FRIDAY) as pen:
        reads.write(pen, "disclosure", kims, of="police", reason="8112189876 begär")

    assert ways(anna) == [("disclosure", "police", sorted(kims), "[personnummer] begär")]


def test_rows_of_what_was_read_are_those_its_entries_stand_for(anna: Log, kims: list[str]) -> None:
    whole.whole(anna, kims[0])
    reads.listed(anna, page(anna, Filter()))
    reads.noted(anna, "break", kims[:1], reason="liv i fara")
    reads.write_down(anna, FRIDAY.replace(hour=3))
    with anna.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT how, many, stands, month, reason FROM reading ORDER BY seq"
        ).fetchall()
    assert [tuple(row) for row in rows] == [
        ("open", 1, "hour", "2026-11", ""), ("list", 3, "hour", "2026-11", ""),
        ("break", 1, "break", "2026-11", "liv i fara"),
    ]  # fmt: skip

    with anna.store.write() as connection:
        connection.exec_driver_sql("UPDATE reading SET many = 2 WHERE how = 'list'")
    assert verify(anna).fault is not None
    rebuild(anna)
    assert verify(anna).fault is None
