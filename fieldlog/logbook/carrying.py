"""What a backup carries beside the log and its keys: the worker's own small files, sealed into one box."""

import base64
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from fieldlog.home import PRACTICE_MARK, Folder, Home, write_private
from fieldlog.language import _
from fieldlog.models.refusal import Damaged, RuleBroken

if TYPE_CHECKING:
    from fieldlog.vault import Unlocked

OF_FOLDER = ("places.json", "numbers.json", PRACTICE_MARK)
"""The own register of places, the own numbers, and the mark of a rehearsal: in the worker's folder."""
OF_HOME = ("settings.toml", "keys.toml")
"""Settings and key map: in the home, for everybody on the laptop. One that is there already is never replaced."""
NOTE = re.compile(r"notes/[0-9a-f]{32}\.note")
BIGGEST = 2 << 20
"""Bytes of one such file."""
PURPOSE = "fieldlog backup"


def sealed_files(unlocked: "Unlocked") -> bytes:
    """The files that are there, in a box that only the key of the log opens. RuleBroken if one is too large."""
    from fieldlog.vault.boxes import derive, seal

    folder = unlocked.folder
    paths = {name: folder.path / name for name in OF_FOLDER} | {name: folder.path.parent / name for name in OF_HOME}
    if folder.notes.is_dir():
        found = {f"notes/{path.name}": path for path in sorted(folder.notes.iterdir())}
        paths |= {name: path for name, path in found.items() if NOTE.fullmatch(name)}
    held = {name: data for name, path in paths.items() if (data := _read(path)) is not None}
    plain = json.dumps({name: base64.b64encode(data).decode() for name, data in held.items()}).encode()
    nonce, box = seal(derive(unlocked.database_key, PURPOSE), plain, unlocked.store.encode())
    return nonce + box


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(BIGGEST + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None  # a note that its writer took care of meanwhile, among others
    if len(data) > BIGGEST:
        sentence = _("{file} är för stor för en säkerhetskopia: högst {limit} MB. Gör den mindre.")
        raise RuleBroken(sentence.format(file=path.name, limit=BIGGEST >> 20))
    return data


def unsealed(unlocked: "Unlocked", sealed: bytes) -> dict[str, bytes]:
    """Name -> content of what was sealed. Damaged if it is not what was sealed under this key."""
    from fieldlog.vault.boxes import NONCE, derive, open_box

    key = derive(unlocked.database_key, PURPOSE)
    plain = open_box(key, sealed[:NONCE], sealed[NONCE:], unlocked.store.encode())
    try:
        held = json.loads(plain or b"")
        return {name: base64.b64decode(text) for name, text in held.items() if _is_known(name)}
    except (ValueError, AttributeError, TypeError):
        raise Damaged(_("Säkerhetskopians egna filer är skadade. Ta en annan säkerhetskopia.")) from None


def _is_known(name: str) -> bool:
    # Names that a newer program added are left alone, and none is ever used as a path that it could not be.
    return name in {*OF_FOLDER, *OF_HOME} or NOTE.fullmatch(name) is not None


def put_into_folder(held: dict[str, bytes], folder: Folder) -> None:
    """Write what the folder lacks; what it has is this laptop's, and stays."""
    for name, data in held.items():
        path = folder.path / name
        if name in OF_HOME or path.exists():
            continue
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_private(path, data)


def put_into_home(held: dict[str, bytes], home: Home) -> None:
    """As `put_into_folder`, for what everybody on the laptop shares."""
    for name in OF_HOME:
        if name in held and not (home.root / name).exists():
            write_private(home.root / name, held[name])
