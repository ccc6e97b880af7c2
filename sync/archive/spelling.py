"""How devices and ids are spelt: as text in lines and addresses, as bytes in the archive's columns."""

import base64
import re

from sync.protocol import Refused

# The last sign of a key holds two bits that must be 0: else one device would go by four names.
_DEVICE = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def device_bytes(text: str) -> bytes:
    """32 bytes. Refused("unknown") for what cannot be a device."""
    if _DEVICE.fullmatch(text) is None:
        raise Refused("unknown")
    return base64.urlsafe_b64decode(text + "=")


def device_text(data: bytes) -> str:
    return spelled(data)


def id_bytes(text: str) -> bytes:
    """16 bytes. Refused("unknown") for what cannot be an id."""
    if _ID.fullmatch(text) is None:
        raise Refused("unknown")
    return bytes.fromhex(text.replace("-", ""))


def id_text(data: bytes) -> str:
    spelt = data.hex()  # a UUID object takes five times as long, and a lost laptop holds many
    return f"{spelt[:8]}-{spelt[8:12]}-{spelt[12:16]}-{spelt[16:20]}-{spelt[20:]}"


def spelled(data: bytes) -> str:
    """Base64url without padding, as keys and signatures are written."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unspelled(text: str) -> bytes:
    """ValueError if it is no base64url."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
