"""Verify finds nothing where nothing was done, and names the first thing that was."""

import re

import pytest

from sync.archive import forks, people, quarantine
from sync.archive.archive import Archive
from sync.archive.devices import caller
from sync.archive.verifying import verify
from sync.batch import Batch
from tests.conftest import FRIDAY
from tests.sync.archive.test_backups import deliver
from tests.sync.laptops import Laptop

THIRD = "WHERE org = 'OVB' AND n = 3"
FOURTH = "FROM entry WHERE org = 'OVB' AND n = 4"
DAMAGES = (
    ("UPDATE entry SET sig = (SELECT sig FOURTH) THIRD", "3: underskriften"),
    ("UPDATE entry SET line = (SELECT line FOURTH) THIRD", "3: radens hash"),
    ("UPDATE entry SET kind = 'shift' THIRD", "annat än raden"),
    ("UPDATE entry SET target = id THIRD", "annat än raden"),
    ("DELETE FROM entry THIRD", "3: posten saknas"),
    ("DELETE FROM entry WHERE org = 'OVB' AND n = 4", "slutar vid 3"),
    ("UPDATE device SET n = 3 WHERE org = 'OVB'", "ingen kedja"),
    ("UPDATE device SET head = token WHERE org = 'OVB'", "huvud"),
    ("DELETE FROM device WHERE org = 'OVB'", "ingen kedja"),
    ("UPDATE part SET salt = id WHERE org = 'OVB' AND name = 'words'", "delen words"),
    ("UPDATE part SET name = 'more' WHERE org = 'OVB' AND name = 'words'", "delen more"),
    ("UPDATE part SET id = salt WHERE org = 'OVB' AND name = 'words'", "ingen post nämner"),
    ("DELETE FROM feed_row WHERE org = 'OVB' AND seq = 3", "inte är i något flöde"),
    ("DELETE FROM feed_row WHERE org = 'OVB' AND seq = 1", "hål"),
    ("UPDATE feed SET seq = seq + 1 WHERE org = 'OVB'", "hål"),
    ("UPDATE feed_row SET entry_org = 'NIS' WHERE org = 'OVB' AND seq = 5", "5: ingen post att läsa"),
    ("UPDATE entry SET state = 1 THIRD", "ingen post att läsa"),
    ("UPDATE matter SET class = 'A' WHERE org = 'OVB'", "annat än posterna"),
    ("UPDATE matter SET judged = 1 WHERE org = 'OVB'", "annat än posterna"),
    ("DELETE FROM matter WHERE org = 'OVB'", "glömt"),
)


@pytest.fixture
def full(archive: Archive, annas_laptop: Laptop) -> Archive:
    """An archive with four entries of Anna's."""
    for note in ("en", "två", "tre"):
        annas_laptop.observe(note)
    deliver(archive, annas_laptop)
    return archive


def test_what_was_only_sent_is_as_it_was_sent(full: Archive) -> None:
    found = verify(full)

    assert (found.fault, found.absent) == ("", 0)
    assert (found.chains, found.matters) == (2, 3)
    assert found.entries == 4 + 3  # and the server's own: its device, the retention, the list of workers
    assert found.parts == 4 + 3 + 3


@pytest.mark.parametrize(("change", "named"), DAMAGES, ids=[f"{number}" for number in range(len(DAMAGES))])
def test_each_change_behind_the_archives_back_is_named(full: Archive, change: str, named: str) -> None:
    with full.database.writing() as session:
        assert session.run(change.replace("THIRD", THIRD).replace("FOURTH", FOURTH))

    fault = verify(full).fault
    assert re.search(named, fault), fault
    assert "två" not in fault


def test_parts_that_never_came_are_counted_and_are_no_fault(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe("ord")
    bare = [type(entry)(entry.line, entry.sig, {}) for entry in annas_laptop.entries]
    annas_laptop.entries = bare
    deliver(archive, annas_laptop)

    found = verify(archive)

    assert (found.fault, found.absent) == ("", 3)


def test_an_archive_with_nothing_in_it_and_one_with_reviews_are_whole(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    assert verify(archive).fault == ""
    seen = annas_laptop.observe("trappan", "A")
    deliver(archive, annas_laptop)
    evas_laptop.begin()
    evas_laptop.write("review", {"verdict": "approve"}, target=seen.fields.id, base=[seen.fields.id])
    deliver(archive, evas_laptop)

    assert verify(archive).fault == ""
    with archive.database.reading() as session:
        assert session.row("SELECT judged FROM matter WHERE org = 'OVB'") == (1,)

    people.add_worker(archive, "OVB", "GL-01", "ov", FRIDAY)

    assert verify(archive).fault == ""
    with archive.database.reading() as session:
        assert session.row("SELECT judged FROM matter WHERE org = 'OVB'") == (0,)


@pytest.fixture
def forked(full: Archive, annas_laptop: Laptop) -> Laptop:
    """A copy of Anna's laptop, with another fourth entry and a fifth; both were sent, and the fifth was let in."""
    copy = Laptop("OVB", "OV-12", "ov", key=annas_laptop.key)
    copy.entries = annas_laptop.entries[:3]
    copy.chain.n, copy.chain.head = 3, copy.entries[-1].hash
    copy.observe("på kopian")
    written = copy.observe("också på kopian")
    known = caller(full, "OVB", annas_laptop.device, annas_laptop.token, FRIDAY)
    forks.keep(full, known, copy.device, Batch(copy.entries), FRIDAY)
    quarantine.accept(full, written.hash)
    return copy


def test_what_a_copied_laptop_wrote_is_verified_too(full: Archive, forked: Laptop) -> None:
    found = verify(full)

    assert (found.fault, found.matters, found.parts) == ("", 4, 4 + 3 + 3 + 2)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE fork SET line = sig", "[45]: radens hash"),
        ("UPDATE fork SET sig = (SELECT sig FOURTH)", "[45]: underskriften"),
        ("UPDATE part SET salt = id WHERE id IN (SELECT id FROM fork) AND name = 'words'", "5: delen words"),
        ("UPDATE fork SET state = 1", "ingen post nämner|ingen post att läsa"),
    ],
)
def test_each_change_to_it_is_named(full: Archive, forked: Laptop, change: str, named: str) -> None:
    with full.database.writing() as session:
        assert session.run(change.replace("FOURTH", FOURTH))

    fault = verify(full).fault
    assert re.search(named, fault), fault
