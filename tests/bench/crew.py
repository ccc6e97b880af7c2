"""A crew's shift at its end: 200 entries of a real log, sent over TLS, until the receipt; and what that weighs."""

import base64
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import trustme

from fieldlog.home import Home
from fieldlog.logbook.log import Log, open_log
from fieldlog.models.moment import written
from fieldlog.models.strict import encode
from fieldlog.vault import create_vault
from sync.archive import people
from sync.archive.archive import Archive
from sync.client.enrolling import enrol
from sync.client.exchange import exchange
from sync.client.membership import conversation, membership
from sync.client.outcome import Outcome
from sync.client.talking import Talk
from sync.client.trust import trusted
from tests.bench.notices import notices
from tests.bench.servers import archive_at, kept
from tests.bench.stores import now

ENTRIES = 200
ROUNDS = 9
REACH = 0.5


def main(folder: Path) -> None:
    home = folder / "crew-server"
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    files = folder / "crew.pem", folder / "crew.key"
    files[0].write_bytes(b"".join(piece.bytes() for piece in issued.cert_chain_pems))
    files[1].write_bytes(issued.private_key_pem.bytes())
    with archive_at(home) as archive:
        code = furnish(archive)
    ca = authority.cert_pem.bytes().decode()
    with kept(home, certificate=files) as server:
        log = a_log(folder / "crew-laptop")
        enrol(log, f"https://127.0.0.1:{server.port}", code, ca, now())
        taken = [shift(log) for _round in range(ROUNDS)]
        weighed = [weigh(log, words) for words in (notices("korta", shorter=True), notices("långa"))]
        log.close()
    print(
        f"a shift of {ENTRIES} entries over TLS, start of the exchange to receipt: median "
        f"{statistics.median(taken) * 1000:.0f} ms, slowest of {ROUNDS} {max(taken) * 1000:.0f} ms; reach {REACH} s"
    )
    for name, (wire, plain) in zip(("short notes", "notices as police write them"), weighed, strict=True):
        print(
            f"bytes on the wire, {name}: {wire:.0f} an entry, headers and answers counted, {wire / plain:.2f}x of its "
            f"line, parts and signature as JSON ({plain:.0f}); reach 0.4x"
        )


def furnish(archive: Archive) -> str:
    """Anna's organisation, and a code for her."""
    people.add_organisation(archive, "OVB", "Ordningsvakterna", "vakthavande", now())
    people.add_worker(archive, "OVB", "OV-12", "ov", now())
    return people.new_code(archive, "OVB", "ov", "OV-12", now())


def a_log(home: Path) -> Log:
    folder = Home(home).folder("OV-12")
    unlocked = create_vault(folder, "rätt häst batteri", worker="OV-12", org="OVB", role="ov", keyring=False)
    return open_log(unlocked, now())


def write_shift(log: Log, words: Iterator[str]) -> None:
    """A shift's entries, old enough to leave."""
    then = now() - timedelta(minutes=5)
    with log.writing(then) as pen:
        for number in range(ENTRIES):
            core: dict[str, object] = {
                "shift": None, "at": written(then + timedelta(seconds=number)), "place": "PLA", "spot": None,
                "category": ("NH", "TO", "ST", "OB")[number % 4], "severity": number % 3, "class": "B",
                "persons": "2-3", "ages": ["18-24"], "fields": {}, "actions": ["samtal"], "event": None,
                "seen_by": ["OV-12"], "protected": False, "words_may_leave": False, "incomplete": False,
                "source": None, "vocabulary": 1, "extra": {},
            }  # fmt: skip
            pen.write("observation", core, {"note": next(words)})


def shift(log: Log) -> float:
    """Seconds from the start of an exchange until the receipt for a shift's entries is at hand."""
    write_shift(log, notices("skift"))
    talk = conversation(log, now)
    found: list[float] = []

    def told(outcome: Outcome) -> None:
        if outcome.receipt is not None and outcome.sent >= ENTRIES and not found:
            found.append(time.perf_counter())

    begun = time.perf_counter()
    try:
        outcome = exchange(log, now(), talk, progress=told)
    finally:
        talk.close()
    if outcome.receipt is None or outcome.unsent:
        raise SystemExit(f"not everything was sent: {outcome}")
    return found[0] - begun


class Weighing(httpx.BaseTransport):
    """The network, with what goes over it counted as HTTP writes it."""

    def __init__(self, below: httpx.BaseTransport) -> None:
        self._below, self.bytes = below, 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.bytes += len(request.method) + len(request.url.raw_path) + 12 + _headers(request.headers)
        self.bytes += len(request.read())
        answer = self._below.handle_request(request)
        body = b"".join(answer.iter_raw())
        self.bytes += 17 + _headers(answer.headers) + len(body)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(body))

    def close(self) -> None:
        self._below.close()


def _headers(headers: httpx.Headers) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.raw) + 2


def weigh(log: Log, words: Iterator[str]) -> tuple[float, float]:
    """Bytes an entry of a whole exchange, and of the same entries as JSON with what is binary as base64."""
    write_shift(log, words)
    here = membership(log)
    network = Weighing(httpx.HTTPTransport(verify=trusted(here.ca)))
    talk = Talk(here.address, clock=now, ca=here.ca, token=here.token, transport=network)
    try:
        outcome = exchange(log, now(), talk)
    finally:
        talk.close()
    if outcome.unsent:
        raise SystemExit("not everything was sent")
    return network.bytes / ENTRIES, plain_bytes(log) / ENTRIES


def plain_bytes(log: Log) -> int:
    """Of the last shift: each entry as one object of its line, its parts and its signature."""
    with log.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT seq, line, sig FROM entry WHERE own = 1 ORDER BY n DESC LIMIT ?", (ENTRIES,)
        ).fetchall()
        total = 0
        for row in rows:
            parts = connection.exec_driver_sql(
                "SELECT name, salt, data FROM part WHERE entry = ?", (row.seq,)
            ).fetchall()
            said = {part.name: {"salt": _text(part.salt), "data": part.data.decode()} for part in parts}
            total += len(encode({"line": row.line.decode(), "parts": said, "sig": _text(row.sig)}))
    return total


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
