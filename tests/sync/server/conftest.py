"""Servers over the archive of the test, and how Anna's laptop talks to one without fieldlog's own client."""

from collections.abc import Iterator

import httpx
import pytest

from sync.archive.archive import Archive
from sync.protocol import SPOKEN, VERSION_HEADER
from tests.sync.laptops import Laptop
from tests.sync.serving import serving


@pytest.fixture
def url() -> None:
    """Routes are the same whichever database lies beneath: the file in the server's home."""


@pytest.fixture
def server(archive: Archive) -> Iterator[str]:
    with serving(archive) as address:
        yield address


def asks(address: str, laptop: Laptop | None = None, **more: str) -> httpx.Client:
    """A plain HTTP client that speaks the protocol, with the laptop's token if there is one."""
    headers = {VERSION_HEADER: SPOKEN} | ({"Authorization": f"Bearer {laptop.token}"} if laptop else {}) | more
    return httpx.Client(base_url=address, headers=headers, timeout=20, trust_env=False)


def path_of(laptop: Laptop, what: str) -> str:
    return f"/v1/orgs/{laptop.org}/devices/{laptop.device}/{what}"
