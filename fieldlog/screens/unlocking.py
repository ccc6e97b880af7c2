"""The passphrase and its tries: each in a thread, the wait after wrong ones told second by second."""

import asyncio
import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from fieldlog.language import _
from fieldlog.models.refusal import Refusal
from fieldlog.screens.passphrase import Passphrase, PassphraseRow
from fieldlog.screens.say import Say

if TYPE_CHECKING:
    from fieldlog.home import Folder
    from fieldlog.vault import Unlocked


class Unlocking(PassphraseRow):
    """Posts what it has to say, and the open keys. What is typed during a try is kept for whoever comes next."""

    class Opened(Message):
        """The passphrase was right. `typed` is what was typed after its Enter."""

        def __init__(self, unlocked: "Unlocked", typed: str) -> None:
            super().__init__()
            self.unlocked = unlocked
            self.typed = typed

    def __init__(self, folder: "Folder") -> None:
        self.field = Passphrase()
        super().__init__(self.field)
        self._folder = folder

    def stop(self) -> None:
        """Forget what was typed; a try that still waits is not made."""
        self.workers.cancel_group(self, "try")
        self.field.is_busy = False
        self.field.value = ""

    @on(Passphrase.Entered)
    def _entered(self, message: Passphrase.Entered) -> None:
        message.stop()
        self.field.is_busy = True
        self.run_worker(self._try(message.passphrase), group="try")

    async def _try(self, passphrase: str) -> None:
        from fieldlog.vault import unlock_with_passphrase
        from fieldlog.vault.tries import seconds_to_wait

        waited = seconds_to_wait(self._folder)
        for left in range(math.ceil(waited), 0, -1):
            self.post_message(Say(_("Fel lösenfras nyss. Provar om {seconds} s.").format(seconds=left)))
            await asyncio.sleep(min(1.0, waited))
        self.post_message(Say(_("Låser upp ...")))
        try:
            unlocked = await asyncio.to_thread(
                unlock_with_passphrase, self._folder, passphrase, wait=_rest_after(waited)
            )
        except Refusal as refusal:
            self.post_message(Say(str(refusal)))
        else:
            self.post_message(self.Opened(unlocked, self.field.value))
            self.field.value = ""
        finally:
            self.field.is_busy = False


def _rest_after(waited: float) -> Callable[[float], None]:
    """What the vault wants to wait beyond that: another terminal may have tried meanwhile."""
    return lambda seconds: time.sleep(max(0.0, seconds - waited))
