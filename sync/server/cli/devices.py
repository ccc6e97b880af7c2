"""The laptops: who has not been heard of, who has entries left, and the one that must be shut out."""

from typing import Any

from fieldlog.cli.call import DONE, NO
from fieldlog.cli.grammar import Commands
from fieldlog.language import _, mark
from fieldlog.models.moment import STOCKHOLM, written
from sync.archive.devices import Device
from sync.server.cli.call import Call
from sync.words import words_of

STATES = {"active": mark("ansluten"), "closed": mark("avslutad"), "revoked": mark("spärrad")}
SHOWN = 12
"""Signs of a device's key that name it on the screen."""


def add_to(commands: Commands) -> None:
    devices = commands.add("devices", _("visa datorerna: ägare, senaste kontakt, osänt, klocka, tillstånd"), _devices)
    devices.add_argument("--org", metavar=_("KOD"), help=_("bara en organisation"))
    revoke = commands.add("revoke", _("spärra en dator: den läser inget mer, och det den skickar väntar"), _revoke)
    revoke.add_argument(
        "device", metavar=_("ENHET"), help=_("enhetens nyckel, eller så mycket av början att den är en")
    )


def _devices(call: Call) -> int:
    from sync.archive.devices import devices

    with call.archive() as archive:
        found = devices(archive, call.options.org)
    for device in found:
        call.answer(_as_json(device), _as_text(device))
    return DONE if found else NO


def _revoke(call: Call) -> int:
    from sync.archive.devices import revoke

    with call.archive() as archive:
        device = revoke(archive, call.options.device, call.now)
    told = _("{worker}s dator {device} är spärrad. Det den skickar hamnar i karantän.")
    call.answer(_as_json(device), told.format(worker=device.worker, device=device.device[:SHOWN]))
    return DONE


def _as_json(device: Device) -> dict[str, Any]:
    return {
        "org": device.org,
        "device": device.device,
        "worker": device.worker,
        "role": device.role,
        "state": device.state,
        "n": device.n,
        "head": device.head,
        "words": words_of(device.head),
        "program": device.program,
        "previous": device.previous,
        "enrolled": written(device.enrolled),
        "contacted": written(device.contacted) if device.contacted else None,
        "unsent": device.unsent,
        "skew": device.skew,
        "revoked": written(device.revoked) if device.revoked else None,
    }


def _as_text(device: Device) -> str:
    when = f"{device.contacted.astimezone(STOCKHOLM):%d/%m %H:%M}" if device.contacted else _("aldrig")
    pieces = [
        f"{device.org:<8} {device.worker:<10} {device.device[:SHOWN]}  {_(STATES[device.state]):<9}",
        _("kontakt {when}").format(when=when),
    ]
    if device.unsent:
        pieces.append(_("osänt {count}").format(count=device.unsent))
    if device.skew and abs(device.skew) >= 60:
        pieces.append(_("klockan {minutes:+} min").format(minutes=round(device.skew / 60)))
    return "  ".join(pieces) + "\n  " + _("{n} poster, {words}").format(n=device.n, words=words_of(device.head))
