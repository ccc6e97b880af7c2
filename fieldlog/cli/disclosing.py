"""fieldlog grounds, disclose, disclosed: decide what is given out, print the decision, read what came to us."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, NO, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken

if TYPE_CHECKING:
    from fieldlog.models.disclosure import Disclosure
    from fieldlog.models.vocabulary import Vocabulary

FORMATS = ("text", "pdf")
_SAID = {"ja": True, "yes": True, "nej": False, "no": False}


def add_to(commands: Commands) -> None:
    commands.add("grounds", _("lagliga grunder att lämna ut på, och vad var och en frågar"), grounds_)
    made = commands.add("disclose", _("besluta om utlämnande av fält ur en observation"), disclose)
    made.add_argument("id", metavar="ID", help=_("början av id räcker"))
    made.add_argument("--to", required=True, metavar=_("MOTTAGARE"), help=_("organisationens kod, eller vem det är"))
    made.add_argument("--ground", default="", metavar=_("GRUND"), help=_("se fieldlog grounds"))
    made.add_argument("--fields", default="", metavar=_("FÄLT"), help=_("som place,category; bara de lämnas ut"))
    made.add_argument("--decider", required=True, metavar=_("NR"), help=_("den som har beslutat"))
    made.add_argument("--answers", nargs="*", default=[], metavar=_("SVAR"), help=_("som under_21=ja why=text"))
    made.add_argument("--decision", required=True, choices=("granted", "denied"), help=_("granted eller denied"))
    made.add_argument("--text", default="", metavar=_("TEXT"), help=_("skälen"))
    _to_print(made)
    came = commands.add("disclosed", _("det som lämnats ut till oss, eller egna beslut"), disclosed)
    came.add_argument("--by-us", action="store_true", help=_("den egna organisationens beslut, även nekade"))
    came.add_argument("--print", dest="printed", default="", metavar="ID", help=_("skriv ut ett eget beslut"))
    _to_print(came)


def _to_print(parser: Any) -> None:
    parser.add_argument("--format", choices=FORMATS, default="text", help=_("text eller pdf"))
    parser.add_argument("--out", default="", metavar=_("FIL"), help=_("filen att skriva; annars standard ut"))


def grounds_(call: Call) -> int:
    from fieldlog.models.ground import called, grounds
    from fieldlog.models.moment import STOCKHOLM

    today = call.now.astimezone(STOCKHOLM).date()
    for rule in grounds().grounds.values():
        said = {
            "code": rule.code, "name": called(rule), "law": rule.law, "valid_from": rule.valid_from.isoformat(),
            "valid_to": rule.valid_to.isoformat() if rule.valid_to else None, "holds": rule.holds_on(today),
            "roles": list(rule.roles), "confirmed": rule.confirmed,
            "questions": [{"code": ask.code, "text": called(ask), "must": ask.must} for ask in rule.questions],
        }  # fmt: skip
        rows = [f"{rule.code}: {called(rule)} ({rule.law})" + ("" if rule.holds_on(today) else " " + _("gäller inte"))]
        wants = {True: _("ja"), False: _("nej"), None: _("text")}
        rows += [f"  {ask.code}={wants[ask.must]}  {called(ask)}" for ask in rule.questions]
        call.answer(said, "\n".join(rows))
    call.say(_("Grunderna är inte juridisk rådgivning: organisationens jurist ska bekräfta dem."))
    return DONE


def disclose(call: Call) -> int:
    from fieldlog.logbook import disclosures
    from fieldlog.logbook.viewing import look_up

    options = call.options
    wanted = disclosures.Wanted(
        options.to.strip(), options.decision, options.decider, options.ground.strip(),
        tuple(part.strip() for part in options.fields.split(",") if part.strip()), _answers(options.answers),
        options.text,
    )  # fmt: skip
    with opened(call) as log:
        row, _draft = look_up(log, options.id)
        if row is None:
            raise RuleBroken(_("Det är ett utkast. Bara det som är sparat kan lämnas ut."))
        found = disclosures.disclose(log, str(row.id), wanted, call.now)
        _print(call, found, log.vocabulary)
    return DONE


def _answers(pairs: list[str]) -> dict[str, bool | str]:
    found: dict[str, bool | str] = {}
    for pair in pairs:
        code, equals, said = pair.partition("=")
        if not equals:
            raise RuleBroken(_("Skriv varje svar som fråga=svar, till exempel under_21=ja."))
        found[code.strip()] = _SAID.get(said.strip().lower(), said)
    return found


def disclosed(call: Call) -> int:
    from fieldlog.logbook import disclosures
    from fieldlog.logbook.decision_text import said_rows, when

    with opened(call, reading=not call.options.printed) as log:
        if call.options.printed:
            _print(call, disclosures.one(log, call.options.printed), log.vocabulary)
            return DONE
        found = disclosures.made(log) if call.options.by_us else disclosures.given_to_us(log)
        for each in found:
            rows = [f"{when(each.at)}  {each.org}" + (f" > {_to(each)}  {each.decision}" if each.entry else "")]
            rows += [f"  {row}" for row in said_rows(each.out, log.vocabulary)]
            call.answer(as_json(each), "\n".join(rows))
        if not found:
            call.say(_("Inget har lämnats ut."))
    return DONE if found else NO


def _to(found: "Disclosure") -> str:
    return found.to_org or found.words.get("receiver", "")


def as_json(found: "Disclosure") -> dict[str, Any]:
    """What scripts rely on. Of what came to us nothing but id, time, whose it was and what was given."""
    said: dict[str, Any] = {"id": found.id, "at": found.at, "org": found.org, "out": dict(found.out)}
    if not found.entry:
        return said
    return said | {
        "entry": found.entry, "to": _to(found), "ground": found.ground or None, "law": found.law or None,
        "decision": found.decision, "decider": found.decider, "fields": list(found.fields),
        "answers": dict(found.answers), "texts": dict(found.words),
    }  # fmt: skip


def _print(call: Call, found: "Disclosure", words: "Vocabulary") -> None:
    from fieldlog.logbook import printing
    from fieldlog.logbook.decision_text import decision_text

    text = "" if call.options.json and not call.options.out else decision_text(found, words)
    if call.options.out:
        printing.write_file(Path(call.options.out), printing.rendered(text, call.options.format))
    elif call.options.format == "pdf":
        raise RuleBroken(_("En PDF skrivs till en fil: --out FIL."))
    call.answer(as_json(found), "" if call.options.out else text.rstrip("\n"))
