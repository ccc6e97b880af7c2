"""What was destroyed is gone: from every page of the decrypted file, from its log, from the search index."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fieldlog.logbook import amendments, drafts, events, finding, observations
from fieldlog.logbook.log import Log
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.verifying import verify
from tests.conftest import FRIDAY
from tests.proof.pages import found, pages

CANARY = "Qxkanariefågel"


def everywhere(log: Log) -> list[str]:
    return found(log.store.path, log.unlocked.database_key, CANARY)


def observed(log: Log, note: str, **values: Any) -> str:
    new = observations.new_observation(
        at=FRIDAY - timedelta(minutes=5), category="OS", place="PLA", persons="2-4", words={"note": note}, **values
    )
    return observations.save(log, new, FRIDAY)


@pytest.fixture
def busy(anna: Log) -> Log:
    """Anna's log with some neighbours for every page."""
    for number in range(40):
        observed(anna, f"nummer {number} vid trappan, {'lång text ' * 20}")
    return anna


def test_the_pages_are_read_as_they_are(busy: Log) -> None:
    id_ = observed(busy, f"en {CANARY} syns")

    assert everywhere(busy)
    assert found(busy.store.path, busy.unlocked.database_key, "qxkanariefagel")  # in the search index
    assert not any(CANARY.encode() in file.read_bytes() for file in busy.folder.path.rglob("*") if file.is_file())
    assert any(id_.encode() in content for _where, content in pages(busy.store.path, busy.unlocked.database_key))


def undone(log: Log) -> None:
    id_ = observed(log, f"en {CANARY} syns")
    amendments.amend(log, id_, {"note": f"två {CANARY} syns"}, FRIDAY)
    assert finding.page(log, finding.Filter(text=CANARY))
    amendments.undo(log, id_, FRIDAY)


def dropped(log: Log) -> None:
    id_ = drafts.keep(log, drafts.LINE, {"text": f"en {CANARY}"}, FRIDAY)
    drafts.keep(log, drafts.LINE, {"text": f"en {CANARY} till {'x' * 9000}"}, FRIDAY, id_=id_)
    drafts.drop(log, id_)


def purged(log: Log) -> None:
    id_ = observed(log, f"en {CANARY} syns", spot=CANARY)
    amendments.amend(log, id_, {"place": "TRP"}, FRIDAY, reason=CANARY)
    with log.store.read() as connection:
        parts = connection.exec_driver_sql(
            "SELECT entry.id, name FROM part JOIN entry ON seq = part.entry WHERE id = ? OR target = ?", (id_, id_)
        ).fetchall()
    with log.writing(FRIDAY) as pen:
        pen.destroy("B 12 mån", [(part.id, part.name) for part in parts])
    log.store.forget_written()


def closed(log: Log) -> None:
    """An open event whose draft held more than the entry it became."""
    body = {"category": "OS", "place": "PLA", "persons": "2-4", "text": "en fågel", "typed": CANARY}
    id_ = events.open_event(log, body, FRIDAY - timedelta(minutes=3))
    events.close_event(log, id_, FRIDAY)


def folded_again(log: Log) -> None:
    undone(log)
    rebuild(log)


@pytest.mark.parametrize("destroy", [undone, dropped, purged, closed, folded_again])
def test_the_canary_is_in_no_page_once_it_was_destroyed(busy: Log, destroy: Callable[[Log], None]) -> None:
    destroy(busy)

    assert everywhere(busy) == []
    assert finding.page(busy, finding.Filter(text=CANARY)) == []
    assert verify(busy).fault is None


def test_it_is_gone_from_a_plain_copy_too(busy: Log, tmp_path: Path) -> None:
    undone(busy)

    plain = tmp_path / "plain.db"
    with busy.store.raw() as connection:
        connection.execute("ATTACH ? AS plain KEY ''", (str(plain),))
        connection.execute("SELECT sqlcipher_export('plain')").fetchall()
        connection.execute("DETACH plain")

    content = plain.read_bytes().lower()
    assert b"nummer 7 vid trappan" in content
    assert b"kanariefagel" not in content
    assert "kanariefågel".encode() not in content


def test_a_reader_in_another_window_only_delays_it(busy: Log) -> None:
    id_ = observed(busy, f"en {CANARY} syns")
    with busy.store.read() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
        with busy.writing(FRIDAY) as pen:
            pen.destroy("x", [(id_, "words")])

    busy.store.forget_written()

    assert everywhere(busy) == []


def test_protected_identity_is_never_searched(busy: Log) -> None:
    observed(busy, f"en {CANARY} syns", protected=True)

    assert finding.page(busy, finding.Filter(text=CANARY)) == []
    with busy.store.raw() as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, search, row)")
        assert connection.execute("SELECT term FROM temp.terms WHERE term LIKE 'qx%'").fetchall() == []
