"""Where the files of a server lie, and what must not lie in the database alone: epoch, revocations, holds."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fieldlog.home import cannot_save, keep_names, write_private
from sync.protocol import Epoch, ProtocolFault


@dataclass(frozen=True, slots=True)
class ServerHome:
    root: Path

    @property
    def database(self) -> Path:
        return self.root / "server.db"

    @property
    def database_url(self) -> str:
        """The database that is used where no other is named."""
        return f"sqlite:///{self.database.absolute()}"

    @property
    def keys(self) -> Path:
        return self.root / "server.json"

    @property
    def recovery(self) -> Path:
        """The key that opens backups. Who runs the server moves it to where the server is not."""
        return self.root / "recovery.key"

    @property
    def epoch_file(self) -> Path:
        return self.root / "epoch"

    @property
    def revocations(self) -> Path:
        return self.root / "revocations.jsonl"

    @property
    def tls(self) -> Path:
        return self.root / "tls"

    def make(self) -> None:
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.tls.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise cannot_save(error) from None

    def epoch(self) -> Epoch | None:
        """The epoch that was served last from here; None if none was, or the file is not as it was written."""
        try:
            return Epoch.read(self.epoch_file.read_text("ascii").strip())
        except (OSError, ValueError, ProtocolFault):
            return None

    def keep_epoch(self, epoch: Epoch) -> None:
        write_private(self.epoch_file, f"{epoch}\n".encode())

    def note_revocation(self, line: bytes) -> None:
        note(self.revocations, line)

    def noted_revocations(self) -> Iterator[bytes]:
        return noted(self.revocations)


def note(file: Path, line: bytes) -> None:
    """One more line, on the disk when this returns: no backup that is restored can forget it."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(line + b"\n")
            opened.flush()
            os.fsync(opened.fileno())
        keep_names(file.parent)
    except OSError as error:
        raise cannot_save(error) from None


def noted(file: Path) -> Iterator[bytes]:
    if file.exists():
        yield from file.read_bytes().splitlines()
