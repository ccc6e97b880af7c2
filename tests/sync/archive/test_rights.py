"""What each reader is given, now and after something has changed: by class, role, approval and recall."""

import pytest

from fieldlog.models.entry import Entry, new_id
from sync.archive.archive import Archive
from sync.batch import unpack
from sync.protocol import Cursor
from tests.sync.archive.exchanging import caller_of, own, page_of, pulled, sent
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop


@pytest.mark.parametrize(
    ("role", "secrecy", "parts"),
    [
        ("ov", "A", {"core", "words"}), ("ov", "B", {"core", "words"}), ("ov", "C", None),
        ("ana", "A", None), ("ana", "B", None), ("ana", "C", None), ("sky", "A", {"core", "words"}),
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


def test_an_approved_entry_of_class_a_reaches_others_without_words_and_an_amendment_leaves_it_under_review(
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
    later = page_of(archive, bo, Cursor.read(str(shared.facts["cursor"])), "*")
    batch = unpack(later.data)
    assert [(found.fields.id, set(found.parts)) for found in own(batch)] == [(entry.fields.id, {"core"})]
    assert (batch.facts["under_review"], batch.gone) == ([entry.fields.id], [])
    assert amend.sig not in later.data

    _approve(evas_laptop, entry, amend.fields.id)
    sent(archive, evas_laptop, 4)
    newer = pulled(archive, bo, later.cursor, "*")
    assert {found.fields.id: set(found.parts) for found in own(newer)} == {
        entry.fields.id: set(), amend.fields.id: {"core"},
    }  # fmt: skip
    assert "under_review" not in newer.facts


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


def test_what_has_come_before_its_target_only_supervisors_read(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, enrolled: Enroller
) -> None:
    readers = [
        caller_of(enrolled("OVB", "OV-12", "ov")),
        caller_of(evas_laptop),
        caller_of(enrolled("OVB", "OV-77", "ov")),
    ]
    annas_laptop.begin()
    comment = annas_laptop.write("comment", {}, {"comment": "hemligt"}, target=new_id())
    sent(archive, annas_laptop)

    reads = [comment.line in [entry.line for entry in pulled(archive, reader).entries] for reader in readers]

    assert reads == [False, True, False]
