"""A pull: each reader is given what she may read now, everything of it, and is told what is hers no longer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.models.entry import Entry, Part, new_id
from sync.archive import packing, pulling
from sync.archive.archive import Archive
from sync.archive.devices import Caller
from sync.batch import Batch, Packer, pack, unpack
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


@pytest.mark.parametrize(
    ("role", "secrecy", "parts"),
    [
        ("ov", "A", {"core", "words"}), ("ov", "B", {"core", "words"}), ("ov", "C", None),
        ("ana", "A", {"core"}), ("ana", "B", {"core"}), ("ana", "C", None),
        ("gl", "C", {"core", "words"}), ("adm", "A", None), ("par", "A", None), ("sky", "B", None),
    ],
)  # fmt: skip
def test_what_a_role_reads_of_a_class(
    archive: Archive, annas_laptop: Laptop, enrolled: Enroller, role: str, secrecy: str, parts: set[str] | None
) -> None:
    entry = annas_laptop.observe("en anteckning", secrecy)
    sent(archive, annas_laptop)

    read = pulled(archive, caller_of(enrolled("OVB", "XX-01", role)))

    given = {found.fields.id: set(found.parts) for found in read.entries}
    assert given.get(entry.fields.id) == parts
    assert list(read.gone) == []


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


def test_a_raised_class_takes_the_entry_back_from_who_may_read_it_no_longer(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, enrolled: Enroller
) -> None:
    colleague, stranger = caller_of(enrolled("OVB", "OV-14", "ov")), caller_of(enrolled("OVB", "PA-01", "par"))
    entry = annas_laptop.observe("känns igen", secrecy="B")
    sent(archive, annas_laptop)
    seen = {reader: Cursor.read(str(pulled(archive, reader).facts["cursor"])) for reader in (colleague, stranger)}

    classify = annas_laptop.write("classify", {"class": "C"}, target=entry.fields.id)
    sent(archive, annas_laptop, 3)

    assert set(pulled(archive, colleague, seen[colleague]).gone) == {entry.fields.id, classify.fields.id}
    assert pulled(archive, stranger, seen[stranger]).gone == []
    eva = {found.fields.id for found in pulled(archive, caller_of(evas_laptop)).entries}
    assert {entry.fields.id, classify.fields.id} <= eva


def test_what_a_supervisor_opened_for_a_while_is_taken_back_from_who_read_it_then(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, enrolled: Enroller
) -> None:
    colleague = caller_of(enrolled("OVB", "OV-14", "ov"))
    entry = annas_laptop.observe("skyddad", secrecy="C")
    sent(archive, annas_laptop)
    evas_laptop.begin()
    lower = evas_laptop.write("classify", {"class": "B"}, target=entry.fields.id)
    sent(archive, evas_laptop)
    seen = pulled(archive, colleague)
    assert entry.line in [found.line for found in seen.entries]

    higher = evas_laptop.write("classify", {"class": "C"}, target=entry.fields.id, base=(lower.fields.id,))
    sent(archive, evas_laptop, 3)

    gone = pulled(archive, colleague, Cursor.read(str(seen.facts["cursor"]))).gone
    assert set(gone) == {entry.fields.id, lower.fields.id, higher.fields.id}


def _approve(laptop: Laptop, about: Entry, *base: str) -> Entry:
    if not laptop.entries:
        laptop.begin()
    return laptop.write("review", {"verdict": "approve"}, target=about.fields.id, base=base or (about.fields.id,))


def test_an_approved_entry_of_class_a_reaches_others_without_words_and_is_recalled_by_an_amendment(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    bo = caller_of(bos_laptop)
    entry = annas_laptop.observe("blåst lampa", secrecy="A")
    hidden = annas_laptop.observe("eget", secrecy="B")
    sent(archive, annas_laptop)
    assert own(pulled(archive, bo, None, "*")) == []

    _approve(evas_laptop, entry)
    _approve(evas_laptop, hidden)
    sent(archive, evas_laptop)
    shared = pulled(archive, bo, None, "*")
    assert [(found.fields.id, set(found.parts)) for found in own(shared)] == [(entry.fields.id, {"core"})]

    core = dict(entry.facts("core"))
    amend = annas_laptop.write("amend", core, target=entry.fields.id, base=(entry.fields.id,))
    sent(archive, annas_laptop, 4)
    later = pulled(archive, bo, Cursor.read(str(shared.facts["cursor"])), "*")
    assert own(later) == []
    assert set(later.gone) == {entry.fields.id, amend.fields.id}


def test_what_is_withdrawn_is_recalled_from_others_and_comes_back_when_it_stands_again(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    bo = caller_of(bos_laptop)
    entry = annas_laptop.observe("blåst lampa", secrecy="A")
    sent(archive, annas_laptop)
    _approve(evas_laptop, entry)
    sent(archive, evas_laptop)
    cursor = Cursor.read(str(pulled(archive, bo, None, "*").facts["cursor"]))

    back = annas_laptop.write("withdraw", {"reason": "given"}, target=entry.fields.id, base=(entry.fields.id,))
    sent(archive, annas_laptop, 3)
    withdrawn = pulled(archive, bo, cursor, "*")
    annas_laptop.write("withdraw", {"reason": "given"}, target=entry.fields.id, base=(back.fields.id,))
    sent(archive, annas_laptop, 4)
    again = pulled(archive, bo, Cursor.read(str(withdrawn.facts["cursor"])), "*")

    assert (own(withdrawn), withdrawn.gone) == ([], [entry.fields.id])
    assert [found.fields.id for found in own(again)] == [entry.fields.id]


def test_words_leave_only_where_the_writer_let_them(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("blåst lampa", secrecy="A", words_may_leave=True)
    sent(archive, annas_laptop)
    _approve(evas_laptop, entry)
    sent(archive, evas_laptop)

    read = own(pulled(archive, caller_of(bos_laptop), None, "*"))

    assert [set(found.parts) for found in read] == [{"core", "words"}]


def test_approval_by_a_colleague_lets_nothing_out(
    archive: Archive, annas_laptop: Laptop, bos_laptop: Laptop, enrolled: Enroller
) -> None:
    entry = annas_laptop.observe(secrecy="A")
    sent(archive, annas_laptop)
    colleague = enrolled("OVB", "OV-14", "ov")
    _approve(colleague, entry)
    sent(archive, colleague)

    assert own(pulled(archive, caller_of(bos_laptop), None, "*")) == []


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


def test_what_has_come_before_its_target_only_supervisors_read(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, enrolled: Enroller
) -> None:
    readers = [caller_of(enrolled("OVB", "OV-12", "ov")), caller_of(evas_laptop), caller_of(enrolled("OVB", "X", "ov"))]
    annas_laptop.begin()
    comment = annas_laptop.write("comment", {}, {"comment": "hemligt"}, target=new_id())
    sent(archive, annas_laptop)

    reads = [comment.line in [entry.line for entry in pulled(archive, reader).entries] for reader in readers]

    assert reads == [False, True, False]


NAMES = st.sampled_from(["core", "words", "out", "photo", "a" * 36, "0193a5b0-0003-7000-8000-000000000003"])


@given(st.data())
def test_packed_from_the_archive_the_bytes_are_the_same(data: st.DataObject) -> None:
    laptop = Laptop(
        data.draw(st.sampled_from(["OVB", "Ö", "0193a5b0-0003-7000-8000-000000000003", "x" * 40])), "OV-1", "ov"
    )
    entries: list[Entry] = []
    for _ in range(data.draw(st.integers(1, 4))):
        names = [name for name in data.draw(st.lists(NAMES, unique=True, max_size=4)) if name[0].isalpha()]
        ids = [new_id() for _ in range(data.draw(st.integers(0, 3)))]
        kind = data.draw(st.sampled_from(["observation", "amend", "a0000000-0000-7000-8000-000000000000"]))
        parts = {name: Part.of({"v": data.draw(st.integers(0, 9))}) for name in names}
        entry = laptop.chain.add(
            kind, parts, at="2026-11-20T21:52:00.000+01:00", sign=laptop.sign,
            target=data.draw(st.none() | st.just(new_id())), base=ids,
        )  # fmt: skip
        if data.draw(st.booleans()):
            line = entry.line.replace(b'","n"', b'", "n"') if data.draw(st.booleans()) else entry.line[:-1] + b',"x":1}'
            entry = Entry(line, entry.sig, entry.parts)
        given_ = {name: part for name, part in entry.parts.items() if data.draw(st.booleans())}
        entries.append(Entry(entry.line, entry.sig, given_))
    facts: dict[str, Any] = {"more": False}

    packer = Packer()
    for entry in entries:
        held = [(name, part.salt, part.data) for name, part in sorted(entry.parts.items(), reverse=True)]
        packing.add(packer, entry.line, bytes.fromhex(entry.hash), entry.sig, held)
    packed = packer.bytes([], facts)

    assert [(found.line, found.sig, found.parts) for found in unpack(packed).entries] == [
        (entry.line, entry.sig, entry.parts) for entry in entries
    ]
    assert packed == pack(Batch(entries, facts=facts))
