"""After a lock, in a real terminal: what was written is kept, and the log opens for its own writer alone."""

import os

from fieldlog.logbook.log import Log
from fieldlog.screens.hide import EMPTY_SCREEN
from fieldlog.vault import unlock_with_passphrase
from fieldlog.vault.notes import open_notes, seal_note
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens.terminals import CANARY, Start, hide, ready, unlock


def test_what_was_on_the_line_is_there_after_the_lock(driven: Start) -> None:
    with driven() as term:
        ready(term).send("nh trp 6 två langar")
        term.wait_for("> nh trp 6 två langar")
        term.send("f12")
        unlock(term)
        term.wait_for("> nh trp 6 två langar")
        hide(term)
        unlock(term)
        term.wait_for("undanlagt")
        term.wait_for("nh trp 6 två langar")


def test_a_file_with_the_passphrase_does_not_open_the_log_after_a_lock(called: Start) -> None:
    with called("--worker", "OV-12") as term:
        ready(term)
        hide(term)
        term.wait_for("LÅST   OV-12")
        term.rest(0.5)

        assert "LÅST   OV-12" in term.screen()
        unlock(term)


def test_a_note_written_while_locked_survives_a_kill_and_waits_for_anna(driven: Start, anna: Log) -> None:
    seal_note(anna.folder, "nh trp 6 två langar öppet", FRIDAY)
    with driven("--idle", "0") as term:
        term.wait_for("LÅST   OV-12")
    with driven(locked=True) as term:
        term.wait_for("LÅST   OV-12")
        term.send("klotter i tunneln", "enter")
        term.wait_for("Sparat")
        term.send("halv mening")
        term.wait_for("> halv mening")
        term.rest(0.7)
    written = b"".join(path.read_bytes() for path in anna.folder.path.rglob("*") if path.is_file())

    assert not [text for text in ("langar", "klotter", "halv mening") if text.encode() in written]

    with driven(locked=True) as term:
        unlock(term)
        term.wait_for("Väntar på svar: 3")
        term.wait_for("klotter i tunneln")
        term.wait_for("halv mening")

    texts = [note.text for note in open_notes(unlock_with_passphrase(anna.folder, PASSPHRASE))]
    assert texts == ["nh trp 6 två langar öppet", "klotter i tunneln", "halv mening"]


def test_text_on_the_locked_line_goes_to_the_shift_with_its_writer(driven: Start, anna: Log) -> None:
    with driven("--idle", "0") as term:
        term.wait_for("LÅST   OV-12")
    with driven(locked=True) as term:
        term.wait_for("LÅST   OV-12")
        term.send("enter")
        term.wait_for("Lösenfras:")
        term.send(PASSPHRASE, "enter", "lugnt")
        term.wait_for("> lugnt")

    assert open_notes(anna.unlocked) == ()


def test_a_wrong_passphrase_is_one_sentence_and_a_wait(driven: Start) -> None:
    with driven("--idle", "0") as term:
        term.wait_for("LÅST   OV-12")
    with driven(locked=True) as term:
        term.wait_for("LÅST   OV-12")
        term.send("enter")
        term.wait_for("Lösenfras:")
        term.send("fel häst", "enter")
        term.wait_for("Fel lösenfras, försök igen.")
        term.send("fel igen", "enter")
        term.wait_for("Provar om 1 s")
        term.send("escape")
        term.wait_for("Enter på tom rad: lås upp")
        term.send("lugnt")
        term.wait_for("> lugnt")


def test_bo_takes_over_with_his_own_passphrase(called: Start, bo: Log) -> None:
    bo.close()
    with called("--worker", "OV-12") as term:
        ready(term).send(" ", "w")
        term.wait_for("1  FA-07")
        term.send("1")
        term.wait_for("LÅST   FA-07")
        term.wait_for("Lösenfras:")
        told = term.raw[term.raw.rindex(EMPTY_SCREEN.encode()) :].decode()

        assert CANARY not in told
        term.send(PASSPHRASE, "enter")
        term.wait_for("INGET PASS  FA-07")
    with called() as term:
        term.wait_for("1  FA-07")
        term.send("2")
        term.wait_for("LÅST   OV-12")


def test_from_the_lock_screen_tab_is_the_way_to_another_person(called: Start, bo: Log) -> None:
    bo.close()
    with called("--worker", "OV-12") as term:
        ready(term)
        hide(term)
        term.wait_for("LÅST   OV-12")
        term.send("tab")
        term.wait_for("Vem?   1 FA-07")
        term.send("1")
        term.wait_for("LÅST   FA-07")
        term.send(PASSPHRASE, "enter")
        term.wait_for("INGET PASS  FA-07")
        # What comes after the next lock is hers as well.
        hide(term)
        term.wait_for("LÅST   FA-07")


def test_closing_the_window_seals_what_stands_on_the_locked_line(driven: Start, anna: Log) -> None:
    with driven("--idle", "0") as term:
        term.wait_for("LÅST   OV-12")
    with driven(locked=True) as term:
        term.wait_for("LÅST   OV-12")
        term.send("halv")
        term.wait_for("> halv")
        os.kill(term.pid, 15)
        term.exit_code()

    assert [note.text for note in open_notes(anna.unlocked)] == ["halv"]


def test_one_enter_makes_an_entry_of_a_note_written_while_locked(driven: Start, anna: Log) -> None:
    seal_note(anna.folder, "nh trp 6 två langar", FRIDAY)
    with driven() as term:
        ready(term)
        term.wait_for("skrivet låst")
        term.send("tab")
        term.rest(0.3)
        term.send("enter")
        term.wait_for("skrivet låst", gone=True)
        term.wait_for("NH TRP")

    assert open_notes(anna.unlocked) == ()


def test_what_is_typed_before_the_passphrase_is_asked_stays(driven: Start) -> None:
    with driven(locked=True) as term:
        term.wait_for("Öppnar loggen")
        term.send("klotter")
        term.wait_for("LÅST   OV-12")
        term.send("enter")
        term.rest(0.3)
        shown = term.screen()

        # Either the letters were before the question and stand on the line, or they are the passphrase's.
        assert "Sparat" in shown or "Lösenfras:" in shown


def test_a_damaged_log_is_told_and_a_note_can_be_written_all_the_same(driven: Start, anna: Log) -> None:
    database = bytearray(anna.folder.database.read_bytes())
    database[: 4096 * 2] = b"\x00" * 4096 * 2
    anna.folder.database.write_bytes(bytes(database))
    with driven() as term:
        term.wait_for("skadad")
        term.wait_for("LÅST   OV-12")
        term.send("escape")
        term.wait_for("Skriv vad du sett")
        term.send("lugnt", "enter")
        term.wait_for("Sparat")
        term.send("ctrl+q")

        assert term.exit_code() == 0
    assert [note.text for note in open_notes(anna.unlocked)] == ["lugnt"]
