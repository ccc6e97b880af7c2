"""Locking in a real terminal: blank at once, nothing left on the screen or in memory, everything written kept."""

import os
import re
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from fieldlog.home import Home
from fieldlog.logbook import observations, shifts
from fieldlog.logbook.log import Log
from fieldlog.screens.hide import EMPTY_SCREEN
from fieldlog.vault import unlock_with_passphrase
from fieldlog.vault.notes import open_notes, seal_note
from tests.conftest import FRIDAY, PASSPHRASE
from tests.terminal import Terminal

DRIVER = str(Path(__file__).with_name("locking.py"))
HOUSE = str(Path(__file__).parents[2])
CANARY = "kanariefågel 4471"
Start = Callable[..., AbstractContextManager[Terminal]]


@pytest.fixture
def kept(anna: Log) -> Home:
    """Anna's home, with a shift and one observation in it."""
    shift = shifts.start(anna, shifts.manning(["OV-14"], radio="3214"), FRIDAY)
    seen = observations.new_observation(shift=shift, at=FRIDAY, category="BL", place="TRP", words={"note": CANARY})
    observations.save(anna, seen, FRIDAY)
    anna.close()
    return Home(anna.folder.path.parent)


@pytest.fixture
def start(kept: Home, tmp_path: Path) -> Start:
    def begin(*args: str, locked: bool = False) -> Terminal:
        given = [] if locked else ["--passphrase", PASSPHRASE]
        argv = [sys.executable, DRIVER, str(kept.root), *given, *args]
        return Terminal(argv, env={"PYTHONPATH": HOUSE, "HOME": str(tmp_path)})

    return begin


@pytest.fixture
def real(kept: Home, tmp_path: Path) -> Start:
    """The program as it is called, with the passphrase in a file."""

    def begin(*args: str) -> Terminal:
        file = tmp_path / "passphrase"
        file.write_text(PASSPHRASE)
        argv = [sys.executable, "-m", "fieldlog", "--home", str(kept.root), *args]
        environ = {"PYTHONPATH": HOUSE, "HOME": str(tmp_path), "FIELDLOG_PASSPHRASE_FILE": str(file)}
        return Terminal(argv, env=environ)

    return begin


def ready(term: Terminal) -> Terminal:
    term.wait_for("PASS  OV-12")
    term.rest()
    return term


def hide(term: Terminal) -> float:
    """Esc Esc; seconds from the second until the terminal was told to be empty."""
    term.send("escape")
    threading.Event().wait(0.25)
    return press(term, "escape")


def press(term: Terminal, key: str) -> float:
    before = len(term.raw)
    begun = time.monotonic()
    term.send(key)
    while EMPTY_SCREEN.encode() not in term.raw[before:]:
        term.rest(0.002)
        assert time.monotonic() - begun < 5, term.screen()
    return time.monotonic() - begun


def unlock(term: Terminal) -> None:
    term.wait_for("LÅST   OV-12")
    term.send("enter")
    term.wait_for("Lösenfras:")
    term.send(PASSPHRASE, "enter")
    ready(term)


OPENED = {
    "nothing": ([], CANARY),
    "the menu": ([" "], "MENY"),
    "chips": (["nh trp 6", "tab"], "NH handel"),
    "a question": (["nh hot stökigt", "enter"], "Hot:"),
    "the palette": (["ctrl+p"], "Skriv vad du vill"),
    "the form": (["enter"], ""),
    "help": (["f1"], "HJÄLP"),
    "settings": ([" ", "i"], "INSTÄLLNINGAR"),
}


@pytest.mark.parametrize("what", OPENED)
def test_half_a_second_after_esc_esc_nothing_of_the_store_is_left(start: Start, what: str) -> None:
    keys, sign = OPENED[what]
    with start() as term:
        ready(term)
        for key in keys:
            term.send(key)
            term.rest(0.2)
        term.wait_for(sign)
        blank = hide(term)
        shown = blank + term.wait_for("LÅST   OV-12")
        told = term.raw[term.raw.rindex(EMPTY_SCREEN.encode()) :].decode()

        assert blank < 0.5
        assert shown < 3
        for word in (CANARY, "TRP", "BL ", "nh trp 6", "OV-14", "3214", "Ikväll"):
            assert word not in told
            assert word not in term.screen()


def test_f12_hides_with_one_key(start: Start) -> None:
    with start() as term:
        ready(term)

        assert press(term, "f12") < 0.5
        term.wait_for("LÅST   OV-12")


@pytest.mark.proof
def test_it_is_blank_in_a_tenth_of_a_second_and_locked_in_one(start: Start) -> None:
    blank, locked = [], []
    for _round in range(5):
        with start() as term:
            ready(term)
            blank.append(press(term, "f12"))
            locked.append(blank[-1] + term.wait_for("LÅST   OV-12"))

    assert sorted(blank)[2] < 0.1
    assert sorted(locked)[2] < 1.0


def memory_of(pid: int) -> bytes:
    """What the process holds, as far as it may be read."""
    held = []
    process = Path(f"/proc/{pid}")
    with (process / "maps").open() as maps, (process / "mem").open("rb", 0) as memory:
        for row in maps:
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", row)
            if found and "[v" not in row:
                begin, end = (int(each, 16) for each in found.groups())
                memory.seek(begin)
                try:
                    held.append(memory.read(end - begin))
                except OSError:  # a page that is there for nobody
                    continue
    return b"".join(held)


def test_after_the_lock_memory_holds_neither_the_key_nor_a_note(start: Start, anna: Log) -> None:
    key, seeds = anna.unlocked.database_key, tuple(anna.unlocked.secrets.seeds.values())
    secrets = {
        "key": key,
        "key in hex": key.hex().encode(),
        "passphrase": PASSPHRASE.encode(),
        "note": CANARY.encode(),
        **{f"seed {number}": seed for number, seed in enumerate(seeds)},
    }
    with start() as term:
        ready(term)
        term.send("lugnt", "enter")
        term.wait_for("Sparat")
        before = memory_of(term.pid)
        hide(term)
        term.wait_for("LÅST   OV-12")
        term.rest()
        after = memory_of(term.pid)

    # The key is there before, or the test looks in the wrong place.
    assert key in before
    assert CANARY.encode() in before
    # The one that began had the passphrase among its arguments; the one that came after has not.
    assert [name for name, secret in secrets.items() if secret in after] == []


def test_all_terminals_of_the_log_lock_within_a_second(start: Start) -> None:
    with start() as first, start() as second:
        ready(first)
        ready(second)
        first.send("f12")
        begun = time.monotonic()
        second.wait_for("Ikväll", gone=True)

        assert time.monotonic() - begun < 1
        first.wait_for("LÅST   OV-12")
        second.wait_for("LÅST   OV-12")
        unlock(second)
        second.rest(1.0)

        assert "PASS  OV-12" in second.screen()
        assert "LÅST" in first.screen()


def test_it_locks_when_nobody_presses_a_key(start: Start) -> None:
    with start("--idle", "0.5") as term:
        term.wait_for("PASS  OV-12")
        term.wait_for("LÅST   OV-12")


def test_what_was_on_the_line_is_there_after_the_lock(start: Start) -> None:
    with start() as term:
        ready(term).send("nh trp 6 två langar")
        term.wait_for("> nh trp 6 två langar")
        term.send("f12")
        unlock(term)
        term.wait_for("> nh trp 6 två langar")
        hide(term)
        unlock(term)
        term.wait_for("undanlagt")
        term.wait_for("nh trp 6 två langar")


def test_a_file_with_the_passphrase_does_not_open_the_log_after_a_lock(real: Start) -> None:
    with real("--worker", "OV-12") as term:
        ready(term)
        hide(term)
        term.wait_for("LÅST   OV-12")
        term.rest(0.5)

        assert "LÅST   OV-12" in term.screen()
        unlock(term)


def test_a_note_written_while_locked_survives_a_kill_and_waits_for_anna(start: Start, anna: Log) -> None:
    seal_note(anna.folder, "nh trp 6 två langar öppet", FRIDAY)
    with start("--idle", "0") as term:
        term.wait_for("LÅST   OV-12")
    with start(locked=True) as term:
        term.wait_for("LÅST   OV-12")
        term.send("klotter i tunneln", "enter")
        term.wait_for("Sparat")
        term.send("halv mening")
        term.wait_for("> halv mening")
        term.rest(0.7)
    written = b"".join(path.read_bytes() for path in anna.folder.path.rglob("*") if path.is_file())

    assert not [text for text in ("langar", "klotter", "halv mening") if text.encode() in written]

    with start(locked=True) as term:
        unlock(term)
        term.wait_for("Väntar på svar: 3")
        term.wait_for("klotter i tunneln")
        term.wait_for("halv mening")

    texts = [note.text for note in open_notes(unlock_with_passphrase(anna.folder, PASSPHRASE))]
    assert texts == ["nh trp 6 två langar öppet", "klotter i tunneln", "halv mening"]


def test_text_on_the_locked_line_goes_to_the_shift_with_its_writer(start: Start, anna: Log) -> None:
    with start("--idle", "0") as term:
        term.wait_for("LÅST   OV-12")
    with start(locked=True) as term:
        term.wait_for("LÅST   OV-12")
        term.send("enter")
        term.wait_for("Lösenfras:")
        term.send(PASSPHRASE, "enter", "lugnt")
        term.wait_for("> lugnt")

    assert open_notes(anna.unlocked) == ()


def test_a_wrong_passphrase_is_one_sentence_and_a_wait(start: Start) -> None:
    with start("--idle", "0") as term:
        term.wait_for("LÅST   OV-12")
    with start(locked=True) as term:
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


def test_bo_takes_over_with_his_own_passphrase(start: Start, real: Start, bo: Log) -> None:
    bo.close()
    with real("--worker", "OV-12") as term:
        ready(term).send(" ", "w")
        term.wait_for("1  FA-07")
        term.send("1")
        term.wait_for("LÅST   FA-07")
        term.wait_for("Lösenfras:")
        told = term.raw[term.raw.rindex(EMPTY_SCREEN.encode()) :].decode()

        assert CANARY not in told
        term.send(PASSPHRASE, "enter")
        term.wait_for("INGET PASS  FA-07")
    with real() as term:
        term.wait_for("1  FA-07")
        term.send("2")
        term.wait_for("LÅST   OV-12")


def test_from_the_lock_screen_tab_is_the_way_to_another_person(real: Start, bo: Log) -> None:
    bo.close()
    with real("--worker", "OV-12") as term:
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


def test_closing_the_window_seals_what_stands_on_the_locked_line(start: Start, anna: Log) -> None:
    with start("--idle", "0") as term:
        term.wait_for("LÅST   OV-12")
    with start(locked=True) as term:
        term.wait_for("LÅST   OV-12")
        term.send("halv")
        term.wait_for("> halv")
        os.kill(term.pid, 15)
        term.exit_code()

    assert [note.text for note in open_notes(anna.unlocked)] == ["halv"]


def test_one_enter_makes_an_entry_of_a_note_written_while_locked(start: Start, anna: Log) -> None:
    seal_note(anna.folder, "nh trp 6 två langar", FRIDAY)
    with start() as term:
        ready(term)
        term.wait_for("skrivet låst")
        term.send("tab")
        term.rest(0.3)
        term.send("enter")
        term.wait_for("skrivet låst", gone=True)
        term.wait_for("NH TRP")

    assert open_notes(anna.unlocked) == ()


def test_what_is_typed_before_the_passphrase_is_asked_stays(start: Start) -> None:
    with start(locked=True) as term:
        term.wait_for("Öppnar loggen")
        term.send("klotter")
        term.wait_for("LÅST   OV-12")
        term.send("enter")
        term.rest(0.3)
        shown = term.screen()

        # Either the letters were before the question and stand on the line, or they are the passphrase's.
        assert "Sparat" in shown or "Lösenfras:" in shown


def test_a_damaged_log_is_told_and_a_note_can_be_written_all_the_same(start: Start, anna: Log) -> None:
    database = bytearray(anna.folder.database.read_bytes())
    database[: 4096 * 2] = b"\x00" * 4096 * 2
    anna.folder.database.write_bytes(bytes(database))
    with start() as term:
        term.wait_for("skadad")
        term.wait_for("LÅST   OV-12")
        term.send("escape")
        term.wait_for("Skriv vad du sett")
        term.send("lugnt", "enter")
        term.wait_for("Sparat")
        term.send("ctrl+q")

        assert term.exit_code() == 0
    assert [note.text for note in open_notes(anna.unlocked)] == ["lugnt"]
