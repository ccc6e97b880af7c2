"""What the linter says, at the server, of what is about to reach other organisations: a laptop's word is not enough."""

from typing import Any

from fieldlog.models.fold import Cluster, Versions, Writers
from fieldlog.models.shape import texts_in
from fieldlog.models.shared import Shared, shared
from fieldlog.models.strict import NotStrict, decode
from fieldlog.privacy import find_personal, identity_numbers
from sync.archive.session import Session
from sync.archive.spelling import id_bytes

KEY: int = 16
_NO_WORDS = bytes(KEY)


def given_of(
    session: Session, org: str, cluster: Cluster, writers: Writers, said: Versions
) -> tuple[bytes | None, bool]:
    """What other organisations are given of it, as the table `matter` keeps it, and whether its words are among it.

    The id of the version, that of the version whose words are its words (zeros if they may not leave), and those of
    the versions that it builds on. None where nothing leaves; where it is of class A nothing else keeps it back.
    """
    found = shared(cluster, writers, said)
    if found is None or _names_somebody(said.all[found.version].content("core")):
        return None, False
    words = _NO_WORDS
    if found.words is not None and _silent(session, org, found):
        words = id_bytes(found.words)
    return id_bytes(found.version) + words + b"".join(map(id_bytes, found.lines)), words != _NO_WORDS


def shown(given: bytes | None, id_: bytes) -> frozenset[str] | None:
    """Which parts of the entry belong to what is given; None if it does not."""
    if given is None:
        return None
    parts = {name for at, name in ((0, "core"), (KEY, "words")) if given[at : at + KEY] == id_}
    if parts or any(given[at : at + KEY] == id_ for at in range(2 * KEY, len(given), KEY)):
        return frozenset(parts)
    return None


def ids_in(given: bytes | None) -> set[bytes]:
    """Every entry that something is given of."""
    return {given[at : at + KEY] for at in range(2 * KEY, len(given), KEY)} if given else set()


def _silent(session: Session, org: str, found: Shared) -> bool:
    row = session.row(
        "SELECT data FROM part WHERE org = ? AND id = ? AND name = 'words'", (org, id_bytes(found.words or ""))
    )
    if row is None:
        return False  # they have not come, or were destroyed
    try:
        words = decode(bytes(row[0]))
    except NotStrict:
        return False
    return not any(find_personal(text) for text in texts_in(words))


def _names_somebody(core: Any) -> bool:
    """Short texts of the core, as a spot, leave with it: an identity number in one keeps all of it at home."""
    return any(found.certain for text in texts_in(core) for found in identity_numbers(text))
