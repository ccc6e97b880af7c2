"""fieldlog request: what somebody has asked to read, masked with a reason for each mask, and printed."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, NO, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.cli.values import moment, place_or_zone
from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken

if TYPE_CHECKING:
    from fieldlog.logbook.requests import Masking, Request


def add_to(commands: Commands) -> None:
    group = commands.group("request", _("begäran om allmän handling: sök, maska, skriv ut, avsluta"))
    made = group.add("new", _("sök upp det som begärs; det gallras inte förrän begäran avslutas"), _new)
    made.add_argument("case", metavar=_("ÄRENDE"), help=_("diarienummer eller liknande, inget namn"))
    made.add_argument("--search", default="", metavar=_("ORD"))
    made.add_argument("--since", metavar=_("TID"), help=_("från och med"))
    made.add_argument("--until", metavar=_("TID"), help=_("före tiden, eller till och med dagen"))
    made.add_argument("--place", metavar=_("PLATS"), help=_("plats eller zon"))
    group.add("list", _("organisationens begäranden"), _list)
    masked = group.add("mask", _("maska fält, eller med --show visa det som brukar maskas"), _mask)
    masked.add_argument("request", metavar=_("BEGÄRAN"), help=_("ärendet, eller början av id"))
    masked.add_argument("id", metavar="ID", help=_("postens id, eller början av det"))
    masked.add_argument("--fields", required=True, metavar=_("FÄLT"), help=_("som words,spot"))
    masked.add_argument("--reason", default="", metavar=_("SKÄL"), help=_("skälets kod"))
    masked.add_argument("--show", action="store_true", help=_("visa fälten; skriv varför med --text"))
    masked.add_argument("--text", default="", metavar=_("TEXT"))
    printed = group.add("print", _("skriv ut svaret; vad som maskats och varför skrivs i loggen"), _print)
    printed.add_argument("request", metavar=_("BEGÄRAN"), help=_("ärendet, eller början av id"))
    printed.add_argument("--decider", required=True, metavar=_("NR"), help=_("den som har beslutat"))
    printed.add_argument("--format", choices=("text", "pdf"), default="text", help=_("text eller pdf"))
    printed.add_argument("--out", default="", metavar=_("FIL"), help=_("filen att skriva; annars standard ut"))
    ended = group.add("close", _("avsluta: posterna får gallras när deras tid kommer"), _close)
    ended.add_argument("request", metavar=_("BEGÄRAN"), help=_("ärendet, eller början av id"))


def _new(call: Call) -> int:
    from fieldlog.logbook import requests
    from fieldlog.logbook.finding import Filter

    options = call.options
    if not (options.search or options.since or options.until or options.place):
        raise RuleBroken(_("Säg vad som begärs: --search, --since, --until eller --place."))
    with opened(call) as log:
        words = log.vocabulary
        where = place_or_zone(options.place, words) if options.place else {}
        wanted = Filter(
            text=options.search,
            since=moment(options.since, call.now, words) if options.since else None,
            until=moment(options.until, call.now, words, through=True) if options.until else None,
            place=where.get("place"),
            zone=where.get("zone"),
        )
        found = requests.new(log, options.case, wanted, call.now)
        _tell(call, found)
        for each in requests.result(log, found):
            call.answer(_said(each), f"  {each.id}  " + _("maskas: {fields}").format(fields=", ".join(each.masked)))
    return DONE


def _list(call: Call) -> int:
    from fieldlog.logbook import requests

    with opened(call, reading=True) as log:
        found = requests.requests(log)
        for each in found:
            _tell(call, each)
        if not found:
            call.say(_("Ingen begäran."))
    return DONE if found else NO


def _mask(call: Call) -> int:
    from fieldlog.logbook import requests
    from fieldlog.logbook.viewing import only_one

    options = call.options
    if bool(options.reason) == options.show:
        raise RuleBroken(_("Ange ett skäl med --reason, eller --show."))
    names = [part.strip() for part in options.fields.split(",") if part.strip()]
    with opened(call) as log:
        request = requests.one(log, options.request)
        beginning = options.id.strip().lower()
        id_ = only_one([each for each in request.ids if each.startswith(beginning)], _("Posten hör inte till begäran."))
        requests.decide_mask(log, request, id_, names, options.reason, call.now, text=options.text)
        for each in requests.result(log, request):
            if each.id == id_:
                call.answer(_said(each), f"{each.id}  " + _("maskas: {fields}").format(fields=", ".join(each.masked)))
    return DONE


def _print(call: Call) -> int:
    from fieldlog.logbook import printing, requests
    from fieldlog.logbook.request_text import request_text

    options = call.options
    if options.format == "pdf" and not options.out:
        raise RuleBroken(_("En PDF skrivs till en fil: --out FIL."))
    if options.format == "pdf":
        printing.as_pdf("")  # before anything is written down, that it can be made at all
    with opened(call) as log:
        request = requests.one(log, options.request)
        found, entry = requests.give_out(log, request, options.decider, call.now)
        decider = str(entry.facts("core")["decider"])
        text = request_text(request, found, log.org, decider, entry.fields.at, log.vocabulary)
        if options.out:
            printing.write_file(Path(options.out), printing.rendered(text, options.format))
        said = {"id": entry.fields.id, "case": request.case, "entries": [_said(each) for each in found]}
        call.answer(said, "" if options.out else text.rstrip("\n"))
    return DONE


def _close(call: Call) -> int:
    from dataclasses import replace

    from fieldlog.logbook import requests

    with opened(call) as log:
        request = requests.one(log, call.options.request)
        requests.close(log, request, call.now)
        _tell(call, replace(request, closed=True))
    return DONE


def _tell(call: Call, found: "Request") -> None:
    said = {"id": found.id, "at": found.at, "case": found.case, "ids": list(found.ids), "closed": found.closed}
    ended = " " + _("avslutad") if found.closed else ""
    call.answer(said, f"{found.id}  {found.case}  {len(found.ids)}{ended}")


def _said(each: "Masking") -> dict[str, Any]:
    """As it is given out: of what is masked the reason alone."""
    return {"id": each.id, "shown": dict(each.shown), "masked": dict(each.masked)}
