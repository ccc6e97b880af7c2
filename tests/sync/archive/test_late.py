"""Parts that come after their line: taken if they are the ones that were signed and nobody destroyed them."""

import pytest

from fieldlog.models.entry import PART_LIMIT, Entry, Part
from sync.answers import Verdict
from sync.archive import aside, devices, quarantine
from sync.archive.archive import Archive
from sync.archive.verifying import verify
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, count, pulled, resigned, sent, state_of
from tests.sync.laptops import Laptop

FAULTS = {
    "large": Part.of({"note": "x" * PART_LIMIT}),
    "strict": Part(bytes(16), b'{"note":"ett","note":"annat"}'),
    "schema": Part.of(["ord"]),
}
"""Words that their laptop has signed for and that no reader takes as they are."""


def bare(entries: list[Entry]) -> list[Entry]:
    return [Entry(entry.line, entry.sig) for entry in entries]


def with_words(laptop: Laptop, words: Part) -> Entry:
    """The laptop's observation with other words, signed for by it."""
    entry = laptop.observe("ord")
    seals = {**entry.fields.parts, "words": words.seal("words")}
    signed = resigned(laptop, entry, parts=seals)
    laptop.entries[-1] = Entry(signed.line, signed.sig, {**entry.parts, "words": words})
    return laptop.entries[-1]


def words_of(archive: Archive, reader: Laptop, entry: Entry) -> set[str]:
    """The names of the parts that the reader is given of an entry."""
    return next(set(found.parts) for found in pulled(archive, caller_of(reader)).entries if found.line == entry.line)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_late_part_whose_content_does_not_hold_waits_in_quarantine_beside_its_line(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, fault: str
) -> None:
    entry = with_words(annas_laptop, FAULTS[fault])
    sent(archive, annas_laptop, entries=bare(annas_laptop.entries))

    said = [sent(archive, annas_laptop).verdicts for _again in range(2)]

    assert said == [(Verdict(1, 1, "have"), Verdict(2, 2, "quarantined", fault))] * 2
    [found] = aside.quarantine(archive)
    assert (found.hash, found.code, found.late) == (entry.hash, fault, True)
    with archive.database.reading() as session:
        assert aside.parts_of(session, found) == {"words": entry.parts["words"]}
    assert words_of(archive, evas_laptop, entry) == {"core"}
    assert verify(archive).fault == ""
    # Also if the laptop has no longer what it sent: it waits there still.
    assert sent(archive, annas_laptop, entries=bare(annas_laptop.entries)).verdicts[-1].code == fault


def test_a_late_part_that_readers_can_bear_is_read_once_it_is_accepted(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = with_words(annas_laptop, FAULTS["schema"])
    sent(archive, annas_laptop, entries=bare(annas_laptop.entries))
    sent(archive, annas_laptop)

    quarantine.accept(archive, entry.hash)

    assert aside.quarantine(archive, rejected=True) == []
    assert words_of(archive, evas_laptop, entry) == {"core", "words"}
    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 2, "have"),)
    assert verify(archive).fault == ""


def test_a_late_part_that_was_rejected_is_kept_and_never_read(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = with_words(annas_laptop, FAULTS["schema"])
    sent(archive, annas_laptop, entries=bare(annas_laptop.entries))
    sent(archive, annas_laptop)

    quarantine.reject(archive, entry.hash)

    assert [found.rejected for found in aside.quarantine(archive, rejected=True)] == [True]
    assert sent(archive, annas_laptop).verdicts[-1] == Verdict(2, 2, "quarantined", "rejected")
    assert words_of(archive, evas_laptop, entry) == {"core"}


def test_parts_that_a_revoked_laptop_brings_late_wait_for_somebodys_decision(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("efter spärren")
    sent(archive, annas_laptop, entries=bare(annas_laptop.entries))
    devices.revoke(archive, annas_laptop.device, FRIDAY)
    rows = count(archive, "feed_row")

    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 2, "quarantined", "revoked"),)

    assert count(archive, "feed_row") == rows
    assert words_of(archive, evas_laptop, entry) == set()
    quarantine.accept(archive, annas_laptop.device)
    assert words_of(archive, evas_laptop, entry) == {"core", "words"}


def test_a_part_that_is_kept_nowhere_is_said_before_anything_else(archive: Archive, annas_laptop: Laptop) -> None:
    entry = with_words(annas_laptop, FAULTS["strict"])
    false = Entry(entry.line, entry.sig, {"core": FAULTS["large"], "words": entry.parts["words"]})

    on_time = sent(archive, annas_laptop, entries=[annas_laptop.entries[0], false]).verdicts[-1]
    again = sent(archive, annas_laptop, entries=[annas_laptop.entries[0], false]).verdicts[-1]

    assert (on_time.code, again.code) == ("part", "part")


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
