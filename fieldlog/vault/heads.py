"""The last head of each own chain, kept beside the vault, so that a log whose end was cut off is noticed.

Authenticated with a key from the database key. What it cannot show: a whole folder put back to an older day.
"""

import hashlib
import hmac
import json

from fieldlog.home import Folder, cannot_save, write_private
from fieldlog.language import _
from fieldlog.models.refusal import Damaged
from fieldlog.vault.boxes import canonical, derive

Heads = dict[str, tuple[int, str]]
BIGGEST = 1 << 20


def altered() -> Damaged:
    return Damaged(_("Minnet av kedjornas senaste poster är ändrat eller borta. Se vad som fattas: fieldlog verify"))


def read_heads(folder: Folder, database_key: bytes) -> Heads | None:
    """What was kept: device -> (n, head). None where no file is; Damaged where it is not as written."""
    data = stored_heads(folder)
    if data is None:
        return None
    try:
        document = json.loads(data)
        heads = {str(device): (int(n), str(head)) for device, (n, head) in document["heads"].items()}
        if not hmac.compare_digest(str(document["mac"]).encode(), _mac(heads, database_key).encode()):
            raise altered()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # each a way not to be a heads file
        raise altered() from None
    return heads


def stored_heads(folder: Folder) -> str | None:
    """The file as it lies there, for a backup to carry; None where no file is."""
    try:
        with folder.heads.open("rb") as file:
            return file.read(BIGGEST).decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError:
        raise altered() from None


def write_heads(folder: Folder, heads: Heads, database_key: bytes) -> None:
    document = {"v": 1, "heads": heads, "mac": _mac(heads, database_key)}
    write_private(folder.heads, json.dumps(document, indent=1).encode())


def set_aside(folder: Folder) -> None:
    """Keep a heads file that no longer counts, for whoever looks into what happened."""
    try:
        folder.heads.replace(folder.heads.with_name("heads.before.json"))
    except FileNotFoundError:
        return
    except OSError as error:
        raise cannot_save(error) from None


def _mac(heads: Heads, database_key: bytes) -> str:
    key = derive(database_key, "fieldlog heads")
    return hashlib.blake2b(canonical(["fieldlog heads", 1, heads]), key=key, digest_size=32).hexdigest()
