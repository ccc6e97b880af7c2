"""Several processes of one server, eight laptops that push at once, and a reader who reads all the while."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.archive import enrolling, people
from sync.archive.archive import open_archive
from tests.conftest import FRIDAY
from tests.sync.databases import Postgres
from tests.sync.laptops import Laptop
from tests.sync.proof.processes import Pushing, Serving, looked_at, prepared

LAPTOPS = 8


@pytest.fixture(params=["postgresql", pytest.param("sqlite", marks=pytest.mark.proof)])
def url(request: pytest.FixtureRequest, postgres: Postgres) -> Iterator[str | None]:
    if request.param == "sqlite":
        yield None
    else:
        with postgres.empty() as address:
            yield address


@pytest.mark.parametrize(
    ("workers", "requests"), [(2, 6), pytest.param(2, 150, marks=pytest.mark.proof),
                              pytest.param(4, 150, marks=pytest.mark.proof)]
)  # fmt: skip
def test_eight_laptops_push_at_once_and_a_reader_misses_nothing(
    tmp_path: Path, url: str | None, workers: int, requests: int
) -> None:
    with prepared(tmp_path / "server", url, LAPTOPS) as (server, laptops):
        server.workers = workers
        eva = _supervisor(server)
        server.start()
        over, failures = threading.Event(), list[BaseException]()
        seen: list[str] = []
        reading = threading.Thread(target=_read, args=(eva, over, seen, failures))
        pushing = [threading.Thread(target=_push, args=(each, requests, failures)) for each in laptops]
        for thread in (reading, *pushing):
            thread.start()
        for thread in pushing:
            thread.join(300)
        over.set()
        reading.join(60)
        assert not failures, failures
        assert set(seen) == {entry.fields.id for each in laptops for entry in each.laptop.entries}
        server.kill()
        looked_at(server, laptops)


def _supervisor(server: Serving) -> Pushing:
    archive = open_archive(server.home, server.url)
    people.add_worker(archive, "OVB", "GL-01", "gl", FRIDAY)
    laptop = Laptop("OVB", "GL-01", "gl")
    code = people.new_code(archive, "OVB", "gl", "GL-01", FRIDAY)
    laptop.token = enrolling.enrol(archive, laptop.enrolment(code), FRIDAY).token
    archive.close()
    return Pushing(laptop, server.address)


def _push(each: Pushing, requests: int, failures: list[BaseException]) -> None:
    talk = each.talk()
    try:
        for _request in range(requests):
            each.write(10)
            each.push(talk)
    except BaseException as failure:  # noqa: BLE001 - told by the thread that waits
        failures.append(failure)
    finally:
        talk.close()


def _read(eva: Pushing, over: threading.Event, seen: list[str], failures: list[BaseException]) -> None:
    """Page by page from where the last one ended, and once more when everybody is done."""
    talk, after, last = eva.talk(), "", False
    try:
        while True:
            page = talk.pull("OVB", "feed", after)
            if page is not None:
                seen += [entry.fields.id for entry in page.entries if entry.fields.org == "OVB"]
                after = str(page.facts["cursor"])
            elif last:
                return
            last = over.is_set()
    except BaseException as failure:  # noqa: BLE001 - told by the thread that waits
        failures.append(failure)
    finally:
        talk.close()
