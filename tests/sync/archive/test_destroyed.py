"""What is destroyed is gone: from tables, files and backups made afterwards; and verify knows it from what is lost."""

from pathlib import Path

from sync.archive import backups
from sync.archive.archive import Archive
from sync.archive.verifying import verify
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import sent
from tests.sync.archive.retaining import CANARY, after, parts, rules, run
from tests.sync.laptops import Laptop


def test_a_backup_made_afterwards_and_the_files_hold_nothing_of_it(
    archive: Archive, annas_laptop: Laptop, tmp_path: Path
) -> None:
    annas_laptop.observe(CANARY, "C")
    sent(archive, annas_laptop)
    assert archive.database.kind == "postgresql" or CANARY.encode() in files(archive.home.root)

    report = run(archive, 91)

    with archive.database.reading() as session:
        for (data,) in session.rows("SELECT data FROM part"):
            assert CANARY.encode() not in data
    assert report.clean == (archive.database.kind == "sqlite")
    assert CANARY.encode() not in files(archive.home.root)
    backups.backup(archive, tmp_path / "new.backup", after(91))
    assert CANARY.encode() not in opened(tmp_path / "new.backup", archive.home.recovery)


def files(root: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file())


def opened(backup: Path, key: Path) -> bytes:
    """All that is in a backup, in clear."""
    import zstandard

    from sync.archive.keys import read_recovery
    from sync.archive.sealed import read_sealed

    found = b""
    for message in read_sealed(backup, read_recovery(key)):
        plain = message.startswith(b"{")
        found += message if plain else zstandard.ZstdDecompressor().decompress(message, max_output_size=64 << 20)
    return found


def test_after_a_restore_the_next_run_destroys_again_what_the_backup_brought_back(
    archive: Archive, url: str | None, annas_laptop: Laptop, tmp_path: Path
) -> None:
    entry = annas_laptop.observe(CANARY, "C")
    sent(archive, annas_laptop)
    backups.backup(archive, tmp_path / "old.backup", FRIDAY)
    run(archive, 91)

    backups.restore(archive.home.root, tmp_path / "old.backup", accept=True, url=url)
    assert parts(archive, entry) == {"core", "words"}

    assert rules(run(archive, 92)) == {("OVB", "C"): (1, 2)}
    assert verify(archive).fault == ""


def test_erased_parts_that_lie_here_or_that_nobody_named_are_found_by_verify(
    archive: Archive, annas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe(CANARY, "C")
    sent(archive, annas_laptop)
    run(archive, 91)
    key, part = bytes.fromhex(entry.fields.id.replace("-", "")), entry.parts["words"]
    with archive.database.writing() as session:
        session.run("INSERT INTO part VALUES ('OVB', ?, 'words', ?, ?)", (key, part.salt, part.data))
    assert "ska vara förstörd" in verify(archive).fault
    with archive.database.writing() as session:
        session.run("DELETE FROM part WHERE org = 'OVB' AND id = ?", (key,))
        session.run("INSERT INTO gone SELECT org, id, 'more', by FROM gone WHERE name = 'words'")
    assert "om vad som är förstört" in verify(archive).fault
