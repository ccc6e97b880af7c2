"""The statements that put many new observations into the store at once, each value bound as seldom as can be.

To bind a value takes Python's lock away from whoever makes the next rows, and of a row's 55 most are the same in all
rows of a statement or follow from the number of the first. Only what differs is bound for each.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from fieldlog.logbook.folding import COLUMNS, PUT

Statement = tuple[str, list[Any]]

SHARED = ("device", "org", "author", "written_at", "state", "hidden", "amendments")
"""Columns of `observation` that one writer's new rows of one moment have alike."""

QUIET = (
    "shift", "spot", "persons", "ages", "fields", "actions", "event", "seen_by", "protected", "words_may_leave",
    "incomplete", "source_file", "more",
)  # fmt: skip
"""Columns that are mostly the same in all rows of a file."""

_EACH = tuple(name for name in COLUMNS["observation"] if name not in {*SHARED, *QUIET, "row", "id", "n", "tips"})
_quiet, _each, _both = itemgetter(*QUIET), itemgetter(*_EACH), itemgetter(*_EACH, *QUIET)


def entries(first: int, device: str, n: int, lines: Sequence[tuple[str, bytes, bytes]]) -> Statement:
    """Own new observations of one device, (id, line, signature) each, numbered on from `first` and from `n`."""
    return _entries(len(lines)), [first, device, n, *chain.from_iterable(lines)]


@lru_cache(maxsize=512)
def _entries(rows: int) -> str:
    return "INSERT INTO entry VALUES " + ", ".join(  # noqa: S608 - numbers only
        f"(?1 + {at}, ?{4 + 3 * at}, ?2, ?3 + {at}, 'observation', NULL, 1, ?{5 + 3 * at}, ?{6 + 3 * at})"
        for at in range(rows)
    )


def parts(first: int, owned: Sequence[Sequence[tuple[str, bytes, bytes]]]) -> Statement:
    """The parts of entries that are numbered on from `first`, (name, salt, data) each."""
    names = {tuple(name for name, _salt, _data in several) for several in owned}
    if len(names) == 1:
        pairs = [pair for several in owned for _name, *pair in several]
        return _parts_alike(names.pop(), len(owned)), [first, *chain.from_iterable(pairs)]
    each = [(at, *part) for at, several in enumerate(owned, first) for part in several]
    return _parts(len(each)), list(chain.from_iterable(each))


@lru_cache(maxsize=512)
def _parts_alike(names: tuple[str, ...], rows: int) -> str:
    # The names are those of the parts of an observation, fixed in `docs/entry.md`.
    each = [(at, name) for at in range(rows) for name in names]
    return "INSERT INTO part VALUES " + ", ".join(  # noqa: S608 - our own names and numbers
        f"(?1 + {at}, '{name}', ?{2 + 2 * number}, ?{3 + 2 * number})" for number, (at, name) in enumerate(each)
    )


@lru_cache(maxsize=512)
def _parts(count: int) -> str:
    return "INSERT INTO part VALUES " + ", ".join(["(?, ?, ?, ?)"] * count)  # noqa: S608 - question marks only


def observations(
    first: int, n: int, author: Mapping[str, str], ids: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> Statement:
    """Rows that `fold_new` folded, numbered on from `first` and from `n`; `author` holds what names the writer."""
    shared = [{**rows[0], **author}[name] for name in SHARED]
    quiet = _quiet(rows[0])
    if all(map(quiet.__eq__, map(_quiet, rows))):
        each = [(id_, *_each(row)) for id_, row in zip(ids, rows, strict=True)]
        return _observations(len(rows), quiet=True), [first, n, *shared, *quiet, *chain.from_iterable(each)]
    each = [(id_, *_both(row)) for id_, row in zip(ids, rows, strict=True)]
    return _observations(len(rows), quiet=False), [first, n, *shared, *chain.from_iterable(each)]


@lru_cache(maxsize=512)
def _observations(rows: int, *, quiet: bool) -> str:
    once = SHARED + QUIET if quiet else SHARED
    each = ("id", *_EACH) if quiet else ("id", *_EACH, *QUIET)
    said_once = {name: f"?{number}" for number, name in enumerate(once, 3)}

    def row(at: int) -> str:
        start = 3 + len(once) + len(each) * at
        said = said_once | {name: f"?{number}" for number, name in enumerate(each, start)}
        said |= {"row": f"?1 + {at}", "n": f"?2 + {at}", "tips": f"'[\"' || {said['id']} || '\"]'"}
        return f"({', '.join(said[name] for name in COLUMNS['observation'])})"

    return PUT["observation"] + ", ".join(map(row, range(rows)))
