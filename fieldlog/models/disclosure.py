"""A disclosure: the decision to give fields of one observation to somebody who may not read it, or not to.

Its parts: `core` the decision's facts, `words` its texts, `out` what the receiver is given and nothing else. A denied
one has no `out`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fieldlog.models.entry import Entry
from fieldlog.models.shape import facts, text, texts
from fieldlog.models.strict import NotStrict

KIND: Final = "disclosure"
OUT: Final = "out"
"""The part that the receiver is given."""
GRANTED, DENIED = "granted", "denied"
DECISIONS: Final = (GRANTED, DENIED)
ANSWER: Final = "answer-"
"""Before the code of a question whose answer is a text, among the words."""

_CODE = re.compile(r"[A-ZÅÄÖ0-9][A-ZÅÄÖ0-9-]{0,11}")


def is_code(to: str) -> bool:
    """Whether a receiver is written as an organisation's code: `NIS`, in capitals, one word of at most 12 signs."""
    return _CODE.fullmatch(to) is not None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What one entry says. Whatever another program wrote, it is never an error: what is not said is empty."""

    id: str
    at: str
    org: str
    """Whose decision it is."""
    to_org: str
    """Code of an organisation of the server; empty where the receiver is somebody else, named in `words`."""
    entry: str
    """Id of the observation; empty for the receiver, who is not told."""
    ground: str
    law: str
    decision: str
    decider: str
    fields: tuple[str, ...]
    answers: Mapping[str, bool]
    words: Mapping[str, str]
    out: Mapping[str, Any]


def read_disclosure(entry: Entry) -> Disclosure:
    core, words, out = (_part(entry, name) for name in ("core", "words", OUT))
    answers = {code: said for code, said in facts(core.get("answers")).items() if isinstance(said, bool)}
    said = {name: each for name, each in words.items() if isinstance(each, str)}
    line = entry.fields
    to_org, ground, law, decision, decider = (
        text(core.get(name)) or "" for name in ("to_org", "ground", "law", "decision", "decider")
    )
    about = texts(core.get("ids"))
    return Disclosure(
        line.id, line.at, line.org, to_org, about[0] if about else "", ground, law, decision, decider,
        tuple(texts(core.get("fields"))), answers, said, out,
    )  # fmt: skip


def _part(entry: Entry, name: str) -> dict[str, Any]:
    try:
        return facts(entry.content(name)) if name in entry.parts else {}
    except NotStrict:
        return {}
