"""What only a real terminal shows: bouncing keys, hostile text, signals, crashes, and the screen after hiding."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.screens.demonstrated import DEMO, HOUSE, Start, ready, start
from tests.terminal import Terminal

__all__ = ["start"]


def press_twice(term: Terminal, key: str, gap: float) -> None:
    term.send(key)
    threading.Event().wait(gap)
    term.send(key)


def happened(term: Terminal) -> str:
    return term.screen().splitlines()[0].strip()


def drawn(term: Terminal) -> set[int]:
    """The codes of all colours and styles that were written; a colour of 24 or 8 bits as its 38 or 48."""
    codes = set()
    for written in re.findall(rb"\x1b\[([\d;]*)m", term.raw):
        short = re.sub(rb"([34]8);(?:2;\d+;\d+;\d+|5;\d+)", rb"\1", written)
        codes |= {int(code) for code in short.split(b";") if code}
    return codes


def test_enter_that_bounces_saves_once(start: Start) -> None:
    with start() as term:
        ready(term)
        for number, gap in enumerate((0.02, 0.08, 0.14), 1):
            term.send(f"lugnt {number}")
            term.wait_for(f"> lugnt {number}")
            press_twice(term, "enter", gap)
            term.wait_for(f"<lugnt {number}>")
            term.rest(0.2)
            assert happened(term) == f"PASS  save={number}"
            threading.Event().wait(0.5)


@pytest.mark.parametrize("gap", [0.0, 0.05, 0.09])
def test_esc_that_bounces_goes_one_step(start: Start, gap: float) -> None:
    with start() as term:
        ready(term)
        press_twice(term, "escape", gap)
        term.wait_for("back=1")
        term.rest(0.4)

        assert happened(term) == "PASS  back=1"


@pytest.mark.parametrize("gap", [0.15, 0.3, 0.7])
def test_esc_esc_hides(start: Start, tmp_path: Path, gap: float) -> None:
    with start() as term:
        ready(term)
        term.send("hemligt")
        term.wait_for("> hemligt")
        press_twice(term, "escape", gap)
        term.wait_for("LÅST")

        assert (tmp_path / "hidden").read_text() == "hemligt\n"


@pytest.mark.parametrize("opened", [[], [" "], ["ctrl+p"]])
def test_within_half_a_second_nothing_is_left_on_the_screen(start: Start, opened: list[str]) -> None:
    with start() as term:
        ready(term)
        term.send(*opened)
        term.rest(0.3)
        press_twice(term, "escape", 0.2)
        took = term.wait_for("post", gone=True)
        took += term.wait_for("PASS", gone=True)
        term.wait_for("LÅST")

        assert took < 0.5
        assert term.screen().split() == ["LÅST"]
        assert term.raw.rfind(b"\x1b[3J") > term.raw.rfind(b"post")
        assert not term.leftovers()


def test_f12_hides_at_once(start: Start) -> None:
    with start() as term:
        ready(term).send("f12")
        term.wait_for("LÅST")


@pytest.mark.parametrize("where", [[], ["--list"]])
def test_hostile_text_rules_nothing(start: Start, where: list[str]) -> None:
    with start(*where) as term:
        ready(term)
        term.send("pageup", "pageup", "home", "end")
        term.rest()
        shown = term.screen()

        assert "[@click=app.quit]klicka här[/]" in shown
        assert '[/] [/tid] [x=" [red]röd[/red]' in shown
        assert "[link=file:///etc/passwd]länk[/link]" in shown
        assert "\ufffd]52;c;UFdORUQ=\ufffd\ufffd]0;PWNED\ufffd urklipp och titel" in shown
        assert "vänster\ufffdregöh till \ufffdisolerad\ufffd" in shown
        assert "🙂" in shown
        assert set(re.findall(rb"\x1b\]([^\x07\x1b]*)", term.raw)) <= {
            b"22;default"
        }  # Textual's own: the mouse pointer
        assert not re.search("[\x80-\x9f\u202a-\u202e\u2066-\u2069\u2028]", term.raw.decode())


def test_a_pasted_escape_code_is_text(start: Start) -> None:
    with start() as term:
        ready(term).paste("före \x9b31m\u202eefter")
        term.wait_for("före \ufffd31m\ufffdefter")


def test_a_hundred_kilobytes_pasted_are_refused_and_the_line_still_works(start: Start) -> None:
    with start() as term:
        ready(term).paste("x" * 100_000)
        term.wait_for("Raden rymmer 2000 tecken")
        term.send("lugnt")
        term.wait_for("> lugnt")


def test_space_s_typed_at_once_opens_the_search(start: Start) -> None:
    with start() as term:
        ready(term).send(" s")
        term.wait_for("SÖKSIDAN")
        term.send("escape")
        term.wait_for("menu.search=1")


def test_a_letter_in_the_list_is_written_on_the_line(start: Start) -> None:
    with start() as term:
        ready(term).send("up", "up", "n", "h")
        term.wait_for("> nh")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_writes_the_draft_and_leaves_the_terminal_as_it_was(start: Start, tmp_path: Path, number: int) -> None:
    with start() as term:
        ready(term).send("nh trp 6")
        term.wait_for("> nh trp 6")
        term.signal(number)

        assert term.exit_code() == 128 + number
        assert (tmp_path / "draft").read_text() == "nh trp 6\n"
        assert not term.leftovers()


def test_closing_the_window_writes_the_draft(start: Start, tmp_path: Path) -> None:
    with start() as term:
        ready(term).send("nh trp 6")
        term.wait_for("> nh trp 6")
        term.hang_up()
        term.exit_code()

        assert "nh trp 6\n" in (tmp_path / "draft").read_text()


def test_a_window_that_closes_over_another_program_writes_the_draft_too(tmp_path: Path) -> None:
    shell = ["sh", "-c", 'trap : HUP; "$@"; :', "sh", sys.executable, DEMO, str(tmp_path)]
    with Terminal(shell, env={"PYTHONPATH": HOUSE, "HOME": str(tmp_path)}) as term:
        ready(term).send("nh trp 6")
        term.wait_for("> nh trp 6")
        term.hang_up()
        term.exit_code()

        assert "nh trp 6\n" in (tmp_path / "draft").read_text()


def test_ctrl_q_writes_the_draft_and_ends_well(start: Start, tmp_path: Path) -> None:
    with start() as term:
        ready(term).send("halv mening")
        term.wait_for("> halv mening")
        term.send("ctrl+q")

        assert term.exit_code() == 0
        assert (tmp_path / "draft").read_text() == "halv mening\n"


def test_no_color_writes_no_colour_at_all(start: Start) -> None:
    with start(env={"NO_COLOR": "1"}) as term:
        ready(term).send("up", " ")
        term.wait_for("MENY")

        assert not [code for code in drawn(term) if 30 <= code <= 49 or 90 <= code <= 107]
        assert 7 in drawn(term)


def test_sixteen_colours_are_enough(start: Start) -> None:
    with start(env={"TERM": "linux", "COLORTERM": ""}) as term:
        ready(term)

        assert not drawn(term) & {38, 48}
        assert {92, 93, 91, 97, 41} <= drawn(term)


def test_ascii_signs_are_ascii(start: Start) -> None:
    with start("--ascii", "--rows", "0") as term:
        ready(term).send(" ")
        term.wait_for("Lägesbild")
        shown = term.screen()

        assert not set("✓·▸─│–") & set(shown)
        assert "-- MENY --" in shown


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
def test_it_opens_at_every_size_with_the_line_in_sight(start: Start, size: tuple[int, int]) -> None:
    with start(size=size) as term:
        ready(term).send("lugnt på plattan")
        term.wait_for("> lugnt på plattan")


def test_a_dumb_terminal_gets_a_sentence(start: Start) -> None:
    with start(env={"TERM": "dumb"}) as term:
        assert term.exit_code() == 2
        assert "fieldlog behöver en terminal" in term.screen()


def test_the_pipe_gets_a_sentence_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, DEMO, str(tmp_path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": HOUSE},
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("fieldlog behöver en terminal")


@pytest.mark.parametrize("look", ["amber", "red"])
def test_the_night_begins_without_a_white_flash(start: Start, look: str) -> None:
    with start("--look", look) as term:
        ready(term).send(" ")
        term.wait_for("MENY")
        written = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", term.raw)

        assert written
        assert max(int(blue) for _red, _green, blue in written) <= 0x80
        assert not drawn(term) & {37, 47, 97, 107}
        grounds = {term._screen.buffer[row][column].bg for row in range(24) for column in range(80)}
        assert "default" not in grounds
