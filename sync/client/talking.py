"""One laptop speaking to one server over HTTP: requests out, answers in, every failure a sentence."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import httpx

from fieldlog.models.moment import written
from fieldlog.models.strict import encode
from sync.answers import Enrolled, Enrolment, HeadAnswer, PushAnswer, ReadersAnswer, read_recalls
from sync.batch import Batch, BatchFault, compress, decompress, pack, unpack
from sync.client import hearing
from sync.client.deadline import Deadline
from sync.client.trust import is_loopback, safe_address, trusted
from sync.protocol import (
    BATCH,
    CLOCK_HEADER,
    HEAD_HEADER,
    PAGE,
    SPOKEN,
    UNSENT_HEADER,
    VERSION_HEADER,
    Head,
    ProtocolFault,
    read_object,
)

JSON = "application/json"
PATIENCE = httpx.Timeout(30.0, connect=10.0)
LONGEST = 120.0
"""Seconds for one whole answer: a server that gives a byte now and then does not hold a laptop for ever."""
MOST_SMALL = 256 * 1024
MOST_PAGE = 64 << 20
"""Bytes of an answer, before and after decompression: of one with words about a push, and of a page of a feed."""

_Said = TypeVar("_Said")


class Talk:
    """A conversation. The connection is made by the first request and kept; `token` may change on the way."""

    def __init__(
        self,
        address: str,
        *,
        clock: Callable[[], datetime],
        ca: str = "",
        token: str = "",
        transport: httpx.BaseTransport | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """RuleBroken for an address that is not safe. `transport` stands in for the network."""
        self.address = safe_address(address)
        self.host = urlsplit(self.address).hostname or ""
        self.token = token
        self.unsent: int | None = None
        """What the laptop tells the server of its backlog."""
        self._clock, self._seconds = clock, seconds
        self._ca, self._transport = ca, transport
        self._client: httpx.Client | None = None
        self._deadline = Deadline()

    def enrol(self, asked: Enrolment) -> Enrolled:
        return self._data("POST", "/v1/enrol", Enrolled.read, body=asked.data(), kind=JSON)

    def succeed(self, org: str, asked: Enrolment) -> Enrolled:
        """Enrol a device that follows one of one's own."""
        path = f"{_of(org, asked.previous)}/successor"
        return self._data("POST", path, Enrolled.read, body=asked.data(), kind=JSON)

    def head(self, org: str, device: str) -> HeadAnswer:
        return self._data("GET", f"{_of(org, device)}/head", HeadAnswer.read)

    def push(self, org: str, device: str, head: Head, batch: Batch) -> PushAnswer:
        """Entries that follow on `head`."""
        more = {HEAD_HEADER: str(head)}
        return self._data("POST", f"{_of(org, device)}/entries", PushAnswer.read, body=_packed(batch), more=more)

    def fork(self, org: str, device: str, batch: Batch) -> PushAnswer:
        return self._data("POST", f"{_of(org, device)}/forks", PushAnswer.read, body=_packed(batch))

    def pull(self, org: str, feed: str, after: str) -> Batch | None:
        """The page of the feed (`feed` or `shared`) after the cursor; None where nothing is new."""
        path = f"/v1/orgs/{quote(org, safe='')}/{feed}?limit={PAGE}"
        more = {"If-None-Match": f'"{after}"'} if after else {}
        if after:
            path += f"&after={after}"
        status, data = self._ask("GET", path, expect=(200, 304), kind=BATCH, more=more, most=MOST_PAGE)
        if status == httpx.codes.NOT_MODIFIED:
            return None
        try:
            return unpack(data)
        except BatchFault:
            raise hearing.not_ours() from None

    def recalls(self, org: str, device: str) -> dict[str, list[tuple[str, int, int]]]:
        """Of entries that were taken back: organisation, how many of its devices had it, how many have taken it in."""
        return self._data("GET", f"{_of(org, device)}/recalls", read_recalls)

    def readers(self, org: str, after: int) -> ReadersAnswer:
        """Who has read what the worker wrote, after where the last answer ended."""
        path = f"/v1/orgs/{quote(org, safe='')}/readers?after={after}"
        return self._data("GET", path, ReadersAnswer.read, most=MOST_PAGE)

    def admin(self, method: str, what: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One act of administration, or what there is of it."""
        sent = b"" if body is None else encode(body)
        return self._data(method, f"/v1/admin/{what}", read_object, body=sent, kind=JSON, most=MOST_PAGE)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _data(
        self,
        method: str,
        path: str,
        read: Callable[[bytes], _Said],
        *,
        body: bytes = b"",
        kind: str = BATCH,
        more: Mapping[str, str] | None = None,
        most: int = MOST_SMALL,
    ) -> _Said:
        _status, data = self._ask(method, path, body=body, sends=kind, kind=JSON, more=more or {}, most=most)
        try:
            return read(data)
        except ProtocolFault:
            raise hearing.not_ours() from None

    def _ask(
        self,
        method: str,
        path: str,
        *,
        kind: str,
        more: Mapping[str, str],
        body: bytes = b"",
        sends: str = "",
        expect: Iterable[int] = (200,),
        most: int = MOST_SMALL,
    ) -> tuple[int, bytes]:
        """Status and data of the one request. Unreachable or TurnedAway for any other answer than what was asked."""
        headers = {**self._headers(), "Accept": kind, **more}
        if body:
            headers |= {"Content-Type": sends} | ({"Content-Encoding": "zstd"} if sends == BATCH else {})
        try:
            with self._deadline.within(LONGEST):
                response, data = self._sent(method, path, body, headers, most)
        except httpx.HTTPError as error:
            if self._deadline.passed:
                raise hearing.too_late() from None
            raise hearing.of_failure(error, self.host, self._clock()) from None
        said = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if response.status_code not in expect or (said != kind and response.status_code != httpx.codes.NOT_MODIFIED):
            raise hearing.of_answer(response.status_code, response.headers, data, self._clock())
        return response.status_code, data

    def _sent(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], most: int
    ) -> tuple[httpx.Response, bytes]:
        trace = {"trace": self._deadline.told}
        client = self._connected()
        request = client.build_request(method, self.address + path, content=body, headers=headers, extensions=trace)
        response = client.send(request, stream=True)
        try:
            return response, self._read(response, most)
        finally:
            response.close()

    def _read(self, response: httpx.Response, most: int) -> bytes:
        # Never what httpx would unpack by itself: that has no limit.
        found, until = bytearray(), self._seconds() + LONGEST
        for piece in response.iter_raw():
            found += piece
            if len(found) > most:
                raise hearing.not_ours()
            if self._seconds() > until:
                raise hearing.too_late()
        if response.headers.get("content-encoding", "").strip().lower() != "zstd":
            return bytes(found)
        try:
            return decompress(bytes(found), most)
        except BatchFault:
            raise hearing.not_ours() from None

    def _headers(self) -> dict[str, str]:
        headers = {VERSION_HEADER: SPOKEN, CLOCK_HEADER: written(self._clock()), "Accept-Encoding": "zstd"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.unsent is not None:
            headers[UNSENT_HEADER] = str(self.unsent)
        return headers

    def _connected(self) -> httpx.Client:
        if self._client is None:
            how: dict[str, Any] = {"transport": self._transport}
            if self._transport is None:
                # To this laptop itself no proxy leads; elsewhere the one of the environment is often the only way out.
                how = {"verify": trusted(self._ca), "trust_env": not is_loopback(self.host)}
            self._client = httpx.Client(timeout=PATIENCE, follow_redirects=False, **how)
        return self._client


def _of(org: str, device: str) -> str:
    return f"/v1/orgs/{quote(org, safe='')}/devices/{device}"


def _packed(batch: Batch) -> bytes:
    return compress(pack(batch))
