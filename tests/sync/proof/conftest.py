"""Homes that are made once in a session and copied for each world."""

from collections.abc import Iterator

import pytest

from tests.sync.proof.homes import Template
from tests.sync.proof.simulation import template


@pytest.fixture(scope="session")
def homes() -> Iterator[Template]:
    made = template()
    yield made
    made.remove()
