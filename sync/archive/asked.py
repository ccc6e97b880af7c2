"""What organisations themselves hold: an entry under a records request is not destroyed until the request is closed.

A supervisor's or registrar's laptop writes it as a `hold` entry of its own chain; the server goes by it as by its own
holds, for that organisation's entries and no other's.
"""

from collections.abc import Iterator
from typing import Any

from fieldlog.models.strict import NotStrict, decode
from sync.access import DISCLOSERS
from sync.archive.holds import ENTRY, Hold
from sync.archive.session import Session
from sync.archive.spelling import id_text


def in_force(session: Session, org: str) -> list[Hold]:
    """One for each entry that an open request is about, and one for the request itself."""
    opened: dict[str, dict[str, Any]] = {}
    for id_, core in _entries(session, org):
        if core.get("lifted") is True:
            opened.pop(str(core.get("hold")), None)
        else:
            opened[id_] = core
    return [
        Hold(ENTRY, which, "records", str(core.get("case") or ""), org=org, hold=id_)
        for id_, core in opened.items()
        for which in [id_, *(each for each in core.get("ids") or () if isinstance(each, str))]
    ]


def _entries(session: Session, org: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ids and cores of the hold entries of who may write them, in the order in which they came."""
    marks = ", ".join("?" * len(DISCLOSERS))
    rows = session.rows(
        "SELECT e.id, p.data FROM entry e JOIN part p ON p.org = e.org AND p.id = e.id AND p.name = 'core' "  # noqa: S608 - question marks only
        "JOIN device d ON d.org = e.org AND d.device = e.device "
        "JOIN worker w ON w.org = d.org AND w.number = d.worker "
        f"WHERE e.org = ? AND e.kind = 'hold' AND e.state = 0 AND w.role IN ({marks}) ORDER BY e.received_ms, e.n",
        (org, *sorted(DISCLOSERS)),
    )
    for id_, data in rows:
        try:
            core = decode(data)
        except NotStrict:
            continue
        if isinstance(core, dict):
            yield id_text(id_), core
