"""Writing down what was seen: the rules across codes, classes and words, and the entry."""

import difflib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from fieldlog.language import _
from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import Pen, composed
from fieldlog.models.completeness import missing, name_of
from fieldlog.models.core import NewObservation, fits
from fieldlog.models.protected import coarse
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.privacy import find_personal, mask_identities

AHEAD = timedelta(minutes=1)
"""How far ahead of the clock an event may lie: a minute that is just beginning."""


EARLIEST_YEAR = 1970
"""Before it Stockholm's time had offsets that no entry can hold; no shift was logged then either."""


class Incomplete(RuleBroken):
    """Something the law or an action needs is missing: keep it as an open event. `names` says what."""

    def __init__(self, names: tuple[str, ...], sentence: str) -> None:
        super().__init__(sentence)
        self.names = names


def new_observation(**values: Any) -> NewObservation:
    """What is handed in, checked by type. RuleBroken names the field, never its content."""
    try:
        return NewObservation(**composed(values))
    except ValidationError as error:
        name = str(error.errors(include_input=False, include_url=False)[0]["loc"][0])
        raise RuleBroken(_("Fältet {name} går inte att läsa. Rätta det och spara igen.").format(name=name)) from None


def save(log: Log, new: NewObservation, now: datetime, *, keep_identities: bool = False) -> str:
    """Write an observation; returns its id once it is durable.

    Incomplete if something is missing and the writer has not said why; RuleBroken for codes, times and values that
    cannot be. An identity number is masked unless the class is C and `keep_identities` says it was asked about.
    """
    with log.writing(now) as pen:
        id_ = write(pen, new, keep_identities=keep_identities)
        remember(pen, {"place": (not new.protected and new.place) or ""})
    return id_


def write(pen: Pen, new: NewObservation, *, keep_identities: bool = False) -> str:
    """As `save`, in a transaction that is already open: for imports and for several of one event."""
    check(new, pen.vocabulary, pen.now)
    lacking = missing(new.category, new.place, new.actions, new.fields, pen.vocabulary)
    if lacking and not new.incomplete and new.source is None:
        names = ", ".join(name_of(pen.vocabulary, name) for name in lacking)
        raise Incomplete(lacking, _("Det saknas: {names}. Fyll i, eller spara som öppen.").format(names=names))
    # By what will stand there: a number that is masked is nobody's any more.
    safe = new.model_copy(update={"words": masked(new.words, "A", False)})
    class_ = class_of(safe, pen.vocabulary)
    words = masked(new.words, class_, keep_identities)
    core = masked_core(new.core(pen.vocabulary, class_), class_, keep_identities)
    # Of protected identity place and hour are not even signed: what is nowhere leaks nowhere.
    return pen.write("observation", coarse(core) if new.protected else core, words).fields.id


def check(new: NewObservation, vocabulary: Vocabulary, now: datetime) -> None:
    """RuleBroken if a code is unknown (the nearest are offered), a value does not fit, or the time is ahead."""
    _known(_("kategori"), new.category, vocabulary.categories)
    _known(_("plats"), new.place, vocabulary.places)
    for code in new.actions:
        _known(_("åtgärd"), code, vocabulary.actions)
    _value(vocabulary, "antal", new.persons)
    _value(vocabulary, "alder", list(new.ages) or None)
    for key, value in new.fields.items():
        _known_field(key, vocabulary)
        _value(vocabulary, key, value)
    if new.at.year < EARLIEST_YEAR:
        raise RuleBroken(_("Tiden ligger för långt tillbaka. Rätta datumet."))
    if new.at > now + AHEAD:
        raise RuleBroken(_("Tiden ligger i framtiden. Rätta klockslaget."))


def _known_field(key: str, vocabulary: Vocabulary) -> None:
    if key not in vocabulary.fields:
        raise RuleBroken(_("Okänt fält: {key}.").format(key=key))


def _known(what: str, code: str | None, codes: Mapping[str, Any]) -> None:
    if code is None or code in codes:
        return
    near = difflib.get_close_matches(code.upper(), list(codes), n=3, cutoff=0.3)
    offer = " " + _("Menade du {codes}?").format(codes=", ".join(near)) if near else ""
    raise RuleBroken(_("Okänd {what}: {code}.").format(what=what, code=code) + offer)


def _value(vocabulary: Vocabulary, key: str, value: Any) -> None:
    field = vocabulary.fields[key]
    if value is not None and not fits(field, value):
        if field.values:
            sentence = _("{field}: det kan bara vara {values}.")
            raise RuleBroken(sentence.format(field=name_of(vocabulary, key), values=", ".join(field.values)))
        raise RuleBroken(_("{field}: värdet går inte att använda. Rätta det.").format(field=name_of(vocabulary, key)))


def class_of(new: NewObservation, vocabulary: Vocabulary) -> str:
    """The category's class, raised by the writer, by personal data in the words, or by protected identity."""
    category = vocabulary.categories.get(new.category or "")
    class_ = max(category.class_ if category else "B", new.class_ or "A")
    if new.protected:
        return "C"
    if class_ == "A" and any(find_personal(text) for text in new.words.values()):
        return "B"
    return class_


def masked(words: Mapping[str, str], class_: str, keep_identities: bool) -> dict[str, str]:
    """The words without identity numbers; in class C they stay if the writer was asked and said so."""
    if class_ == "C" and keep_identities:
        return dict(words)
    return {name: mask_identities(text) for name, text in words.items()}


def masked_core(core: dict[str, Any], class_: str, keep_identities: bool) -> dict[str, Any]:
    """The short texts of a core go the same way as the words: a spot can hold a number too."""
    if class_ == "C" and keep_identities:
        return core
    fields = {key: mask_identities(value) if isinstance(value, str) else value for key, value in core["fields"].items()}
    spot = mask_identities(core["spot"]) if core["spot"] else core["spot"]
    return core | {"fields": fields, "spot": spot}


def remember(pen: Pen, values: Mapping[str, str]) -> None:
    """Keep what the next observation or shift will begin with."""
    rows = [(name, value) for name, value in values.items() if value]
    if rows:
        pen.connection.exec_driver_sql("INSERT OR REPLACE INTO remembered (name, value) VALUES (?, ?)", rows)


def remembered(log: Log, names: Iterable[str]) -> dict[str, str]:
    with log.store.read() as connection:
        found = connection.exec_driver_sql("SELECT name, value FROM remembered").fetchall()
    wanted = set(names)
    return {row.name: row.value for row in found if row.name in wanted}
