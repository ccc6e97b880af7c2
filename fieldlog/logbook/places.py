"""The words of the work as one laptop has them: the program's own, with the organisation's register of places."""

import json
from typing import TYPE_CHECKING

from fieldlog.language import _
from fieldlog.models.vocabulary import Vocabulary, vocabulary, with_register

if TYPE_CHECKING:
    from fieldlog.home import Folder


def words_of(folder: "Folder") -> tuple[Vocabulary, tuple[str, ...]]:
    """The vocabulary for the log in the folder, and a sentence where its `places.json` can't be used.

    Such a file keeps nobody from the log: without it the emergency card shows the names of places.
    """
    try:
        text = folder.places.read_text(encoding="utf-8")
    except FileNotFoundError:
        return vocabulary(), ()
    except (OSError, UnicodeError):
        return vocabulary(), (_("Platsregistret (places.json) går inte att läsa. Det används inte."),)
    try:
        return with_register(vocabulary(), json.loads(text)), ()
    except json.JSONDecodeError:
        sentence = _("Platsregistret (places.json) är inte JSON. Det används inte.")
    except (ValueError, RecursionError) as fault:
        sentence = _("Platsregistret (places.json) har fel vid {place}. Det används inte.").format(place=fault)
    return vocabulary(), (sentence,)
