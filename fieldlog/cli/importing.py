"""The command that takes in a file: `import FILE --map at=COL ...`."""

import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from fieldlog.cli.call import Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken

if TYPE_CHECKING:
    from fieldlog.logbook.imports import Count

WIDTH = 30


def add_to(commands: Commands) -> None:
    parser = commands.add("import", _("läs in en fil: CSV eller JSON lines"), run)
    parser.add_argument("file", metavar=_("FIL"))
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar=_("VAD=KOLUMN"),
        help=_(
            "vad en kolumn är, som at=Tid; upprepas. VAD är at, words, source, place, spot, category, severity, class, "
            "persons, ages, actions eller ett fält"
        ),
    )
    parser.add_argument("--place", metavar=_("PLATS"), help=_("plats där filen inte säger någon"))
    parser.add_argument("--category", metavar=_("KATEGORI"), help=_("kategori där filen inte säger någon"))
    parser.add_argument("--dry-run", action="store_true", help=_("visa vad som skulle hända, spara inget"))
    parser.add_argument("--rejected", metavar=_("FIL"), help=_("fil för rader som inte går att läsa in"))


def run(call: Call) -> int:
    from fieldlog.logbook.imports import import_file
    from fieldlog.logbook.rejects import beside

    path, options = Path(call.options.file), call.options
    columns = read_map(options.map)
    rejected = Path(options.rejected) if options.rejected else None if options.dry_run else beside(path)
    bar = _Bar()
    with opened(call) as log:
        try:
            count = import_file(
                log,
                path,
                columns,
                call.now,
                place=options.place,
                category=options.category,
                dry_run=options.dry_run,
                rejected=rejected,
                tell=bar.show,
            )
        finally:
            bar.clear()
    for line, reason in count.reasons:
        call.say(_("Rad {line}: {reason}").format(line=line, reason=reason))
    if count.rejected and rejected is not None:
        call.say(_("Avvisade rader ligger i {file}. Rätta dem där och läs in den filen.").format(file=rejected.name))
    call.answer(dict(count.as_json()), _summary(count, dry_run=options.dry_run))
    return 0


def read_map(pairs: list[str]) -> dict[str, str]:
    """`at=Tid words=Anteckning` as what a column is -> the column. RuleBroken for anything else."""
    columns: dict[str, str] = {}
    for pair in pairs:
        target, equals, column = pair.partition("=")
        if not equals or not target.strip() or not column.strip():
            raise RuleBroken(_("Skriv --map som VAD=KOLUMN, till exempel --map at=Tid."))
        if target.strip() in columns:
            raise RuleBroken(_("{target} har fått två kolumner. Välj en.").format(target=target.strip()))
        columns[target.strip()] = column.strip()
    return columns


def _summary(count: "Count", *, dry_run: bool) -> str:
    sentence = _("{read} rader: {imported} inlästa, {already} fanns redan, {rejected} avvisade.")
    if dry_run:
        sentence = _("Prov, inget är sparat. {read} rader: {imported} nya, {already} finns redan, {rejected} avvisas.")
    return sentence.format(**count.as_json())


class _Bar:
    """How far the file has come, on one line of a terminal; nothing where stderr is none or cannot move back."""

    def __init__(self) -> None:
        import os

        self._on = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._started = time.monotonic()

    def show(self, count: "Count", share: float) -> None:
        if not self._on:
            return
        full = round(share * WIDTH)
        rate = count.read / max(time.monotonic() - self._started, 0.001)
        text = f"[{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%} {count.read} {_('rader')} {rate:.0f}/s"
        print("\r" + text[: shutil.get_terminal_size().columns - 1], end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self._on:
            print("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r", end="", file=sys.stderr, flush=True)
