"""A real server for tests of screens: the organisation OVB with Anna in it, and codes for her laptop."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.archive import people
from sync.archive.archive import Archive, create
from tests.conftest import FRIDAY
from tests.sync.serving import serving


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = create(tmp_path / "server", FRIDAY)
    people.add_organisation(made, "OVB", "Ordningsvakterna", "vakthavande 08-123 00 00", FRIDAY)
    people.add_worker(made, "OVB", "OV-12", "ov", FRIDAY)
    yield made
    made.close()


@pytest.fixture
def server(archive: Archive) -> Iterator[str]:
    with serving(archive) as address:
        yield address


def code(archive: Archive) -> str:
    return people.new_code(archive, "OVB", "ov", "OV-12", datetime.now(UTC))
