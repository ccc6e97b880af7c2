"""The tokens at the beginning of a line: codes, figures, marks and times in any order, until the first plain word."""

from dataclasses import replace

from fieldlog.line.ages import age_at, settle_bare
from fieldlog.line.guide import Guide
from fieldlog.line.mistyped import may_be_code, nearest_ask
from fieldlog.line.moments import Clock
from fieldlog.line.numbers import MEASURES, Count, count_at, figure, is_number_word, is_unit
from fieldlog.line.pieces import FIRM, Leading, Piece, severity_mark
from fieldlog.line.reading import Ask
from fieldlog.line.spelling import nearest_codes, squeeze
from fieldlog.line.times import time_at
from fieldlog.line.tokens import Word

DEEPEST = 4
"""How many tokens are looked ahead, one from the other; enough for a place, a number, an age and a time."""


def read_leading(chunks: list[Word], guide: Guide, *, shouting: bool) -> Leading:
    """Read the run. `shouting` says that the whole line is in capitals, which then tell nothing."""
    reader = _Run(chunks, guide, shouting)
    at = 0
    while at < len(chunks):
        piece = reader.piece_at(at)
        if piece is None:
            break
        reader.pieces.append(piece)
        at = piece.end
    return reader.settled()


class _Run:
    """One pass over the chunks, remembering what has been read so far."""

    def __init__(self, chunks: list[Word], guide: Guide, shouting: bool, depth: int = 0) -> None:
        self.chunks, self.guide, self.shouting, self.depth = chunks, guide, shouting, depth
        self.pieces: list[Piece] = []

    def piece_at(self, at: int) -> Piece | None:
        return self.clear_at(at) or self._mistyped(at)

    def clear_at(self, at: int) -> Piece | None:
        """The piece at a chunk, mistyped codes not looked for (all looking ahead is done with this: it ends)."""
        return self._free(self._firm(at)) or self._figure(at) or self._free(self._named(at))

    def _ahead(self, piece: Piece) -> "_Run":
        ahead = _Run(self.chunks, self.guide, self.shouting, self.depth + 1)
        ahead.pieces = [*self.pieces, piece]
        return ahead

    def _follows(self, at: int, piece: Piece) -> Piece | None:
        """What would be read at a chunk if `piece` had been taken before it."""
        if self.depth >= DEEPEST:
            return None
        ahead = self._ahead(piece)
        return ahead.clear_at(at)

    def _free(self, piece: Piece | None) -> Piece | None:
        """The piece if its part is not taken yet. Actions may be many."""
        if piece is None or (piece.part != "action" and self._has(piece.part, piece.ask)):
            return None
        return piece

    def _has(self, part: str, ask: Ask | None = None) -> bool:
        wanted = ask.field if ask else part
        return any((piece.ask.field if piece.ask else piece.part) == wanted for piece in self.pieces)

    def _firm(self, at: int) -> Piece | None:
        """What cannot be anything else: marks, actions, times."""
        text = self.chunks[at].text
        level = severity_mark(text)
        if level is not None:
            return Piece("severity", at, at + 1, level=level)
        if text.startswith("+") and len(text) > 2:
            return self._action(at)
        if figure(self.chunks[at].fold) and at + 1 < len(self.chunks) and is_unit(self.chunks[at + 1].fold):
            return None
        found = time_at(self.chunks, at) or self._minutes_only(at)
        if found is None or self._is_sentence(at, at + found[1]):
            return None
        return Piece("time", at, at + found[1], clock=found[0])

    def _minutes_only(self, at: int) -> tuple[Clock, int] | None:
        """`tjugo i` before a code; before a name it is a count (`tio i garaget`)."""
        if at + 2 >= len(self.chunks):
            return None
        found = time_at(self.chunks[at : at + 2], 0)
        if found is None or found[1] != 2:
            return None
        after = self._follows(at + 2, Piece("time", at, at + 2))
        return found if after and not (after.part == "place" and self._is_alias(after)) else None

    def _is_sentence(self, at: int, end: int) -> bool:
        """Whether `vid tre bänkar`, `tio i garaget` only looks like a time."""
        after = self.chunks[end].fold if end < len(self.chunks) and self.chunks[end].text[:1] != "[" else ""
        # What was masked, `[personnummer]`, names nothing that one could stand at.
        plain = self.chunks[at].fold in {"vid", "runt", "efter", "at", "around", "after", "fore", "before", "ca"}
        return plain and after.endswith(("ar", "or", "er", "arna", "orna", "erna", "an", "en"))

    def _action(self, at: int) -> Piece | None:
        text = self.chunks[at].text[1:]
        if text.upper() in self.guide.vocabulary.actions:
            return Piece("action", at, at + 1, code=text.upper())
        codes = self.guide.actions.get(self.chunks[at].fold[1:], ())
        if len(codes) == 1:
            return Piece("action", at, at + 1, code=codes[0])
        if codes:
            return Piece("unclear", at, at + 1, ask=Ask("action", codes, self.chunks[at].text))
        near = nearest_codes(self.chunks[at].fold[1:], self.guide.actions)
        choices = tuple(code for fold in near for code in self.guide.actions[fold])
        return Piece("unclear", at, at + 1, ask=Ask("action", choices, self.chunks[at].text)) if choices else None

    def _figure(self, at: int) -> Piece | None:
        """An age said outright, or a figure that is settled with the others at the end."""
        aged = age_at(self.chunks, at)
        if aged:
            return None if self._has("ages") else Piece("ages", at, at + aged[1], count=aged[0])
        counted = count_at(self.chunks, at)
        if counted is None or counted[0][1] == 112 or self._is_no_count(at, at + counted[1]):
            return None
        count, used = counted
        told = count[0] != count[1] and used == 1 and not figure(self.chunks[at].fold)
        if told or is_unit(self.chunks[at + used - 1].fold) or "tal" in self.chunks[at + used - 1].fold:
            return None if self._has("persons") else Piece("persons", at, at + used, count=count)
        bare = [piece.count for piece in self.pieces if piece.part == "bare" and piece.count]
        if settle_bare([*bare, count], self._has("persons"), self._has("ages")) is None:
            return None
        return Piece("bare", at, at + used, count=count)

    def _is_no_count(self, at: int, end: int) -> bool:
        """A number word before a plain word is part of the sentence, as is a figure when no code stands beside it."""
        if end >= len(self.chunks):
            return False
        if self.chunks[end].fold in MEASURES:
            return True
        if not is_number_word(self.chunks[at].fold):
            return False
        return self._follows(end, Piece("persons", at, end)) is None

    def _named(self, at: int) -> Piece | None:
        return self._category(at) or self._place(at)

    def _category(self, at: int) -> Piece | None:
        if self._has("category"):
            return None
        word = self.chunks[at]
        if len(word.fold) == 1 and self._is_split_code(at):
            return Piece("category", at, at + 2, code=self.guide.categories[word.fold + self.chunks[at + 1].fold])
        fold = word.fold
        if fold not in self.guide.categories and not self.guide.is_word(fold):
            fold = squeeze(fold)
        code = self.guide.categories.get(fold)
        if code is None or len(word.fold) > 4 or (fold != word.fold and word.fold in self.guide.places.codes):
            return None
        if fold not in self.guide.rules.word_categories or (word.text.isupper() and not self.shouting):
            return Piece("category", at, at + 1, code=code)
        return self._word_category(at, code)

    def _is_split_code(self, at: int) -> bool:
        following = [word.fold for word in self.chunks[at + 1 : at + 3]]
        if not following or self.chunks[at].fold + following[0] not in self.guide.categories:
            return False
        return len(following[0]) == 1 and (len(following) == 1 or len(following[1]) != 1 or not following[1].isalpha())

    def _word_category(self, at: int, code: str) -> Piece | None:
        """A code that is a word too counts when a token or the end of the line follows."""
        if at + 1 >= len(self.chunks):
            return Piece("category", at, at + 1, code=code)
        piece = Piece("category", at, at + 1, code=code)
        after = self._follows(at + 1, piece)
        if after is None and nearest_ask(self.chunks[at + 1], self.guide, {"place"}, strict=True):
            return piece
        if after is not None and after.ask is not None and after.ask.field == "place":
            # `in vas man ca 55`: two codes that are words, then a sentence. Both are asked.
            return Piece("unclear", at, at + 1, ask=Ask("category", (code, "words"), self.chunks[at].text))
        if after is None or after.part == "unclear":
            return None
        if after.part == "place" and self._is_alias(after) and after.end < len(self.chunks):
            ahead = self._ahead(piece)
            if ahead._follows(after.end, after) is None:
                return Piece("unclear", at, at + 1, ask=Ask("category", (code, "words"), self.chunks[at].text))
        return piece

    def _is_alias(self, piece: Piece) -> bool:
        return self.chunks[piece.start].fold not in self.guide.places.codes

    def _place(self, at: int) -> Piece | None:
        if self._has("place"):
            return None
        names, word = self.guide.places, self.chunks[at]
        found = names.name_at(self.chunks, at)
        code = names.codes.get(word.fold) or self._doubled(word.fold)
        if found and (found[1] > 1 or code is None or word.text.casefold() != word.fold):
            return self._place_piece(at, found[1], found[0])
        if code is None:
            return self._beginning(at)
        alone = all(piece.part == "words" for piece in self.pieces)
        capitals = word.text.isupper() and not self.shouting
        if word.fold in self.guide.rules.word_places and not capitals and self._word_follows(at + 1, code):
            if alone:
                return None
            return Piece("unclear", at, at + 1, ask=Ask("place", (code, "words"), word.text))
        if alone and not capitals and self._word_follows(at + 1, code):
            return Piece("place", at, at + 1, code=code, sure=False)
        return Piece("place", at, at + 1, code=code)

    def _doubled(self, fold: str) -> str | None:
        """The place code with one letter doubled, unless that makes a word (`mall`, `hall`)."""
        tight = squeeze(fold)
        if len(fold) != 4 or tight in self.guide.rules.word_places or self.guide.is_word(fold):
            return None
        return self.guide.places.codes.get(tight)

    def _word_follows(self, at: int, code: str) -> bool:
        if at >= len(self.chunks):
            return False
        return self._follows(at, Piece("place", at - 1, at, code=code)) is None

    def _place_piece(self, at: int, used: int, codes: tuple[str, ...]) -> Piece | None:
        """A place by name. Beside no other token it is part of the sentence, and read with the words."""
        last = at + used >= len(self.chunks)
        if not self.pieces and not last and self._follows(at + used, Piece("place", at, at + used)) is None:
            return None
        if len(codes) == 1:
            return Piece("place", at, at + used, code=codes[0])
        said = " ".join(word.text for word in self.chunks[at : at + used])
        return Piece("unclear", at, at + used, ask=Ask("place", codes, said))

    def _beginning(self, at: int) -> Piece | None:
        """A place by the beginning of a name, or a misspelt name, when a code stands beside it and it is no word."""
        word = self.chunks[at]
        beside = any(piece.part in {"category", "severity", "action"} for piece in self.pieces)
        if not beside or not word.fold.isalpha() or self.guide.is_word(word.fold):
            return None
        codes = self.guide.places.beginning(word.fold)
        if codes:
            return self._place_piece(at, 1, codes)
        meant = self.guide.places.names.get((self.guide.lexicon.correct(word.fold),), ())
        return Piece("place", at, at + 1, code=meant[0], sure=False) if len(meant) == 1 else None

    def _mistyped(self, at: int) -> Piece | None:
        """Two to four letters that are no code and no word, before or after a token: the nearest codes are offered.

        What no code is near, before the first one, is set aside as words: `xq trp 3` is at TRP.
        """
        word, follows = self.chunks[at], self._code_at(at + 1)
        if not may_be_code(word.fold, self.guide) or not (self.pieces or follows):
            return None
        open_parts = {part for part in ("category", "place") if part != follows and not self._has(part)}
        ask = nearest_ask(word, self.guide, open_parts, strict=bool(self.pieces) and self._plain_follows(at + 1))
        if ask:
            return Piece("unclear", at, at + 1, ask=ask)
        return None if self.pieces else Piece("words", at, at + 1)

    def _code_at(self, at: int) -> str | None:
        """The part of a chunk that is a code or mark and no word."""
        if at >= len(self.chunks):
            return None
        fold, words = self.chunks[at].fold, self.guide.rules
        if fold in self.guide.categories and fold not in words.word_categories:
            return "category"
        if fold in self.guide.places.codes and fold not in words.word_places:
            return "place"
        return "severity" if severity_mark(self.chunks[at].text) is not None else None

    def _plain_follows(self, at: int) -> bool:
        return at < len(self.chunks) and self.clear_at(at) is None

    def _is_age(self, count: Count) -> bool:
        """Whether a single figure must be an age: the category asks how old but not how many (`ur hot 15`)."""
        category = next((piece.code for piece in self.pieces if piece.part == "category"), None)
        if category is None or count[0] < 13:
            return False
        fields = self.guide.vocabulary.categories[category].fields
        return "alder" in fields and "antal" not in fields

    def settled(self) -> Leading:
        """The run with its figures told apart. Figures with words alone beside them are given back."""
        pieces = self.pieces
        end = pieces[-1].end if pieces else 0
        if end < len(self.chunks) and not any(piece.part in FIRM for piece in pieces):
            return Leading()
        persons = next((piece.count for piece in pieces if piece.part == "persons"), None)
        ages = [piece.count for piece in pieces if piece.part == "ages" and piece.count]
        bare = [piece for piece in pieces if piece.part == "bare"]
        counts = [piece.count for piece in bare if piece.count]
        only_age = len(counts) == 1 and persons is None and not ages and self._is_age(counts[0])
        told = settle_bare(counts, persons is not None or only_age, bool(ages)) or (None, None, False)
        asks = [piece.ask for piece in pieces if piece.ask]
        new_persons, new_ages, doubtful = told
        if doubtful:
            asks.append(Ask("number", ("persons", "ages"), self.chunks[bare[0].start].text))
            parts = {bare[0].start: "unclear"}
        else:
            persons = persons or new_persons
            ages += [new_ages] if new_ages else []
            parts = {piece.start: "persons" if piece.count == new_persons else "ages" for piece in bare}
        named = tuple(replace(piece, part=parts.get(piece.start, piece.part)) for piece in pieces)
        return Leading(named, end, persons, tuple(ages), tuple(asks))
