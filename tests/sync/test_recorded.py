"""Bytes that the first version of the protocol sent, kept as they were: every later program must understand them.

A folder for each version: laptops two versions old exchange with the server of today, and the other way round.
"""

from pathlib import Path

import pytest

from fieldlog.logbook.log import Log
from fieldlog.logbook.received import Page, take_in
from fieldlog.logbook.verifying import verify
from sync.answers import Enrolled, Enrolment, HeadAnswer, PushAnswer, Verdict
from sync.archive import devices, enrolling, people, pushing
from sync.archive.archive import Archive
from sync.batch import Batch, decompress, unpack
from sync.protocol import Cursor, Head, Problem, common_version
from tests.conftest import FRIDAY
from tests.sync.laptops import Laptop

RECORDED = Path(__file__).with_name("recorded")
VERSIONS = sorted(folder.name for folder in RECORDED.iterdir())


@pytest.fixture(params=VERSIONS)
def said(request: pytest.FixtureRequest) -> Path:
    return RECORDED / str(request.param)


def batch(file: Path) -> Batch:
    return unpack(decompress(file.read_bytes(), 1 << 20))


def test_there_is_a_recording_of_every_version_that_is_spoken() -> None:
    assert [common_version(version) for version in VERSIONS] == [int(version) for version in VERSIONS]


def test_the_server_takes_what_a_laptop_of_that_version_pushed(said: Path, archive: Archive) -> None:
    asked = Enrolment.read((said / "enrol.json").read_bytes())
    pushed = batch(said / "push.batch.zst")
    people.add_organisation(archive, asked.org, asked.org, "", FRIDAY)
    people.add_worker(archive, asked.org, asked.worker, asked.role, FRIDAY)
    laptop = Laptop(asked.org, asked.worker, asked.role)
    laptop.device, laptop.key = asked.device, _known_key()
    code = people.new_code(archive, asked.org, asked.role, asked.worker, FRIDAY)
    token = enrolling.enrol(archive, laptop.enrolment(code), FRIDAY).token
    known = devices.caller(archive, asked.org, asked.device, token, FRIDAY)

    answer = pushing.push(archive, known, asked.device, Head(), pushed, FRIDAY)

    then = PushAnswer.read((said / "pushed.json").read_bytes())
    assert answer.head == then.head
    assert answer.verdicts == then.verdicts == (Verdict(1, len(pushed.entries), "stored"),)
    assert pushing.push(archive, known, asked.device, Head(), pushed, FRIDAY).verdicts[0].what == "have"


def _known_key() -> object:
    """The key that the recording was made with."""
    from nacl.signing import SigningKey

    return SigningKey(bytes(range(32)))


def test_a_laptop_takes_in_the_page_that_a_server_of_that_version_gave(said: Path, bo: Log) -> None:
    page = batch(said / "page.batch.zst")

    taken = take_in(bo, Page("OVB", tuple(page.entries), tuple(page.gone)), FRIDAY)

    assert taken.new == len(page.entries) > 4
    assert verify(bo).fault is None
    Cursor.read(str(page.facts["cursor"]))
    assert page.facts["more"] is False
    with bo.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT place, note FROM observation ORDER BY note").fetchall()
    assert [tuple(row) for row in rows] == [("PLA", "hemligt"), ("TRP", "två langar vid trappan")]


def test_every_other_answer_of_that_version_is_read(said: Path) -> None:
    assert HeadAnswer.read((said / "head.json").read_bytes()).head.n == len(batch(said / "push.batch.zst").entries)
    assert Enrolled.read((said / "enrolled.json").read_bytes()).worker == "OV-12"
    assert Problem.read((said / "problem.json").read_bytes()).code == "gap"
