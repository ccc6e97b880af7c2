"""How soon a small body that unpacks to a gibibyte is refused, and what the server's memory has to do with it."""

import http.client
import statistics
import time
from pathlib import Path

import zstandard

from sync.protocol import BATCH, HEAD_HEADER, SPOKEN, VERSION_HEADER, Head
from tests.bench.servers import archive_at, joined, kept

GIBIBYTE = 1 << 30
TIMES = 20


def bomb(size: int = GIBIBYTE) -> bytes:
    """So many zeros, as small as zstd makes them."""
    packer = zstandard.ZstdCompressor(level=19).compressobj(size=size)
    piece = bytes(1 << 24)
    return b"".join([*(packer.compress(piece) for _at in range(size >> 24)), packer.flush()])


def main(folder: Path) -> None:
    home = folder / "hostile"
    with archive_at(home) as archive:
        laptop = joined(archive, 1)[0]
    body = bomb()
    headers = {
        "Authorization": f"Bearer {laptop.token}", VERSION_HEADER: SPOKEN, "Content-Type": BATCH,
        "Content-Encoding": "zstd", HEAD_HEADER: str(Head()),
    }  # fmt: skip
    taken = []
    with kept(home) as server:
        before = server.memory()
        for _time in range(TIMES):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
            begun = time.perf_counter()
            connection.request("POST", f"/v1/orgs/{laptop.org}/devices/{laptop.device}/entries", body, headers)
            status = connection.getresponse().status
            taken.append((time.perf_counter() - begun) * 1000)
            connection.close()
            if status != http.client.REQUEST_ENTITY_TOO_LARGE:
                raise SystemExit(f"a bomb was answered with {status}")
        grown = server.memory() - before
    print(
        f"a bomb of 1 GiB in {len(body) >> 10} KiB is refused in {statistics.median(taken):.0f} ms, slowest of {TIMES} "
        f"{max(taken):.0f} ms; memory grew by {grown >> 20} MiB; reach 50 ms"
    )
