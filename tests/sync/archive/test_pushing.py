"""A push: every line exactly once, each with its verdict, whatever is lost, doubled, late or wrong."""

import base64
from dataclasses import replace
from typing import Any

import pytest
from nacl.signing import SigningKey, VerifyKey

from fieldlog.models.entry import LINE_LIMIT, PART_LIMIT, Entry, Part, new_id
from fieldlog.models.strict import decode, encode
from sync.answers import Verdict
from sync.archive.archive import Archive
from sync.archive.keys import RECEIPT
from sync.archive.spelling import device_bytes
from sync.protocol import Head
from tests.sync.archive.exchanging import caller_of, count, refusal, resigned, sent, state_of
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop


def test_what_anna_pushes_is_stored_once_and_the_head_is_hers(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.begin()
    for number in range(5):
        annas_laptop.observe(f"händelse {number}")

    said = sent(archive, annas_laptop)

    assert said.verdicts == (Verdict(1, 6, "stored"),)
    assert said.head == annas_laptop.head
    assert count(archive, "entry") == 6
    assert count(archive, "part") == 11
    assert count(archive, "feed_row") == 6


def test_a_lost_answer_changes_nothing_the_second_time(archive: Archive, annas_laptop: Laptop) -> None:
    for number in range(5):
        annas_laptop.observe(f"händelse {number}")
    first = sent(archive, annas_laptop)
    before = state_of(archive)

    again = sent(archive, annas_laptop)

    assert again.verdicts == (Verdict(1, 6, "have"),)
    assert again.head == first.head
    assert state_of(archive) == before


def test_a_push_that_overlaps_adds_what_is_new(archive: Archive, annas_laptop: Laptop) -> None:
    for number in range(7):
        annas_laptop.observe(f"händelse {number}")
    sent(archive, annas_laptop, 1, 5)

    said = sent(archive, annas_laptop, 3)

    assert said.verdicts == (Verdict(3, 5, "have"), Verdict(6, 8, "stored"))
    assert count(archive, "entry") == 8


def test_the_receipt_is_the_servers_word(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe()

    said = sent(archive, annas_laptop)

    key = VerifyKey(base64.urlsafe_b64decode(archive.keys.device + "="))
    key.verify(RECEIPT + said.receipt.encode(), base64.urlsafe_b64decode(said.sig + "=="))
    assert decode(said.receipt.encode()) == {
        "at": "2026-11-20T21:52:00.000+01:00",
        "count": 2,
        "device": annas_laptop.device,
        "epoch": str(archive.epoch),
        "head": str(annas_laptop.head),
    }


def test_a_gap_says_from_where(archive: Archive, annas_laptop: Laptop) -> None:
    for _ in range(4):
        annas_laptop.observe()
    sent(archive, annas_laptop, 1, 2)

    assert refusal(archive, annas_laptop, 4) == {"error": "gap", "head": str(annas_laptop.head_at(2))}
    assert count(archive, "entry") == 2


def test_a_copied_laptop_is_a_fork_and_changes_nothing(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe("före kopian")
    copy = replace(annas_laptop, entries=list(annas_laptop.entries))
    copy.chain.n, copy.chain.head = annas_laptop.chain.n, annas_laptop.chain.head
    annas_laptop.observe("på den ena")
    copy.observe("på den andra")
    sent(archive, annas_laptop)
    before = state_of(archive)

    for first in (1, 2, 3):
        assert refusal(archive, copy, first) == {"error": "fork", "head": str(annas_laptop.head)}
    copy.observe("och vidare")
    assert refusal(archive, copy, 4)["error"] == "fork"
    assert state_of(archive) == before


@pytest.mark.parametrize("fault", ["line", "device", "number", "prev", "signature"])
def test_a_frame_that_does_not_hold_stops_the_push_there(archive: Archive, annas_laptop: Laptop, fault: str) -> None:
    for number in range(5):
        annas_laptop.observe(f"händelse {number}")
    entries = list(annas_laptop.entries)
    entries[3] = {
        "line": Entry(b"{}", entries[3].sig, entries[3].parts),
        "device": resigned(annas_laptop, entries[3], device=Laptop("OVB", "OV-12", "ov").device),
        "number": resigned(annas_laptop, entries[3], n=7),
        "prev": resigned(annas_laptop, entries[3], prev="ab" * 32),
        "signature": Entry(entries[3].line, bytes(64), entries[3].parts),
    }[fault]

    problem = refusal(archive, annas_laptop, entries=entries)

    assert problem == {"error": "frame", "at": 4, "fault": fault, "head": str(annas_laptop.head_at(3))}
    assert count(archive, "entry") == 3
    assert sent(archive, annas_laptop).head == annas_laptop.head


def test_a_line_signed_by_somebody_else_is_not_annas(archive: Archive, annas_laptop: Laptop) -> None:
    entry = annas_laptop.begin()
    forged = Entry(entry.line, SigningKey.generate().sign(entry.signed_bytes).signature, entry.parts)

    assert refusal(archive, annas_laptop, entries=[forged])["fault"] == "signature"
    assert count(archive, "entry") == 0


def _wrong(laptop: Laptop, code: str, taken: str) -> Entry:
    """The laptop's next entry, with what the code says wrong with its content."""
    if code == "first":
        return laptop.write("device", {"worker": "OV-12", "role": "ov"})
    if code == "schema":
        return laptop.observe(severity=9)
    entry = laptop.observe("något")
    laptop.chain.n, laptop.chain.head = laptop.chain.n - 1, laptop.entries[-2].hash
    parts = dict(entry.parts)
    changes: dict[str, Any] = {}
    if code == "part":
        parts["words"] = Part(parts["words"].salt, b'{"note":"annat"}')
    elif code == "strict":
        parts["words"] = Part(bytes(16), b'{"note":1.5}')
        changes["parts"] = {name: part.seal(name) for name, part in parts.items()}
    elif code == "org":
        changes["org"] = "NIS"
    elif code == "large":
        changes["more"] = "x" * LINE_LIMIT
    elif code == "id":
        changes["id"] = taken
    line = encode(decode(entry.line) | changes)
    made = Entry(line, laptop.sign(b"fieldlog line\0" + line), parts)
    laptop.entries[-1] = made
    laptop.chain.n, laptop.chain.head = laptop.chain.n + 1, made.hash
    return made


@pytest.mark.parametrize("code", ["first", "schema", "part", "strict", "org", "large", "id"])
def test_content_that_does_not_hold_is_set_aside_and_the_chain_goes_on(
    archive: Archive, annas_laptop: Laptop, code: str
) -> None:
    annas_laptop.observe("före")
    taken = annas_laptop.entries[-1].fields.id
    _wrong(annas_laptop, code, taken)
    annas_laptop.observe("efter")

    said = sent(archive, annas_laptop)
    before = state_of(archive)
    again = sent(archive, annas_laptop)

    assert said.verdicts == (Verdict(1, 2, "stored"), Verdict(3, 3, "quarantined", code), Verdict(4, 4, "stored"))
    assert said.head == annas_laptop.head
    assert again.verdicts == (Verdict(1, 2, "have"), Verdict(3, 3, "quarantined", code), Verdict(4, 4, "have"))
    assert state_of(archive) == before
    assert count(archive, "feed_row") == 3
    assert count(archive, "matter") == 2


def test_a_part_that_is_too_large_is_set_aside(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe("x" * PART_LIMIT)

    assert sent(archive, annas_laptop).verdicts[-1] == Verdict(2, 2, "quarantined", "large")


@pytest.mark.parametrize("said", [{"worker": "OV-13", "role": "ov"}, {"worker": "OV-12", "role": "gl"}])
def test_nobody_calls_herself_somebody_else(archive: Archive, annas_laptop: Laptop, said: dict[str, str]) -> None:
    annas_laptop.write("device", said)

    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 1, "quarantined", "worker"),)
    assert count(archive, "feed_row") == 0


def test_a_chain_that_begins_with_something_else_is_kept_aside(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.write("comment", {}, target=new_id())

    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 1, "quarantined", "first"),)


def test_what_a_newer_program_writes_is_taken_as_it_is(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe(weather="snö", extra={"a": [1]})
    annas_laptop.write("drone", {"height": 12})
    entry = annas_laptop.write("comment", {"mood": 3}, {"comment": "bra"}, target=annas_laptop.entries[1].fields.id)

    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 4, "stored"),)
    with archive.database.reading() as session:
        assert session.row("SELECT line FROM entry WHERE org = 'OVB' AND n = 4") == (entry.line,)


def test_nothing_of_a_revoked_laptop_enters_a_feed(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe("före")
    sent(archive, annas_laptop)
    annas_laptop.observe("efter", severity=9)
    annas_laptop.observe("efter")
    with archive.database.writing() as session:
        session.run("UPDATE device SET state = 'revoked'")

    said = sent(archive, annas_laptop, 2)

    assert said.verdicts == (Verdict(2, 2, "have"), Verdict(3, 4, "quarantined", "revoked"))
    assert said.head == annas_laptop.head
    assert count(archive, "feed_row") == 2


def test_a_revoked_laptop_does_not_write_in_the_name_of_an_earlier_one(
    archive: Archive, annas_laptop: Laptop, enrolled: Enroller
) -> None:
    stolen = enrolled("OVB", "OV-12", "ov")
    annas_laptop.observe()
    with archive.database.writing() as session:
        session.run("UPDATE device SET state = 'revoked' WHERE device = ?", (device_bytes(stolen.device),))

    said = sent(archive, annas_laptop, caller=caller_of(stolen))

    assert said.verdicts == (Verdict(1, 2, "quarantined", "revoked"),)


def test_anna_brings_what_her_earlier_laptop_wrote_and_nobody_else_does(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop, enrolled: Enroller
) -> None:
    newer = enrolled("OVB", "OV-12", "ov")
    annas_laptop.observe("innan datorn byttes")

    for other in (evas_laptop, bos_laptop):
        assert refusal(archive, annas_laptop, caller=caller_of(other)) == {"error": "unknown"}
    assert sent(archive, annas_laptop, caller=caller_of(newer)).head == annas_laptop.head


def test_an_unknown_device_is_answered_like_one_of_somebody_else(archive: Archive, annas_laptop: Laptop) -> None:
    stranger = Laptop("OVB", "OV-12", "ov")
    stranger.observe()

    assert refusal(archive, stranger, caller=caller_of(annas_laptop)) == {"error": "unknown"}
    assert refusal(archive, stranger) == {"error": "unknown"}


def test_an_empty_push_says_how_it_stands(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe()
    sent(archive, annas_laptop)

    assert sent(archive, annas_laptop, entries=[], head=annas_laptop.head).verdicts == ()
    assert refusal(archive, annas_laptop, entries=[], head=Head(2, "ab" * 32))["error"] == "fork"
    assert refusal(archive, annas_laptop, entries=[], head=Head(3, "ab" * 32))["error"] == "gap"


def test_two_of_different_organisations_may_have_one_id(
    archive: Archive, annas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    entry = annas_laptop.observe()
    bos_laptop.begin()
    _wrong(bos_laptop, "id", entry.fields.id)

    assert sent(archive, annas_laptop).verdicts == (Verdict(1, 2, "stored"),)
    assert sent(archive, bos_laptop).verdicts == (Verdict(1, 2, "stored"),)
