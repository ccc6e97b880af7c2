"""Quarantine: nothing is dropped, nothing is read, and somebody decides."""

import pytest

from fieldlog.models.entry import Entry, Part
from fieldlog.models.refusal import NotFound, RuleBroken
from sync.answers import Verdict
from sync.archive import aside, devices, quarantine
from sync.archive.archive import Archive
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, count, own, pulled, resigned, sent, state_of
from tests.sync.archive.set_aside import lines_read, lying
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop


def test_what_a_revoked_laptop_sent_is_listed_and_read_once_it_is_accepted(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    annas_laptop.begin()
    sent(archive, annas_laptop)
    devices.revoke(archive, annas_laptop.device, FRIDAY)
    entry = annas_laptop.observe("hemligt", secrecy="A")
    classify = annas_laptop.write("classify", {"class": "C"}, target=entry.fields.id)
    sent(archive, annas_laptop, 2)

    listed = lying(archive)

    assert [(found.n, found.kind, found.code, found.worker) for found in listed] == [
        (2, "observation", "revoked", "OV-12"), (3, "classify", "revoked", "OV-12"),
    ]  # fmt: skip
    assert "hemligt" not in str(listed)
    assert aside.content(archive, listed[0])["words"] == {"note": "hemligt"}
    assert entry.line not in lines_read(archive, evas_laptop)

    assert quarantine.accept(archive, listed[1].hash[:12]).done == (listed[1],)
    assert quarantine.accept(archive, annas_laptop.device[:12]).done == (listed[0],)

    assert lying(archive) == []
    assert {entry.line, classify.line} <= set(lines_read(archive, evas_laptop))
    with archive.database.reading() as session:
        assert session.row("SELECT class, widest FROM matter WHERE org = 'OVB'") == ("C", "A")
    assert sent(archive, annas_laptop, 2).verdicts == (Verdict(2, 3, "have"),)


def test_what_was_rejected_is_kept_and_never_read(archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop) -> None:
    entry = annas_laptop.observe(severity=9)
    sent(archive, annas_laptop)
    name = lying(archive)[0].hash

    quarantine.reject(archive, name)

    assert lying(archive) == []
    assert [found.rejected for found in aside.quarantine(archive, rejected=True)] == [True]
    assert quarantine.accept(archive, name).done == ()
    assert entry.line not in lines_read(archive, evas_laptop)
    assert sent(archive, annas_laptop).verdicts[-1] == Verdict(2, 2, "quarantined", "rejected")
    assert count(archive, "entry") == 2


def test_a_misshapen_core_can_be_accepted_and_counts_as_the_fold_takes_it(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("ord", secrecy="A", severity=9)
    sent(archive, annas_laptop)

    quarantine.accept(archive, lying(archive)[0].hash)

    assert entry.line in lines_read(archive, evas_laptop)
    with archive.database.reading() as session:
        assert session.row("SELECT class FROM matter WHERE org = 'OVB'") == ("A",)


def test_an_entry_with_a_false_part_can_be_accepted_without_it(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("det riktiga")
    false = Entry(entry.line, entry.sig, {**entry.parts, "words": Part.of({"note": "falskt"})})
    sent(archive, annas_laptop, entries=[annas_laptop.entries[0], false])

    quarantine.accept(archive, lying(archive)[0].hash)

    read = {found.line: set(found.parts) for found in pulled(archive, caller_of(evas_laptop)).entries}
    assert read[entry.line] == {"core"}
    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 2, "have"),)  # and the right part comes later
    read = {found.line: set(found.parts) for found in pulled(archive, caller_of(evas_laptop)).entries}
    assert read[entry.line] == {"core", "words"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"org": "NIS"}, "annan organisation"),
        ({"more": "x" * 5000}, "för stor"),
        ({"kind": "device"}, "kedjan börjar"),
    ],
)
def test_what_no_reader_could_take_cannot_be_accepted(
    archive: Archive, annas_laptop: Laptop, changes: dict[str, str], sentence: str
) -> None:
    entry = annas_laptop.observe()
    sent(archive, annas_laptop, entries=[annas_laptop.entries[0], resigned(annas_laptop, entry, **changes)])
    before = state_of(archive)

    with pytest.raises(RuleBroken, match=sentence):
        quarantine.accept(archive, lying(archive)[0].hash)

    assert state_of(archive) == before
    assert len(lying(archive)) == 1


def test_two_entries_with_one_id_are_both_kept_and_one_is_read(archive: Archive, annas_laptop: Laptop) -> None:
    first = annas_laptop.observe("ett")
    second = resigned(annas_laptop, annas_laptop.observe("två"), id=first.fields.id)
    sent(archive, annas_laptop, entries=[*annas_laptop.entries[:2], second])

    listed = lying(archive)

    assert [(found.id, found.code, set(found.parts)) for found in listed] == [
        (first.fields.id, "id", {"core", "words"}),
    ]
    with pytest.raises(RuleBroken, match="samma id"):
        quarantine.accept(archive, listed[0].hash)


def test_who_names_nothing_or_something_else_is_told(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe(severity=9)
    sent(archive, annas_laptop)

    for said in ("", "ff" * 32, "OV-12"):
        with pytest.raises(NotFound):
            quarantine.accept(archive, said)


def test_what_a_revoked_laptop_says_about_an_entry_counts_for_nothing(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop, enrolled: Enroller
) -> None:
    entry = annas_laptop.observe(secrecy="A")
    sent(archive, annas_laptop)
    stolen = enrolled("OVB", "OV-12", "ov")
    stolen.begin()
    stolen.write("classify", {"class": "C"}, target=entry.fields.id)
    devices.revoke(archive, stolen.device, FRIDAY)
    sent(archive, stolen)

    evas_laptop.begin()
    evas_laptop.write("review", {"verdict": "approve"}, target=entry.fields.id, base=(entry.fields.id,))
    sent(archive, evas_laptop)

    assert [found.line for found in own(pulled(archive, caller_of(bos_laptop), None, "*"))] == [entry.line]
