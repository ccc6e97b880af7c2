"""What comes through a pipe: text of any language is kept, binary data is refused in a sentence that says why."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.models.text import why_binary
from tests.cli.conftest import Command

PICTURE = b"\x89PNG\r\n\x1a\n" + random.Random(7).randbytes(60_000)
BINARY = {
    "a picture": PICTURE,
    "a document": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + random.Random(8).randbytes(9000),
    "noise": random.Random(9).randbytes(200_000),
    "UTF-16": "nh pla två langar\n".encode("utf-16"),
    "latin-1": "släckt lampa på plattan\n".encode("latin-1"),
    "NUL": b"nh pla\0\n",
    "controls": bytes(range(1, 27)) * 40 + b"\n",
}


@pytest.mark.parametrize("data", BINARY.values(), ids=BINARY)
@pytest.mark.parametrize("command", ["add", "parse"])
def test_what_is_no_text_is_refused_whole_in_one_sentence(fieldlog: Command, data: bytes, command: str) -> None:
    answer = fieldlog(command, "-", "--json", stdin=data)

    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert "inte text" in answer.err
    assert fieldlog("list").code == 1
    assert fieldlog("list", "--state", "open").code == 1


def test_what_turns_out_to_be_none_later_ends_the_reading_there(fieldlog: Command) -> None:
    lines = b"tl pla\n" * 2000 + PICTURE + b"\ntl vas\n"

    answer = fieldlog("add", "-", "--json", stdin=lines)

    assert (answer.code, len(answer.objects), len(answer.err.splitlines())) == (2, 2000, 1)
    assert "Rad 2001 är inte text" in answer.err


@pytest.mark.parametrize(
    "line",
    ["släckt lampa på Plattan", "рядом с лестницей", "شخصان عند الدرج", "两个人在楼梯旁", "nh pla 🚨👩‍👩‍👧",
     "nh pla\ttabb", "nh pla \x1b[31mrött\x1b[0m", "sla\u0308ckt", "\ufeffnh pla", "nh pla \u202egnus"],
)  # fmt: skip
def test_text_of_any_language_is_kept(fieldlog: Command, line: str) -> None:
    answer = fieldlog("add", "-", "--json", stdin=f"{line}\n".encode())

    assert (answer.code, len(answer.objects)) == (0, 1)


@pytest.mark.parametrize("line", [b"sl\xe4ckt lampa", b"nh \xff\xfe"])
def test_an_argument_that_is_no_text_is_refused_too(process: Command, line: bytes) -> None:
    answer = process("add", os.fsdecode(line), "--json")

    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)


def test_a_line_is_taken_while_its_pipe_stays_open(environ: dict[str, str], anna_at: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "fieldlog", "add", "-", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environ},
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        for line in ("tl pla", "släckt lampa trp"):
            writer.stdin.write(f"{line}\n".encode())
            writer.stdin.flush()
            assert b'"category"' in writer.stdout.readline()
        writer.stdin.close()
        assert writer.wait() == 0


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs", "Cn"], blacklist_characters="\ufffd"), max_size=200))
def test_no_sign_that_can_be_written_makes_a_text_binary(text: str) -> None:
    assert not why_binary(text)
