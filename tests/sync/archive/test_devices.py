"""The archive knows whose each device is and when it was heard of, and tells laptops what the server says of itself."""

from datetime import timedelta
from typing import Any

import pytest

from fieldlog.models.entry import Entry, Part
from fieldlog.models.policy import DAYS
from fieldlog.models.strict import decode
from sync.archive import people, policies
from sync.archive.archive import Archive, ready
from sync.archive.devices import caller, devices, find, head, note_contact, revoke, status
from sync.archive.itself import store
from sync.archive.spelling import device_bytes, id_text
from sync.protocol import Head, Refused
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import sent
from tests.sync.archive.test_backups import deliver
from tests.sync.conftest import CONTACT
from tests.sync.laptops import Laptop


def policies_for(archive: Archive, org: str) -> list[dict[str, Any]]:
    """What the feed of an organisation gives of the server's own chain, oldest first."""
    with archive.database.reading() as session:
        rows = session.rows(
            "SELECT line, sig, salt, data FROM feed_row "
            "JOIN entry ON entry.org = entry_org AND entry.id = feed_row.id "
            "JOIN part ON part.org = entry_org AND part.id = feed_row.id "
            "WHERE feed_row.org = ? AND entry_org = '*' ORDER BY seq",
            (org,),
        )
    return [Entry(line, sig, {"core": Part(salt, data)}).facts("core") for line, sig, salt, data in rows]


def test_anna_is_heard_of_with_what_she_has_not_sent_and_how_her_clock_goes(
    archive: Archive, annas_laptop: Laptop
) -> None:
    known = caller(archive, "OVB", None, annas_laptop.token, FRIDAY)
    assert devices(archive)[0].contacted is None

    note_contact(archive, known, 40, -3, FRIDAY)
    note_contact(archive, known, None, None, FRIDAY + timedelta(hours=1))
    seen = devices(archive)[0]
    assert (seen.unsent, seen.skew, seen.contacted) == (40, -3, FRIDAY + timedelta(hours=1))

    note_contact(archive, known, 0, 2, FRIDAY + timedelta(hours=1, seconds=1))
    seen = devices(archive)[0]
    assert (seen.unsent, seen.skew, seen.worker, seen.state) == (0, 2, "OV-12", "active")


def test_a_device_is_found_by_how_its_key_begins(archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop) -> None:
    assert find(archive, annas_laptop.device[:12]).worker == "OV-12"
    assert find(archive, evas_laptop.device).worker == "GL-01"
    assert [device.worker for device in devices(archive, "OVB")] == ["GL-01", "OV-12"]


def test_the_head_is_what_was_stored(archive: Archive, annas_laptop: Laptop, bos_laptop: Laptop) -> None:
    known = caller(archive, "OVB", annas_laptop.device, annas_laptop.token, FRIDAY)
    assert head(archive, known, annas_laptop.device).head == Head()

    annas_laptop.observe()
    deliver(archive, annas_laptop)

    assert head(archive, known, annas_laptop.device).head == annas_laptop.head
    with pytest.raises(Refused):
        head(archive, known, bos_laptop.device)


def test_anna_is_told_her_role_whom_to_ring_and_the_retention(archive: Archive, annas_laptop: Laptop) -> None:
    people.add_worker(archive, "OVB", "OV-12", "gl", FRIDAY)
    known = caller(archive, "OVB", annas_laptop.device, annas_laptop.token, FRIDAY)

    said = decode(status(archive, known, annas_laptop.device, FRIDAY))

    assert (said["state"], said["role"], said["contact"], said["retention"]) == ("active", "gl", CONTACT, DAYS)


def test_a_revoked_device_is_still_known_and_told_so(archive: Archive, annas_laptop: Laptop) -> None:
    assert revoke(archive, annas_laptop.device[:20], FRIDAY).state == "revoked"
    revoke(archive, annas_laptop.device, FRIDAY + timedelta(hours=1))

    known = caller(archive, "OVB", annas_laptop.device, annas_laptop.token, FRIDAY)
    assert (known.state, known.contact) == ("revoked", CONTACT)
    assert devices(archive)[0].revoked == FRIDAY
    assert len(list(archive.home.noted_revocations())) == 2


def test_each_organisation_is_told_who_works_there_and_nobody_else_is(archive: Archive) -> None:
    for org in ("OVB", "NIS"):
        people.add_organisation(archive, org, org, CONTACT, FRIDAY)
    people.add_worker(archive, "OVB", "OV-12", "ov", FRIDAY)
    people.add_worker(archive, "OVB", "GL-01", "gl", FRIDAY)
    people.add_worker(archive, "OVB", "GL-01", "gl", FRIDAY)
    people.add_worker(archive, "NIS", "FA-07", "falt", FRIDAY)
    people.add_worker(archive, "OVB", "OV-12", "gl", FRIDAY)

    told = [said["workers"] for said in policies_for(archive, "OVB") if said["of"] == "workers"]
    assert told == [{"OV-12": "ov"}, {"GL-01": "gl", "OV-12": "ov"}, {"GL-01": "gl", "OV-12": "gl"}]
    assert [said.get("workers") for said in policies_for(archive, "NIS")] == [None, {"FA-07": "falt"}]
    assert [worker.role for worker in people.workers(archive)] == ["falt", "gl", "gl"]
    assert [org.code for org in people.organisations(archive)] == ["NIS", "OVB"]


def test_the_retention_in_force_reaches_every_organisation_also_a_new_one(archive: Archive) -> None:
    people.add_organisation(archive, "OVB", "", "", FRIDAY)
    days = {**DAYS, "C": 3}
    archive.database.transact(lambda session: policies.tell_retention(session, archive.keys, days, FRIDAY))
    people.add_organisation(archive, "NIS", "", "", FRIDAY)

    assert [said["days"] for said in policies_for(archive, "OVB")] == [DAYS, days]
    assert [said["days"] for said in policies_for(archive, "NIS")] == [days]


def test_what_the_server_says_is_a_chain_of_its_own_key(archive: Archive) -> None:
    people.add_organisation(archive, "OVB", "", "", FRIDAY)
    people.add_worker(archive, "OVB", "OV-12", "ov", FRIDAY)

    with archive.database.reading() as session:
        rows = session.rows("SELECT line, sig, id FROM entry WHERE org = '*' ORDER BY n")
        (n,) = session.row("SELECT n FROM device WHERE device = ?", (device_bytes(archive.keys.device),)) or (0,)
    lines = [Entry(line, sig).fields for line, sig, _id in rows]
    assert [line.kind for line in lines] == ["device", "policy", "policy"]
    assert {line.device for line in lines} == {archive.keys.device}
    assert [line.id for line in lines] == [id_text(row[2]) for row in rows]
    assert n == 3


def test_an_archive_that_was_restored_behind_the_servers_back_is_not_ready(archive: Archive) -> None:
    ready(archive)
    with archive.database.writing() as session:
        store(session, "epoch", "2-" + "0" * 32)

    with pytest.raises(Refused) as refused:
        ready(archive)
    assert refused.value.problem.code == "restored"


def test_whoever_keeps_the_server_reads_the_words_that_stand_on_the_receipt(
    archive: Archive, annas_laptop: Laptop
) -> None:
    annas_laptop.observe()
    receipt = decode(sent(archive, annas_laptop).receipt.encode())

    [listed] = [device for device in devices(archive) if device.device == annas_laptop.device]

    assert receipt["head"] == f"{listed.n}:{listed.head}"
