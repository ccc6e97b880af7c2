"""Stores of any size for the benchmarks, made as the rehearsal makes them."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fieldlog.home import Home
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.rehearsal import rehearse
from fieldlog.vault import unlock_with_passphrase


@dataclass(frozen=True, slots=True)
class Made:
    """A home with one worker's log; `passphrase` is a file that holds it."""

    home: Path
    passphrase: Path

    def command(self, *words: str) -> list[str]:
        return [
            sys.executable,
            "-m",
            "fieldlog",
            "--home",
            str(self.home),
            "--passphrase-file",
            str(self.passphrase),
            *words,
        ]

    def give_to_keyring(self, environ: Mapping[str, str]) -> None:
        """Let the keyring of that environment open the log, in a process that finds its bus."""
        script = (
            "import sys; from pathlib import Path; from fieldlog.home import Home\n"
            "from fieldlog.vault import add_keyring, unlock_with_passphrase\n"
            "folder = Home(Path(sys.argv[1])).choose(None)\n"
            "sys.exit(not add_keyring(folder, unlock_with_passphrase(folder, Path(sys.argv[2]).read_text())))"
        )
        subprocess.run([sys.executable, "-c", script, self.home, self.passphrase], check=True, env=dict(environ))

    def open(self) -> Log:
        folder = Home(self.home).choose(None)
        return open_log(unlock_with_passphrase(folder, self.passphrase.read_text()), now())

    def desk(self) -> Desk:
        folder = Home(self.home).choose(None)
        return Desk(unlock_with_passphrase(folder, self.passphrase.read_text()), now)


def now() -> datetime:
    return datetime.now(UTC)


def make(path: Path, observations: int) -> Made:
    """A rehearsed store with so many observations."""
    made = rehearse(Home(path), observations=observations, now=now())
    passphrase = path / "passphrase"
    passphrase.write_text(made.passphrase)
    return Made(path, passphrase)
