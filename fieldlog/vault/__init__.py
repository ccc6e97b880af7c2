"""The keys of one worker's log: made, opened by passphrase or keyring, changed, carried in a backup."""

from fieldlog.vault.doors import (
    about,
    add_keyring,
    change_passphrase,
    create_vault,
    export_wrap,
    import_wrap,
    unlock_with_keyring,
    unlock_with_passphrase,
    ways,
)
from fieldlog.vault.file import VaultFacts
from fieldlog.vault.unlocked import Unlocked

__all__ = [
    "Unlocked",
    "VaultFacts",
    "about",
    "add_keyring",
    "change_passphrase",
    "create_vault",
    "export_wrap",
    "import_wrap",
    "unlock_with_keyring",
    "unlock_with_passphrase",
    "ways",
]
