"""What the server set aside: its worker sees what holds now, and the only copy of a part is never destroyed."""

from datetime import datetime
from pathlib import Path

import pytest

from fieldlog.cipher import connect
from fieldlog.logbook import delivery
from fieldlog.logbook.retention import destroy_due
from fieldlog.models.moment import STOCKHOLM
from sync.archive import quarantine
from sync.archive.bundles import take
from sync.archive.verifying import verify
from sync.client.bundles import take_in, write_out
from sync.client.status import status
from tests.sync.client.conftest import Laptop, Server, told, write_many
from tests.sync.client.test_forking import copied

SECRET = {"at": "2026-11-20T21:52:00.000+01:00", "class": "C", "category": "NH", "severity": 1}


def wrong(laptop: Laptop) -> str:
    """An observation whose core no server takes as it is; its id."""
    with laptop.log.writing(laptop.now) as pen:
        return pen.write("observation", {"at": "i går", "class": "X"}, {"note": "fel form"}).fields.id


def secret(laptop: Laptop, note: str, **core: str) -> str:
    """An observation of class C; its id."""
    with laptop.log.writing(laptop.now) as pen:
        return pen.write("observation", SECRET | core, {"note": note}).fields.id


def spoil(laptop: Laptop, id_: str) -> None:
    """A bit of its words falls over on the disk."""
    connection = connect(laptop.log.folder.database, laptop.log.unlocked.database_key)
    trigger = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'part_is_final'").fetchone()[0]
    connection.execute("DROP TRIGGER part_is_final")
    connection.execute(
        "UPDATE part SET data = ? WHERE name = 'words' AND entry = (SELECT seq FROM entry WHERE id = ?)",
        (b'{"note":"!"}', id_),
    )
    connection.execute(trigger)
    connection.close()


def aside(laptop: Laptop) -> dict[int, str]:
    with laptop.log.store.read() as connection:
        return delivery.aside(connection, laptop.log.device)


def stands(laptop: Laptop, id_: str) -> str:
    with laptop.log.store.read() as connection:
        sql = f"SELECT {delivery.STANDS} FROM observation WHERE id = ?"  # noqa: S608 - own words
        return str(connection.exec_driver_sql(sql, (id_,)).scalar_one())


def words_here(laptop: Laptop, id_: str) -> bool:
    sql = "SELECT 1 FROM part JOIN entry ON entry.seq = part.entry WHERE name = 'words' AND id = ?"
    with laptop.log.store.read() as connection:
        return connection.exec_driver_sql(sql, (id_,)).fetchone() is not None


@pytest.mark.parametrize("decide", ["accept", "reject"])
def test_anna_sees_what_was_decided_of_what_lay_aside(annas: Laptop, server: Server, decide: str) -> None:
    id_ = wrong(annas)
    annas.later().exchange()
    assert stands(annas, id_) == "aside"
    assert told(annas.later().exchange()) == []
    getattr(quarantine, decide)(server.archive, annas.log.device)

    outcome = annas.later().exchange()

    let_in = decide == "accept"
    assert stands(annas, id_) == ("sent" if let_in else "rejected")
    assert told(outcome)[0].endswith("insläppt." if let_in else "Fråga din gruppledare.")
    assert [code for _device, _n, code in status(annas.log, annas.now).aside] == ([] if let_in else ["rejected"])
    assert told(annas.later().exchange()) == []


@pytest.mark.parametrize("decide", ["accept", "reject"])
def test_what_was_decided_comes_by_stick_too(annas: Laptop, server: Server, decide: str) -> None:
    id_ = wrong(annas)
    backs = []
    for _way in range(2):
        backs.append(take(server.archive, write_out(annas.log, annas.later().now), datetime.now(STOCKHOLM)).answer)
        take_in(annas.log, backs[-1], annas.now)
    getattr(quarantine, decide)(server.archive, annas.log.device)

    back = take(server.archive, write_out(annas.log, annas.later().now), datetime.now(STOCKHOLM)).answer
    outcome = take_in(annas.log, back, annas.now)

    assert stands(annas, id_) == ("sent" if decide == "accept" else "rejected")
    assert len(told(outcome)) == 1
    take_in(annas.log, backs[-1], annas.now)  # an old stick, found again
    assert stands(annas, id_) == ("sent" if decide == "accept" else "rejected")


def test_what_a_copied_laptop_wrote_is_read_on_both_once_it_is_let_in(
    annas: Laptop, evas: Laptop, server: Server, tmp_path: Path
) -> None:
    annas.see("före kopian")
    annas.later(61).exchange()
    with copied(annas, tmp_path / "copy") as copy:
        one = annas.see("på den första")
        other = copy.see("på den andra")
        annas.later().exchange()
        copy.later().exchange()
        assert stands(copy, other) == "aside"
        quarantine.accept(server.archive, annas.log.unlocked.devices()[0])

        outcome = copy.later().exchange()

        assert stands(copy, other) == "sent"
        assert any("insläppt" in said for said in told(outcome))
        for laptop in (annas.later(), evas.later(), copy):
            laptop.exchange()
            with laptop.log.store.read() as connection:
                found = connection.exec_driver_sql("SELECT id FROM observation").fetchall()
            assert {one, other} <= {row.id for row in found}
            from fieldlog.logbook.verifying import verify as verify_log

            assert verify_log(laptop.log).fault is None
    assert verify(server.archive).fault == ""


def test_a_part_that_came_late_and_does_not_hold_is_at_the_server_with_the_words_before_these_go_here(
    annas: Laptop, server: Server
) -> None:
    write_many(annas, 1100, severe=(1090,))
    id_ = secret(annas, "hemligt", at="i går")
    annas.later()

    assert annas.exchange().unsent == 0

    assert set(aside(annas).values()) == {"schema"}
    with server.archive.database.reading() as session:
        [(parts,)] = session.rows("SELECT parts FROM fork WHERE code = 'schema'")
        [(words,)] = session.rows("SELECT data FROM part WHERE name = 'words' ORDER BY id DESC LIMIT 1")
    assert b'"core"' in parts
    assert words == b'{"note":"hemligt"}'
    annas.later(3 * 86400).exchange()
    assert not words_here(annas, id_)


@pytest.mark.parametrize("late", [False, True])
def test_words_that_the_server_could_not_take_are_never_destroyed_here(
    annas: Laptop, server: Server, *, late: bool
) -> None:
    if late:
        write_many(annas, 1100, severe=(1090,))
    spoilt = secret(annas, "hemligt")
    whole = secret(annas, "också hemligt")
    spoil(annas, spoilt)
    annas.later()

    assert annas.exchange().unsent == 0
    annas.later(3 * 86400).exchange()

    assert set(aside(annas).values()) == {"part"}
    assert (words_here(annas, spoilt), words_here(annas, whole)) == (True, False)
    quarantine.accept(server.archive, annas.log.device) if not late else None
    annas.later().exchange()
    destroy_due(annas.log, annas.later(3 * 86400).now, str(server.archive.epoch))
    assert words_here(annas, spoilt)
