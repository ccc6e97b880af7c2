"""Administration over the network: who may do what, for whom; written down; and never a byte of content."""

from typing import Any

import httpx
import pytest

from fieldlog.models.reading import ADMIN, REFUSED
from fieldlog.models.worker import ROLES
from sync.archive import audit
from sync.archive.administering import ACTS, choose_steward
from sync.archive.archive import Archive
from tests.sync.archive.exchanging import sent
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop
from tests.sync.server.conftest import asks

CANARY = "kanariefågeln i trappan"
PLACE = {"name": "Paviljongen", "zone": "TG", "aliases": ["pavven"], "kind": "lokal", "owner": "Trafikkontoret"}
BODIES: dict[tuple[str, str], dict[str, Any] | None] = {
    ("POST", "organisations"): {"name": "Vakterna", "contact": "08-1"},
    ("POST", "workers"): {"worker": "OV-77", "role": "ov"},
    ("POST", "codes"): {"worker": "OV-12"},
    ("POST", "policies"): {"name": "laptop-C", "days": 5},
}


@pytest.fixture
def astrid(annas_laptop: Laptop, enrolled: Enroller) -> Laptop:
    """Astrid administers the organisation of Anna, which was added first."""
    return enrolled("OVB", "AD-01", "adm")


@pytest.fixture
def kim(annas_laptop: Laptop, enrolled: Enroller) -> Laptop:
    """Kim coordinates the place."""
    return enrolled("OVB", "SA-01", "sam")


@pytest.fixture
def asked(server: str) -> Any:
    """Asks as a laptop: the answer, whatever it is."""

    def ask(laptop: Laptop, method: str, what: str, body: dict[str, Any] | None = None) -> httpx.Response:
        with asks(server, laptop) as client:
            return client.request(method, f"/v1/admin/{what}", json=body)

    return ask


def path_and_body(method: str, what: str, laptop: Laptop, role: str) -> tuple[str, dict[str, Any] | None]:
    if what in ("revoke", "lost"):
        return f"devices/{laptop.device}/{what}", None
    if (method, what) == ("POST", "vocabulary"):
        return what, {"of": "grounds", "items": {"x1": {"sv": "s"}}} if role == "reg" else {
            "of": "places", "items": {"PAV": PLACE},
        }  # fmt: skip
    return what, BODIES.get((method, what))


@pytest.mark.parametrize("role", ROLES)
def test_each_act_is_for_the_roles_it_names_and_to_others_there_is_no_such_address(
    role: str, annas_laptop: Laptop, enrolled: Enroller, asked: Any, archive: Archive
) -> None:
    laptop = enrolled("OVB", "XX-99", role)
    nowhere = asked(laptop, "GET", "nothing-of-the-kind")
    for (method, what), act in ACTS.items():
        path, body = path_and_body(method, what, annas_laptop, role)
        answer = asked(laptop, method, path, body)
        if role in act.roles:
            assert answer.status_code == 200, (method, what, answer.text)
        else:
            assert (answer.status_code, answer.content) == (404, nowhere.content), (method, what)
    hows = {each.how for each in audit.listed(archive, limit=99)}
    assert hows == ({ADMIN, REFUSED} if {role} & {"adm", "sam", "reg"} else {REFUSED})


def test_every_act_stands_in_the_servers_chain_with_who_and_from_where(
    astrid: Laptop, asked: Any, archive: Archive
) -> None:
    assert asked(astrid, "POST", "workers", {"worker": "ov-15", "role": "ov"}).json() == {
        "worker": "OV-15", "role": "ov",
    }  # fmt: skip

    [read] = audit.listed(archive, limit=9)
    assert (read.how, read.of, read.by, read.device, read.org) == (ADMIN, "workers", "AD-01", astrid.device, "OVB")
    assert read.why == "ov-15 ov"


def test_no_byte_of_content_is_in_any_answer(
    astrid: Laptop, kim: Laptop, annas_laptop: Laptop, enrolled: Enroller, asked: Any, archive: Archive
) -> None:
    for secrecy in "ABC":
        annas_laptop.observe(CANARY, secrecy, spot=CANARY, category="UV")
    sent(archive, annas_laptop)
    rut = enrolled("OVB", "RE-01", "reg")

    said = b""
    for laptop, role in ((astrid, "adm"), (kim, "sam"), (rut, "reg")):
        for method, what in ACTS:
            path, body = path_and_body(method, what, annas_laptop, role)
            said += asked(laptop, method, path, body).content

    assert b"kanarie" not in said
    assert b"UV" not in said
    assert all(entry.fields.id.encode() not in said for entry in annas_laptop.entries)


def test_of_another_organisation_nobody_is_seen_or_shut_out(
    astrid: Laptop, bos_laptop: Laptop, asked: Any, archive: Archive
) -> None:
    said = b"".join(asked(astrid, "GET", what).content for what in ("workers", "codes", "devices"))

    assert b"FA-07" not in said
    assert bos_laptop.device.encode() not in said
    assert asked(astrid, "POST", f"devices/{bos_laptop.device}/revoke").status_code == 404
    assert asked(astrid, "POST", f"devices/{bos_laptop.device}/lost").status_code == 404
    rows = {each["org"]: each for each in asked(astrid, "GET", "organisations").json()["organisations"]}
    assert rows["OVB"]["contact"]
    assert not rows["NIS"]["contact"]


def test_astrid_gives_herself_no_other_role_and_does_not_shut_herself_out(astrid: Laptop, asked: Any) -> None:
    role = asked(astrid, "POST", "workers", {"worker": "AD-01", "role": "gl"})
    revoked = asked(astrid, "POST", f"devices/{astrid.device}/revoke")

    assert [(each.status_code, each.json()) for each in (role, revoked)] == [
        (422, {"error": "fields", "field": "oneself"})
    ] * 2


def test_what_holds_for_all_is_decided_by_one_organisation(
    kim: Laptop, enrolled: Enroller, asked: Any, archive: Archive
) -> None:
    other = enrolled("NIS", "SA-09", "sam")
    body = {"of": "places", "items": {"PAV": PLACE}}
    choose_steward(archive, "OVB")

    assert asked(other, "POST", "vocabulary", body).status_code == 404
    assert asked(other, "GET", "vocabulary").json()["version"] == 0
    choose_steward(archive, "NIS")
    assert asked(other, "POST", "vocabulary", body).json() == {"version": 1}
    assert asked(kim, "POST", "vocabulary", body).status_code == 404


@pytest.mark.parametrize(
    ("of", "code", "item", "field"),
    [
        ("places", "PAV", PLACE | {"name": "[b]Pav[/b]"}, "name"),
        ("places", "PAV", PLACE | {"name": "Pav\x1b[31m"}, "name"),
        ("places", "PAV", PLACE | {"name": "Pav\u202eneliv"}, "name"),
        ("places", "PAV", PLACE | {"name": "x" * 61}, "name"),
        ("places", "PAV", PLACE | {"zone": "ZZ"}, "zone"),
        ("places", "PAV", PLACE | {"aliases": ["nh"]}, "clash"),
        ("places", "PAV", PLACE | {"aliases": ["plattan"]}, "clash"),
        ("places", "PAV", PLACE | {"aliases": ["bil"]}, "word"),
        ("places", "PAV", PLACE | {"say112": "<b>"}, "say112"),
        ("places", "PAV", PLACE | {"retired": "i morgon"}, "retired"),
        ("places", "PAV", PLACE | {"meet": "Ring 19121212-1212"}, "identity"),
        ("places", "PAV", PLACE | {"colour": "blå"}, "colour"),
        ("places", "NH", PLACE, "code"),
        ("places", "LOB", PLACE, "clash"),
        ("places", "VID", PLACE, "word"),
        ("places", "pav", PLACE, "code"),
        ("categories", "NX", {"sv": "Något", "en": "Something"}, "class"),
        ("categories", "XN", {"sv": "Något", "en": "Something", "class": "A"}, "family"),
        ("categories", "NH", {"sv": "Något helt annat", "en": "Drugs: dealing"}, "sv"),
        ("categories", "UV", {"class": "A"}, "class"),
        ("categories", "TG", {"sv": "Något", "en": "Something", "class": "A"}, "clash"),
        ("categories", "NX", {"sv": "Något", "en": "Something", "class": "A", "fields": ["nope"]}, "fields"),
    ],
)
def test_hostile_and_clashing_words_are_refused_by_name(
    of: str, code: str, item: dict[str, Any], field: str, kim: Laptop, asked: Any
) -> None:
    answer = asked(kim, "POST", "vocabulary", {"of": of, "items": {code: item}})

    assert (answer.status_code, answer.json()) == (422, {"error": "fields", "field": field, "item": code})
    assert asked(kim, "GET", "vocabulary").json()["version"] == 0


def test_ten_thousand_places_are_refused_at_once_and_little_by_little(kim: Laptop, asked: Any) -> None:
    letters = "BCDFGHJKLM"
    codes = [f"{a}{b}{c}X" for a in letters for b in letters for c in letters]
    whole = {code: {"name": f"Plats {code}", "zone": "TG"} for code in codes}

    assert asked(kim, "POST", "vocabulary", {"of": "places", "items": whole}).status_code in (413, 422)
    answers = [
        asked(kim, "POST", "vocabulary", {"of": "places", "items": {code: whole[code] for code in codes[at : at + 50]}})
        for at in range(0, 450, 50)
    ]
    assert answers[-1].json() == {"error": "fields", "field": "many", "item": codes[448]}
    assert {each.status_code for each in answers[:-1]} == {200}
