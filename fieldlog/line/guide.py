"""What one vocabulary and the rules give together: the names of its places and the words that may be misspelt."""

from dataclasses import dataclass

from fieldlog.line.abbreviations import ABBREVIATIONS, fold_word
from fieldlog.line.numbers import is_number_word
from fieldlog.line.places import PlaceNames, place_names
from fieldlog.line.rules import Rules, rules
from fieldlog.line.spelling import Lexicon
from fieldlog.models.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything that reading a line needs and that does not change from line to line."""

    vocabulary: Vocabulary
    rules: Rules
    places: PlaceNames
    categories: dict[str, str]
    actions: dict[str, tuple[str, ...]]
    lexicon: Lexicon

    def is_word(self, fold: str) -> bool:
        """Whether the program knows it as an ordinary word, so that it is no mistyped code."""
        return fold in self.rules.ordinary or fold in ABBREVIATIONS or is_number_word(fold) or self.lexicon.knows(fold)


_latest: list[Guide] = []


def guide(vocabulary: Vocabulary) -> Guide:
    """The guide of a vocabulary; made once as long as the same vocabulary is used (a vocabulary cannot be hashed)."""
    if _latest and _latest[0].vocabulary is vocabulary:
        return _latest[0]
    known = rules()
    places = place_names(vocabulary, known.places, known.word_places)
    actions: dict[str, tuple[str, ...]] = {}
    for code in vocabulary.actions:
        actions[fold_word(code)] = (*actions.get(fold_word(code), ()), code)
    place_words = {word for name in places.names for word in name if len(word) > 3}
    made = Guide(
        vocabulary=vocabulary,
        rules=known,
        places=places,
        categories={fold_word(each.code): each.code for each in vocabulary.categories.values() if not each.retired},
        actions=actions,
        lexicon=Lexicon(known.spelled | place_words, known.ordinary),
    )
    _latest[:] = [made]
    return made
