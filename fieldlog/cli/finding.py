"""fieldlog list and search: what the log holds, newest first, open events among the rest."""

from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, NO, Call
from fieldlog.cli.grammar import Commands, Parser
from fieldlog.cli.unlocking import opened
from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken

if TYPE_CHECKING:
    from fieldlog.logbook.finding import Filter
    from fieldlog.logbook.log import Log

STATES = ("open", "saved", "approved", "under_review", "returned", "withdrawn", "quarantined", "erased", "waiting")
USUAL_LIMIT = 50


def add_to(commands: Commands) -> None:
    listed = commands.add("list", _("lista observationer, nyaste först"), list_)
    searched = commands.add("search", _("sök i texten"), search)
    searched.add_argument("words", nargs="+", metavar=_("ORD"))
    for parser in (listed, searched):
        _filters(parser)


def _filters(parser: Parser) -> None:
    parser.add_argument("--since", metavar=_("TID"), help=_("från och med"))
    parser.add_argument("--until", metavar=_("TID"), help=_("före tiden, eller till och med dagen"))
    parser.add_argument("--place", metavar=_("PLATS"), help=_("plats eller zon"))
    parser.add_argument("--category", metavar=_("KATEGORI"), help=_("kategori, eller familjens bokstav"))
    parser.add_argument("--severity", type=int, choices=range(5), metavar="0-4", help=_("minst så allvarligt"))
    parser.add_argument("--author", metavar=_("NR"), help=_("den som skrev"))
    parser.add_argument("--shift", metavar="ID", help=_("passet"))
    parser.add_argument("--state", choices=STATES, metavar=_("LÄGE"), help=", ".join(STATES))
    parser.add_argument("--limit", type=int, default=USUAL_LIMIT, metavar=_("ANTAL"), help=_("högst så många"))


def list_(call: Call) -> int:
    return _find(call, "")


def search(call: Call) -> int:
    words = " ".join(call.options.words)
    if not any(sign.isalnum() for sign in words):
        raise RuleBroken(_("Skriv ett ord att söka efter."))
    return _find(call, words)


def _find(call: Call, text: str) -> int:
    from fieldlog.cli.rows import row
    from fieldlog.logbook import borders, reads
    from fieldlog.logbook.finding import page
    from fieldlog.logbook.viewing import as_json

    limit = call.options.limit
    if limit < 1:
        raise RuleBroken(_("--limit ska vara minst 1."))
    with opened(call, reading=True) as log:
        wanted = wanted_of(call, log, text)
        found = _open_events(call, log, wanted)
        if call.options.state != "open":
            known = borders.cells(log)
            rows = [row for row in page(log, wanted, limit=limit) if borders.may_read(log, row, known)]
            found += [as_json(each) for each in rows]
            (reads.searched if text else reads.listed)(log, rows)
            if not text:
                found.sort(key=_moment, reverse=True)
        for seen in found[:limit]:
            call.answer(seen, "" if call.options.json else row(seen))
        if not found:
            _say_nothing_found(call, log, text)
        elif len(found) >= limit:
            call.say(_("Högst {limit} visas. Fler med --limit.").format(limit=limit))
    return DONE if found else NO


def _moment(seen: dict[str, Any]) -> float:
    from fieldlog.models.moment import read_moment

    return read_moment(seen["at"]).timestamp()


def wanted_of(call: Call, log: "Log", text: str = "") -> "Filter":
    """The filter that the options of `list` describe. RuleBroken for a code or time that can't be read."""
    from fieldlog.cli.values import category_or_family, moment, place_or_zone
    from fieldlog.logbook.by_person import refuse_by_person
    from fieldlog.logbook.finding import Filter

    asked, now, words = call.options, call.now, log.vocabulary
    author = asked.author.upper() if asked.author else None
    refuse_by_person(log, author)
    shift = None
    if asked.shift:
        from fieldlog.logbook.viewing_shifts import shift_by_beginning  # loads the ORM

        shift = shift_by_beginning(log, asked.shift).id
    return Filter(
        text=text,
        since=moment(asked.since, now, words) if asked.since else None,
        until=moment(asked.until, now, words, through=True) if asked.until else None,
        severity=asked.severity,
        author=author,
        shift=shift,
        state=asked.state,
        **(place_or_zone(asked.place, words) if asked.place else {}),
        **(category_or_family(asked.category, words) if asked.category else {}),
    )


def _open_events(call: Call, log: "Log", wanted: "Filter") -> list[dict[str, Any]]:
    if call.options.state not in (None, "open"):
        return []
    from fieldlog.logbook.drafts import open_events
    from fieldlog.logbook.viewing import draft_as_json, fits_filter

    waiting = [draft_as_json(log, draft) for draft in reversed(open_events(log))]
    return [seen for seen in waiting if fits_filter(seen, wanted, log.vocabulary)]


def _say_nothing_found(call: Call, log: "Log", text: str) -> None:
    from fieldlog.logbook.finding import nearest_words

    call.say(_("Inget hittades."))
    near = nearest_words(log, text) if text else []
    if near:
        call.say(_("Menade du {words}?").format(words=", ".join(f"{word} ({count})" for word, count in near)))
