"""A pull: each reader is given what she may read now, everything of it, and is told what is hers no longer."""

import pytest

from sync.archive import pulling
from sync.archive.archive import Archive
from sync.archive.devices import Caller
from sync.batch import unpack
from sync.protocol import Cursor, Epoch, Refused
from tests.sync.archive.exchanging import caller_of, own, page_of, pulled, sent
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop


def test_eva_reads_what_anna_wrote_and_anna_gets_nothing_back(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    annas_laptop.observe("två langar öppet")
    sent(archive, annas_laptop)

    read = own(pulled(archive, caller_of(evas_laptop)))

    assert [(entry.line, entry.sig, entry.parts) for entry in read] == [
        (entry.line, entry.sig, entry.parts) for entry in annas_laptop.entries
    ]
    assert own(pulled(archive, caller_of(annas_laptop))) == []


def test_annas_other_laptop_gets_everything_she_wrote(
    archive: Archive, annas_laptop: Laptop, enrolled: Enroller
) -> None:
    annas_laptop.observe("skyddad", secrecy="C")
    sent(archive, annas_laptop)

    read = own(pulled(archive, caller_of(enrolled("OVB", "OV-12", "ov"))))

    assert [entry.parts for entry in read] == [entry.parts for entry in annas_laptop.entries]


def test_nobody_reads_another_organisations_feed(archive: Archive, annas_laptop: Laptop, bos_laptop: Laptop) -> None:
    annas_laptop.observe()
    sent(archive, annas_laptop)

    for feed in ("OVB", "FINNS-INTE"):
        with pytest.raises(Refused) as refused:
            page_of(archive, caller_of(bos_laptop), None, feed)
        assert refused.value.problem.code == "unknown"
    assert own(pulled(archive, caller_of(bos_laptop))) == []
    assert own(pulled(archive, caller_of(bos_laptop), None, "*")) == []


def test_a_revoked_laptop_reads_nothing(archive: Archive, annas_laptop: Laptop) -> None:
    for ask in (lambda who: page_of(archive, who), lambda who: pulling.newest(archive, who, "OVB")):
        with pytest.raises(Refused) as refused:
            ask(caller_of(annas_laptop, "revoked"))
        assert refused.value.problem.code == "revoked"


def test_a_warning_reaches_every_organisation_and_so_does_its_end(
    archive: Archive, annas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    annas_laptop.begin()
    warning = annas_laptop.write("warning", {"place": "PLA", "text": "gå inte ensam"})
    sent(archive, annas_laptop)
    shared = pulled(archive, caller_of(bos_laptop), None, "*")
    assert [entry.fields.id for entry in own(shared)] == [warning.fields.id]

    words = {"reason": "det var en övning"}
    back = annas_laptop.write("withdraw", {"reason": "given"}, words, target=warning.fields.id)
    sent(archive, annas_laptop, 3)

    later = own(pulled(archive, caller_of(bos_laptop), Cursor.read(str(shared.facts["cursor"])), "*"))
    assert [(entry.fields.id, set(entry.parts)) for entry in later] == [(back.fields.id, {"core"})]


def test_a_returned_entry_brings_its_words_back_to_its_writer(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("känns igen", secrecy="C")
    sent(archive, annas_laptop)
    seen = Cursor.read(str(pulled(archive, caller_of(annas_laptop)).facts["cursor"]))
    evas_laptop.begin()
    evas_laptop.write("review", {"verdict": "return"}, target=entry.fields.id, base=(entry.fields.id,))
    sent(archive, evas_laptop)

    back = pulled(archive, caller_of(annas_laptop), seen).entries

    assert [set(found.parts) for found in back if found.line == entry.line] == [{"core", "words"}]


@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
def test_page_by_page_gives_the_same_as_at_once(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, limit: int
) -> None:
    roots = [annas_laptop.observe(f"{number}") for number in range(4)]
    for root in roots[:2]:
        annas_laptop.write("classify", {"class": "C"}, target=root.fields.id)
    sent(archive, annas_laptop)

    read = pulled(archive, caller_of(evas_laptop), limit=limit)

    assert sorted(entry.line for entry in own(read)) == sorted(entry.line for entry in annas_laptop.entries)


def test_an_entry_that_was_touched_often_is_given_once(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe()
    sent(archive, annas_laptop)
    for number, class_ in enumerate("CBCBC", 3):
        evas = annas_laptop.write("classify", {"class": class_}, target=entry.fields.id)
        sent(archive, annas_laptop, number)
        assert evas.fields.n == number

    read = [found.fields.id for found in own(pulled(archive, caller_of(evas_laptop)))]

    assert sorted(read) == sorted({found.fields.id for found in annas_laptop.entries})


def test_another_life_of_the_archive_or_another_role_is_read_from_the_start(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    annas_laptop.observe()
    sent(archive, annas_laptop)
    eva = caller_of(evas_laptop)
    end = Cursor.read(str(pulled(archive, eva).facts["cursor"]))
    demoted = Caller(eva.org, eva.worker, "ov", eva.device, "active")

    again = page_of(archive, eva, Cursor(Epoch(0, "0" * 32), end.scope, end.seq))
    other = page_of(archive, demoted, end)
    same = page_of(archive, eva, end)

    assert unpack(again.data).facts["reset"] is True
    assert again.entries >= 2
    assert unpack(other.data).facts["reset"] is True
    assert other.cursor.scope != end.scope
    assert (same.entries, same.cursor, "reset" in unpack(same.data).facts) == (0, end, False)


def test_who_stands_at_the_end_is_told_so_without_reading(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    eva = caller_of(evas_laptop)
    end = page_of(archive, eva).cursor
    assert pulling.newest(archive, eva, "OVB") == end

    annas_laptop.observe()
    sent(archive, annas_laptop)

    assert pulling.newest(archive, eva, "OVB") != end
    assert pulling.newest(archive, eva, "OVB") == page_of(archive, eva, end).cursor


def test_an_answer_is_never_larger_than_it_may_be_and_goes_on_where_it_stopped(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "MOST_BYTES", 10_000)
    for number in range(12):
        annas_laptop.observe("x" * (3_000 if number % 3 else 12_000))
    sent(archive, annas_laptop)
    eva = caller_of(evas_laptop)

    first = page_of(archive, eva)
    read = own(pulled(archive, eva))

    assert first.more
    assert [entry.line for entry in read] == [entry.line for entry in annas_laptop.entries]
