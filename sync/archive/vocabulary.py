"""Words of the work that coordinator and registrar decide: entries of the server's chain, to every organisation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from fieldlog.line.ordinary import is_word
from fieldlog.models.overlay import CATEGORIES, FOCUS, GROUNDS, KIND, MOST_ITEMS, PLACES, Laying, unknown_fields
from fieldlog.models.strict import decode
from fieldlog.models.vocabulary import vocabulary
from fieldlog.privacy import mask_identities
from sync.archive import pen
from sync.archive.archive import Archive
from sync.archive.devices import Caller
from sync.archive.session import Session
from sync.protocol import Refused

DECIDES: Final = {PLACES: "sam", CATEGORIES: "sam", FOCUS: "sam", GROUNDS: "reg"}
"""Who decides what, by role."""

_SAID: Final = (
    "SELECT part.data FROM entry JOIN part ON part.org = entry.org AND part.id = entry.id AND part.name = 'core' "
    "WHERE entry.org = '*' AND entry.kind = 'vocabulary' ORDER BY entry.n"
)


def laid(session: Session) -> Laying:
    """What holds now."""
    laying = Laying(vocabulary(), is_word)
    for (data,) in session.rows(_SAID):
        laying.take(decode(bytes(data)))
    return laying


def decide(archive: Archive, known: Caller, of: str, items: Mapping[str, Any], now: datetime) -> int:
    """Additions and changes by code, all of them or none; the version that they make.

    Refused("fields", field, item) names what is wrong with which code; nothing is kept of a text that holds an identity
    number, or a field that no laptop would know.
    """
    if not 0 < len(items) <= MOST_ITEMS:
        raise Refused("fields", field="many")

    def write(session: Session) -> int:
        pen.lock(session, archive.keys)
        laying = laid(session)
        for code, item in items.items():
            wrong = laying.fault(of, code, item)
            if not wrong and (unknown := unknown_fields(of, item)):
                wrong = min(unknown)
            if not wrong and any(mask_identities(text) != text for text in _texts(item)):
                wrong = "identity"
            if wrong:
                raise Refused("fields", field=wrong[:30], item=str(code)[:30])
            laying.put(of, code, item)
        version = laying.version + 1
        core = {"of": of, "version": version, "by": {"org": known.org, "role": known.role}, "items": dict(items)}
        orgs = [org for (org,) in session.rows("SELECT org FROM org ORDER BY org")]
        pen.write(session, archive.keys, KIND, core, now, feeds_of=orgs)
        return version

    return archive.database.transact(write)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [text for each in inner for text in _texts(each)]
