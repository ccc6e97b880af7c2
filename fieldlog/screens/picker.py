"""A list of codes with their names, narrowed by letters and chosen by a digit: categories, places, actions."""

from collections.abc import Iterable, Mapping, Sequence

from textual.content import Content
from textual.widget import Widget

from fieldlog.language import _, language
from fieldlog.line.abbreviations import fold_text
from fieldlog.models.emergency import metres_between
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.text import content, fit

Named = tuple[str, str]

COLUMN = 26
"""Cells of one column at least: three of them on the narrowest screen."""

SHORT_WORD = 3
"""Letters of a word such as `på` that can't end a name."""

FIRST = {
    "ov": "IN OB OS OF NH NB VF UG TL",
    "falt": "UG UR UV TN UK TP OS NH TL",
    "soc": "UK UM HL OD PO NB UR TN TL",
}
"""The categories that each role writes most; others begin with what everybody sees."""
FIRST_OF_ALL = "NH OS UG VF OD BL ST TN TL"


class Picker(Widget):
    """The nine first have digits. Keys go to the line beside it, whose text narrows the list."""

    DEFAULT_CSS = """
    Picker { height: 1fr; background: $background; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.rows: Sequence[Named] = ()
        self.has_digits = True

    def show(self, rows: Sequence[Named], *, has_digits: bool = True) -> None:
        self.rows, self.has_digits = rows, has_digits
        self.refresh()

    def by_digit(self, digit: int) -> str | None:
        """The code that a digit chooses just now."""
        is_there = self.has_digits and 0 < digit <= min(9, len(self.rows))
        return self.rows[digit - 1][0] if is_there else None

    def render(self) -> Content:
        width, height = self.size.width - 1, max(self.size.height, 1)
        columns = max(1, min(width // COLUMN, -(-len(self.rows) // height) or 1))
        cells = width // columns
        codes = max((len(code) for code, _name in self.rows), default=0)
        names = told_apart([name for _code, name in self.rows], cells - codes - 4)
        room = columns * height
        left = len(self.rows) - room
        shown = self.rows[: room - 1] if left > 0 else self.rows
        lines = []
        for row in range(min(height, len(shown))):
            line = Content(" ")
            for place in range(row, len(shown), height):
                line += self._cell(place, names[place], codes, cells)
            lines.append(line)
        if left > 0:
            more = _("{count} till: skriv").format(count=left + 1)
            lines[-1] += content(fit(f"      {more}", cells), "$faint")
        return Content("\n").join(lines)

    def _cell(self, place: int, name: str, codes: int, width: int) -> Content:
        code = self.rows[place][0]
        digit = str(place + 1) if self.has_digits and place < 9 else " "
        text = fit(f"{digit} {code:<{codes}} {name}", width - 1) + " "
        return content(text, "bold" if place == 0 and self.has_digits else "")


def brief(name: str, room: int) -> str:
    """The name in so many cells: without its last alternatives and words, never with half a word."""
    for apart in ("/", " (", ", "):
        while len(name) > room and apart in name:
            name = name.rpartition(apart)[0]
    words = name.split()
    while len(" ".join(words)) > room and len(words) > 1:
        words.pop()
        while len(words) > 1 and len(words[-1]) <= SHORT_WORD:
            words.pop()
    return " ".join(words)


def told_apart(names: Sequence[str], room: int) -> list[str]:
    """Each name in so many cells; those that would read alike stay as they are, to be cut where they must."""
    short = [brief(name, room) for name in names]
    return [one if short.count(one) == 1 else name for one, name in zip(short, names, strict=True)]


def category_rows(vocabulary: Vocabulary, role: str, asked: Iterable[str] = ()) -> list[Named]:
    """All categories, those that the line left open first, then what the role writes most."""
    wanted = list(asked)
    known = {code: each for code, each in vocabulary.categories.items() if code in wanted or not each.retired}
    first = [*wanted, *FIRST.get(role, FIRST_OF_ALL).split()]
    codes = [code for code in dict.fromkeys([*first, *known]) if code in known]
    return [(code, _name(vocabulary.categories[code])) for code in codes]


def place_rows(vocabulary: Vocabulary, last: str | None, asked: Iterable[str] = ()) -> list[Named]:
    """All places, those that the line left open first, then the last one and what lies nearest to it."""
    here = vocabulary.places.get(last or "")
    places = list(vocabulary.places.values())
    if here is not None:
        places.sort(key=lambda place: metres_between(here, place))
    first = [code for code in asked if code in vocabulary.places]
    codes = dict.fromkeys([*first, *(place.code for place in places if not place.retired)])
    return [(code, vocabulary.places[code].name) for code in codes]


def action_rows(vocabulary: Vocabulary, codes: Iterable[str]) -> list[Named]:
    return [(code, _name(vocabulary.actions[code])) for code in codes]


def _name(row: object) -> str:
    return str(getattr(row, "sv" if language() == "sv" else "en"))


def narrowed(rows: Sequence[Named], text: str, also: Mapping[str, Sequence[str]] | None = None) -> list[Named]:
    """The rows that fit what was typed: by code, by the beginning of the name, of any word in it, or by an alias."""
    typed = fold_text(text.strip())
    if not typed:
        return list(rows)
    ranked = [(_rank(typed, row, (also or {}).get(row[0], ())), row) for row in rows]
    return [row for rank, row in sorted((pair for pair in ranked if pair[0] is not None), key=_by_rank)]


def _by_rank(pair: tuple[int | None, Named]) -> int:
    return pair[0] or 0


def _rank(typed: str, row: Named, aliases: Sequence[str]) -> int | None:
    code, name = fold_text(row[0]), fold_text(row[1])
    names = [fold_text(alias) for alias in aliases]
    words = name.replace("/", " ").replace(":", " ").replace(",", " ").split()
    tests = (
        code == typed,
        typed in names,
        code.startswith(typed),
        name.startswith(typed) or any(alias.startswith(typed) for alias in names),
        any(word.startswith(typed) for word in words),
        typed in name,
    )
    return next((rank for rank, fits in enumerate(tests) if fits), None)
