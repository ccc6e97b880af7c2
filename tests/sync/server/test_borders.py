"""Who reads what, cell by cell over real HTTP: each role asks every route, and by stick; no answer holds more."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from fieldlog.models.entry import Entry
from fieldlog.models.worker import ROLES
from sync.archive import bundles
from sync.archive.archive import Archive
from sync.batch import unpack
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import sent
from tests.sync.archive.test_bundles import opened, out
from tests.sync.conftest import Enroller, enroll
from tests.sync.laptops import Laptop
from tests.sync.server.conftest import asks, path_of

CORE, ALL, FIELD = {"core"}, {"core", "words"}, ("ov", "falt", "soc", "sam")
WHAT = ("A", "B", "C", "safety B", "safety C", "A approved", "A approved, words free", "A approved, withdrawn")


@dataclass
class Told:
    """What two organisations wrote, by what it is: the entry and the mark in its parts."""

    own: dict[str, Entry] = field(default_factory=dict)
    others: dict[str, Entry] = field(default_factory=dict)
    writers: list[Laptop] = field(default_factory=list)


def write(anna: Laptop, eva: Laptop, where: str) -> dict[str, Entry]:
    made: dict[str, Entry] = {}
    eva.begin()
    for what in WHAT:
        mark = f"{where} {what}"
        made[what] = anna.observe(
            f"ord {mark}", what.removeprefix("safety ")[0], spot=f"plats {mark}", words_may_leave="free" in what,
            category="PS" if "safety" in what else "ST",
        )  # fmt: skip
        id_ = made[what].fields.id
        if "approved" in what:
            eva.write("review", {"verdict": "approve"}, {"comment": f"granskat {mark}"}, target=id_, base=(id_,))
        if "withdrawn" in what:
            anna.write("withdraw", {"reason": "given"}, {"reason": f"varför {mark}"}, target=id_)
    return made


@pytest.fixture
def told(archive: Archive) -> Told:
    said = Told()
    for org, place in (("OVB", said.own), ("NIS", said.others)):
        anna, eva = enroll(archive, org, "OV-12", "ov"), enroll(archive, org, "GL-01", "gl")
        place |= write(anna, eva, org)
        sent(archive, anna)
        sent(archive, eva)
        said.writers += [anna, eva]
    return said


def own(role: str, what: str) -> set[str] | None:
    """Of a colleague's, as the domain has it."""
    letter = "ABC"["ABC".index(what.removeprefix("safety ")[0])]
    if role == "gl" or (role in FIELD and letter < "C") or (role == "sky" and letter == "A"):
        return ALL
    return CORE if role == "sky" and "safety" in what else None


def others(role: str, what: str) -> set[str] | None:
    if role not in (*FIELD, "gl") or "approved" not in what or "withdrawn" in what:
        return None
    return ALL if "free" in what else CORE


def answers(server: str, archive: Archive, reader: Laptop) -> Iterator[tuple[str, bytes]]:
    """Every answer that a reader can get, by name: bytes as they are before compression."""
    with asks(server, reader) as client:
        for feed in ("feed", "shared"):
            yield feed, client.get(f"/v1/orgs/{reader.org}/{feed}").content
        for what in ("head", "status", "recalls"):
            yield what, client.get(path_of(reader, what)).content
        for path in ("/v1/versions", "/health", "/ready", "/metrics", "/openapi.json"):
            yield path, client.get(path).content
    answer = opened(archive, reader, bundles.take(archive, out(archive, reader, pushes=[]), FRIDAY).answer)
    for number, body in enumerate(answer.bodies):
        yield f"stick {number}", body


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_gets_its_cells_by_every_way_and_no_byte_more(
    server: str, archive: Archive, enrolled: Enroller, told: Told, role: str
) -> None:
    reader = enrolled("OVB", "XX-01", role)
    for name, data in answers(server, archive, reader):
        given = {} if name not in ("feed", "shared") else {
            entry.fields.id: set(entry.parts) for entry in unpack(data).entries
        }  # fmt: skip
        for feed, entries, cell in (("feed", told.own, own), ("shared", told.others, others)):
            for what, entry in entries.items():
                may = cell(role, what)
                if name == feed:
                    assert given.get(entry.fields.id) == may, what
                assert may is not None or entry.sig not in data, (name, what)
                for part in ALL - (may or set()):
                    assert entry.parts[part].salt not in data, (name, what, part)
                    assert entry.parts[part].data not in data, (name, what, part)
        if role != "gl":
            assert b"granskat NIS" not in data
        assert "varför NIS".encode() not in data


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_role_asks_for_what_is_another_ones(server: str, enrolled: Enroller, told: Told, role: str) -> None:
    reader = enrolled("OVB", "XX-01", role)
    with asks(server, reader) as client:
        for writer in told.writers:
            for what in ("head", "status", "recalls"):
                assert client.get(path_of(writer, what)).status_code == 404
        for feed in ("feed", "shared"):
            assert client.get(f"/v1/orgs/NIS/{feed}").status_code == 404
