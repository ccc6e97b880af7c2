"""The writing line: what is typed is text, whatever it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.screens.keys import menu_items
from fieldlog.screens.line import LONGEST, PromptedLine, WritingLine
from fieldlog.screens.menu import Menu
from fieldlog.screens.say import Say
from tests.screens.desk import Desk, desk


class Clock:
    time = 100.0

    def __call__(self) -> float:
        return self.time


def a_line(clock: Clock | None = None, *, longest: int = LONGEST) -> WritingLine:
    return WritingLine(
        clock=clock or Clock(), suggest=lambda text: "ppan" if text.endswith("tra") else "", longest=longest
    )


ITEMS = menu_items(lambda action: None if action == "palette" else "Inget att ångra." * (action == "undo"))
"""Without the palette, which the app itself would open."""


def a_menu() -> Menu:
    return Menu(lambda: ITEMS)


PRINTABLE = st.text(st.characters(categories=["L", "M", "N", "P", "S"]) | st.just(" "), min_size=1, max_size=12)


@settings(max_examples=15, deadline=None)
@given(st.lists(PRINTABLE.filter(lambda text: text[0] not in " §`?"), min_size=20, max_size=20))
async def test_whatever_is_typed_stands_on_the_line_and_does_nothing_else(texts: list[str]) -> None:
    menu = a_menu()
    line = WritingLine(menu=menu)
    async with desk(menu, PromptedLine(line)) as place:
        for text in texts:
            line.load_text("")
            await place.press(text)

            assert line.text == text
        assert not place.names()


def understood(text: str, letters: set[str]) -> tuple[str, int]:
    """What a text typed into the empty line leaves there, and how many views it opens: the rule, plainly."""
    written, views, menu_is_open = "", 0, False
    for char in text:
        if menu_is_open:
            menu_is_open = False
            views += char.lower() in letters
            if char == " " or char.lower() in letters:
                continue
        if not written and char == " ":
            menu_is_open = True
        elif written or char not in "§`?":
            written += char
    return written, views


@settings(max_examples=12, deadline=None)
@given(st.lists(PRINTABLE.map(lambda text: " " + text), min_size=20, max_size=20))
async def test_after_a_stray_blank_at_most_a_view_is_opened(texts: list[str]) -> None:
    menu = a_menu()
    line = WritingLine(menu=menu)
    letters = {item.letter for item in ITEMS}
    async with desk(menu, PromptedLine(line)) as place:
        for text in texts:
            line.load_text("")
            menu.close()
            place.forget()
            await place.press(text)

            assert (line.text, len(place.posted(Menu.Chosen) + place.posted(Say))) == understood(text, letters)


async def test_keys_keep_their_order_however_fast_they_come() -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press("x\x7fnhj\x7f\x1b[D\x1b[Dta \x1b[Ftrp\x1b[HX")

        assert line.text == "Xta nhtrp"


async def test_lugnt_after_a_stray_blank_is_lugnt() -> None:
    menu = a_menu()
    line = WritingLine(menu=menu)
    async with desk(menu, PromptedLine(line)) as place:
        await place.press(" lugnt")

        assert line.text == "lugnt"
        assert not place.posted(Menu.Chosen)


async def test_space_s_opens_the_search_however_fast_it_is_typed() -> None:
    menu = a_menu()
    line = WritingLine(menu=menu)
    async with desk(menu, PromptedLine(line)) as place:
        await place.press(" s")

        assert [message.item.id for message in place.posted(Menu.Chosen)] == ["menu.search"]
        assert not line.text


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (" ", "OpenMenu"),
        ("\r", "OpenForm"),
        ("\t", "NextWaiting"),
        ("\x1b[Z", "NextWaiting"),
        ("\x1b[A", "IntoTimeline"),
        ("§", "Emergency"),
        ("`", "Emergency"),
        ("?", "Help"),
    ],
)
async def test_the_few_keys_of_an_empty_line_say_what_they_mean(keys: str, message: str) -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press(keys)

        assert place.names() == [message]
        assert not line.text


@pytest.mark.parametrize(("keys", "message"), [("\t", "NextChip"), ("\x1b[A", "IntoTimeline")])
async def test_beside_text_they_leave_the_text(keys: str, message: str) -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press("nh trp 6" + keys)

        assert place.names() == [message]
        assert line.text == "nh trp 6"


async def test_shift_tab_walks_back() -> None:
    async with desk(PromptedLine(a_line())) as place:
        await place.press("\x1b[Z")

        assert place.posted(WritingLine.NextWaiting)[0].back


async def test_signs_inside_a_text_are_text() -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press("enl PL 13 § ?`")

        assert line.text == "enl PL 13 § ?`"
        assert not place.names()


async def test_backspace_on_the_empty_line_does_nothing() -> None:
    async with desk(PromptedLine(a_line())) as place:
        await place.press("\x7f\x7f")

        assert not place.names()


async def test_enter_takes_the_text_and_a_note_typed_at_once_is_not_mixed_with_it() -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press("nh trp 6\rlugnt")

        assert [message.text for message in place.posted(WritingLine.Save)] == ["nh trp 6"]
        assert line.text == "lugnt"
        assert line.unsaved == "nh trp 6 lugnt"
        line.saved()
        assert line.unsaved == "lugnt"


async def test_a_refused_note_comes_back_before_what_was_typed_since() -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press("nh trappan\r6 st")
        line.put_back("nh trappan")
        await place.press("!")

        assert line.text == line.unsaved == "nh trappan 6 st!"


@pytest.mark.parametrize("gap", [0.02, 0.08, 0.14])
async def test_enter_that_bounces_saves_once_and_opens_no_form(gap: float) -> None:
    clock = Clock()
    async with desk(PromptedLine(a_line(clock))) as place:
        await place.press("tl\r")
        clock.time += gap
        await place.press("\r")

        assert place.names() == ["Save"]


@pytest.mark.parametrize(("gap", "names"), [(0.2, ["Save"]), (0.49, ["Save"]), (0.6, ["Save", "OpenForm"])])
async def test_a_double_press_after_a_save_opens_no_form(gap: float, names: list[str]) -> None:
    clock = Clock()
    async with desk(PromptedLine(a_line(clock))) as place:
        await place.press("tl\r")
        clock.time += gap
        await place.press("\r")

        assert place.names() == names


async def test_a_second_enter_keeps_what_was_asked_about() -> None:
    clock = Clock()
    line = a_line(clock)
    async with desk(PromptedLine(line)) as place:
        await place.press("nh trappan\r")
        line.put_back("nh trappan")
        clock.time += 0.3
        await place.press("\r")

        assert [message.text for message in place.posted(WritingLine.Save)] == ["nh trappan", "nh trappan"]


async def test_the_grey_word_is_taken_with_the_right_arrow_only_at_the_end() -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press("nh tra")
        assert line.suggestion == "ppan"
        await place.press("\x1b[C")

        assert line.text == "nh trappan"


async def test_the_line_grows_to_three_rows_and_no_further() -> None:
    line = a_line()
    heights = []
    async with desk(PromptedLine(line)) as place:
        for _round in range(5):
            await place.press("en lång mening om trappan, " * 2)
            heights.append(line.size.height)

    assert heights == [1, 2, 3, 3, 3]


async def test_up_in_the_second_row_stays_in_the_text() -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press("en lång mening om trappan " * 4)
        await place.press("\x1b[A")
        assert not place.names()
        await place.press("\x1b[A")

        assert place.names() == ["IntoTimeline"]


async def test_typing_stops_at_the_limit_and_says_so() -> None:
    line = a_line(longest=5)
    async with desk(PromptedLine(line)) as place:
        await place.press("lugnt")
        assert not place.names()
        await place.press("!")

        assert (line.text, place.names()) == ("lugnt", ["Say"])


async def test_what_was_saved_can_not_be_brought_back_by_undoing() -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press("ring 070-174 06 58\r")
        await place.press("\x1a\x1a")

        assert not line.text


async def test_hostile_text_on_the_line_is_not_read_as_markup() -> None:
    line = a_line()
    async with desk(PromptedLine(line)) as place:
        await place.press("[/] [red]x[@click=app.quit]")

        assert line.text == "[/] [red]x[@click=app.quit]"
        assert await screen_of(place) == "[/] [red]x[@click=app.quit]"


async def screen_of(place: Desk) -> str:
    line = place.app.screen.query_one(WritingLine)
    return line.render_line(0).text.rstrip()
