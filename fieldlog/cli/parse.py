"""fieldlog parse: how a line would be read. Needs no log."""

from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.typing_in import lines_of
from fieldlog.language import _, language

if TYPE_CHECKING:
    from fieldlog.models.vocabulary import Vocabulary


def add_to(commands: Commands) -> None:
    parse = commands.add("parse", _("visa hur en rad läses, utan att spara den"), run)
    parse.add_argument("line", nargs="*", metavar=_("RAD"), help=_("raden; utan den, eller med -, läses stdin"))
    parse.add_argument("--now", metavar=_("TID"), help=_("läs raden som om klockan var så mycket"))
    parse.add_argument("--role", default="ov", metavar=_("ROLL"), help=_("läs raden som den rollen"))


def run(call: Call) -> int:
    from fieldlog.line import read_line
    from fieldlog.line.reading import reading_as_json
    from fieldlog.models.vocabulary import vocabulary
    from fieldlog.privacy import find_personal

    words = vocabulary()
    now = call.now
    if call.options.now:
        from fieldlog.cli.values import moment

        now = moment(call.options.now, now, words)
    for line in lines_of(call.options.line):
        reading = read_line(line, now=now, vocabulary=words, role=call.options.role)
        found = reading_as_json(reading)
        found["personal"] = [{"text": one.text, "kind": one.kind} for one in find_personal(line)]
        call.answer(found, "" if call.options.json else as_text(found, words))
    return DONE


def as_text(found: dict[str, Any], vocabulary: "Vocabulary") -> str:
    """What was found, a line each; a guess carries its `?`."""
    from fieldlog.cli.rows import aligned, named, said, when

    names = ("time", "category", "place", "spot", "persons", "ages", "severity", "class", "actions", "words")
    guessed = found["guessed"]
    pairs = []
    for name in names:
        value = found[name]
        if value not in (None, [], ""):
            text = when(value) if name == "time" else said(value)
            shown = named(vocabulary, "at" if name == "time" else name)
            pairs.append((shown, text + (" ?" if name in guessed else "")))
    for name, value in (found["fields"] or {}).items():
        pairs.append((named(vocabulary, name), said(value) + (" ?" if {name, "fields"} & set(guessed) else "")))
    pairs += [(_("fråga"), question(ask, vocabulary)) for ask in found["ask"]]
    pairs += [(_("personligt"), f"{one['text']} ({one['kind']})") for one in found["personal"]]
    return aligned(pairs)


def question(ask: dict[str, Any], vocabulary: "Vocabulary") -> str:
    """What was not clear, with its choices numbered."""
    choices = [f"{number} {_choice(code, ask['field'], vocabulary)}" for number, code in enumerate(ask["choices"], 1)]
    return f"{ask['text']}?  {',  '.join(choices)}"


def _choice(code: str, field: str, vocabulary: "Vocabulary") -> str:
    swedish = language() == "sv"
    if code == "words":
        return _("bara ett ord")
    if field == "number":
        return {"persons": _("antal"), "ages": _("ålder")}.get(code, code)
    if field == "place" and code in vocabulary.places:
        return f"{code} {vocabulary.places[code].name}"
    named = (vocabulary.actions if field == "action" else vocabulary.categories).get(code)
    return f"{code} {named.sv if swedish else named.en}" if named else code
