"""fieldlog sync, status: send one's own, fetch what one may read; and how that stands."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.language import _, n_
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import TurnedAway

if TYPE_CHECKING:
    from fieldlog.logbook.log import Log
    from sync.client.outcome import Outcome
    from sync.client.status import Status

ROUNDS = 4
"""How often `--wait` goes again: what is saved meanwhile must not keep it waiting for ever."""


def add_to(commands: Commands) -> None:
    sync = commands.add("sync", _("sänd det som är kvar här och hämta det du får läsa"), run_sync)
    sync.add_argument("--wait", action="store_true", help=_("vänta också in det som än kan ångras"))
    commands.add("status", _("vad som inte är sänt, senaste kvittot, servern och klockan"), run_status)


def run_sync(call: Call, pause: Callable[[float], Any] | None = None) -> int:
    wait = pause or (lambda seconds: threading.Event().wait(seconds))
    with opened(call) as log:
        from sync.client.exchange import exchange  # httpx takes as long to load as all the rest
        from sync.client.membership import conversation

        talk = conversation(log, call.clock)
        try:
            outcome = exchange(log, call.now, talk)
            for _round in range(ROUNDS if call.options.wait else 0):
                if not outcome.waiting or outcome.revoked:
                    break
                wait(outcome.seconds + 0.1)
                outcome = _together(outcome, exchange(log, call.now, talk))
        finally:
            talk.close()
        tell(call, log, outcome)
    return TurnedAway.exit_code if outcome.revoked else DONE


def _together(first: "Outcome", second: "Outcome") -> "Outcome":
    second.sent += first.sent
    second.received += first.received
    second.aside = first.aside | second.aside
    second.notices = [*first.notices, *(notice for notice in second.notices if notice not in first.notices)]
    second.receipt = second.receipt or first.receipt
    return second


def tell(call: Call, log: "Log", outcome: "Outcome") -> None:
    """What an exchange came to."""
    from sync.client.status import receipt_data

    for notice in outcome.notices:
        call.say(notice)
    receipt = receipt_data(outcome.receipt) if outcome.receipt else None
    lines = [
        _("Sänt {sent}, mottaget {received}, kvar här {unsent}.").format(
            sent=outcome.sent, received=outcome.received, unsent=outcome.unsent
        )
    ]
    if outcome.waiting:
        sentence = n_(
            "{count} post kan än ångras och går om {seconds} s.",
            "{count} poster kan än ångras och går om {seconds} s.",
            outcome.waiting,
        )
        lines.append(sentence.format(count=outcome.waiting, seconds=round(outcome.seconds)))
    if receipt:
        lines.append(_("Kvitto: {n} poster hos servern, {words}").format(n=receipt["n"], words=receipt["words"]))
    answer = {
        "sent": outcome.sent,
        "received": outcome.received,
        "unsent": outcome.unsent,
        "waiting": outcome.waiting,
        "waiting_seconds": round(outcome.seconds),
        "aside": [{"device": device, "n": n, "code": code} for (device, n), code in outcome.aside.items()],
        "notices": outcome.notices,
        "receipt": receipt,
        "revoked": outcome.revoked,
        "device": log.device,
    }
    call.answer(answer, "\n".join(lines))


def run_status(call: Call) -> int:
    with opened(call, reading=True) as log:
        from sync.client.status import status

        now = status(log, call.now)
        call.answer(now.data(), "\n".join(_rows(now)))
    return DONE


def _rows(now: "Status") -> list[str]:
    from sync.client.outcome import clock_said
    from sync.words import words_of

    rows = [_("Inte sänt: {unsent}, varav {waiting} än kan ångras").format(unsent=now.unsent, waiting=now.waiting)]
    if not now.server:
        return [*rows, _("Server: ingen än. Be om en kod: fieldlog enrol ADRESS KOD")]
    rows.append(_("Server: {server}, {org}").format(server=now.server, org=now.organisation))
    if now.contact:
        rows.append(_("Ring: {contact}").format(contact=now.contact))
    when = f"{now.done_at.astimezone(STOCKHOLM):%d/%m %H:%M}" if now.done_at else _("aldrig")
    rows.append(_("Senaste hela synken: {when}").format(when=when))
    if now.refused:
        rows.append(_("Senaste försöket: {why}").format(why=now.refused))
    if now.receipt:
        words = words_of(now.receipt.head.hash)
        rows.append(_("Senaste kvittot: {n} poster hos servern, {words}").format(n=now.receipt.head.n, words=words))
    if now.aside:
        rows.append(_("Åt sidan hos servern: {count}").format(count=len(now.aside)))
    if now.skew is not None:
        rows.append(clock_said(now.skew))
    return rows
