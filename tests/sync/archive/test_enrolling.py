"""A laptop joins by a code that works once; its device gives way to another of the same worker, and to no one else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from fieldlog.models.refusal import NotFound, RuleBroken
from sync.archive import people
from sync.archive.archive import Archive
from sync.archive.devices import caller, devices, find, revoke
from sync.archive.enrolling import enrol, successor
from sync.protocol import Refused
from tests.conftest import FRIDAY
from tests.sync.conftest import CONTACT, Enroller
from tests.sync.laptops import Laptop


def said(do: Callable[[], object]) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(Refused) as refused:
        do()
    return refused.value.problem.code, refused.value.problem.facts


@pytest.fixture
def code(archive: Archive) -> str:
    """A code for Anna, made on Friday."""
    people.add_organisation(archive, "OVB", "Ordningsvakterna i Brunkeberg", CONTACT, FRIDAY)
    people.add_worker(archive, "OVB", "OV-12", "ov", FRIDAY)
    return people.new_code(archive, "OVB", "ov", "OV-12", FRIDAY)


@pytest.fixture
def anna() -> Laptop:
    """Anna's laptop before it is enrolled."""
    return Laptop("OVB", "OV-12", "ov")


def test_anna_is_told_whose_server_it_is_and_whom_to_ring(archive: Archive, anna: Laptop, code: str) -> None:
    answer = enrol(archive, anna.enrolment(code), FRIDAY)

    assert (answer.server, answer.box) == (archive.keys.device, archive.keys.box)
    assert (answer.org_name, answer.contact) == ("Ordningsvakterna i Brunkeberg", CONTACT)
    assert answer.epoch == str(archive.epoch)
    known = caller(archive, "OVB", anna.device, answer.token, FRIDAY)
    assert (known.worker, known.role, known.device, known.state) == ("OV-12", "ov", anna.device, "active")


def test_a_code_is_read_aloud_typed_as_one_likes_and_has_no_sign_that_is_mistaken(
    archive: Archive, anna: Laptop, code: str
) -> None:
    signs = code.replace("-", "")

    assert len(signs) >= 10
    assert not set(signs) & set("01OIL")
    enrol(archive, anna.enrolment(f" {code.lower().replace('-', ' ')} "), FRIDAY)


def test_a_wrong_a_used_and_an_expired_code_are_answered_alike(archive: Archive, anna: Laptop, code: str) -> None:
    late = FRIDAY + people.GOOD_FOR
    other = Laptop("OVB", "OV-12", "ov")

    assert said(lambda: enrol(archive, anna.enrolment("22AA-33BB-44CC"), FRIDAY)) == ("code", {})
    assert said(lambda: enrol(archive, anna.enrolment(code), late)) == ("code", {})
    assert said(lambda: enrol(archive, anna.enrolment(code, org="NIS"), FRIDAY)) == ("code", {})
    enrol(archive, anna.enrolment(code), late - timedelta(seconds=1))
    assert said(lambda: enrol(archive, other.enrolment(code), FRIDAY)) == ("code", {})


@pytest.mark.parametrize(("field", "value"), [("worker", "OV-13"), ("role", "gl"), ("proof", "AAAA"), ("device", "A")])
def test_what_is_not_as_the_code_says_is_named_and_leaves_the_code_good(
    archive: Archive, anna: Laptop, code: str, field: str, value: str
) -> None:
    assert said(lambda: enrol(archive, anna.enrolment(code, **{field: value}), FRIDAY)) == ("fields", {"field": field})

    enrol(archive, anna.enrolment(code), FRIDAY)


@pytest.mark.parametrize("name", ["org", "worker", "role", "program"])
@pytest.mark.parametrize("value", ["OVB\0", "x" * 1_000, "\u202eBVO"])
def test_a_name_that_no_database_should_be_asked_for_is_a_field_that_is_wrong(
    archive: Archive, anna: Laptop, code: str, name: str, value: str
) -> None:
    assert said(lambda: enrol(archive, anna.enrolment(code, **{name: value}), FRIDAY)) == ("fields", {"field": name})


def test_a_device_cannot_be_enrolled_by_somebody_who_lacks_its_key(archive: Archive, anna: Laptop, code: str) -> None:
    thief = Laptop("OVB", "OV-12", "ov")
    stolen = thief.enrolment(code, device=anna.device)

    assert said(lambda: enrol(archive, stolen, FRIDAY)) == ("fields", {"field": "proof"})


def test_the_answer_that_was_lost_is_asked_for_again_while_the_code_is_fresh(
    archive: Archive, anna: Laptop, code: str
) -> None:
    lost = enrol(archive, anna.enrolment(code), FRIDAY)
    again = enrol(archive, anna.enrolment(code), FRIDAY + timedelta(minutes=9))

    assert said(lambda: caller(archive, "OVB", anna.device, lost.token, FRIDAY)) == ("token", {})
    assert caller(archive, "OVB", anna.device, again.token, FRIDAY).worker == "OV-12"
    assert len(devices(archive, "OVB")) == 1
    assert said(lambda: enrol(archive, anna.enrolment(code), FRIDAY + timedelta(minutes=10))) == ("code", {})


def test_neither_code_nor_token_lies_in_the_archive(archive: Archive, anna: Laptop, code: str) -> None:
    token = enrol(archive, anna.enrolment(code), FRIDAY).token

    with archive.database.reading() as session:
        everything = repr([session.rows(sql) for sql in ("SELECT * FROM code", "SELECT * FROM device")])
    assert token not in everything
    assert code not in everything
    assert code.replace("-", "") not in everything


def test_a_role_that_changed_since_makes_the_code_worthless(archive: Archive, anna: Laptop, code: str) -> None:
    people.add_worker(archive, "OVB", "OV-12", "gl", FRIDAY)

    assert said(lambda: enrol(archive, anna.enrolment(code), FRIDAY)) == ("code", {})


def test_the_device_that_follows_closes_the_one_before(archive: Archive, annas_laptop: Laptop) -> None:
    known = caller(archive, "OVB", annas_laptop.device, annas_laptop.token, FRIDAY)
    new = Laptop("OVB", "OV-12", "ov")

    first = successor(archive, known, new.enrolment("", previous=annas_laptop.device), FRIDAY)
    again = successor(archive, known, new.enrolment("", previous=annas_laptop.device), FRIDAY)

    assert said(lambda: caller(archive, "OVB", new.device, first.token, FRIDAY)) == ("token", {})
    assert caller(archive, "OVB", new.device, again.token, FRIDAY).state == "active"
    assert caller(archive, "OVB", annas_laptop.device, again.token, FRIDAY).device == new.device
    assert [(device.state, device.previous) for device in devices(archive, "OVB")] == [
        ("closed", None),
        ("active", annas_laptop.device),
    ]


def test_nobody_follows_a_device_of_somebody_else_or_a_revoked_one(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    known = caller(archive, "OVB", annas_laptop.device, annas_laptop.token, FRIDAY)
    new = Laptop("OVB", "OV-12", "ov")

    evas = new.enrolment("", previous=evas_laptop.device)
    assert said(lambda: successor(archive, known, evas, FRIDAY)) == ("unknown", {})
    as_eva = Laptop("OVB", "GL-01", "gl").enrolment("", previous=annas_laptop.device)
    assert said(lambda: successor(archive, known, as_eva, FRIDAY)) == ("fields", {"field": "worker"})
    as_supervisor = Laptop("OVB", "OV-12", "gl").enrolment("", previous=annas_laptop.device)
    assert said(lambda: successor(archive, known, as_supervisor, FRIDAY)) == ("fields", {"field": "role"})
    revoke(archive, annas_laptop.device, FRIDAY)
    mine = new.enrolment("", previous=annas_laptop.device)
    assert said(lambda: successor(archive, known, mine, FRIDAY)) == ("revoked", {"contact": CONTACT})
    assert len(devices(archive, "OVB")) == 2


def test_another_organisation_and_another_workers_device_answer_like_one_that_is_not_there(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    nobodys = Laptop("OVB", "OV-99", "ov")

    for org, device in (
        ("NIS", None), ("NIS", bos_laptop.device), ("XXX", None), ("OVB", evas_laptop.device), ("OVB", nobodys.device),
        ("OVB", "nonsense"), ("*", archive.keys.device),
    ):  # fmt: skip
        assert said(lambda: caller(archive, org, device, annas_laptop.token, FRIDAY)) == ("unknown", {})  # noqa: B023  # called at once
    assert said(lambda: caller(archive, "OVB", None, "nobody's", FRIDAY)) == ("token", {})


def test_people_are_added_once_and_wrong_ones_refused_with_a_sentence(archive: Archive, enrolled: Enroller) -> None:
    enrolled("OVB", "OV-12", "ov")

    with pytest.raises(RuleBroken, match="finns redan"):
        people.add_organisation(archive, "OVB", "", "", FRIDAY)
    for org in ("*", "a/b", "..", ""):
        with pytest.raises(RuleBroken):
            people.add_organisation(archive, org, "", "", FRIDAY)
    with pytest.raises(NotFound, match="org add"):
        people.add_worker(archive, "XYZ", "OV-1", "ov", FRIDAY)
    with pytest.raises(RuleBroken, match="Rollen finns inte"):
        people.add_worker(archive, "OVB", "OV-1", "chef", FRIDAY)
    with pytest.raises(NotFound, match="worker add"):
        people.new_code(archive, "OVB", "ov", "OV-1", FRIDAY)
    with pytest.raises(RuleBroken, match="har rollen ov"):
        people.new_code(archive, "OVB", "gl", "OV-12", FRIDAY)
    with pytest.raises(NotFound):
        find(archive, "#")
