"""The keys of a log, fetched in a thread while the screen is put together: a passphrase is stretched beside Python."""

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldlog.home import Folder
    from fieldlog.vault import Unlocked


class Ahead:
    """Begins at once. `take` gives the keys to the first who asks, and keeps nothing of them."""

    def __init__(self, folder: "Folder", passphrase: str | None) -> None:
        """By the keyring, where there is no passphrase at hand."""
        self._unlocked: Unlocked | None = None
        self._refused: Exception | None = None
        # A daemon: a program that is closed meanwhile does not wait for a keyring that does not answer.
        self._thread = threading.Thread(target=self._fetch, args=(folder, passphrase), name="keys", daemon=True)
        self._thread.start()

    def take(self) -> "Unlocked":
        """Wait for the keys. Raises what opening the vault raised."""
        self._thread.join()
        unlocked, self._unlocked = self._unlocked, None
        if unlocked is None:
            raise self._refused or RuntimeError("the keys are taken")
        return unlocked

    def _fetch(self, folder: "Folder", passphrase: str | None) -> None:
        from fieldlog.vault.doors import unlock_with_keyring, unlock_with_passphrase

        try:
            self._unlocked = (
                unlock_with_keyring(folder) if passphrase is None else unlock_with_passphrase(folder, passphrase)
            )
        except Exception as refused:  # noqa: BLE001 - told by whoever takes the keys
            self._refused = refused
