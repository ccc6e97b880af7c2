"""fieldlog bundle out, in: the exchange by stick, where there is no network."""

from pathlib import Path

from fieldlog.cli.call import DONE, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.home import cannot_save, not_in_a_log, write_private
from fieldlog.language import _
from fieldlog.models.refusal import NotFound

BIGGEST = 512 << 20
"""Bytes of a file that is taken in."""


def add_to(commands: Commands) -> None:
    bundle = commands.group("bundle", _("synka med en fil på en sticka i stället för nätet"))
    out = bundle.add("out", _("skriv det som ska till servern i en fil som bara den kan läsa"), run_out)
    out.add_argument("file", metavar=_("FIL"))
    take = bundle.add("in", _("ta emot serverns svar ur en fil"), run_in)
    take.add_argument("file", metavar=_("FIL"))


def run_out(call: Call) -> int:
    from sync.client.bundles import write_out

    path = Path(call.options.file)
    not_in_a_log(path)
    with opened(call) as log:
        data = write_out(log, call.now)
    write_private(path, data)
    sentence = _("Filen är skriven: {file}, {size} kB. Bara servern kan läsa den. Ta sedan emot svaret: bundle in")
    size = max(1, len(data) // 1000)
    call.answer({"file": str(path), "bytes": len(data)}, sentence.format(file=path.name, size=size))
    return DONE


def run_in(call: Call) -> int:
    data = _read(Path(call.options.file))
    with opened(call) as log:
        from fieldlog.cli.exchange import tell
        from sync.client.bundles import take_in

        tell(call, log, take_in(log, data, call.now))
    return DONE


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(BIGGEST)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise NotFound(_("Filen finns inte. Ange den fil som servern skrev.")) from None
    except OSError as error:
        raise cannot_save(error) from None
