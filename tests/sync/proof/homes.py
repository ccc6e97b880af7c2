"""The homes of a server and its laptops, made once and copied for each world: making a log takes long, on purpose."""

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

import pytest

from fieldlog.home import Home
from fieldlog.vault import Unlocked, boxes, create_vault
from sync.archive import people
from sync.archive.archive import create
from tests.conftest import FRIDAY, PASSPHRASE
from tests.sync.proof.laptop import Laptop
from tests.sync.proof.server import Server, in_one_thread
from tests.sync.proof.weather import Wire

PEOPLE: Final = (
    ("OVB", "OV-12", "ov"),
    ("OVB", "GL-01", "gl"),
    ("NIS", "FA-07", "falt"),
    ("OVB", "OV-14", "ov"),
)
"""Anna, her supervisor Eva, Bo of another organisation, and Anna's colleague Siv."""
STARTED: Final = FRIDAY - timedelta(hours=7)


def fast_folder() -> Path:
    """Where files cost least: in memory, if there is such a place. That what is written lasts is proven elsewhere."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    return Path(tempfile.mkdtemp(prefix="fieldlog-", dir=memory if memory.is_dir() else None))


@dataclass
class Template:
    """Homes of a server and of its enrolled laptops, made once and copied for each world."""

    root: Path = field(default_factory=fast_folder)

    @cached_property
    def unlocked(self) -> tuple[Unlocked, ...]:
        archive = create(self.root / "server", STARTED)
        made = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(boxes, "MEMORY_KIB", 8 * 1024)  # nobody will guess at this passphrase
            patch.setattr(boxes, "PASSES", 1)
            for org, worker, role in PEOPLE:
                folder = Home(self.root / worker).folder(worker)
                made.append(create_vault(folder, PASSPHRASE, worker=worker, org=org, role=role, keyring=False))
        for org, name in (("OVB", "Ordningsvakterna"), ("NIS", "Norrmalms insatser")):
            people.add_organisation(archive, org, name, "08-123 45 67", STARTED)
        for org, worker, role in PEOPLE:
            people.add_worker(archive, org, worker, role, STARTED)
        archive.close()
        server = Server(self.root / "server", lambda: STARTED)
        with in_one_thread(lambda: STARTED):
            for (org, worker, role), unlocked in zip(PEOPLE, made, strict=True):
                wire = Wire(server, [])
                laptop = Laptop(Home(self.root / worker), unlocked, lambda: STARTED, wire)
                assert laptop.enrol(people.new_code(server.archive, org, role, worker, STARTED))
                laptop.close()
        server.stop()
        return tuple(made)

    def remove(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
