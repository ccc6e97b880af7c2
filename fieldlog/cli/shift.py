"""fieldlog shift start, end, show."""

from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.language import _
from fieldlog.models.refusal import NotFound

if TYPE_CHECKING:
    from fieldlog.logbook.log import Log
    from fieldlog.models.tables import ShiftRow


def add_to(commands: Commands) -> None:
    words = commands.group("shift", _("starta, avsluta och visa pass"))
    begin = words.add("start", _("starta ett pass"), start)
    begin.add_argument("--with", dest="crew", action="append", default=[], nargs="+", metavar=_("NR"), help=_("vilka"))
    begin.add_argument("--radio", metavar=_("ANROP"), help=_("anropssignal; annars den förra"))
    begin.add_argument("--area", metavar=_("OMRÅDE"), help=_("område; annars det förra"))
    begin.add_argument("--focus", metavar=_("FOKUS"), help=_("fokus; annars det förra"))
    finish = words.add("end", _("avsluta och signera passet"), end)
    finish.add_argument(
        "--felt-safe", type=int, choices=range(1, 6), metavar="1-5", help=_("hur tryggt det kändes, 1 till 5")
    )
    finish.add_argument("--handover", metavar=_("TEXT"), help=_("överlämning till alla; annars den föreslagna"))
    finish.add_argument(
        "--handover-own", metavar=_("TEXT"), help=_("till den egna organisationen; annars den föreslagna")
    )
    seen = words.add("show", _("visa det öppna passet, eller ett annat"), show)
    seen.add_argument("id", nargs="?", metavar="ID", help=_("början av id räcker"))


def start(call: Call) -> int:
    from fieldlog.logbook import shifts

    options = call.options
    crew = [number for given in options.crew for text in given for number in text.split(",") if number.strip()]
    with opened(call) as log:
        before = shifts.last_manning(log)
        last = shifts.latest_ended(log)
        who = shifts.manning(
            crew,
            before.radio if options.radio is None else options.radio,
            before.area if options.area is None else options.area,
            before.focus if options.focus is None else options.focus,
            before.on_foot,
        )
        started = shifts.start(log, who, call.now)
        _answer(call, log, shifts.shift(log, started))
        for text in (last.handover_all, last.handover_own) if last else ():
            if text:
                call.say(_("Från förra passet:") + "\n" + text)
    return DONE


def end(call: Call) -> int:
    from fieldlog.logbook import drafts, shifts

    options = call.options
    with opened(call) as log:
        here = shifts.open_shift(log)
        offered = shifts.offered_handover(log, here.id, call.now) if here else ("", "")
        for waiting in drafts.open_events(log):
            call.say(_("Öppen: {what}").format(what=waiting.title()) + f"  {waiting.id}")
        signed = shifts.end(
            log,
            call.now,
            handover_all=offered[0] if options.handover is None else options.handover,
            handover_own=offered[1] if options.handover_own is None else options.handover_own,
            felt_safe=options.felt_safe,
        )
        _answer(call, log, shifts.shift(log, signed))
    return DONE


def show(call: Call) -> int:
    from fieldlog.logbook import shifts
    from fieldlog.logbook.viewing_shifts import shift_by_beginning

    with opened(call, reading=True) as log:
        if call.options.id:
            found: ShiftRow | None = shift_by_beginning(log, call.options.id)
        else:
            found = shifts.open_shift(log) or shifts.latest_ended(log)
        if found is None:
            raise NotFound(_("Inget pass finns än. Starta ett med fieldlog shift start."))
        _answer(call, log, found, listed=True)
    return DONE


def _answer(call: Call, log: "Log", found: "ShiftRow", *, listed: bool = False) -> None:
    from fieldlog.logbook.drafts import open_events
    from fieldlog.logbook.finding import Filter, count
    from fieldlog.logbook.viewing_shifts import shift_as_json

    seen = shift_as_json(found, log)
    seen["observations"] = count(log, Filter(shift=found.id))
    seen["open"] = len(open_events(log)) if seen["state"] == "open" else 0
    call.answer(seen, "" if call.options.json else _text(log, seen, listed=listed))


def _text(log: "Log", seen: dict[str, Any], *, listed: bool) -> str:
    from fieldlog.cli.rows import aligned, row, when
    from fieldlog.logbook.finding import Filter, oldest
    from fieldlog.logbook.viewing import as_json

    states = {"open": _("öppet"), "signed": _("signerat"), "withdrawn": _("återtaget")}
    pairs = [
        (_("pass"), f"{seen['id']}  {states[seen['state']]}"),
        (_("start"), when(seen["started_at"])),
        (_("slut"), when(seen["ended_at"]) if seen["ended_at"] else ""),
        (_("vilka"), " ".join([seen["worker"], *seen["crew"]])),
        (_("anrop"), seen["radio"]),
        (_("område"), seen["area"]),
        (_("fokus"), seen["focus"]),
        (_("trygghet"), str(seen["felt_safe"] or "")),
        (_("observationer"), str(seen["observations"])),
        (_("öppna händelser"), str(seen["open"] or "")),
        (_("till alla"), seen["handover"]),
        (_("till egna"), seen["handover_own"]),
    ]
    text = aligned([pair for pair in pairs if pair[1]])
    if not listed:
        return text
    rows = [row(as_json(each)) for each in oldest(log, Filter(shift=seen["id"]), limit=1000)]
    return "\n".join([text, "", *rows]) if rows else text
