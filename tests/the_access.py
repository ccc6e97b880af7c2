"""The tables of `docs/access.md`: who is given what, asked of sync.access cell by cell.

python -m tests.the_access writes them anew between their marks.
"""

from pathlib import Path

from fieldlog.models.entry import KINDS
from fieldlog.models.worker import ROLES
from sync.access import (
    ALL,
    CORE,
    COUNT,
    LINE,
    PUBLIC,
    TABLE,
    Cells,
    Matter,
    Reader,
    cell,
    of_observation,
    parts_given,
)

PAGE = Path(__file__).resolve().parent.parent / "docs" / "access.md"
BEGIN, END = "<!-- the tables -->", "<!-- the tables end -->"
WORDS = frozenset({"words"})
HEADS = ("own A", "own B", "own C", "own B, C: safety", "others' A, before approval", "others' A, approved",
         "others' B", "others' C")  # fmt: skip
COLUMNS = (
    (True, "A", False, False), (True, "B", False, False), (True, "C", False, False), (True, "C", True, False),
    (False, "A", False, False), (False, "A", False, True), (False, "B", False, True), (False, "C", False, True),
)  # fmt: skip
"""Own, class, about the staff's safety, approved."""
ENGLISH = {
    "ov": "guard", "falt": "field assistant", "soc": "outreach social worker", "gl": "supervisor",
    "sam": "site coordinator", "ana": "analyst", "par": "partner", "sky": "safety representative",
    "reg": "registrar, data protection officer", "adm": "administrator",
}  # fmt: skip
OTHERS = (
    ("shift", "shift"), ("end", "shift"), ("warning", "warning"), ("withdraw", "warning"), ("device", "device"),
    ("read", "read"), ("policy", "policy"), ("tally", "tally"), ("later", "later"),
)  # fmt: skip
"""Kind of an entry, kind of what it is about."""


def word(cells: Cells, own: bool, secrecy: str, safety: bool, approved: bool) -> str:
    """One cell: what the role is given of a colleague's or a stranger's observation."""
    shown = CORE | WORDS if approved else None
    matter = Matter("ORG", "", "observation", secrecy, safety=safety, shown=shown, words_may_leave=True)
    parts = of_observation(cells, matter, "observation", own=own)
    if parts is None:
        return "count" if cell(cells, matter, own=own) == COUNT else "-"
    return "full" if parts is ALL else "core, words if they may" if "words" in parts else "core"


def observations() -> str:
    rows = [f"| role | {' | '.join(HEADS)} |", "|---" * (len(HEADS) + 1) + "|"]
    named = {f"`{role}` {ENGLISH[role]}": TABLE[role] for role in ROLES} | {"the public, without a decision": PUBLIC}
    rows += [f"| {name} | {' | '.join(word(cells, *each) for each in COLUMNS)} |" for name, cells in named.items()]
    return "\n".join(rows)


def kinds() -> str:
    heads = [f"`{kind}`" + (f" of a {root}" if kind == "withdraw" else "") for kind, root in OTHERS]
    heads = ["a kind that is newer than the program" if kind not in KINDS else head
             for head, (kind, _root) in zip(heads, OTHERS, strict=True)]  # fmt: skip
    rows = [f"| role | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for role in ROLES:
        cells = []
        for kind, root in OTHERS:
            own, others = (
                _parts(parts_given(Reader(org, "ME", role), Matter("ORG", "SHE", root), kind)) for org in ("ORG", "X")
            )
            cells.append(own if own == others else f"{own}; others' {others}")
        rows.append(f"| `{role}` | {' | '.join(cells)} |")
    return "\n".join(rows)


def _parts(given: frozenset[str] | None) -> str:
    if given is None:
        return "-"
    return "full" if given is ALL else "the line" if given == LINE else ", ".join(sorted(given))


def with_tables(page: str) -> str:
    """The page with today's tables between its marks."""
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    made = f"### Observations of somebody else\n\n{observations()}\n\n### Other entries of somebody else\n\n{kinds()}"
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
