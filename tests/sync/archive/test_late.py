"""Parts that come after their line: taken if they are the ones that were signed and nobody destroyed them."""

from fieldlog.models.entry import Entry, Part
from sync.answers import Verdict
from sync.archive.archive import Archive
from tests.sync.archive.exchanging import count, sent, state_of
from tests.sync.laptops import Laptop


def test_a_line_may_come_before_its_parts(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe("senare", secrecy="A")
    bare = [Entry(entry.line, entry.sig) for entry in annas_laptop.entries]
    assert sent(archive, annas_laptop, entries=bare).verdicts == (Verdict(1, 2, "stored"),)
    assert count(archive, "part") == 0

    said = sent(archive, annas_laptop)

    assert said.verdicts == (Verdict(1, 2, "have"),)
    assert count(archive, "part") == 3
    with archive.database.reading() as session:
        assert session.row("SELECT class FROM matter WHERE org = 'OVB'") == ("A",)
    assert count(archive, "feed_row") == 4
    before = state_of(archive)
    sent(archive, annas_laptop)
    assert state_of(archive) == before


def test_a_late_part_that_is_another_is_not_taken(archive: Archive, annas_laptop: Laptop) -> None:
    entry = annas_laptop.observe("det riktiga")
    sent(archive, annas_laptop, entries=[annas_laptop.entries[0], Entry(entry.line, entry.sig)])
    other = Entry(entry.line, entry.sig, {"words": Part.of({"note": "något annat"})})

    assert sent(archive, annas_laptop, 2, entries=[other]).verdicts == (Verdict(2, 2, "quarantined", "part"),)
    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 2, "have"),)


def test_a_part_that_was_erased_does_not_come_back(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe("ska bort")
    sent(archive, annas_laptop)
    with archive.database.writing() as session:
        session.run("INSERT INTO gone SELECT org, id, name, id FROM part WHERE name = 'words'")
        session.run("DELETE FROM part WHERE name = 'words'")
    before = state_of(archive)

    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 2, "have"),)
    assert state_of(archive) == before
