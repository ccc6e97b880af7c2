"""What the linter found in a text: where it stands, what it is, and what takes its place when it is masked."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from fieldlog.language import _, mark

LABELS = {
    "personnummer": "[personnummer]",
    "samordningsnummer": "[samordningsnummer]",
    "reservnummer": "[reservnummer]",
    "phone": "[telefon]",
    "email": "[e-post]",
    "plate": "[regnr]",
    "name": "[namn]",
    "likely_name": "[namn]",
}
"""What stands in a record instead of the thing. Fixed and never translated: it becomes part of what is signed."""

OTHER = "[maskerat]"

_CERTAIN = {
    "personnummer": mark("Ser ut som ett personnummer."),
    "samordningsnummer": mark("Ser ut som ett samordningsnummer."),
    "reservnummer": mark("Ser ut som ett reservnummer."),
}
_WHY = {
    "personnummer": mark("Liknar ett personnummer, men är inte ett giltigt."),
    "samordningsnummer": mark("Liknar ett samordningsnummer, men är inte ett giltigt."),
    "reservnummer": mark("Liknar ett reservnummer, men är inte ett giltigt."),
    "phone": mark("Ser ut som ett telefonnummer."),
    "email": mark("Ser ut som en e-postadress."),
    "plate": mark("Ser ut som ett registreringsnummer."),
    "name": mark("Här står vad någon heter."),
    "likely_name": mark("Kan vara ett namn."),
}
_NEEDED = mark("Behövs ordet? Det du sparar kan begäras ut.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing at `text[start:end]`. `certain` is said only of an identity number whose date and checksum are right.

    Its text is kept out of `repr`, so that no log and no error message repeats what was typed.
    """

    kind: str
    text: str = field(repr=False)
    start: int
    end: int
    certain: bool

    def why(self) -> str:
        """One short row for the person, in her language."""
        return _((_CERTAIN if self.certain else _WHY).get(self.kind, _NEEDED))


def mask(text: str, findings: Iterable[Finding]) -> str:
    """The text with each finding replaced by its label, which keeps nothing of it, not even its length.

    Findings that lie outside the text or inside one already masked are passed over.
    """
    pieces: list[str] = []
    done = 0
    for found in sorted(findings, key=lambda one: (one.start, -one.end)):
        if not 0 <= found.start < found.end <= len(text):
            continue
        if found.start >= done:
            pieces += text[done : found.start], LABELS.get(found.kind, OTHER)
        done = max(done, found.end)
    pieces.append(text[done:])
    return "".join(pieces)


def merge(text: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of the text. Those that overlap become one, of the kind that comes first in `findings`.

    They are joined, not chosen among: what one rule takes and another leaves would otherwise stay readable.
    """
    ranked = sorted(enumerate(findings), key=lambda pair: (pair[1].start, pair[0]))
    joined: list[tuple[int, Finding]] = []
    for rank, found in ranked:
        if joined and found.start < joined[-1][1].end:
            best, kept = joined[-1]
            chief = kept if best <= rank else found
            start, end = kept.start, max(kept.end, found.end)
            joined[-1] = min(best, rank), Finding(chief.kind, text[start:end], start, end, chief.certain)
        else:
            joined.append((rank, found))
    return tuple(found for _rank, found in joined)


def as_whole(rule: Callable[[str], Iterable[Finding]], text: str) -> tuple[Finding, ...]:
    """What a rule finds in the text, also where letters come apart (`A` and a ring); places are those of the text.

    Some systems paste names so: to a pattern a letter and its ring are a short word and a sign.
    """
    if unicodedata.is_normalized("NFC", text):
        return tuple(rule(text))
    letters: list[str] = []
    places: list[int] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and unicodedata.combining(text[at]):
            continue
        letter = unicodedata.normalize("NFC", text[start:at])
        letters.append(letter)
        places += [start] * len(letter)
        start = at
    places.append(len(text))
    found = []
    for one in rule("".join(letters)):
        start, end = places[one.start], places[one.end]
        found.append(Finding(one.kind, text[start:end], start, end, one.certain))
    return tuple(found)
