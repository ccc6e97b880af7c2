"""Locking in a real terminal: blank at once, nothing left on the screen, in the scrollback or in memory."""

import re
import time
from pathlib import Path

import pytest

from fieldlog.logbook.log import Log
from fieldlog.screens.hide import EMPTY_SCREEN
from tests.conftest import PASSPHRASE
from tests.screens.terminals import CANARY, Start, hide, press, ready, unlock

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
def test_half_a_second_after_esc_esc_nothing_of_the_store_is_left(driven: Start, what: str) -> None:
    keys, sign = OPENED[what]
    with driven() as term:
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


def test_f12_hides_with_one_key(driven: Start) -> None:
    with driven() as term:
        ready(term)

        assert press(term, "f12") < 0.5
        term.wait_for("LÅST   OV-12")


@pytest.mark.proof
def test_it_is_blank_in_a_tenth_of_a_second_and_locked_in_one(driven: Start) -> None:
    blank, locked = [], []
    for _round in range(5):
        with driven() as term:
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


def test_after_the_lock_memory_holds_neither_the_key_nor_a_note(driven: Start, anna: Log) -> None:
    key, seeds = anna.unlocked.database_key, tuple(anna.unlocked.secrets.seeds.values())
    secrets = {
        "key": key,
        "key in hex": key.hex().encode(),
        "passphrase": PASSPHRASE.encode(),
        "note": CANARY.encode(),
        **{f"seed {number}": seed for number, seed in enumerate(seeds)},
    }
    with driven() as term:
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


def test_all_terminals_of_the_log_lock_within_a_second(driven: Start) -> None:
    with driven() as first, driven() as second:
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


def test_it_locks_when_nobody_presses_a_key(driven: Start) -> None:
    with driven("--idle", "0.5") as term:
        term.wait_for("PASS  OV-12")
        term.wait_for("LÅST   OV-12")


def test_it_locks_although_the_clock_was_put_back(driven: Start) -> None:
    with driven("--idle", "2", "--clock-goes-back") as term:
        term.wait_for("PASS  OV-12")
        term.wait_for("LÅST   OV-12")
