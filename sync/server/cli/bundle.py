"""The exchange by a stick: a laptop's file in, the answer for it out."""

from pathlib import Path

from fieldlog.cli.call import DONE
from fieldlog.cli.grammar import Commands
from fieldlog.home import write_private
from fieldlog.language import _
from fieldlog.models.refusal import NotFound, RuleBroken
from sync.server.cli.call import Call

LARGEST = 512 << 20
"""Bytes of a laptop's file."""


def add_to(commands: Commands) -> None:
    group = commands.group("bundle", _("synka med en fil på en sticka i stället för nätet"))
    taken = group.add("in", _("ta emot en dators fil"), _in)
    taken.add_argument("file", metavar=_("FIL"), help=_("filen från datorn"))
    out = group.add("out", _("skriv svaret till datorn"), _out)
    out.add_argument("file", metavar=_("FIL"), help=_("filen att skriva"))
    out.add_argument("--device", metavar=_("ENHET"), help=_("vilken dator, om flera svar väntar"))


def _in(call: Call) -> int:
    from sync.archive.bundles import take

    file = Path(call.options.file)
    try:
        if file.stat().st_size > LARGEST:
            raise RuleBroken(_("Filen är för stor för att vara en dators fil."))
        data = file.read_bytes()
    except OSError:
        raise RuleBroken(_("Filen går inte att läsa. Ange den fil som datorn skrev.")) from None
    with call.archive() as archive:
        taken = take(archive, data, call.now)
    _answers(call).mkdir(mode=0o700, exist_ok=True)
    write_private(_answers(call) / f"{taken.device}.bundle", taken.answer)
    told = _("{worker}: {entries} poster mottagna. Skriv nu svaret: fieldlog-server bundle out FIL")
    call.answer(
        {
            "org": taken.org,
            "device": taken.device,
            "worker": taken.worker,
            "entries": taken.entries,
            "pages": taken.pages,
            "problems": list(taken.problems),
        },
        told.format(worker=taken.worker, entries=taken.entries),
    )
    return DONE


def _out(call: Call) -> int:
    folder, named = _answers(call), call.options.device
    found = [file for file in sorted(folder.glob("*.bundle")) if not named or file.name.startswith(named)]
    if not found:
        raise NotFound(_("Inget svar väntar. Ta först emot datorns fil: fieldlog-server bundle in FIL"))
    if len(found) > 1:
        raise RuleBroken(_("Flera svar väntar. Säg vilken dator: --device"))
    write_private(Path(call.options.file), found[0].read_bytes())
    found[0].unlink()
    call.answer({"device": found[0].stem, "file": call.options.file}, _("Svaret är skrivet. Bara datorn kan läsa det."))
    return DONE


def _answers(call: Call) -> Path:
    return call.home / "answers"
