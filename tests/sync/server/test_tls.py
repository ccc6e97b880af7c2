"""TLS that the server does itself: old versions refused, a new certificate taken up without a restart."""

import asyncio
import ssl
from pathlib import Path

import httpx
import pytest
import trustme

from sync.archive.archive import Archive
from sync.server import tls
from tests.sync.serving import serving


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "tls.pem", tmp_path / "tls.key"


def issue(authority: trustme.CA, files: tuple[Path, Path]) -> None:
    issued = authority.issue_cert("127.0.0.1")
    files[0].write_bytes(b"".join(piece.bytes() for piece in issued.cert_chain_pems))
    files[1].write_bytes(issued.private_key_pem.bytes())


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_the_server_speaks_tls_and_says_that_it_stays_so(archive: Archive, files: tuple[Path, Path]) -> None:
    authority = trustme.CA()
    issue(authority, files)
    with (
        serving(archive, certificate=files) as address,
        httpx.Client(verify=trusting(authority), trust_env=False) as client,
    ):
        answer = client.get(address + "/health")

    assert answer.json() == {"alive": True}
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_tls_older_than_1_2_is_not_spoken(archive: Archive, files: tuple[Path, Path]) -> None:
    issue(trustme.CA(), files)
    with serving(archive, certificate=files):
        context = tls._contexts[str(files[0]), str(files[1])]

    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


async def renewed(files: tuple[Path, Path], write: bytes | trustme.CA) -> None:
    """Look at the files often while something is written to them."""
    looking = asyncio.create_task(tls.keep_fresh(every=0.01))
    await asyncio.sleep(0.05)
    if isinstance(write, bytes):
        files[0].write_bytes(write)
    else:
        issue(write, files)
    await asyncio.sleep(0.2)
    looking.cancel()


def test_a_renewed_certificate_is_used_for_the_next_connection(archive: Archive, files: tuple[Path, Path]) -> None:
    first, second = trustme.CA(), trustme.CA()
    issue(first, files)
    with serving(archive, certificate=files) as address:
        with httpx.Client(verify=trusting(first), trust_env=False) as client:
            assert client.get(address + "/health").status_code == 200
        asyncio.run(renewed(files, second))

        with httpx.Client(verify=trusting(second), trust_env=False) as client:
            assert client.get(address + "/health").status_code == 200
        with httpx.Client(verify=trusting(first), trust_env=False) as client, pytest.raises(httpx.ConnectError):
            client.get(address + "/health")


def test_a_half_written_certificate_leaves_the_one_before_in_use(archive: Archive, files: tuple[Path, Path]) -> None:
    authority = trustme.CA()
    issue(authority, files)
    with serving(archive, certificate=files) as address:
        asyncio.run(renewed(files, b"-----BEGIN CERT"))
        with httpx.Client(verify=trusting(authority), trust_env=False) as client:
            assert client.get(address + "/health").status_code == 200
