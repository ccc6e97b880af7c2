"""Why an entry came back from review: what its reader wrote, else the reason that was chosen; read with plain SQL."""

import json
from typing import Any

from fieldlog.language import _


def why_returned(connection: Any, id_: str) -> str:
    """In one sentence; empty where nothing was said, or it is not here. `connection` is a DB-API one."""
    from fieldlog.models.review import REASONS, RETURN, reason_of, said_in  # only where something came back

    rows = connection.execute(
        "SELECT core.data, words.data FROM entry JOIN part AS core ON core.entry = entry.seq AND core.name = 'core' "
        "LEFT JOIN part AS words ON words.entry = entry.seq AND words.name = 'words' "
        "WHERE entry.target = ? AND entry.kind = 'review' ORDER BY entry.id DESC",
        (id_,),
    ).fetchall()
    for core, words in rows:
        judged = _object(core)
        if judged.get("verdict") == RETURN:
            code = reason_of(judged)
            return said_in(_object(words)) or (_(REASONS[code]) if code else "")
    return ""


def _object(data: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads(data) if data else None
    except ValueError:  # of another program: as if nothing were said
        return {}
    return found if isinstance(found, dict) else {}
