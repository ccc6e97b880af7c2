"""The ways in: make a vault, open it by passphrase or keyring, change the passphrase, carry it in a backup."""

import os
import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from fieldlog.home import Folder, one_at_a_time, sweep, write_private
from fieldlog.language import _
from fieldlog.models.refusal import Damaged, Locked, RuleBroken, WrongPassphrase
from fieldlog.models.worker import service_number
from fieldlog.vault import boxes, keyring_backend, tries
from fieldlog.vault.file import VaultFacts, VaultFile, Wrap, broken, dump, parse, read_vault, write_vault
from fieldlog.vault.heads import set_aside, stored_heads
from fieldlog.vault.lock import is_locked, unlock_marker
from fieldlog.vault.unlocked import Secrets, Unlocked, open_secrets, seal_secrets

SHORTEST_PASSPHRASE = 8
LONGEST_PASSPHRASE = 1000


def create_vault(
    folder: Folder, passphrase: str, *, worker: str, org: str, role: str, keyring: bool = True
) -> Unlocked:
    """A new log's keys: database key, first device, key pair for notes. A log that is there is never overwritten.

    The passphrase always opens it; the keyring too where `keyring` is wished and this system has a safe one.
    """
    _check_new(passphrase)
    folder.make()
    _refuse_existing(folder)
    key = boxes.random_key()
    public, private = boxes.new_box_pair()
    facts = VaultFacts(os.urandom(16).hex(), service_number(worker), org, role, public)
    file = VaultFile(facts, (_passphrase_wrap(passphrase, key, facts.store),), b"", b"")
    if keyring and (wrap := _keyring_wrap(key, facts.store)):
        file = file.with_wrap(wrap)
    mine = Secrets({}, private, heads_kept=False).with_new_device()
    with one_at_a_time(folder):
        _refuse_existing(folder)
        write_vault(folder, seal_secrets(file, mine, key))
    return Unlocked(folder, facts, key, mine)


def unlock_with_passphrase(folder: Folder, passphrase: str, *, wait: Callable[[float], None] = time.sleep) -> Unlocked:
    """Open with the passphrase, and let the keyring open again after a lock. Takes a moment by design.

    Each wrong try makes the next one wait longer, up to 15 s; `wait` is called with the seconds before the try.
    """
    file = read_vault(folder)
    if (seconds := tries.count(folder)) > 0:
        wait(seconds)
    key = _key_by_passphrase(file, passphrase)
    if key is None:
        raise WrongPassphrase(_("Fel lösenfras, försök igen."))
    unlocked = Unlocked(folder, file.facts, key, open_secrets(file, key))
    tries.forget(folder)
    unlock_marker(folder)
    sweep(folder)
    return unlocked


def unlock_with_keyring(folder: Folder) -> Unlocked:
    """Open with the key in this system's keyring. Locked where that cannot be, always so after a lock. Asks nobody."""
    file = read_vault(folder)
    if is_locked(folder):
        raise Locked(_("Loggen är låst. Lås upp med lösenfrasen."))
    wrap = file.wrap("keyring")
    if wrap is None:
        raise Locked(_("Den här loggen öppnas bara med lösenfrasen."))
    key_of_wrap = keyring_backend.fetch(wrap.text("entry"), wrap.text("backend"))
    key = boxes.open_box(key_of_wrap, wrap.nonce, wrap.box, wrap.bound(file.facts.store))
    if key is None:
        raise Locked(_("Nyckeln i datorns nyckelring passar inte. Lås upp med lösenfrasen."))
    return Unlocked(folder, file.facts, key, open_secrets(file, key))


def change_passphrase(folder: Folder, unlocked: Unlocked, new: str) -> None:
    """Wrap the same database key in a new passphrase. Older backups still open with the older one."""
    _check_new(new)
    wrap = _passphrase_wrap(new, unlocked.database_key, unlocked.store)
    _replace_wrap(folder, unlocked, wrap)


def add_keyring(folder: Folder, unlocked: Unlocked) -> bool:
    """Let the keyring open the log, as after a restore on another laptop. False where there is no safe keyring."""
    old = read_vault(folder).wrap("keyring")
    wrap = _keyring_wrap(unlocked.database_key, unlocked.store)
    if wrap is None:
        return False
    _replace_wrap(folder, unlocked, wrap)
    if old is not None:
        keyring_backend.forget(old.text("entry"))
    return True


def ways(folder: Folder) -> tuple[str, ...]:
    """ "passphrase", and "keyring" where a keyring was given a key."""
    return tuple(wrap.by for wrap in read_vault(folder).wraps)


def about(folder: Folder) -> VaultFacts:
    """What the lock screen may know. Vouched for by nobody before the vault is open."""
    return read_vault(folder).facts


def export_wrap(folder: Folder) -> bytes:
    """The keys for a backup: passphrase wrap, devices, last heads; no keyring wrap. Call before copying the database:
    heads older than the copy are harmless, newer ones would look like a cut chain."""
    return dump(read_vault(folder).without("keyring"), heads=stored_heads(folder))


def backup_facts(data: bytes) -> VaultFacts:
    """Whose log a backup's keys are, before it is chosen where to put them."""
    return _of_backup(data)[0].facts


def import_wrap(folder: Folder, data: bytes) -> None:
    """Put a backup's keys into the folder. What lay there is set aside; another log's keys are never replaced."""
    file, heads = _of_backup(data)
    if file.facts.worker != folder.worker:
        raise RuleBroken(_("Säkerhetskopian tillhör {worker}.").format(worker=file.facts.worker))
    folder.make()
    with one_at_a_time(folder):
        if folder.vault.exists():
            file = _beside(folder, file)
            write_private(folder.vault.with_name("vault.before.json"), folder.vault.read_bytes())
        set_aside(folder)
        if heads is not None:
            write_private(folder.heads, heads.encode())
        write_vault(folder, file)


def _beside(folder: Folder, file: VaultFile) -> VaultFile:
    """The backup's keys with the keyring wrap that this laptop has of the same log."""
    try:
        there = read_vault(folder)
    except Damaged:
        return file
    if there.facts.store != file.facts.store:
        raise RuleBroken(_("{worker} har redan en annan logg här.").format(worker=folder.worker))
    wrap = there.wrap("keyring")
    return file.with_wrap(wrap) if wrap else file


def _of_backup(data: bytes) -> tuple[VaultFile, str | None]:
    try:
        file, heads = parse(data)
    except Damaged:
        raise Damaged(_("Säkerhetskopians nycklar är skadade. Ta en annan säkerhetskopia.")) from None
    return file, heads if isinstance(heads, str) else None


def _key_by_passphrase(file: VaultFile, passphrase: str) -> bytes | None:
    wrap = file.wrap("passphrase")
    if wrap is None or wrap.text("kdf") != "argon2id":
        raise broken()
    memory_kib, passes = wrap.number("memory_kib", 8 * 1024, 1024 * 1024), wrap.number("passes", 1, 16)
    try:
        salt = bytes.fromhex(wrap.text("salt"))
    except ValueError:
        raise broken() from None
    if len(salt) != boxes.SALT:
        raise broken()
    stretched = boxes.stretch(passphrase, salt, memory_kib, passes)
    return boxes.open_box(stretched, wrap.nonce, wrap.box, wrap.bound(file.facts.store))


def _passphrase_wrap(passphrase: str, key: bytes, store: str) -> Wrap:
    salt = os.urandom(boxes.SALT)
    settings: dict[str, str | int] = {
        "kdf": "argon2id",
        "memory_kib": boxes.MEMORY_KIB,
        "passes": boxes.PASSES,
        "salt": salt.hex(),
    }
    stretched = boxes.stretch(passphrase, salt, boxes.MEMORY_KIB, boxes.PASSES)
    return _wrapped(Wrap("passphrase", settings, b"", b""), stretched, key, store)


def _keyring_wrap(key: bytes, store: str) -> Wrap | None:
    """None where this system has no safe keyring: the passphrase alone is enough."""
    # A name of its own each time: a copy of this folder in another home never overwrites the key of this one.
    entry, key_of_wrap = f"{store}-{os.urandom(4).hex()}", boxes.random_key()
    try:
        backend = keyring_backend.keep(entry, key_of_wrap)
    except Locked:
        return None
    return _wrapped(Wrap("keyring", {"backend": backend, "entry": entry}, b"", b""), key_of_wrap, key, store)


def _wrapped(wrap: Wrap, key_of_wrap: bytes, key: bytes, store: str) -> Wrap:
    nonce, box = boxes.seal(key_of_wrap, key, wrap.bound(store))
    return replace(wrap, nonce=nonce, box=box)


def _replace_wrap(folder: Folder, unlocked: Unlocked, wrap: Wrap) -> None:
    with one_at_a_time(folder):
        file = read_vault(folder)
        open_secrets(file, unlocked.database_key)  # refuses the keys of another log
        write_vault(folder, file.with_wrap(wrap))


def _refuse_existing(folder: Folder) -> None:
    if folder.vault.exists() or folder.database.exists():
        raise RuleBroken(_("{worker} har redan en logg här.").format(worker=folder.worker))


def _check_new(passphrase: str) -> None:
    length = len(unicodedata.normalize("NFKC", passphrase))
    if length < SHORTEST_PASSPHRASE or not passphrase.strip():
        raise RuleBroken(_("Lösenfrasen ska ha minst {least} tecken.").format(least=SHORTEST_PASSPHRASE))
    if length > LONGEST_PASSPHRASE:
        raise RuleBroken(_("Lösenfrasen får ha högst {most} tecken.").format(most=LONGEST_PASSPHRASE))
