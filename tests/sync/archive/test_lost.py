"""A lost laptop: shut out, and what was on it said exactly, never less than there was."""

from datetime import datetime, timedelta

import pytest

from fieldlog.models.entry import Entry
from fieldlog.models.refusal import NotFound
from sync.archive import devices, forks, quarantine, retention
from sync.archive.archive import Archive
from sync.archive.lost import Manifest, lose
from sync.batch import Batch
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, pulled, sent
from tests.sync.archive.test_disclosing import decided
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop

LATER = FRIDAY + timedelta(hours=9)


def contact(archive: Archive, laptop: Laptop, at: datetime = FRIDAY) -> None:
    devices.note_contact(archive, caller_of(laptop), 2, 0, at)


def on_it(found: Manifest) -> dict[str, set[str]]:
    return {each.id: set(each.parts) for each in found.entries if each.kind in ("observation", "amend")}


def read_by(archive: Archive, laptop: Laptop) -> dict[str, set[str]]:
    """What the laptop is given by its feeds, as on the wire."""
    batches = [pulled(archive, caller_of(laptop), feed=feed) for feed in ("", "*")]
    return {
        entry.fields.id: set(entry.parts)
        for batch in batches
        for entry in batch.entries
        if entry.fields.kind in ("observation", "amend")
    }


def furnished(archive: Archive, annas: Laptop, evas: Laptop, bos: Laptop) -> list[Entry]:
    """Anna wrote in three classes, Bo two of class A, of which his own supervisor approved one."""
    written = [annas.observe(f"klass {class_}", class_) for class_ in "ABC"]
    sent(archive, annas)
    evas.observe("egen", "C")
    evas.write("review", {"verdict": "approve"}, target=written[0].fields.id, base=[written[0].fields.id])
    sent(archive, evas)
    bos.observe("bo ser", "A")
    bos.observe("bo ser B", "B")
    sent(archive, bos)
    return written


@pytest.mark.parametrize("who", ["anna", "eva", "bo"])
def test_on_each_laptop_is_what_it_was_given_and_what_it_wrote(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop, who: str
) -> None:
    furnished(archive, annas_laptop, evas_laptop, bos_laptop)
    laptop = {"anna": annas_laptop, "eva": evas_laptop, "bo": bos_laptop}[who]
    contact(archive, laptop)
    given = read_by(archive, laptop)
    own = {each.fields.id: set(each.parts) for each in laptop.entries if each.fields.kind == "observation"}

    found = lose(archive, laptop.device, LATER)

    assert on_it(found) == given | own
    assert found.device.state == devices.REVOKED
    assert {each.id for each in found.entries if each.own and each.kind == "observation"} == set(own)


def test_counts_are_by_class_own_and_words(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    furnished(archive, annas_laptop, evas_laptop, bos_laptop)
    contact(archive, evas_laptop)

    found = lose(archive, evas_laptop.device[:10], LATER)

    assert found.counts() == {("A", False, True): 1, ("B", False, True): 1, ("C", False, True): 1, ("C", True, True): 1}
    assert found.categories == {("B", "NH"): 1, ("C", "NH"): 2}


def test_what_came_after_the_last_contact_was_not_on_it(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    annas_laptop.observe("före", "B")
    sent(archive, annas_laptop)
    contact(archive, evas_laptop, FRIDAY - timedelta(hours=1))

    assert on_it(lose(archive, evas_laptop.device, LATER)) == {}


def test_a_laptop_that_never_came_has_nothing_of_others(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    annas_laptop.observe("före", "B")
    sent(archive, annas_laptop)

    assert on_it(lose(archive, evas_laptop.device, LATER)) == {}


def test_what_its_purge_entries_name_was_not_on_it_any_more(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    first, second = annas_laptop.observe("ett", "B"), annas_laptop.observe("två", "B")
    sent(archive, annas_laptop)
    purging(evas_laptop, first, FRIDAY + timedelta(minutes=10))
    sent(archive, evas_laptop)
    contact(archive, evas_laptop, FRIDAY + timedelta(hours=1))

    assert on_it(lose(archive, evas_laptop.device, LATER)) == {second.fields.id: {"core", "words"}}


def purging(laptop: Laptop, entry: Entry, at: datetime) -> None:
    laptop.begin()
    laptop.now = at
    gone = [[entry.fields.id, name] for name in entry.parts]
    laptop.write("purge", {"rule": "others' class B", "gone": gone})


def test_what_was_decided_anew_after_the_purge_was_on_it_again(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("ett", "B")
    sent(archive, annas_laptop)
    purging(evas_laptop, entry, FRIDAY - timedelta(minutes=10))
    amend = annas_laptop.write("amend", entry.content("core"), target=entry.fields.id, base=[entry.fields.id])
    sent(archive, annas_laptop, 3)
    sent(archive, evas_laptop)
    contact(archive, evas_laptop, FRIDAY + timedelta(hours=1))

    assert on_it(lose(archive, evas_laptop.device, LATER)) == {
        entry.fields.id: {"core", "words"},
        amend.fields.id: {"core"},
    }


def test_what_was_raised_out_of_her_reach_counts_unless_she_said_that_it_is_gone(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, enrolled: Enroller
) -> None:
    entry = annas_laptop.observe("ett", "A")
    annas_laptop.write("classify", {"class": "C"}, {"reason": "x"}, target=entry.fields.id)
    sent(archive, annas_laptop)
    colleague = enrolled("OVB", "OV-14", "ov")
    contact(archive, colleague)

    found = lose(archive, colleague.device, LATER)

    assert [(each.id, each.secrecy) for each in found.entries if each.kind == "observation"] == [(entry.fields.id, "C")]


def test_what_was_destroyed_here_after_the_last_contact_was_still_on_it(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("ett", "C")
    sent(archive, annas_laptop)
    contact(archive, evas_laptop)
    retention.run(archive, FRIDAY + timedelta(days=91), pause=lambda _seconds: None)

    assert on_it(lose(archive, evas_laptop.device, FRIDAY + timedelta(days=92))) == {entry.fields.id: {"core", "words"}}


def test_what_was_destroyed_before_the_last_contact_was_not(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    annas_laptop.observe("ett", "C")
    sent(archive, annas_laptop)
    retention.run(archive, FRIDAY + timedelta(days=91), pause=lambda _seconds: None)
    contact(archive, evas_laptop, FRIDAY + timedelta(days=92))

    assert on_it(lose(archive, evas_laptop.device, FRIDAY + timedelta(days=93))) == {}


def test_what_another_organisation_gave_out_to_her_was_on_it(
    archive: Archive, evas_laptop: Laptop, enrolled: Enroller
) -> None:
    boss = enrolled("NIS", "GL-07", "gl")
    entry = decided(evas_laptop, out={"words": "utlämnat"})
    sent(archive, evas_laptop)
    contact(archive, boss)

    found = lose(archive, boss.device, LATER)

    assert [(each.org, each.parts) for each in found.entries if each.id == entry.fields.id] == [("OVB", ("out",))]


def test_what_was_let_in_of_a_fork_was_on_it(archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop) -> None:
    entry = annas_laptop.observe("på kopian")
    sent(archive, annas_laptop, 1, 1)
    forks.keep(archive, caller_of(annas_laptop), annas_laptop.device, Batch([entry]), FRIDAY)
    quarantine.accept(archive, entry.hash)
    contact(archive, evas_laptop)
    given = read_by(archive, evas_laptop)

    assert on_it(lose(archive, evas_laptop.device, LATER)) == given == {entry.fields.id: {"core", "words"}}


def test_lost_twice_says_the_same(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe("ett", "C")
    sent(archive, annas_laptop)

    assert lose(archive, annas_laptop.device, LATER) == lose(archive, annas_laptop.device, LATER + timedelta(days=1))


def test_nobodys_laptop_is_not_found(archive: Archive) -> None:
    with pytest.raises(NotFound):
        lose(archive, "nobody", LATER)
