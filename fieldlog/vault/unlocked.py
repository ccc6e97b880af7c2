"""An open vault: the database key, the signing keys of the own devices, and the heads they reached."""

import base64
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fieldlog.home import Folder, one_at_a_time
from fieldlog.models.refusal import CannotSave, Damaged
from fieldlog.vault.boxes import canonical, derive, new_signing_seed, open_box, seal
from fieldlog.vault.file import VaultFacts, VaultFile, broken, read_vault, write_vault
from fieldlog.vault.heads import Heads, altered, read_heads, set_aside, write_heads

if TYPE_CHECKING:
    from nacl.signing import SigningKey


@dataclass(frozen=True)
class Secrets:
    """What is sealed in the vault file under the database key."""

    seeds: dict[str, bytes] = field(repr=False)  # device -> Ed25519 seed, oldest first
    notes_private: bytes = field(repr=False)
    heads_kept: bool
    server: dict[str, str] = field(default_factory=dict, repr=False)
    """What the laptop needs of its server: address, token, keys, whom to ring (`sync.client.enrolling`); empty before.

    Here and not in the store, so that a backup carries it and nothing else on the laptop can read the token.
    """

    def with_new_device(self) -> "Secrets":
        public, seed = new_signing_seed()
        return replace(self, seeds={**self.seeds, device_name(public): seed})


@dataclass(eq=False)
class Unlocked:
    """One worker's open keys. Safe to show: neither repr nor any message holds a secret."""

    folder: Folder
    facts: VaultFacts
    database_key: bytes = field(repr=False)
    secrets: Secrets = field(repr=False)

    @property
    def store(self) -> str:
        return self.facts.store

    @property
    def device(self) -> str:
        """The current device: the base64url Ed25519 public key that new entries are signed with."""
        return self.devices()[-1]

    def devices(self) -> tuple[str, ...]:
        """All own devices of this log, oldest first."""
        return tuple(self.secrets.seeds)

    def signing_key(self, device: str | None = None) -> "SigningKey":
        """The signing key of an own device, the current one by default. KeyError for any other device."""
        from nacl.signing import SigningKey  # only when something is signed, not at every start

        return SigningKey(self.secrets.seeds[device or self.device])

    def new_device(self) -> str:
        """Add a device and make it the current one: after a restore, a fork or damage.

        Heads that no longer hold are set aside, since the first entry of the new device names the end of the old chain.
        """
        with one_at_a_time(self.folder):
            self.refresh()
            changed = self.secrets.with_new_device()
            try:
                self.kept_heads()
            except Damaged:
                set_aside(self.folder)
                changed = replace(changed, heads_kept=False)
            self._save(changed)
        return self.device

    def keep_server(self, server: dict[str, str]) -> None:
        """Remember the server that this log was enrolled at, in place of what was known of one."""
        with one_at_a_time(self.folder):
            self.refresh()
            self._save(replace(self.secrets, server=dict(server)))

    def refresh(self) -> None:
        """See the devices that another terminal has added since this one opened the vault."""
        self.secrets = open_secrets(read_vault(self.folder), self.database_key)

    def keep_head(self, device: str, n: int, head: str) -> bool:
        """Remember how far a chain has come, once its entry is saved; never less than before.

        False where it could not be kept (full disk, altered file): the entry is saved all the same, and `verify` tells.
        """
        try:
            with one_at_a_time(self.folder):
                heads = self.kept_heads()
                if heads.get(device, (0, ""))[0] < n:
                    write_heads(self.folder, {**heads, device: (n, head)}, self.database_key)
                # The mark comes after the file: a kill between the two must not look like a file taken away.
                if not self.secrets.heads_kept:
                    self.refresh()
                    self._save(replace(self.secrets, heads_kept=True))
        except CannotSave:
            return False
        return True

    def kept_heads(self) -> Heads:
        """Device -> (n, head). Empty only when no head was ever kept; Damaged when the file was altered or taken."""
        heads = read_heads(self.folder, self.database_key)
        if heads is None:
            self.refresh()  # the mark first, then the file again: another terminal writes them the other way round
            heads = read_heads(self.folder, self.database_key)
            if heads is None and self.secrets.heads_kept:
                raise altered()
        return heads or {}

    def _save(self, changed: Secrets) -> None:
        write_vault(self.folder, seal_secrets(read_vault(self.folder), changed, self.database_key))
        self.secrets = changed


def device_name(public: bytes) -> str:
    return base64.urlsafe_b64encode(public).rstrip(b"=").decode()


def seal_secrets(file: VaultFile, secrets: Secrets, database_key: bytes) -> VaultFile:
    plain = canonical({
        "devices": [[device, seed.hex()] for device, seed in secrets.seeds.items()],
        "notes": secrets.notes_private.hex(),
        "heads": secrets.heads_kept,
        "server": secrets.server,
    })
    nonce, box = seal(derive(database_key, "fieldlog vault"), plain, file.bound())
    return replace(file, nonce=nonce, sealed=box)


def open_secrets(file: VaultFile, database_key: bytes) -> Secrets:
    """The secrets of a vault file; Damaged when they or any readable fact of the file are not as sealed."""
    plain = open_box(derive(database_key, "fieldlog vault"), file.nonce, file.sealed, file.bound())
    if plain is None:
        raise broken()
    content = json.loads(plain)
    seeds = {device: bytes.fromhex(seed) for device, seed in content["devices"]}
    # A vault from before the exchange has no word of a server.
    return Secrets(seeds, bytes.fromhex(content["notes"]), content["heads"], content.get("server", {}))
