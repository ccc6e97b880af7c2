"""The system's keyring: for each log a random key that opens the box of the database key, never that key itself.

Only keyrings that encrypt are used. Measured on Linux, over a bare Python: reading through `keyring` 110 ms, through
its backend alone 78 ms, through secretstorage (which that backend uses) 35 ms. So `keyring` is the general way and the
one that writes; on Linux what it wrote is read directly.
"""

import base64
import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from fieldlog.language import _
from fieldlog.models.refusal import Locked

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "fieldlog"
SECRET_SERVICE = "keyring.backends.SecretService"  # noqa: S105 - the name of a module
# keyrings.alt keeps keys in plain files, the null backend says it kept what it did not: neither is on this list.
SAFE = (
    SECRET_SERVICE,
    "keyring.backends.kwallet",
    "keyring.backends.libsecret",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)


def keep(entry: str, key: bytes) -> str:
    """Put a key under a name and read it back; the backend that keeps it. May ask the user to open the keyring."""
    backend = _safe_backend()
    spelled = base64.b64encode(key).decode()
    try:
        backend.set_password(SERVICE, entry, spelled)
        kept = backend.get_password(SERVICE, entry)
    except Exception:  # noqa: BLE001 - keyrings raise what they like; the passphrase opens the log without them
        raise _locked() from None
    if kept != spelled:
        raise _nothing()
    return type(backend).__module__


def fetch(entry: str, backend: str) -> bytes:
    """The key of that name, as `backend` kept it. Locked, with the reason, where it cannot be had."""
    spelled = _read_directly(entry) if _direct(backend) else _read(entry)
    if not spelled:
        raise _nothing()
    try:
        return _sized(base64.b64decode(spelled, validate=True))
    except ValueError:
        raise _nothing() from None


def forget(entry: str) -> None:
    """Remove a key that opens nothing any more, where that can be done."""
    try:
        _safe_backend().delete_password(SERVICE, entry)
    except Exception:  # noqa: BLE001 - as in `keep`; a key left behind opens no box
        return


def _safe_backend() -> "KeyringBackend":
    import keyring

    try:
        chosen = keyring.get_keyring()
    except Exception:  # noqa: BLE001 - a backend named in the environment or a file may fail to load in any way
        raise _none_safe() from None
    for backend in getattr(chosen, "backends", [chosen]):  # the chainer holds several
        if type(backend).__module__ in SAFE:
            return backend  # type: ignore[no-any-return] # getattr forgets what keyring declares
    raise _none_safe()


def _read(entry: str) -> str | None:
    backend = _safe_backend()
    try:
        return backend.get_password(SERVICE, entry)
    except Exception:  # noqa: BLE001 - as in `keep`
        raise _locked() from None


def _direct(backend: str) -> bool:
    wished = os.environ.get("PYTHON_KEYRING_BACKEND") or f"{SECRET_SERVICE}.Keyring"
    return sys.platform.startswith("linux") and backend == SECRET_SERVICE == wished.rpartition(".")[0]


def _read_directly(entry: str) -> str | None:
    """Ask the Secret Service itself; a locked keyring is not asked to open, since nobody may be there to answer."""
    try:
        import secretstorage
    except ImportError:
        return _read(entry)
    try:
        with closing(secretstorage.dbus_init()) as connection:
            found = list(secretstorage.search_items(connection, {"service": SERVICE, "username": entry}))
            closed = bool(found) and found[0].is_locked()
            spelled = found[0].get_secret().decode("ascii", "replace") if found and not closed else None
    except Exception:  # noqa: BLE001 - the bus, the daemon and the wire each raise their own; the passphrase remains
        raise _none_safe() from None
    if closed:
        raise _locked()
    return spelled


def _sized(key: bytes) -> bytes:
    if len(key) != 32:
        raise ValueError(len(key))
    return key


def _locked() -> Locked:
    return Locked(_("Datorns nyckelring är låst. Lås upp med lösenfrasen."))


def _none_safe() -> Locked:
    return Locked(_("Datorn har ingen säker nyckelring. Lås upp med lösenfrasen."))


def _nothing() -> Locked:
    return Locked(_("Nyckeln finns inte i datorns nyckelring. Lås upp med lösenfrasen."))
