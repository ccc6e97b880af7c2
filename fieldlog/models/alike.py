"""Observations that differ in nothing but time, source and note: their bytes and rows, made after the first of them.

An import has thousands of the same place and kind. To spell and fold each anew takes longer than to sign it.
"""

from collections.abc import Mapping
from typing import Any

from fieldlog.models.observation import fold_new, when_written
from fieldlog.models.protected import day_of, is_protected
from fieldlog.models.strict import encode_known, spell
from fieldlog.models.vocabulary import Vocabulary


class Alike:
    """Made of the core of one of them, as `NewObservation` makes it; good for entries written at one moment.

    What it makes is what `encode_known` and `fold_new` make of the whole core. Times are as `written` spells them, in
    the years that an entry may hold; a source has a file and a key.
    """

    def __init__(self, core: Mapping[str, Any], written_at: str, vocabulary: Vocabulary) -> None:
        names = list(core)
        at, source = names.index("at"), names.index("source")
        self._before_at = f'{{{_spelled(core, names[:at])},"at":"'
        self._before_source = f'",{_spelled(core, names[at + 1 : source])},"source":{{"file":'
        self._after = f"}},{_spelled(core, names[source + 1 :])}}}"
        self._is_protected = is_protected(core)
        self._row = fold_new(core, {}, "{}", written_at, vocabulary)

    def core(self, at: str, file: str, key: str) -> bytes:
        """The core's bytes. NotStrict if the source is not in NFC."""
        source = f'{self._before_source}{spell(file)},"key":{spell(key)}'
        return f"{self._before_at}{at}{source}{self._after}".encode()

    def row(self, at: str, file: str, key: str, note: str, words: str) -> dict[str, Any]:
        """The row as `fold_new` has it; `words` are the words as JSON, a note or nothing."""
        at = day_of(at) if self._is_protected else at
        at_ms, day, hour = when_written(at)
        return {
            **self._row,
            "at": at,
            "at_ms": at_ms,
            "day": day,
            "hour": hour,
            "source_file": file,
            "source_key": key,
            "note": note,
            "words": words,
        }


def _spelled(core: Mapping[str, Any], names: list[str]) -> str:
    return encode_known({name: core[name] for name in names}).decode()[1:-1]
