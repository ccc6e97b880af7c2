"""The organisation's register of places, where a laptop has one as a file: laid over the words of the work."""

import json
from typing import TYPE_CHECKING

from fieldlog.language import _
from fieldlog.models.vocabulary import Vocabulary, with_register

if TYPE_CHECKING:
    from fieldlog.home import Folder


def with_places(folder: "Folder", words: Vocabulary) -> tuple[Vocabulary, tuple[str, ...]]:
    """The words with what the folder's register says, and a sentence where its `places.json` can't be used.

    Such a file keeps nobody from the log: without it the emergency card shows the names of places.
    """
    try:
        text = folder.places.read_text(encoding="utf-8")
    except FileNotFoundError:
        return words, ()
    except (OSError, UnicodeError):
        return words, (_("Platsregistret (places.json) går inte att läsa. Det används inte."),)
    try:
        return with_register(words, json.loads(text)), ()
    except json.JSONDecodeError:
        sentence = _("Platsregistret (places.json) är inte JSON. Det används inte.")
    except (ValueError, RecursionError) as fault:
        sentence = _("Platsregistret (places.json) har fel vid {place}. Det används inte.").format(place=fault)
    return words, (sentence,)
