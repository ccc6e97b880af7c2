"""The keys of one worker's log: made, opened by passphrase or keyring, changed, carried in a backup."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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


def __getattr__(name: str) -> Any:
    # When it is first asked for: a start needs of this package only the lock, before the first frame.
    if name not in __all__:
        raise AttributeError(name)
    from fieldlog.vault import doors, file, unlocked

    return getattr({"Unlocked": unlocked, "VaultFacts": file}.get(name, doors), name)
