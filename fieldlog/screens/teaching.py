"""The shorter way to write what was just saved in plain words: shown three times a category, then never again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldlog.logbook.glance import Tonight

TIMES = 3


def once_more(tonight: Tonight, category: str) -> dict[str, str]:
    """What to remember once it has been shown again for this category; nothing when it was shown often enough."""
    taught: dict[str, int] = json.loads(tonight.remembered.get("taught", "{}"))
    times = taught.get(category, 0)
    return {"taught": json.dumps({**taught, category: times + 1})} if times < TIMES else {}
