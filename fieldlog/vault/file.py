"""The vault file: one JSON document with a box for each way in and one box with the worker's own secrets.

A checksum tells accidental damage from a wrong passphrase; what a clever hand alters with a new checksum is refused by
the boxes, which bind everything readable in the file.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from fieldlog.home import Folder, write_private
from fieldlog.language import _
from fieldlog.models.refusal import Damaged, RuleBroken, TooNew
from fieldlog.vault.boxes import KEY, NONCE, canonical

VERSION = 1
BIGGEST = 1 << 20  # bytes; a vault holds a few kilobytes
SMALLEST_BOX = 16  # an empty box is its tag


@dataclass(frozen=True)
class VaultFacts:
    """The little that may be read without a key."""

    store: str
    worker: str
    org: str
    role: str
    notes_public: bytes


@dataclass(frozen=True)
class Wrap:
    """The database key in a box that one way in opens: `by` is "passphrase" or "keyring"."""

    by: str
    settings: dict[str, str | int]
    nonce: bytes
    box: bytes

    def bound(self, store: str) -> bytes:
        return canonical(["fieldlog wrap", VERSION, store, self.by, self.settings])

    def number(self, name: str, least: int, most: int) -> int:
        """A number of the settings; one outside its limits is refused, so that no altered file stalls the laptop."""
        value = self.settings.get(name)
        if type(value) is not int or not least <= value <= most:
            raise broken()
        return value

    def text(self, name: str) -> str:
        value = self.settings.get(name)
        if not isinstance(value, str):
            raise broken()
        return value


@dataclass(frozen=True)
class VaultFile:
    facts: VaultFacts
    wraps: tuple[Wrap, ...]
    nonce: bytes
    sealed: bytes

    def bound(self) -> bytes:
        """What the box of secrets is bound to: every readable fact."""
        return canonical(["fieldlog vault", VERSION, _facts_as_json(self.facts)])

    def wrap(self, by: str) -> Wrap | None:
        return next((wrap for wrap in self.wraps if wrap.by == by), None)

    def with_wrap(self, wrap: Wrap) -> "VaultFile":
        return replace(self.without(wrap.by), wraps=(*self.without(wrap.by).wraps, wrap))

    def without(self, by: str) -> "VaultFile":
        return replace(self, wraps=tuple(wrap for wrap in self.wraps if wrap.by != by))


def broken() -> Damaged:
    return Damaged(_("Nyckelfilen är skadad. Återställ från en säkerhetskopia: fieldlog restore FIL"))


def read_vault(folder: Folder) -> VaultFile:
    """The vault of this folder; Damaged where the keys of a log are gone, RuleBroken where there is no log at all."""
    try:
        with folder.vault.open("rb") as file:
            data = file.read(BIGGEST + 1)
    except FileNotFoundError:
        if folder.database.exists():
            raise Damaged(_("Nyckelfilen saknas. Återställ från en säkerhetskopia: fieldlog restore FIL")) from None
        sentence = _("Det finns ingen logg för {worker} här. Börja med: fieldlog init")
        raise RuleBroken(sentence.format(worker=folder.worker)) from None
    except OSError:
        raise Damaged(_("Nyckelfilen går inte att läsa. Kontrollera disken och mappens rättigheter.")) from None
    return parse(data)[0]


def write_vault(folder: Folder, file: VaultFile) -> None:
    write_private(folder.vault, dump(file))


def dump(file: VaultFile, heads: object = None) -> bytes:
    """The bytes of a vault file; a backup carries the last heads of the chains in it."""
    body: dict[str, object] = {
        "v": VERSION,
        **_facts_as_json(file.facts),
        "wraps": [
            {"by": w.by, "settings": w.settings, "nonce": _spell(w.nonce), "box": _spell(w.box)} for w in file.wraps
        ],
        "nonce": _spell(file.nonce),
        "sealed": _spell(file.sealed),
    }
    if heads is not None:
        body["heads"] = heads
    return json.dumps({**body, "sum": _checksum(body)}, indent=1).encode()


def parse(data: bytes) -> tuple[VaultFile, object]:
    """A vault file and the heads it carries, if any; anything else is Damaged or TooNew."""
    if len(data) > BIGGEST:
        raise broken()
    try:
        body = json.loads(data)
        version = body.pop("v")
        if type(version) is int and version > VERSION:
            raise TooNew(_("Nyckelfilen är skriven av ett nyare fieldlog. Uppdatera programmet."))
        if type(version) is not int or version != VERSION or body.pop("sum") != _checksum({"v": version, **body}):
            raise broken()
        return _file(body), body.get("heads")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # each a way not to be a vault file
        raise broken() from None


def _file(body: dict[str, Any]) -> VaultFile:
    texts = {name: body[name] for name in ("store", "worker", "org", "role")}
    wraps = tuple(
        Wrap(w["by"], _settings(w["settings"]), _bytes(w["nonce"], NONCE), _bytes(w["box"])) for w in body["wraps"]
    )
    if not all(isinstance(text, str) for text in [*texts.values(), *(wrap.by for wrap in wraps)]):
        raise broken()
    facts = VaultFacts(**texts, notes_public=_bytes(body["notes_public"], KEY))
    return VaultFile(facts, wraps, _bytes(body["nonce"], NONCE), _bytes(body["sealed"]))


def _settings(value: Any) -> dict[str, str | int]:
    if not isinstance(value, dict) or not all(type(v) in {str, int} for v in value.values()):
        raise broken()
    return value


def _facts_as_json(facts: VaultFacts) -> dict[str, str]:
    return {
        "store": facts.store,
        "worker": facts.worker,
        "org": facts.org,
        "role": facts.role,
        "notes_public": _spell(facts.notes_public),
    }


def _checksum(body: dict[str, object]) -> str:
    return hashlib.sha256(canonical(body)).hexdigest()


def _spell(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str, size: int | None = None) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise broken() from None
    if (len(data) != size) if size else (len(data) < SMALLEST_BOX):
        raise broken()
    return data
