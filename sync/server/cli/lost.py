"""The lost laptop: shut out, what was on it, and the beginning of the report that is due within 72 hours."""

from collections import Counter
from pathlib import Path
from typing import Any

from fieldlog.cli.call import DONE, as_line
from fieldlog.cli.grammar import Commands
from fieldlog.home import write_private
from fieldlog.language import LANGUAGES, _, language
from fieldlog.models.moment import written
from sync.archive.lost import Manifest, OnIt
from sync.server.cli import audit, incident
from sync.server.cli.call import Call

SHOWN = 12
"""Signs of a device's key that name its files."""


def add_to(commands: Commands) -> None:
    lost = commands.add("lost", _("en dator är borta: spärra den och se vad som fanns på den"), _lost)
    lost.add_argument("device", metavar=_("ENHET"), help=_("enhetens nyckel, eller så mycket av början att den är en"))
    audit.ask_who(lost)
    lost.add_argument("--to", metavar=_("MAPP"), help=_("mapp för rapporten; annars incidents i serverns mapp"))


def _lost(call: Call) -> int:
    from sync.archive.lost import lose

    now = call.now
    with call.archive() as archive:
        found = lose(archive, call.options.device, now)
        # Never before the laptop is shut out: that waits for nothing.
        for org, many in sorted(Counter(each.org for each in found.entries).items()):
            audit.note(call, archive, "lost", {org: ()}, device=found.device.device, many=many)
    folder = Path(call.options.to) if call.options.to else call.home / "incidents"
    name = f"lost-{found.device.device[:SHOWN]}"
    listed = folder / f"{name}-entries.jsonl"
    reports = {code: folder / f"{name}-{code}.txt" for code in LANGUAGES}
    # What was on it first: the telephone call that it is read to does not wait for files.
    call.answer(_as_json(found, [*reports.values(), listed]), incident.summary(found))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for code, file in reports.items():
        write_private(file, incident.report(found, now, code).encode())
    write_private(listed, b"".join(as_line(_entry(each)).encode() + b"\n" for each in found.entries))
    call.say(_("Rapporten är påbörjad: {file}").format(file=reports[language()]))
    return DONE


def _entry(each: OnIt) -> dict[str, Any]:
    return {
        "org": each.org,
        "id": each.id,
        "kind": each.kind,
        "class": each.secrecy,
        "own": each.own,
        "parts": list(each.parts),
    }


def _as_json(found: Manifest, files: list[Path]) -> dict[str, Any]:
    device = found.device
    counts = found.counts()
    return {
        "org": device.org,
        "device": device.device,
        "worker": device.worker,
        "role": device.role,
        "contacted": written(device.contacted) if device.contacted else None,
        "unsent": device.unsent,
        "revoked": written(device.revoked) if device.revoked else None,
        "observations": [
            {"class": secrecy, "own": own, "words": words, "count": count}
            for (secrecy, own, words), count in sorted(counts.items())
        ],
        "categories": [
            {"class": secrecy, "category": category, "count": count}
            for (secrecy, category), count in sorted(found.categories.items())
        ],
        "files": [str(file) for file in files],
        "entries": [_entry(each) for each in found.entries],
    }
