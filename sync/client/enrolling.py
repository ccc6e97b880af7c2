"""Joining a server: with a one-time code, and by itself for a device that follows one of one's own."""

import base64
import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from fieldlog.language import _
from fieldlog.logbook import policies
from fieldlog.logbook.delivery import forget_server
from fieldlog.logbook.log import PROGRAM, Log
from fieldlog.models.refusal import RuleBroken, TurnedAway
from sync.answers import Enrolled, Enrolment, proof_bytes
from sync.client.membership import Clock, Membership, found
from sync.client.talking import Talk

if TYPE_CHECKING:
    import httpx

LONGEST_CODE = 100


def enrol(
    log: Log,
    address: str,
    code: str,
    ca: str,
    now: datetime,
    *,
    clock: Clock | None = None,
    transport: "httpx.BaseTransport | None" = None,
) -> Membership:
    """Register this log at a server; `ca` is PEM, or empty for the system's own store.

    RuleBroken where the code is somebody else's, with nothing kept. What another server had received before says
    nothing of this one: everything goes to this one too.
    """
    if log.folder.practice:
        raise RuleBroken(_("Övningsloggen sänds aldrig. Anslut din egen logg."))
    typed = "".join(code.split())
    if not 0 < len(typed) <= LONGEST_CODE or not typed.isascii():
        raise RuleBroken(_("Koden går inte att läsa. Skriv den som den står."))
    log.unlocked.refresh()
    # The oldest device first: the others follow it, and with it their entries may be sent.
    first = log.unlocked.devices()[0]
    talk = Talk(address, clock=clock or (lambda: now), ca=ca, transport=transport)
    try:
        said = _with_code(log, talk, first, typed)
        _refuse_another(log, said)
        if said.role != log.role:
            raise _not_mine(log)
        here = Membership(talk.address, ca, said.token, first, said.server, said.box, said.org_name, said.contact)
        before = found(log)
        with log.store.write() as connection:
            if before is None or before.server != here.server:
                forget_server(connection)
            policies.trust(connection, here.server, log.vocabulary)
        here.keep(log)
        return follow(log, talk, here)
    finally:
        talk.close()


def _with_code(log: Log, talk: Talk, device: str, code: str) -> Enrolled:
    try:
        return talk.enrol(asked(log, device, code=code))
    except TurnedAway as no:
        if no.code == "fields" and no.facts.get("field") in ("org", "worker", "role"):
            raise _not_mine(log) from None
        raise


def _not_mine(log: Log) -> TurnedAway:
    sentence = _("Koden är inte för {worker}, {role}, {org}, som den här loggen är. Be om en ny kod.")
    return TurnedAway(sentence.format(worker=log.worker, role=log.role, org=log.org), "code")


def follow(log: Log, talk: Talk, here: Membership) -> Membership:
    """Enrol each own device that came after the one with the token; the token is the current device's afterwards."""
    devices = log.unlocked.devices()
    talk.token = here.token
    known = devices.index(here.device) if here.device in devices else 0
    for device in devices[known + 1 :]:
        said = talk.succeed(log.org, asked(log, device, previous=here.device))
        here = joined(log, here, device, said)
        talk.token = here.token
    return here


def joined(log: Log, here: Membership, device: str, said: Enrolled) -> Membership:
    """The membership with the device's own token, kept at once: the device before may already be closed there."""
    _refuse_another(log, said)
    earlier = {**_earlier(here), here.device: here.token}
    here = replace(
        here,
        token=said.token,
        device=device,
        contact=said.contact,
        org_name=said.org_name,
        earlier=json.dumps(earlier),
    )
    here.keep(log)
    return here


def step_back(log: Log, talk: Talk, here: Membership, no: TurnedAway) -> Membership:
    """Join anew by the token of an own earlier device, where a restored server knows the present one no longer.

    Raises `no` where none of them is known either: then a new code is needed.
    """
    tokens = _earlier(here)
    for device in reversed(log.unlocked.devices()):
        if device in tokens and device != here.device:
            try:
                return follow(log, talk, replace(here, device=device, token=tokens[device]))
            except TurnedAway as still:
                if still.code not in ("token", "unknown"):
                    raise
    raise no


def _earlier(here: Membership) -> dict[str, str]:
    found: dict[str, str] = json.loads(here.earlier or "{}")
    return found


def asked(log: Log, device: str, *, code: str = "", previous: str = "") -> Enrolment:
    """What an own device asks with, and its proof that its key is here."""
    signature = log.unlocked.signing_key(device).sign(proof_bytes(code, device)).signature
    proof = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
    return Enrolment(code, device, log.org, log.worker, log.role, PROGRAM, proof, previous)


def _refuse_another(log: Log, said: Enrolled) -> None:
    if (said.org, said.worker) != (log.org, log.worker):
        raise _not_mine(log)
    if not said.token or not said.server:
        raise TurnedAway(_("Servern svarade utan nyckel. Säg till den som sköter den."))
