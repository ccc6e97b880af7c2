"""Entries of other devices: in any order to the same tables, and nothing in that was not signed."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from fieldlog.logbook.folding import stored
from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import chain_of
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.received import Page, destroy_received, take_in
from fieldlog.logbook.verifying import verify
from fieldlog.models.entry import Entry, EntryFault, Part
from fieldlog.models.moment import written
from fieldlog.models.strict import decode, encode
from tests.conftest import FRIDAY
from tests.proof.rich import Stranger, receive

CORE = {"at": written(FRIDAY), "place": "PLA", "category": "OS", "severity": 2, "class": "A"}


def tables(log: Log) -> dict[str, list[dict[str, object]]]:
    """Every folded row of what was received, without the number under which this store keeps it."""
    with log.store.read() as connection:
        return {
            table: sorted(
                ({name: value for name, value in row._mapping.items() if name != "row"} for row in rows),
                key=lambda row: str(row["id"]),
            )
            for table in ("observation", "shift", "device")
            for rows in [connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall()]  # noqa: S608 - own names
        }


def written_elsewhere(dice: random.Random) -> list[Entry]:
    """What three people wrote on four laptops about the same few things, with rights and without."""
    writers = [Stranger("FA-07", "NIS"), Stranger("FA-07", "NIS"), Stranger("OV-12", "OVB"), Stranger("GL-01", "NIS")]
    roots, known = [], [list[str]() for _ in range(4)]
    for number in range(4):
        kind = "shift" if number == 3 else "observation"
        root = writers[number % 2].write(kind, CORE, {"note": f"nummer {number}"})
        roots.append(root.fields.id)
        known[number].append(root.fields.id)
    for _ in range(24):
        number, writer = dice.randrange(4), dice.choice(writers)
        kind = dice.choice(["amend", "withdraw", "classify", "review", "comment", "end", "drone"])
        core = CORE | {"place": dice.choice(["TRP", "KUL"]), "class": dice.choice("ABC"), "reason": "given"}
        base = tuple(dice.sample(known[number], min(len(known[number]), dice.randrange(3))))
        words = {"note": dice.choice(["a", "b"])} if dice.random() < 0.5 else None
        known[number].append(writer.write(kind, core, words, target=roots[number], base=base).fields.id)
    return [entry for writer in writers for entry in writer.entries]


@pytest.mark.parametrize("seed", range(12))
def test_any_order_of_arrival_ends_in_the_same_tables_as_folding_from_scratch(anna: Log, bo: Log, seed: int) -> None:
    dice = random.Random(seed)
    entries = written_elsewhere(dice)
    in_order, shuffled = entries[:], entries[:]
    dice.shuffle(shuffled)
    if seed % 3 == 0:  # whose they are comes last
        shuffled.sort(key=lambda entry: entry.fields.kind == "device")

    receive(anna, in_order)
    for entry in shuffled:
        receive(bo, [entry])

    here, there = tables(anna), tables(bo)
    own = {anna.device, bo.device}
    for table, rows in here.items():
        assert [row for row in rows if row.get("device", row["id"]) not in own] == [
            row for row in there[table] if row.get("device", row["id"]) not in own
        ]
    rebuild(bo)
    assert tables(bo) == there
    assert verify(anna).fault is None
    assert verify(bo).fault is None


def test_what_waits_for_its_device_is_no_fault(anna: Log) -> None:
    kim = Stranger("OV-14", "OVB")
    seen = kim.write("observation", CORE)

    receive(anna, [seen])

    assert verify(anna).fault is None
    assert tables(anna)["observation"] == []


def test_what_comes_again_replaces_what_was_held(anna: Log) -> None:
    kim = Stranger("OV-14", "OVB")
    seen = kim.write("observation", CORE, {"note": "ett"})

    assert receive(anna, kim.entries) == 2
    assert receive(anna, kim.entries) == 0
    assert tables(anna)["observation"][0]["note"] == "ett"
    assert receive(anna, [replace(seen, parts={"core": seen.parts["core"]})]) == 0

    assert tables(anna)["observation"][0]["note"] == ""
    assert verify(anna).fault is None
    receive(anna, [seen])
    assert tables(anna)["observation"][0]["note"] == "ett"


def test_what_is_gone_is_destroyed_and_the_purge_says_so(anna: Log) -> None:
    kim = Stranger("OV-14", "OVB")
    seen = kim.write("observation", CORE, {"note": "ett"})
    kim.write("amend", CORE, {"note": "två"}, target=seen.fields.id, base=(seen.fields.id,))
    take_in(anna, Page("OVB", tuple(kim.entries)), FRIDAY)

    taken = take_in(anna, Page("OVB", gone=[entry.fields.id for entry in kim.entries[1:]]), FRIDAY)

    assert taken.destroyed == 2
    assert tables(anna)["observation"] == []
    assert verify(anna).fault is None
    with anna.store.read() as connection:
        [purge] = [entry for _row, entry in stored(connection, "kind = 'purge'")]
        assert (
            connection.exec_driver_sql("SELECT count(*) FROM part JOIN entry ON seq = entry WHERE own = 0").one()[0]
            == 1
        )
    assert {tuple(pair) for pair in purge.facts("core")["gone"]} == {
        (entry.fields.id, name) for entry in kim.entries[1:] for name in ("core", "words")
    }


def test_what_two_feeds_give_stays_until_neither_does(anna: Log) -> None:
    kim = Stranger("OV-14", "OVB")
    seen = kim.write("observation", CORE)
    for feed in ("OVB", "*"):
        take_in(anna, Page(feed, tuple(kim.entries)), FRIDAY)

    assert take_in(anna, Page("*", gone=[seen.fields.id]), FRIDAY).destroyed == 0
    assert take_in(anna, Page("OVB", gone=[seen.fields.id]), FRIDAY).destroyed == 1


def test_what_a_new_reading_of_the_feed_does_not_give_is_destroyed_at_its_end(anna: Log) -> None:
    kim, lo = Stranger("OV-14", "OVB"), Stranger("OV-15", "OVB")
    for writer in (kim, lo):
        writer.write("observation", CORE)
        take_in(anna, Page("OVB", tuple(writer.entries), reading=1), FRIDAY)

    assert take_in(anna, Page("OVB", tuple(kim.entries), reading=2), FRIDAY).destroyed == 0
    assert take_in(anna, Page("OVB", reading=2, last=True), FRIDAY).destroyed == 2

    assert [row["author"] for row in tables(anna)["observation"]] == ["OV-14"]
    assert verify(anna).fault is None


def test_nothing_of_others_is_left_on_a_revoked_laptop(anna: Log, on_shift: str) -> None:
    kim = Stranger("OV-14", "OVB")
    kim.write("observation", CORE, {"note": "ett"})
    receive(anna, kim.entries)

    assert destroy_received(anna, FRIDAY) == 2

    assert tables(anna)["observation"] == []
    assert len(tables(anna)["shift"]) == 1  # one's own stays
    assert verify(anna).fault is None


def test_nothing_is_taken_in_that_was_not_signed_so(anna: Log, on_shift: str) -> None:
    kim = Stranger("OV-14", "OVB")
    seen = kim.write("observation", CORE, {"note": "ett"})
    liar = Stranger("OV-14", "OVB")
    liar.chain.n, liar.chain.device = 1, kim.chain.device

    for entry in (
        replace(seen, sig=seen.sig[::-1]),
        replace(seen, parts={**seen.parts, "words": Part.of({"note": "två"})}),
        replace(seen, parts={**seen.parts, "more": Part.of({})}),
        liar.write("observation", CORE),
        kim.write("device", {"worker": "OV-99"}),
    ):
        with pytest.raises(EntryFault):
            receive(anna, [kim.entries[0], entry])

    assert len(tables(anna)["device"]) == 1  # nothing of what came with it was kept either
    assert verify(anna).fault is None


def test_two_entries_of_one_number_are_read_beside_each_other_until_the_server_gives_one_no_longer(anna: Log) -> None:
    kim = Stranger("OV-14", "OVB")
    first = kim.chain.n
    one = kim.write("observation", CORE, {"note": "på den ena datorn"})
    kim.chain.n = first
    other = kim.write("observation", CORE, {"note": "på kopian"})
    receive(anna, [kim.entries[0], one, other])
    seen = tables(anna)

    assert {row["note"] for row in seen["observation"]} == {"på den ena datorn", "på kopian"}
    rebuild(anna)
    assert tables(anna) == seen
    assert verify(anna).fault is None
    assert take_in(anna, Page("given", [one, other]), FRIDAY).new == 0

    take_in(anna, Page("given", gone=[one.fields.id]), FRIDAY)

    assert [row["note"] for row in tables(anna)["observation"]] == ["på kopian"]
    assert verify(anna).fault is None


def test_what_was_let_in_of_a_copied_laptop_is_read_here_and_never_enters_this_chain(anna: Log, on_shift: str) -> None:
    key = anna.unlocked.signing_key()
    with anna.store.read() as connection:
        chain = chain_of(connection, anna.device, anna.org)
    parts = {"core": Part.of(CORE), "words": Part.of({"note": "på kopian"})}
    elsewhere = chain.add("observation", parts, at=written(FRIDAY), sign=lambda data: key.sign(data).signature)

    assert take_in(anna, Page("OVB", [elsewhere]), FRIDAY).new == 1

    with anna.writing(FRIDAY) as pen:
        pen.write("observation", CORE, {"note": "här"})
    assert {row["note"] for row in tables(anna)["observation"]} == {"på kopian", "här"}
    assert verify(anna).fault is None
    with anna.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM entry WHERE own = 1 AND n >= ?", (chain.n,)).fetchall()
    assert elsewhere.fields.id not in {row.id for row in rows}


def test_an_own_entry_is_never_replaced_by_what_a_server_gives_under_its_id(anna: Log, on_shift: str) -> None:
    key = anna.unlocked.signing_key()
    with anna.store.read() as connection:
        mine = next(entry for _row, entry in stored(connection, "own = 1 AND kind = 'shift'"))
    line = encode(decode(mine.line) | {"at": written(FRIDAY + timedelta(days=1))})
    other = Entry(line, key.sign(b"fieldlog line\0" + line).signature, mine.parts)

    assert take_in(anna, Page("OVB", [other]), FRIDAY).clashing == 1
    assert verify(anna).fault is None
