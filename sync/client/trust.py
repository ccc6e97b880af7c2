"""Whom a laptop speaks to: which addresses are safe, and whose certificates it believes."""

import ipaddress
import re
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken

BIGGEST_CA = 1 << 20
"""Bytes of a file with certificates."""


def safe_address(said: str) -> str:
    """The address of a server as it is kept. RuleBroken for one that anybody on the way could listen to.

    `https://` only; `http://` to this very laptop, where nobody stands between.
    """
    text = said.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _no_address() from None
    host = parts.hostname or ""
    if (
        not _is_host(host)
        or parts.username is not None
        or not _PLAIN.fullmatch(parts.path)
        or "?" in text
        or "#" in text
    ):
        raise _no_address()
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise RuleBroken(_("Adressen ska börja med https://. Annars kan andra läsa det som sänds."))
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port is not None else ''}{parts.path.rstrip('/')}"


_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?")
_PLAIN = re.compile(r"[A-Za-z0-9/._~-]*")


def _is_host(host: str) -> bool:
    """A name or an address: what is none makes the network's own functions fail in ways of their own."""
    if ":" in host:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            return False
        return True
    return len(host) <= 253 and _NAME.fullmatch(host) is not None


def _no_address() -> RuleBroken:
    return RuleBroken(_("Det där är ingen adress. Skriv den som https://fieldlog.exempel.se"))


def is_loopback(host: str) -> bool:
    """Whether the host is this very laptop, without asking anybody."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_ca(path: Path) -> str:
    """The certificates in the file, as PEM. RuleBroken if there are none that can be read."""
    try:
        with path.expanduser().open("rb") as file:
            text = file.read(BIGGEST_CA + 1).decode("ascii")
        if len(text) <= BIGGEST_CA:
            trusted(text)
            return text
    except (OSError, UnicodeError, ssl.SSLError, ValueError):
        pass  # whatever it is, it holds no certificate
    raise RuleBroken(_("Filen har inget certifikat som går att läsa. Be den som sköter servern om dess CA-fil."))


def trusted(ca: str) -> ssl.SSLContext:
    """What a server's certificate is held against: the given authority alone, else this system's own store."""
    if not ca:
        import truststore  # asks the system's store, as browsers do: an organisation's own authority is there

        system: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        system.minimum_version = ssl.TLSVersion.TLSv1_2
        return system
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=ca)
    return context
