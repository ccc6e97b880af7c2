"""Where each entry is, who sent it back, and what is warned of: in the first look, by indexes alone."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from fieldlog.cipher import connect
from fieldlog.logbook import browsing, delivery, glance, observations, policies, shifts, told, warnings
from fieldlog.logbook.glance import Tonight
from fieldlog.logbook.log import Log
from fieldlog.logbook.viewing import as_json
from fieldlog.logbook.whole import whole
from fieldlog.models.moment import written
from tests.conftest import FRIDAY
from tests.logbook.test_received import CORE
from tests.proof.rich import Stranger, receive

Look = Callable[[], Tonight]


@pytest.fixture
def look(anna: Log) -> Iterator[Look]:
    connection = connect(anna.folder.database, anna.unlocked.database_key)
    yield lambda: glance.tonight(connection, anna.device, FRIDAY)
    connection.close()


def seen_by_anna(anna: Log, shift: str | None = None) -> str:
    """One observation of hers; its id."""
    new = observations.new_observation(
        at=FRIDAY, category="SK", place="KSK", words={"note": "klotter"}, **({"shift": shift} if shift else {})
    )
    return observations.save(anna, new, FRIDAY)


def stands(anna: Log, look: Look, id_: str) -> set[str]:
    """What the timeline, the hits and the page of the entry say; one word if they agree."""
    [row] = [row for row in look().rows if row.id == id_]
    [hit] = [hit for hit in browsing.look_for(anna, "", FRIDAY, limit=50).first if hit.seen.id == id_]
    return {row.stands, hit.seen.stands, whole(anna, id_).stands}


def deliver(anna: Log) -> None:
    with anna.store.write() as connection:
        delivery.deliver_all(connection, [anna.device], FRIDAY)


def test_an_entry_is_here_then_sent_then_read_by_somebody_else(anna: Log, look: Look) -> None:
    mine = seen_by_anna(anna)
    assert stands(anna, look, mine) == {"here"}

    deliver(anna)
    assert stands(anna, look, mine) == {"sent"}

    bo = Stranger("GL-01", "OVB")
    bo.write("read", {}, target=mine)
    receive(anna, bo.entries)
    assert stands(anna, look, mine) == {"read"}


def test_what_the_server_holds_back_says_so_until_somebody_has_opened_it(anna: Log, look: Look) -> None:
    mine = seen_by_anna(anna)
    deliver(anna)
    with anna.store.write() as connection:
        n = connection.exec_driver_sql("SELECT n FROM entry WHERE id = ?", (mine,)).scalar_one()
        delivery.put_aside(connection, anna.device, {n: "schema"})

    assert stands(anna, look, mine) == {"aside"}

    bo = Stranger("GL-01", "OVB")
    bo.write("read", {}, target=mine)
    receive(anna, bo.entries)
    assert stands(anna, look, mine) == {"read"}


def test_where_an_entry_is_changes_nothing_in_what_scripts_read(anna: Log) -> None:
    mine = seen_by_anna(anna)
    before = as_json(browsing.finding.page(anna, browsing.Filter())[0])
    deliver(anna)

    assert as_json(browsing.finding.page(anna, browsing.Filter())[0]) == before
    assert before["id"] == mine


def returned(anna: Log, id_: str, core: dict[str, object], words: dict[str, str] | None) -> None:
    """GL-01, whom the server says to supervise, sends it back."""
    server, supervisor = Stranger("", "*"), Stranger("GL-01", "OVB")
    server.write("policy", {"of": "workers", "org": "OVB", "workers": {"GL-01": "gl"}})
    with anna.store.write() as connection:
        policies.trust(connection, server.chain.device, anna.vocabulary)
    supervisor.write("review", {"verdict": "return"} | core, words, target=id_, base=(id_,))
    receive(anna, [*server.entries, *supervisor.entries])


@pytest.mark.parametrize(
    ("core", "words", "said"),
    [
        ({"reason": "place"}, {"reason": "Vems fasad?"}, "Vems fasad?"),
        ({"reason": "place"}, None, "plats eller tid oklar"),
        ({"reason": ["x"]}, {"reason": "  "}, ""),
        ({}, None, ""),
    ],
)
def test_what_came_back_waits_with_its_reason(
    anna: Log, look: Look, core: dict[str, object], words: dict[str, str] | None, said: str
) -> None:
    mine = seen_by_anna(anna)
    returned(anna, mine, core, words)

    [waiting] = look().waiting
    assert (waiting.kind, waiting.id, waiting.body["text"]) == ("returned", mine, said)


def test_what_came_back_to_a_colleague_waits_for_her_alone(anna: Log, look: Look) -> None:
    kim = Stranger("OV-14", "OVB")
    theirs = kim.write("observation", CORE).fields.id
    receive(anna, kim.entries)
    returned(anna, theirs, {"reason": "place"}, None)

    assert whole(anna, theirs).said["state"] == "returned"
    assert look().waiting == ()


def test_what_others_wrote_tonight_stands_in_the_search_and_not_in_annas_timeline(anna: Log, look: Look) -> None:
    kim = Stranger("FA-07", "NIS")
    theirs = kim.write("observation", CORE).fields.id
    receive(anna, kim.entries)
    mine = seen_by_anna(anna)

    hits = {hit.seen.id: hit.seen for hit in browsing.look_for(anna, "", FRIDAY, limit=50).first}

    assert [row.id for row in look().rows] == [mine]
    assert (hits[theirs].by, hits[theirs].org) == ("FA-07", "NIS")
    assert (hits[mine].by, hits[mine].org) == ("", "")


def test_a_colleague_of_another_organisation_with_annas_number_is_not_anna(anna: Log) -> None:
    other = Stranger(anna.worker, "NIS")
    theirs = other.write("observation", CORE).fields.id
    receive(anna, other.entries)

    [hit] = browsing.look_for(anna, "", FRIDAY, limit=50).first
    assert (hit.seen.id, hit.seen.by, hit.seen.org) == (theirs, anna.worker, "NIS")
    assert not whole(anna, theirs).mine


def test_a_log_in_which_nothing_was_written_has_nothing_unsent(anna: Log, look: Look) -> None:
    assert look().unsent == 0

    shifts.start(anna, shifts.manning([]), FRIDAY)
    assert look().unsent == 2


def test_the_first_look_has_the_warnings_of_everybody_and_loses_them_as_they_end(anna: Log, look: Look) -> None:
    assert look().warnings == ()
    kim = Stranger("FA-07", "NIS")
    over, holds = (written(FRIDAY + timedelta(minutes=minutes)) for minutes in (-1, 60))
    for until, text in ((over, "över"), (holds, "gå två"), ("snart", "utan slut")):
        kim.write("warning", {"at": written(FRIDAY - timedelta(hours=1)), "until": until, "place": "SGG", "text": text})
    receive(anna, kim.entries)
    mine = warnings.warn(anna, "BRK", "kniv", FRIDAY)

    assert {one.text for one in look().warnings} == {"gå två", "kniv"}
    warnings.take_back(anna, mine, FRIDAY)
    assert [(one.org, one.text) for one in look().warnings] == [("NIS", "gå två")]


def test_many_withdrawals_do_not_push_a_warning_out_of_sight(anna: Log, look: Look) -> None:
    kim = Stranger("FA-07", "NIS")
    until = written(FRIDAY + timedelta(hours=1))
    kim.write("warning", {"at": written(FRIDAY), "until": until, "place": "SGG", "text": "gå två"})
    for _number in range(600):
        kim.write("withdraw", {"reason": "given"}, target=kim.entries[0].fields.id)
    receive(anna, kim.entries)

    assert len(look().warnings) == 1


def test_whether_the_server_was_found_is_in_the_first_look(anna: Log, look: Look) -> None:
    assert (look().away, look().synced) == (False, None)
    with anna.store.write() as connection:
        delivery.keep(connection, {delivery.AWAY: "yes", delivery.DONE_AT: written(FRIDAY)})

    assert (look().away, look().synced) == (True, FRIDAY)


def test_where_entries_are_is_found_by_indexes_alone(anna: Log, on_shift: str) -> None:
    connection = connect(anna.folder.database, anna.unlocked.database_key)
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    glance.tonight(connection, anna.device, FRIDAY)
    connection.set_trace_callback(None)
    plans = [
        plan[3]
        for statement in statements
        if statement.startswith("SELECT")
        for plan in connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    ]
    connection.close()

    small = ("draft", "remembered", "open_shift", "device", "CONSTANT ROW")
    assert [plan for plan in plans if plan.startswith("SCAN") and not any(name in plan for name in small)] == []


def test_what_an_exchange_left_to_be_known_is_kept_until_it_was_seen_and_to_be_read_again(anna: Log) -> None:
    def keep(*sentences: str, minutes: int = 0) -> None:
        with anna.store.write() as connection:
            told.keep(connection, sentences, FRIDAY + timedelta(minutes=minutes))

    keep("en kopia", "åt sidan")
    assert [(one.said, one.seen) for one in told.told(anna)] == [("åt sidan", False), ("en kopia", False)]

    told.see(anna)
    keep("en kopia", "spärrad", minutes=5)

    assert [(one.said, one.seen) for one in told.told(anna)] == [
        ("spärrad", False), ("en kopia", True), ("åt sidan", True),
    ]  # fmt: skip
    assert told.told(anna)[1].moment == FRIDAY + timedelta(minutes=5)
    keep(*(f"mening {number}" for number in range(20)))
    assert len(told.told(anna)) == told.MOST


def test_another_server_knows_nothing_of_what_the_last_one_left(anna: Log) -> None:
    with anna.store.write() as connection:
        told.keep(connection, ["en kopia"], FRIDAY)
        delivery.forget_server(connection)
    assert told.told(anna) == ()
