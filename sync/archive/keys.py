"""The server's keys: what it signs with, what bundles are sealed to, and what backups are sealed to."""

import json
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey

from fieldlog.home import write_private
from fieldlog.language import _
from fieldlog.models.refusal import Damaged, NotFound, RuleBroken
from sync.archive.home import ServerHome
from sync.archive.spelling import spelled, unspelled

RECEIPT = b"fieldlog receipt\0"
"""What stands before a receipt when it is signed."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Held in memory while the server runs; on disk in `server.json`, for its owner only."""

    _signing: SigningKey
    _box: PrivateKey
    recovery: PublicKey

    def __repr__(self) -> str:
        return f"Keys({self.device})"

    @property
    def device(self) -> str:
        """The server's own device: the public key of its chain, base64url."""
        return spelled(bytes(self._signing.verify_key))

    @property
    def box(self) -> str:
        """The X25519 public key that bundles are sealed to, base64url."""
        return spelled(bytes(self._box.public_key))

    def sign(self, data: bytes) -> bytes:
        return self._signing.sign(data).signature

    def sign_receipt(self, receipt: bytes) -> str:
        return spelled(self.sign(RECEIPT + receipt))

    def open_sealed(self, data: bytes) -> bytes | None:
        """What was sealed to the box; None if it was not, or not as it was sealed."""
        try:
            return SealedBox(self._box).decrypt(data)
        except CryptoError:
            return None


def refuse_second(home: ServerHome) -> None:
    if home.keys.exists():
        raise RuleBroken(_("Här finns redan en server. Välj en annan mapp med --home."))


def create_keys(home: ServerHome) -> Keys:
    """New keys in the home, and the recovery key beside them. RuleBroken if there are keys already."""
    refuse_second(home)
    recovery = PrivateKey.generate()
    keys = Keys(SigningKey.generate(), PrivateKey.generate(), recovery.public_key)
    write_private(home.recovery, f"{spelled(bytes(recovery))}\n".encode())
    said = {
        "v": 1,
        "sign": spelled(bytes(keys._signing)),
        "box": spelled(bytes(keys._box)),
        "recovery": spelled(bytes(keys.recovery)),
    }
    write_private(home.keys, json.dumps(said, indent=1).encode() + b"\n")
    return keys


def read_keys(home: ServerHome) -> Keys:
    """NotFound where no server was made, Damaged where the file is not as it was written."""
    try:
        said = json.loads(home.keys.read_bytes())
        sign, box, recovery = (unspelled(said[name]) for name in ("sign", "box", "recovery"))
        return Keys(SigningKey(sign), PrivateKey(box), PublicKey(recovery))
    except FileNotFoundError:
        raise NotFound(_("Här finns ingen server än. Börja med: fieldlog-server init")) from None
    except (OSError, ValueError, KeyError, TypeError, CryptoError):
        raise Damaged(_("Serverns nyckelfil är skadad. Ta fram den ur er egen kopia av mappen.")) from None


def read_recovery(path: Path) -> PrivateKey:
    """The key that opens backups. NotFound if it is not there or no such key."""
    try:
        return PrivateKey(unspelled(path.read_text("ascii").strip()))
    except (OSError, ValueError, TypeError, CryptoError):
        raise NotFound(_("Återställningsnyckeln går inte att läsa. Ange rätt fil.")) from None
