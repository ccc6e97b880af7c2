"""What is written on a locked laptop waits for its writer, and nobody else reads it."""

import stat
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldlog.home import Folder, Home
from fieldlog.models.refusal import RuleBroken
from fieldlog.vault import Unlocked, change_passphrase
from fieldlog.vault.lock import lock
from fieldlog.vault.notes import BIGGEST_FILE, broken_notes, drop_note, open_notes, seal_note, sealed_count

NOW = datetime(2026, 11, 20, 21, 52, tzinfo=ZoneInfo("Europe/Stockholm"))


def test_a_locked_laptop_takes_notes_and_their_writer_reads_them(anna: Unlocked) -> None:
    lock(anna.folder)
    later = seal_note(anna.folder, "lugnt vid trappan", NOW + timedelta(minutes=5))
    first = seal_note(anna.folder, "nh trp 6 två langar öppet", NOW)
    assert sealed_count(anna.folder) == 2
    notes = open_notes(anna)
    assert [(note.id, note.text, note.at) for note in notes] == [
        (first, "nh trp 6 två langar öppet", NOW),
        (later, "lugnt vid trappan", NOW + timedelta(minutes=5)),
    ]


def test_a_note_is_unreadable_on_disk_and_closed_to_others(folder: Folder) -> None:
    seal_note(folder, "canary 8112189876", NOW)
    (file,) = folder.notes.iterdir()
    assert b"8112189876" not in file.read_bytes()
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(folder.notes.stat().st_mode)) == (0o600, 0o700)


def test_a_note_that_became_an_entry_is_dropped(anna: Unlocked) -> None:
    kept, gone = seal_note(anna.folder, "ett", NOW), seal_note(anna.folder, "två", NOW)
    drop_note(anna.folder, gone)
    drop_note(anna.folder, gone)
    assert [note.id for note in open_notes(anna)] == [kept]


@pytest.mark.parametrize("name", ["../vault", "/etc/passwd", "", "..", "a" * 31, "*", "vault.json"])
def test_dropping_never_leaves_the_notes(name: str, anna: Unlocked) -> None:
    (anna.folder.path / "vault.note").touch()
    drop_note(anna.folder, name)
    assert anna.folder.vault.exists()
    assert (anna.folder.path / "vault.note").exists()


@pytest.mark.parametrize("text", ["", "   ", "\n", "x" * 2001])
def test_an_empty_or_too_long_note_is_refused_with_a_sentence(text: str, folder: Folder) -> None:
    with pytest.raises(RuleBroken, match="nteckning"):
        seal_note(folder, text, NOW)
    assert sealed_count(folder) == 0


def test_fifty_notes_and_no_more(anna: Unlocked) -> None:
    ids = [seal_note(anna.folder, f"anteckning {n}", NOW) for n in range(50)]
    with pytest.raises(RuleBroken, match="fler än 50"):
        seal_note(anna.folder, "en till", NOW)
    drop_note(anna.folder, ids[0])
    seal_note(anna.folder, "en till", NOW)
    assert len(open_notes(anna)) == sealed_count(anna.folder) == 50


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(min_size=1, max_size=2000).filter(str.strip))
def test_any_text_comes_back_as_typed(anna: Unlocked, text: str) -> None:
    note = seal_note(anna.folder, text, NOW)
    assert [opened.text for opened in open_notes(anna)] == [text]
    drop_note(anna.folder, note)


def test_the_longest_note_of_the_widest_signs_fits(anna: Unlocked) -> None:
    seal_note(anna.folder, "\U0001f6a8" * 2000, NOW)
    assert open_notes(anna)[0].text == "\U0001f6a8" * 2000


def test_half_signs_come_back_as_question_marks(anna: Unlocked) -> None:
    seal_note(anna.folder, "trappan \ud800", NOW)
    assert open_notes(anna)[0].text == "trappan ?"


def test_notes_wait_through_a_new_passphrase_and_a_new_device(anna: Unlocked) -> None:
    seal_note(anna.folder, "väntar", NOW)
    change_passphrase(anna.folder, anna, "en annan fras helt")
    anna.new_device()
    assert [note.text for note in open_notes(anna)] == ["väntar"]


def test_a_note_that_does_not_open_is_told_and_kept(anna: Unlocked) -> None:
    good, cut = seal_note(anna.folder, "hel", NOW), seal_note(anna.folder, "skadad", NOW)
    file = anna.folder.notes / f"{cut}.note"
    for content in (file.read_bytes()[:-1], b"", b"x" * 10, b"x" * (BIGGEST_FILE + 1)):
        file.write_bytes(content)
        assert [note.id for note in open_notes(anna)] == [good]
        assert broken_notes(anna) == (cut,)
        assert sealed_count(anna.folder) == 2


@pytest.mark.parametrize(
    "content", [b"[]", b"{}", b'{"text": "x", "at": "2026-11-20T21:52:00"}', b'{"text": 1, "at": 2}']
)
def test_a_note_that_somebody_else_sealed_badly_troubles_nobody(content: bytes, anna: Unlocked) -> None:
    from nacl.bindings import crypto_box_seal

    seal_note(anna.folder, "min egen", NOW)
    (anna.folder.notes / f"{'0' * 32}.note").write_bytes(crypto_box_seal(content, anna.facts.notes_public))
    assert [note.text for note in open_notes(anna)] == ["min egen"]
    assert broken_notes(anna) == ("0" * 32,)


def test_other_files_among_the_notes_are_left_alone(anna: Unlocked) -> None:
    assert open_notes(anna) == ()
    seal_note(anna.folder, "min egen", NOW)
    (anna.folder.notes / "README.note").touch()
    assert (sealed_count(anna.folder), broken_notes(anna)) == (1, ())


def test_where_there_is_no_log_there_are_no_notes(tmp_path: Path) -> None:
    nowhere = Home(tmp_path).folder("OV-99")
    assert sealed_count(nowhere) == 0
    with pytest.raises(RuleBroken, match="fieldlog init"):
        seal_note(nowhere, "hej", NOW)


def test_a_notes_text_shows_in_no_repr(anna: Unlocked) -> None:
    seal_note(anna.folder, "canary 8112189876", NOW)
    assert "8112189876" not in repr(open_notes(anna))
