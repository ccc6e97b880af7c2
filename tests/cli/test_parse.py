"""Seeing how a line is read, without a log."""

import contextlib
import io
import json
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fieldlog.cli import run
from fieldlog.models.text import why_binary
from tests.cli.conftest import Command

HARMFUL = set("\x00\x07\x1b\x7f\x9b\u202e\u2066\u2028")
PROMISED = set("category place persons ages time severity class actions words guessed ask personal".split())


def test_a_line_is_read_without_a_log_and_leaves_none(fieldlog: Command, tmp_path: Path) -> None:
    line = "n h pla 3 18-24 ! två langar vid trappan"

    seen = fieldlog("parse", line, "--json", "--home", str(tmp_path / "none")).object

    assert set(seen) >= PROMISED
    assert (seen["category"], seen["place"], seen["persons"], seen["severity"]) == ("NH", "PLA", "2-4", 2)
    assert (seen["ages"], seen["words"], seen["time"]) == (["18-20", "21-24"], "två langar vid trappan", None)
    assert not (tmp_path / "none").exists()


def test_the_clock_of_a_reading_can_be_set(fieldlog: Command) -> None:
    seen = fieldlog("parse", "nh pla 23:50", "--now", "2026-11-21 00:10", "--json").object

    assert seen["time"] == "2026-11-20T23:50:00+01:00"


def test_what_is_personal_is_named_with_its_kind(fieldlog: Command) -> None:
    seen = fieldlog("parse", "nh pla 19811228-9874 ring 070-174 06 05", "--json").object

    assert [one["kind"] for one in seen["personal"]] == ["personnummer", "phone"]


def test_guesses_and_questions_are_marked_in_the_text(fieldlog: Command) -> None:
    text = fieldlog("parse", "ca 6 pers vid trappan, 2 som langar").out
    asked = fieldlog("parse", "hot hela kvällen").out

    assert "TRP ?" in text
    assert "1 PS Personal: hot/våld mot oss,  2 VH Hot/trakasserier" in asked


def test_each_line_of_a_pipe_is_read(fieldlog: Command) -> None:
    answer = fieldlog("parse", "-", "--json", stdin=b"tl pla\n\nnh vas\n")

    assert [seen["category"] for seen in answer.objects] == ["TL", "NH"]


@settings(max_examples=60, deadline=None)
@given(st.text().filter(lambda text: text != "-"))
@example("nh pla \x1b]0;x\x07 \udcff \u202e 199001019802")
@example("-10m " * 50)
@example("!" * 500)
def test_any_text_is_read_or_refused_and_harmless_either_way(text: str) -> None:
    for words in (["parse", "--json", "--", text], ["parse", "--", text]):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(words, {"FIELDLOG_HOME": "nowhere"})

        assert code == (0 if text.strip() and not why_binary(text) else 2)
        assert not HARMFUL & set(out.getvalue())
        if "--json" in words and code == 0:
            assert set(json.loads(out.getvalue())) >= PROMISED
