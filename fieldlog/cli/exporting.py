"""The command that lets observations out: `export --format csv|jsonl [--class B] [--out FILE]`."""

import contextlib
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fieldlog.cli.call import Call, Unheard
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.cli.values import category_or_family, moment, place_or_zone
from fieldlog.language import _

if TYPE_CHECKING:
    from fieldlog.logbook.exports import Note
    from fieldlog.logbook.finding import Filter
    from fieldlog.logbook.log import Log


def add_to(commands: Commands) -> None:
    parser = commands.add("export", _("skriv ut observationer som en fil"), run)
    parser.add_argument("--format", required=True, choices=("csv", "jsonl"), help=_("csv eller jsonl"))
    parser.add_argument(
        "--class", dest="class_", default="A", choices=("A", "B", "C"), help=_("högsta klass, annars A")
    )
    parser.add_argument("--since", metavar=_("TID"), help=_("från och med, som 2026-08-22 eller 2026-08-22 21:00"))
    parser.add_argument("--until", metavar=_("TID"), help=_("till, samma form"))
    parser.add_argument("--place", metavar=_("PLATS"))
    parser.add_argument("--category", metavar=_("KATEGORI"))
    parser.add_argument("--out", metavar=_("FIL"), help=_("filen att skriva; annars standard ut"))
    parser.add_argument("--why", metavar=_("TEXT"), default="", help=_("varför; står i läsloggen"))


def run(call: Call) -> int:
    from fieldlog.logbook.exports import export, private_file

    options = call.options
    with opened(call, reading=True) as log:
        wanted = _wanted(call, log)
        if options.out:
            path = Path(options.out)
            with private_file(path, options.format) as out:
                note = export(log, options.format, options.class_, wanted, out, why=options.why)
            call.answer({"written": note.written, "left_out": note.left_out}, "")
        else:
            note = _to_stdout(log, options.format, options.class_, wanted, options.why)
    for sentence in _sentences(note, options.class_):
        call.say(sentence)
    return 0


def _to_stdout(log: "Log", format_: str, class_: str, wanted: "Filter", why: str) -> "Note":
    from fieldlog.logbook.exports import ENCODINGS, export

    raw = getattr(sys.stdout, "buffer", None)
    if raw is None:
        return export(log, format_, class_, wanted, sys.stdout, why=why)
    # A wrapper of its own: whatever the terminal speaks, what comes out of the pipe is the file that --out writes.
    out = io.TextIOWrapper(raw, encoding=ENCODINGS[format_], newline="")
    try:
        note = export(log, format_, class_, wanted, out, why=why)
        out.flush()
    except BrokenPipeError:
        raise
    except OSError:
        raise Unheard(_("Svaret gick inte att skriva ut. Det som är sparat finns kvar.")) from None
    finally:
        with contextlib.suppress(OSError):
            out.detach()
    return note


def _wanted(call: Call, log: "Log") -> "Filter":
    from fieldlog.logbook.finding import Filter

    options, words = call.options, log.vocabulary
    where = place_or_zone(options.place, words) if options.place else {}
    what = category_or_family(options.category, words) if options.category else {}
    return Filter(
        since=moment(options.since, call.now, words) if options.since else None,
        until=moment(options.until, call.now, words, through=True) if options.until else None,
        place=where.get("place"),
        zone=where.get("zone"),
        category=what.get("category"),
        family=what.get("family"),
    )


def _sentences(note: "Note", class_: str) -> list[str]:
    """What was written and what was left out, in numbers."""
    told = [
        _("{written} observationer utskrivna, till och med klass {class_}.").format(written=note.written, class_=class_)
    ]
    reasons = {
        "B": _("{count} av klass B är inte med."),
        "C": _("{count} av klass C är inte med."),
        "withdrawn": _("Återtagna som inte är med: {count}."),
        "erased": _("Gallrade som inte är med: {count}."),
        "quarantined": _("{count} i karantän är inte med."),
        "waiting": _("{count} som väntar är inte med."),
        "others": _("{count} som inte är dina att läsa är inte med."),
    }
    told += [sentence.format(count=note.left_out[why]) for why, sentence in reasons.items() if note.left_out.get(why)]
    if note.words_closed:
        sentence = _("{count} har fritext som inte är släppt utanför organisationen: lämna inte filen vidare.")
        told.append(sentence.format(count=note.words_closed))
    return told
