"""What is destroyed is gone: from tables, files and backups made afterwards; and verify knows it from what is lost."""

from pathlib import Path

from sync.archive import backups, quarantine, retention
from sync.archive.archive import Archive, open_archive
from sync.archive.verifying import verify
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import sent
from tests.sync.archive.retaining import CANARY, after, parts, rules, run
from tests.sync.archive.set_aside import copy_of, kept
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


def test_what_a_copied_laptop_wrote_goes_whether_it_was_let_in_or_still_waits(
    archive: Archive, annas_laptop: Laptop
) -> None:
    annas_laptop.observe("före kopian", "A")
    copy = copy_of(annas_laptop)
    annas_laptop.observe("på den ena", "A")
    waits = copy.observe(CANARY, "A")
    free = copy.observe(CANARY, "C")
    sent(archive, annas_laptop)
    kept(archive, copy)
    quarantine.accept(archive, free.hash)

    assert rules(run(archive, 91)) == {("OVB", "C"): (1, 2)}
    assert parts(archive, free) == set()
    assert rules(run(archive, 365)) == {}
    assert rules(run(archive, 366)) == {("OVB", "waiting"): (1, 2)}
    with archive.database.reading() as session:
        assert session.rows("SELECT parts FROM fork WHERE hash = ?", (bytes.fromhex(waits.hash),)) == [(b"{}",)]
    assert verify(archive).fault == ""
    assert CANARY.encode() not in files(archive.home.root)


def test_those_who_push_meanwhile_and_a_run_in_another_process_hinder_nobody(
    archive: Archive, url: str | None, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    for _number in range(450):
        annas_laptop.observe("", "C")
    sent(archive, annas_laptop)
    evas_laptop.begin()
    other = open_archive(archive.home.root, url)

    def push(_seconds: float) -> None:
        """Between two transactions of the run, as another process does."""
        evas_laptop.observe(CANARY, "A")
        sent(other, evas_laptop, len(evas_laptop.entries), len(evas_laptop.entries))

    sent(other, evas_laptop)
    report = retention.run(archive, after(91), pause=push)
    other.close()

    assert rules(report) == {("OVB", "C"): (450, 450)}
    assert len(evas_laptop.entries) == 1 + 3
    assert verify(archive).fault == ""
