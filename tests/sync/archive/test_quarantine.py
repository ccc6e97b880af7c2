"""Quarantine: nothing is dropped, nothing is read, and somebody decides."""

from dataclasses import replace

import pytest

from fieldlog.models.entry import Entry, Part
from fieldlog.models.refusal import NotFound, RuleBroken
from sync.answers import Verdict
from sync.archive import aside, devices, forks, quarantine
from sync.archive.archive import Archive
from sync.archive.aside import Aside
from sync.archive.verifying import verify
from sync.batch import Batch
from sync.protocol import Refused
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, count, own, pulled, refusal, resigned, sent, state_of
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop


def copy_of(laptop: Laptop) -> Laptop:
    """A copied laptop: the same key and the same log, and from here on a chain of its own."""
    copy = replace(laptop, entries=list(laptop.entries))
    copy.chain.n, copy.chain.head = laptop.chain.n, laptop.chain.head
    return copy


def kept(archive: Archive, laptop: Laptop, entries: list[Entry] | None = None) -> tuple[Verdict, ...]:
    batch = Batch(laptop.entries if entries is None else entries)
    return forks.keep(archive, caller_of(laptop), laptop.device, batch, FRIDAY).verdicts


def lying(archive: Archive) -> list[Aside]:
    return aside.quarantine(archive)


def lines_read(archive: Archive, laptop: Laptop) -> list[bytes]:
    return [entry.line for entry in own(pulled(archive, caller_of(laptop)))]


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
