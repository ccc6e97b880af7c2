"""fieldlog add, show, amend, withdraw: one observation at a time."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.typing_in import checked, lines_of
from fieldlog.cli.unlocking import opened
from fieldlog.language import _
from fieldlog.models.refusal import CannotSave, Refusal, RuleBroken

if TYPE_CHECKING:
    from fieldlog.line.reading import Reading
    from fieldlog.logbook.drafts import Draft
    from fieldlog.logbook.log import Log


def add_to(commands: Commands) -> None:
    new = commands.add("add", _("skriv en observation"), add)
    new.add_argument("line", nargs="*", metavar=_("RAD"), help=_("raden; utan den, eller med -, en per rad från stdin"))
    new.add_argument("--at", metavar=_("TID"), help=_("när det hände, om det inte står i raden"))
    new.add_argument("--shift", metavar="ID", help=_("passet; annars det öppna, om det finns ett"))
    seen = commands.add("show", _("visa en observation med hela dess historia"), show)
    seen.add_argument("id", metavar="ID", help=_("början av id räcker"))
    better = commands.add("amend", _("rätta en observation, eller fyll i en öppen"), amend)
    better.add_argument("id", metavar="ID")
    better.add_argument("changes", nargs="+", metavar=_("NAMN=VÄRDE"), help=_("till exempel place=PLA, substans=okänd"))
    better.add_argument("--reason", default="", metavar=_("SKÄL"), help=_("varför; krävs när passet är signerat"))
    back = commands.add("withdraw", _("ta tillbaka en observation"), withdraw)
    back.add_argument("id", metavar="ID")
    back.add_argument("--reason", default="", metavar=_("SKÄL"), help=_("varför"))


def add(call: Call) -> int:
    lines = lines_of(call.options.line)
    code, number = DONE, 0
    with opened(call, brief=call.options.line not in ([], ["-"])) as log:
        shift, began = _shift(call, log)
        at = _at(call, log)
        for number, line in enumerate(lines, 1):
            try:
                _add_one(call, log, checked(line), at, shift, began)
            except CannotSave:
                raise
            except Refusal as refusal:  # the other lines are none the worse for it
                many = not call.options.line or call.options.line == ["-"]
                call.say(_("Rad {number}: {why}").format(number=number, why=refusal) if many else str(refusal))
                code = refusal.exit_code
        if not number:
            call.say(_("Det kom inga rader."))
    return code


def _shift(call: Call, log: "Log") -> tuple[str | None, datetime | None]:
    if not call.options.shift:
        from fieldlog.logbook.typed import open_shift

        return open_shift(log) or (None, None)
    from fieldlog.logbook.viewing_shifts import shift_by_beginning  # loads the ORM
    from fieldlog.models.moment import read_moment

    found = shift_by_beginning(log, call.options.shift)
    return found.id, read_moment(found.started_at)


def _at(call: Call, log: "Log") -> datetime | None:
    if not call.options.at:
        return None
    from fieldlog.cli.values import moment

    return moment(call.options.at, call.now, log.vocabulary)


def _add_one(call: Call, log: "Log", line: str, at: datetime | None, shift: str | None, began: datetime | None) -> None:
    from fieldlog.line import read_line
    from fieldlog.logbook.pen import composed
    from fieldlog.logbook.typed import keep_line, last_place
    from fieldlog.logbook.viewing import as_json, draft_as_json, look_up
    from fieldlog.privacy import find_personal, find_sensitive, mask_identities

    now = call.now
    typed = composed(line)
    safe = mask_identities(typed)  # before anything reads it: what is masked is kept nowhere
    reading = read_line(
        safe, now=now, vocabulary=log.vocabulary, role=log.role, shift_start=began, last_place=last_place(log)
    )
    kept = keep_line(log, reading, now, at=at, shift=shift)
    row, draft = look_up(log, kept.id)
    seen = draft_as_json(log, draft) if draft else as_json(row) | {"missing": []}
    seen["guessed"] = sorted(reading.guessed)
    _answer(call, seen, reading)
    if safe != typed:
        call.say(_("Ett personnummer är maskerat."))
    for why in dict.fromkeys(one.why() for one in (*find_personal(safe), *find_sensitive(safe))):
        call.say(why)
    if draft:
        _say_what_is_missing(call, log, seen)


def _answer(call: Call, seen: dict[str, Any], reading: "Reading") -> None:
    from fieldlog.cli.rows import row

    call.answer(seen, "" if call.options.json else row(seen, reading.guessed))


def _say_what_is_missing(call: Call, log: "Log", seen: dict[str, Any]) -> None:
    from fieldlog.cli.parse import question
    from fieldlog.cli.rows import SHORT
    from fieldlog.models.completeness import name_of

    names = ", ".join(f"{name_of(log.vocabulary, name)} ({name})" for name in seen["missing"])  # as `amend` takes it
    call.say(_("Sparad som öppen.") + (" " + _("Det saknas: {names}.").format(names=names) if names else ""))
    for ask in seen["ask"]:
        call.say(_("Oklart: {question}").format(question=question(ask, log.vocabulary)))
    call.say(_("Fyll i med: fieldlog amend {id} namn=värde").format(id=seen["id"][:SHORT]))


def show(call: Call) -> int:
    from fieldlog.cli.rows import details, steps
    from fieldlog.logbook import reads
    from fieldlog.logbook.borders import refuse_others
    from fieldlog.logbook.viewing import as_json, draft_as_json, history, look_up

    with opened(call, reading=True) as log:
        row, draft = look_up(log, call.options.id)
        if draft:
            seen = draft_as_json(log, draft)
            call.answer(seen | {"history": []}, details(seen, log.vocabulary))
            _say_what_is_missing(call, log, seen)
            return DONE
        refuse_others(log, row)
        seen, past = as_json(row), history(log, row.id)
        reads.opened(log, row)
        text = "" if call.options.json else f"{details(seen, log.vocabulary)}\n\n{steps(past, log.vocabulary)}"
        call.answer(seen | {"history": past}, text)
        if seen["protected"]:
            call.say(_("SKYDDAD IDENTITET. Läs det inte högt, visa det inte, skriv inte av det."))
        if "tips" in seen:
            call.say(_("Två versioner gäller. Rätta posten för att välja."))
    return DONE


def amend(call: Call) -> int:
    from fieldlog.cli.values import changes_of
    from fieldlog.logbook import amendments
    from fieldlog.logbook.viewing import look_up

    with opened(call) as log:
        changes = changes_of(call.options.changes, call.now, log.vocabulary)
        row, draft = look_up(log, call.options.id)
        if draft:
            return _amend_open(call, log, draft, changes)
        reason, class_ = call.options.reason, changes.pop("class", row.class_)
        if class_ < row.class_:  # before anything is written: all of it is done, or nothing
            raise RuleBroken(_("Du kan höja klassen, inte sänka den. Be din gruppledare."))
        if "incomplete" in changes:
            raise RuleBroken(_("Bara en öppen händelse kan sparas som ofullständig."))
        if "fields" in changes:
            changes["fields"] = _merged(json.loads(row.fields), changes["fields"])
        if changes:
            amendments.amend(log, row.id, changes, call.now, reason=reason)
        if class_ > row.class_:
            amendments.classify(log, row.id, class_, call.now, reason=reason)
        _answer_as_it_stands(call, log, row.id)
    return DONE


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in (old | new).items() if value is not None}


def _amend_open(call: Call, log: "Log", draft: "Draft", changes: dict[str, Any]) -> int:
    """Fill in an open event; when nothing is missing or unclear any more, it becomes an entry."""
    from fieldlog.logbook.completing import fill_in
    from fieldlog.logbook.viewing import draft_as_json, look_up

    why = changes.pop("incomplete", None)
    id_, saved = fill_in(log, draft, changes, call.now, why_incomplete=why)
    if saved:
        _answer_as_it_stands(call, log, id_)
        return DONE
    _row, waiting = look_up(log, id_)
    if waiting:
        from fieldlog.cli.rows import row

        seen = draft_as_json(log, waiting)
        call.answer(seen, row(seen))
        _say_what_is_missing(call, log, seen)
    return DONE


def withdraw(call: Call) -> int:
    from fieldlog.cli.rows import row as as_row
    from fieldlog.logbook import amendments, drafts
    from fieldlog.logbook.viewing import draft_as_json, look_up

    with opened(call) as log:
        row, draft = look_up(log, call.options.id)
        if draft:
            if not call.options.reason.strip():
                raise RuleBroken(_("Skriv varför du tar tillbaka posten."))
            seen = draft_as_json(log, draft) | {"state": "withdrawn"}
            drafts.drop(log, draft.id)
            call.answer(seen, as_row(seen))
            return DONE
        amendments.withdraw(log, row.id, call.now, reason=call.options.reason)
        _answer_as_it_stands(call, log, row.id)
    return DONE


def _answer_as_it_stands(call: Call, log: "Log", id_: str) -> None:
    from fieldlog.cli.rows import row as as_row
    from fieldlog.logbook.viewing import as_json, look_up

    row, _draft = look_up(log, id_)
    seen = as_json(row) | {"missing": []}
    call.answer(seen, as_row(seen))
