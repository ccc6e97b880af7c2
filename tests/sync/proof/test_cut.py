"""A network that ends at any byte: of a push, and of its answer."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldlog.models.refusal import Refusal
from sync.archive.archive import create
from sync.archive.verifying import verify
from tests.conftest import FRIDAY
from tests.sync.conftest import enroll
from tests.sync.proof.processes import Pushing, lines_of
from tests.sync.proof.server import GENEROUS
from tests.sync.serving import serving

EVERY = [97, pytest.param(1, marks=pytest.mark.proof)]


class Cutter:
    """Listens, and passes on so many bytes of a connection: of what is asked, or of what is answered."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.asked, self.answered = 1 << 30, 1 << 30
        """Bytes of each that are passed on before the line is cut."""
        self.seen = {"asked": 0, "answered": 0}
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                inside, _address = self._listening.accept()
            except OSError:
                return
            with socket.create_connection(("127.0.0.1", self._port)) as outside, inside:
                self.seen = {"asked": 0, "answered": 0}
                back = threading.Thread(target=self._pass_on, args=(outside, inside, "answered", self.answered))
                back.start()
                self._pass_on(inside, outside, "asked", self.asked)
                back.join()

    def _pass_on(self, source: socket.socket, target: socket.socket, which: str, most: int) -> None:
        with contextlib.suppress(OSError):
            while self.seen[which] < most and (data := source.recv(min(65536, most - self.seen[which]))):
                self.seen[which] += len(data)
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)


@contextlib.contextmanager
def cutting(port: int) -> Iterator[Cutter]:
    cutter = Cutter(port)
    try:
        yield cutter
    finally:
        cutter.close()


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("which", ["asked", "answered"])
def test_a_line_that_is_cut_at_any_byte_loses_nothing_and_doubles_nothing(
    tmp_path: Path, which: str, every: int
) -> None:
    archive = create(tmp_path / "server", FRIDAY)
    pushing = Pushing(enroll(archive, "OVB", "OV-12", "ov"))
    with serving(archive, GENEROUS) as address, cutting(int(address.rpartition(":")[2])) as cutter:
        pushing.address = address
        for _time in range(2):  # the first takes the device's own entry along, and is longer
            pushing.write(1)
            talk = pushing.talk(cutter.address)
            pushing.push(talk)
            talk.close()
        whole, cut = cutter.seen[which], 0
        for offset in range(0, whole + 60, every):
            setattr(cutter, which, offset)
            pushing.write(1)
            before = pushing.acknowledged
            talk = pushing.talk(cutter.address)
            with contextlib.suppress(Refusal):
                pushing.push(talk)
            talk.close()
            cut += pushing.acknowledged == before
            direct = pushing.talk()
            head = direct.head("OVB", pushing.laptop.device).head
            assert pushing.acknowledged <= head.n <= len(pushing.laptop.entries)
            if pushing.acknowledged < len(pushing.laptop.entries):
                pushing.push(direct)
            direct.close()
        assert cut >= (whole - 60) // every
    assert lines_of(archive, pushing.laptop) == [entry.line for entry in pushing.laptop.entries]
    assert not verify(archive).fault
    archive.close()
