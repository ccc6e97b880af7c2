"""An entry as plain text, to be pasted into another system so that nobody writes twice."""

from typing import TYPE_CHECKING

from fieldlog.language import _
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.text import Signs
from fieldlog.screens.values import in_words, name_of, place_in_words, when

if TYPE_CHECKING:
    from fieldlog.logbook.whole import Whole


def as_text(whole: "Whole", vocabulary: Vocabulary, signs: Signs, *, practice: bool = False) -> str:
    """The entry as plain text to be pasted elsewhere; one of a practice log says so first.

    An intervention is its seven points, as the duty report has them.
    """
    said = whole.said
    rows = [_("ÖVNING")] if practice else []
    if said["protected"]:
        return "\n".join([
            *rows,
            _("SKYDDAD IDENTITET. Läs det inte högt, visa det inte, skriv inte av det."),
            said["id"],
        ])
    if said["category"] == "IN":
        from fieldlog.logbook.copying import intervention  # reads the log for others: only those who copy wait for it

        return "\n".join([*rows, when(said["at"]), intervention(said, vocabulary), f"{said['author']}  {said['id']}"])
    rows.append(f"{when(said['at'])}  {place_in_words(vocabulary, said['place'])}  {said['spot'] or ''}".rstrip())
    rows.append(
        "  ".join(
            in_words(name, said[name], vocabulary, signs) for name in ("category", "persons", "ages") if said[name]
        )
    )
    rows += [
        f"{name_of(vocabulary, key)}: {in_words(key, value, vocabulary, signs)}"
        for key, value in said["fields"].items()
    ]
    if said["actions"]:
        rows.append(in_words("actions", said["actions"], vocabulary, signs))
    rows += [said["words"], *(f"{name_of(vocabulary, name)}: {text}" for name, text in said["texts"].items())]
    rows.append(f"{said['author']}  {said['id']}")
    return "\n".join(row for row in rows if row.strip())
