"""Quarantine of forked chains: a copied laptop's log is kept whole beside the archive's own, until somebody decides."""

import pytest

from fieldlog.models.entry import Entry, Part
from sync.answers import Verdict
from sync.archive import aside, devices, forks, quarantine
from sync.archive.archive import Archive
from sync.archive.verifying import verify
from sync.batch import Batch
from sync.protocol import Refused
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, count, pulled, refusal, resigned, sent
from tests.sync.archive.set_aside import copy_of, kept, lines_read, lying
from tests.sync.laptops import Laptop


def test_a_copied_laptops_log_is_kept_whole_beside_the_archives_own(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    annas_laptop.observe("före kopian")
    copy = copy_of(annas_laptop)
    annas_laptop.observe("på den ena")
    lost = [copy.observe("på den andra"), copy.observe("och vidare")]
    sent(archive, annas_laptop)
    assert refusal(archive, copy, 3)["error"] == "fork"

    said = kept(archive, copy)
    again = [kept(archive, copy, copy.entries[at:]) for at in (0, 3)]

    assert said == (Verdict(1, 2, "have"), Verdict(3, 4, "quarantined"))
    assert again == [said, (Verdict(4, 4, "quarantined"),)]
    assert [(found.n, found.code) for found in lying(archive)] == [(3, "fork"), (4, "fork")]
    assert aside.content(archive, lying(archive)[0])["words"] == {"note": "på den andra"}
    assert not {entry.line for entry in lost} & set(lines_read(archive, evas_laptop))
    assert sent(archive, annas_laptop).head == annas_laptop.head


def test_of_a_fork_everything_can_be_let_in_and_is_read_beside_the_chain(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    annas_laptop.observe("före kopian")
    copy = copy_of(annas_laptop)
    one = annas_laptop.observe("på den ena")
    other = copy.observe("på den andra")
    further = copy.observe("och vidare")
    copy.write("classify", {"class": "C"}, target=further.fields.id)
    sent(archive, annas_laptop)
    kept(archive, copy)

    first = quarantine.accept(archive, lying(archive)[0].hash)
    rest = quarantine.accept(archive, copy.device)

    assert [found.n for found in (*first.done, *rest.done)] == [3, 4, 5]
    assert (other.fields.n, other.fields.id) == (one.fields.n, first.done[0].id)
    read = {found.line: found.parts for found in pulled(archive, caller_of(evas_laptop)).entries}
    assert [read[entry.line] for entry in (one, other, further)] == [one.parts, other.parts, further.parts]
    with archive.database.reading() as session:
        key = bytes.fromhex(further.fields.id.replace("-", ""))
        assert session.row("SELECT class FROM matter WHERE org = 'OVB' AND id = ?", (key,)) == ("C",)
    assert verify(archive).fault == ""
    assert kept(archive, copy) == (Verdict(1, 5, "have"),)
    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 3, "have"),)


def test_a_copy_of_a_line_that_comes_with_what_the_archive_lacks_completes_it(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    annas_laptop.observe("i kedjan")
    bare = [Entry(entry.line, entry.sig) for entry in annas_laptop.entries]
    sent(archive, annas_laptop, entries=bare)
    copy = copy_of(annas_laptop)
    beside = copy.observe("bredvid")
    kept(archive, copy, [*bare, Entry(beside.line, beside.sig)])

    kept(archive, copy)

    assert aside.content(archive, lying(archive)[0])["words"] == {"note": "bredvid"}
    read = {found.line: set(found.parts) for found in pulled(archive, caller_of(evas_laptop)).entries}
    assert read[bare[1].line] == {"core", "words"}
    quarantine.accept(archive, beside.hash)
    assert kept(archive, copy) == (Verdict(1, 3, "have"),)
    assert verify(archive).fault == ""


def test_what_a_revoked_laptop_brings_late_of_a_fork_that_was_let_in_is_not_read(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("efter spärren")
    sent(archive, annas_laptop, 1, 1)
    kept(archive, annas_laptop, [Entry(entry.line, entry.sig, {"core": entry.parts["core"]})])
    quarantine.accept(archive, entry.hash)
    devices.revoke(archive, annas_laptop.device, FRIDAY)

    said = kept(archive, annas_laptop, [entry])

    assert said == (Verdict(2, 2, "quarantined", "part"),)
    read = {found.line: set(found.parts) for found in pulled(archive, caller_of(evas_laptop)).entries}
    assert read[entry.line] == {"core"}


def test_of_a_fork_the_part_that_was_signed_takes_the_place_of_one_that_was_not(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("som det skrevs")
    sent(archive, annas_laptop, 1, 1)
    false = Entry(entry.line, entry.sig, {**entry.parts, "words": Part.of({"note": "skadat"})})

    said = [kept(archive, annas_laptop, [one]) for one in (false, false, entry, false)]

    # Whoever holds the only copy of a part is told so: only then does she go on keeping it.
    assert [run.code for (run,) in said] == ["part", "part", "", ""]
    quarantine.accept(archive, entry.hash)
    read = {found.line: found.parts for found in pulled(archive, caller_of(evas_laptop)).entries}
    assert read[entry.line] == entry.parts


def test_a_fork_that_turns_out_to_be_the_chain_comes_home(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    annas_laptop.observe("ett")
    entry = annas_laptop.observe("två")
    sent(archive, annas_laptop, 1, 2)
    kept(archive, annas_laptop)
    quarantine.accept(archive, lying(archive)[0].hash)
    before = lines_read(archive, evas_laptop)

    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 2, "have"), Verdict(3, 3, "stored"))

    assert sorted(lines_read(archive, evas_laptop)) == sorted(before)
    assert entry.line in before
    assert count(archive, "fork") == 0
    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 3, "have"),)


def test_a_fork_that_was_let_in_and_is_the_chain_of_a_revoked_laptop_is_read_no_longer(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("ett")
    sent(archive, annas_laptop, 1, 1)
    kept(archive, annas_laptop)
    quarantine.accept(archive, lying(archive)[0].hash)
    assert entry.line in lines_read(archive, evas_laptop)
    devices.revoke(archive, annas_laptop.device, FRIDAY)

    assert sent(archive, annas_laptop).verdicts[-1] == Verdict(2, 2, "quarantined", "revoked")

    assert entry.line not in lines_read(archive, evas_laptop)
    assert entry.fields.id in pulled(archive, caller_of(evas_laptop)).gone
    assert verify(archive).fault == ""


def test_a_fork_kept_before_its_chain_came_needs_no_decision_any_more(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe("ett")
    kept(archive, annas_laptop)
    assert len(lying(archive)) == 2

    sent(archive, annas_laptop)

    assert lying(archive) == []
    assert kept(archive, annas_laptop) == (Verdict(1, 2, "have"),)


@pytest.mark.parametrize("fault", ["line", "device", "signature"])
def test_a_fork_holds_only_what_its_device_signed(archive: Archive, annas_laptop: Laptop, fault: str) -> None:
    annas_laptop.observe("ett")
    entry = annas_laptop.observe("två")
    wrong = {
        "line": Entry(b"{}", entry.sig),
        "device": resigned(annas_laptop, entry, device=Laptop("OVB", "OV-12", "ov").device),
        "signature": Entry(entry.line, bytes(64)),
    }[fault]

    with pytest.raises(Refused) as refused:
        kept(archive, annas_laptop, [*annas_laptop.entries[:2], wrong])

    assert refused.value.problem.facts["fault"] == fault
    assert refused.value.problem.facts["at"] == 3
    assert [found.n for found in lying(archive)] == [1, 2]


def test_nobody_keeps_a_fork_in_the_name_of_somebody_else(
    archive: Archive, annas_laptop: Laptop, bos_laptop: Laptop, evas_laptop: Laptop
) -> None:
    annas_laptop.observe()
    for other in (bos_laptop, evas_laptop):
        with pytest.raises(Refused) as refused:
            forks.keep(archive, caller_of(other), annas_laptop.device, Batch(annas_laptop.entries), FRIDAY)
        assert refused.value.problem.code == "unknown"
    assert count(archive, "fork") == 0
