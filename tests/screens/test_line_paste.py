"""Pasting on the writing line: one line or several, harmless, and with a limit that is named."""

import pytest

from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.say import Say
from tests.screens.desk import desk


def a_line() -> WritingLine:
    return WritingLine(clock=lambda: 100.0, several=True)


def pasted(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


async def test_five_pasted_lines_are_five_notes() -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press(pasted("nh trp\r\n\r\nlugnt\r  tl \rbl\rsk ksk\r"))

        assert place.posted(WritingLine.PastedLines)[0].lines == ("nh trp", "lugnt", "tl", "bl", "sk ksk")
        assert not line.text


async def test_where_one_thing_is_written_pasted_lines_are_joined_and_never_lost() -> None:
    line = WritingLine()
    async with desk(PromptedLine(line)) as place:
        await place.press(pasted("nh trp\r\n\r\nlugnt\r"))

        assert line.text == "nh trp lugnt"


async def test_lines_pasted_into_a_text_are_joined_to_it() -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press("nh " + pasted("trp\n6 st\n"))

        assert line.text == "nh trp 6 st"


async def test_what_is_pasted_is_made_harmless() -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        line.paste("a\x1b]0;x\x07\u202eb\tc")
        await place.settle()

        assert line.text == "a\ufffd]0;x\ufffd\ufffdb c"


@pytest.mark.parametrize("text", ["x" * 100_000, "rad\n" * 30_000, "x" * 2001, ("y" * 3000 + "\n") * 2])
async def test_too_much_is_refused_with_the_limit_named_and_the_line_is_as_it_was(text: str) -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press("nh ")
        before, line.text = line.text, ""
        line.paste(text)
        await place.settle()

        assert "2000 tecken" in place.posted(Say)[0].sentence
        assert not line.text
        assert before == "nh "
