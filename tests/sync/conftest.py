"""An archive on each database, and the laptops of Anna (OV-12), her supervisor Eva (GL-01) and Bo (FA-07)."""

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from fieldlog.models.refusal import RuleBroken
from sync.archive import enrolling, people
from sync.archive.archive import Archive, create
from tests.conftest import FRIDAY
from tests.sync.databases import Postgres
from tests.sync.laptops import Laptop

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Costs nothing until a test asks it for a database."""
    server = Postgres()
    yield server
    server.close()


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path, postgres: Postgres) -> Iterator[str | None]:
    """The address of an empty database: None stands for the SQLite file in the server's home."""
    if request.param == "sqlite":
        yield None
    else:
        with postgres.empty() as address:
            yield address


@pytest.fixture
def archive(tmp_path: Path, url: str | None) -> Iterator[Archive]:
    """An empty archive, on SQLite and again on PostgreSQL."""
    made = create(tmp_path / "server", FRIDAY, url)
    yield made
    made.close()


NAMES = {"OVB": "Ordningsvakterna i Brunkeberg", "NIS": "Norrmalms insatser"}
CONTACT = "vakthavande 08-123 00 00"

Enroller = Callable[[str, str, str], Laptop]


def enroll(archive: Archive, org: str, worker: str, role: str) -> Laptop:
    """A laptop of a worker, who is added to her organisation, with its token."""
    with contextlib.suppress(RuleBroken):  # it is there already
        people.add_organisation(archive, org, NAMES.get(org, org), CONTACT, FRIDAY)
    people.add_worker(archive, org, worker, role, FRIDAY)
    laptop = Laptop(org, worker, role)
    code = people.new_code(archive, org, role, worker, FRIDAY)
    laptop.token = enrolling.enrol(archive, laptop.enrolment(code), FRIDAY).token
    return laptop


@pytest.fixture
def enrolled(archive: Archive) -> Enroller:
    """Enrols a laptop: organisation, worker, role."""
    return partial(enroll, archive)


@pytest.fixture
def annas_laptop(enrolled: Enroller) -> Laptop:
    """Anna is a guard of OVB."""
    return enrolled("OVB", "OV-12", "ov")


@pytest.fixture
def evas_laptop(enrolled: Enroller) -> Laptop:
    """Eva is Anna's supervisor."""
    return enrolled("OVB", "GL-01", "gl")


@pytest.fixture
def bos_laptop(enrolled: Enroller) -> Laptop:
    """Bo is a field assistant of another organisation."""
    return enrolled("NIS", "FA-07", "falt")
