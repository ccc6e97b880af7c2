"""What the archive has destroyed is gone from the laptops too, and every chain there still verifies."""

from datetime import timedelta

from fieldlog.logbook import policies
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.received import Page, take_in
from fieldlog.logbook.verifying import verify
from fieldlog.models.entry import Entry
from sync.archive import periods, retention
from tests.sync.client.conftest import Laptop, Server
from tests.sync.laptops import Laptop as Stranger

CANARY = "kanariefaagel i bur"


def destroy(server: Server, laptop: Laptop, days: float) -> retention.Report:
    return retention.run(server.archive, laptop.now + timedelta(days=days), pause=lambda _seconds: None)


def words_here(laptop: Laptop) -> list[str]:
    with laptop.log.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT data FROM part WHERE name = 'words'").fetchall()
    return [row.data.decode() for row in rows]


def in_any_table(laptop: Laptop) -> bool:
    """Whether the canary can be read anywhere in the store, the search index included."""
    with laptop.log.store.raw() as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        said = [repr(row) for table in tables for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608 - own tables
    return any("kanarief" in row for row in said)


def test_annas_own_words_go_when_the_archive_has_destroyed_them_and_her_log_verifies(
    annas: Laptop, server: Server
) -> None:
    id_ = annas.see(CANARY)
    annas.later().exchange()
    assert in_any_table(annas)

    destroy(server, annas, 366)
    annas.later(60).exchange()

    assert words_here(annas) == []
    assert not in_any_table(annas)
    assert verify(annas.log).fault is None
    with annas.log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT state, note FROM observation WHERE id = ?", (id_,)).one()
    assert tuple(row) == ("erased", "")
    rebuild(annas.log)
    assert verify(annas.log).fault is None


def test_her_purge_entry_travels_and_both_sides_still_agree(annas: Laptop, server: Server) -> None:
    annas.see(CANARY)
    annas.later().exchange()
    destroy(server, annas, 366)
    annas.later(60).exchange()

    annas.later(60).exchange()

    assert server.lines(annas.log.device) == annas.lines()
    assert verify(annas.log).fault is None


def test_eva_who_supervises_keeps_the_bare_line_of_what_anna_wrote(annas: Laptop, evas: Laptop, server: Server) -> None:
    annas.see(CANARY)
    annas.later().exchange()
    evas.later().exchange()
    assert any(CANARY in said for said in words_here(evas))

    destroy(server, annas, 366)
    evas.later(120).exchange()

    assert not in_any_table(evas)
    assert verify(evas.log).fault is None
    rebuild(evas.log)
    assert verify(evas.log).fault is None


def test_words_that_a_restored_server_forgot_that_it_destroyed_are_still_accounted_for(
    annas: Laptop, server: Server
) -> None:
    annas.see(CANARY)
    annas.later().exchange()
    destroy(server, annas, 366)
    annas.later(60).exchange()

    with annas.log.store.read() as connection:
        reading = int(connection.exec_driver_sql("SELECT value FROM exchange WHERE name = 'reading:feed'").scalar_one())
    take_in(annas.log, Page("feed", reading=reading + 1, last=True), annas.now)

    assert verify(annas.log).fault is None


def test_only_the_server_of_this_log_can_destroy_what_anna_wrote(annas: Laptop) -> None:
    id_ = annas.see(CANARY)
    stranger = Stranger("*", "server", "adm")
    stranger.begin()
    stranger.write("erase", {"rule": "B, 365 days", "org": "OVB", "gone": [[id_, "words"], [id_, "core"]]})

    take_in(annas.log, Page("feed", tuple[Entry, ...](stranger.entries)), annas.now)

    assert any(CANARY in said for said in words_here(annas))
    assert verify(annas.log).fault is None


def test_what_the_server_decides_holds_on_the_laptop_after_an_exchange(annas: Laptop, server: Server) -> None:
    periods.decide(server.archive, "laptop-C", 3, None, annas.now)
    periods.decide(server.archive, "laptop-B", 2, "ov", annas.now)

    annas.later().exchange()

    with annas.log.store.read() as connection:
        days = policies.retention(connection)
        supervisors = connection.exec_driver_sql("SELECT worker FROM supervisor").scalars().all()
    assert (days["C"], days["B"]["ov"], days["B"]["soc"]) == (3, 2, 7)
    assert supervisors == ["GL-01"]
