"""Bugs to plant in the laptop's side: each one breaks one rule of the exchange."""

from dataclasses import replace
from typing import Any

import pytest

from fieldlog.logbook import delivery, received, retention
from sync.client import believing, bundles, exchange, forking, sending, taking_in
from sync.protocol import Head


def blind_acknowledgement(patch: pytest.MonkeyPatch) -> None:
    """Any head counts as one's own, and all up to it as delivered."""

    def believe(log: Any, device: str, epoch: Any, head: Head, now: Any, **_more: Any) -> str:
        with log.store.write() as connection:
            delivery.fall_back(connection, device, head.n, now, str(epoch))
        return believing.HERE

    for module in (sending, bundles):
        patch.setattr(module, "believe", believe)


def any_receipt(patch: pytest.MonkeyPatch) -> None:
    """Whoever signs, and nobody asks for the epoch: an impostor is believed."""

    def read(answer: Any, _device: str, _server: str) -> Any:
        return believing.Receipt.read(answer.receipt)

    for module in (sending, forking, bundles):
        patch.setattr(module, "check_receipt", read)


def hand_over_ignores_epoch(patch: pytest.MonkeyPatch) -> None:
    """What was handed over to an archive that was set back counts as handed over, and nobody asks after it."""
    patch.setattr(forking.HandOver, "_live", lambda _over, _epoch: True)
    patch.setattr(exchange.aside, "ask", lambda *_said: exchange.aside.News())


def without_fork_check(patch: pytest.MonkeyPatch) -> None:
    """A chain that is another one there is passed over, and nothing is said."""
    real = exchange._Run._send_chain

    def send(run: Any, device: str, *, may_fork: bool) -> None:
        try:
            real(run, device, may_fork=False)
        except exchange.TurnedAway as no:
            if no.code != "fork":
                raise

    patch.setattr(exchange._Run, "_send_chain", send)


def fork_not_handed_over(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exchange._Run, "_hand_over", lambda _run: None)


def cursor_before_rows(patch: pytest.MonkeyPatch) -> None:
    """The cursor is kept first, in a transaction of its own, and then the rows."""
    real = received.take_in

    def take_in(log: Any, page: received.Page, now: Any) -> Any:
        with log.store.write() as connection:
            delivery.keep(connection, page.keep)
        return real(log, page, now)

    patch.setattr(taking_in.received, "take_in", take_in)


def gone_ignored(patch: pytest.MonkeyPatch) -> None:
    """What a reader may have no longer stays on her laptop."""
    real = received.take_in
    patch.setattr(taking_in.received, "take_in", lambda log, page, now: real(log, replace(page, gone=()), now))


def bare_lines_count(patch: pytest.MonkeyPatch) -> None:
    """Lines that went ahead without their parts count as delivered."""
    real = sending.Sender._take

    def take(sender: Any, answer: Any, after: int, last: int, *, whole: bool) -> None:
        del whole
        real(sender, answer, after, last, whole=True)

    patch.setattr(sending.Sender, "_take", take)


def aside_not_told(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(delivery, "put_aside", lambda *_said: None)


def only_copy_destroyed(patch: pytest.MonkeyPatch) -> None:
    """Whatever is behind the number that the server reached counts as held by it."""
    patch.setattr(delivery, "NOT_HELD", ())


def destroyed_unheard(patch: pytest.MonkeyPatch) -> None:
    """What a server once signed for counts as held there, whatever has become of its archive since."""
    real = retention.destroy_due

    def destroy_due(log: Any, now: Any, _epoch: str = "") -> int:
        with log.store.read() as connection:
            epoch = delivery.delivered(connection, log.device).epoch
        return real(log, now, epoch)

    patch.setattr(exchange.retention, "destroy_due", destroy_due)


def destroyed_unsaid(patch: pytest.MonkeyPatch) -> None:
    """What is no longer kept is destroyed, and no purge entry names it."""
    real = received.destroy

    def destroy(pen: Any, rule: str, ids: Any) -> int:
        patched = pen.destroy
        type(pen).destroy = lambda *_said: None
        try:
            return real(pen, rule, ids)
        finally:
            type(pen).destroy = patched.__func__

    patch.setattr(retention, "destroy", destroy)
