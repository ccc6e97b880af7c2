"""A list of any length: quick to open, harmless to look at, and never in the way of writing."""

import time

import pytest
from textual.content import Content

from fieldlog.screens.keys import menu_items
from fieldlog.screens.line import WritingLine
from fieldlog.screens.menu import Menu
from fieldlog.screens.rows import PAGE, Rows
from fieldlog.screens.say import Say
from fieldlog.screens.text import content, fit
from tests.screens.desk import desk


class Log:
    """So many numbered rows, and which pages were asked for."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.asked: list[int] = []
        self.drawn = 0

    def page(self, offset: int, limit: int) -> list[str]:
        self.asked.append(offset)
        return [f"post {number}" for number in range(offset, min(offset + limit, self.total))]

    def draw(self, row: str, width: int) -> Content:
        self.drawn += 1
        return content(fit(row, width))

    def rows(self, *, writes: bool = False, menu: Menu | None = None, gutter: int = 3) -> Rows[str]:
        return Rows(self.page, lambda: self.total, self.draw, writes=writes, menu=menu, gutter=gutter)


def shown(rows: Rows[str]) -> list[str]:
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


async def test_a_hundred_thousand_rows_open_at_once_and_ask_for_one_page() -> None:
    log = Log(100_000)
    start = time.perf_counter()
    async with desk(log.rows()):
        took = time.perf_counter() - start

    assert log.asked == [0]
    assert took < 2


async def test_end_and_home_ask_only_for_what_is_shown() -> None:
    log = Log(100_000)
    rows = log.rows()
    async with desk(rows) as place:
        await place.pilot.press("end")
        assert shown(rows)[-1] == " ▸ post 99999"
        await place.pilot.press("home")
        assert shown(rows)[0] == " ▸ post 0"

    assert set(log.asked) <= {0, 99_800}


async def test_page_down_and_up_come_back_to_the_same_row() -> None:
    rows = Log(1000).rows()
    async with desk(rows) as place:
        await place.pilot.press("pagedown", "pagedown")
        assert rows.index == 46
        await place.pilot.press("pageup", "pageup")

        assert rows.index == 0


async def test_a_step_draws_two_rows_and_no_more() -> None:
    log = Log(1000)
    rows = log.rows()
    async with desk(rows) as place:
        log.drawn = 0
        await place.pilot.press("down")

        assert log.drawn == 2


async def test_only_so_many_pages_are_kept() -> None:
    log = Log(100_000)
    rows = log.rows()
    async with desk(rows) as place:
        for page in range(40):
            rows.move(page * PAGE)
        await place.settle()

        assert len(rows._pages) <= 8


async def test_a_list_without_rows_is_empty_and_bears_every_key() -> None:
    rows = Log(0).rows()
    async with desk(rows) as place:
        await place.pilot.press("down", "up", "end", "home", "pagedown", "enter", "x")

        assert rows.row is None
        assert not place.posted(Rows.Chosen)


async def test_rows_that_are_gone_meanwhile_are_drawn_empty() -> None:
    log = Log(10)
    rows = log.rows()
    async with desk(rows) as place:
        log.total = 3
        rows._pages.clear()
        assert shown(rows)[4] == ""
        rows.move(9)
        rows.reload()
        await place.settle()

        assert (rows.index, rows.total) == (2, 3)


async def test_enter_opens_the_row_with_the_bar() -> None:
    rows = Log(10).rows()
    async with desk(rows) as place:
        await place.pilot.press("down", "enter")

        assert [(message.index, message.row) for message in place.posted(Rows.Chosen)] == [(1, "post 1")]


async def test_a_click_moves_the_bar_and_a_second_opens() -> None:
    rows = Log(10).rows()
    async with desk(rows) as place:
        await place.pilot.click(rows, offset=(10, 4))
        assert rows.index == 4
        await place.pilot.click(rows, offset=(10, 4))

        assert [message.index for message in place.posted(Rows.Chosen)] == [4]


async def test_beside_a_line_letters_go_back_to_it_and_down_leaves_the_list() -> None:
    line, rows = WritingLine(), Log(10).rows(writes=True, gutter=1)
    async with desk(line, rows) as place:
        await place.pilot.press("end")
        assert shown(rows)[9] == "▸post 9"
        await place.press("nh §")
        assert (line.text, line.has_focus) == ("nh §", True)

        rows.focus()
        await place.pilot.press("down")
        assert line.has_focus


async def test_without_a_line_down_from_the_last_row_is_told_to_the_screen() -> None:
    rows = Log(10).rows()
    async with desk(rows) as place:
        await place.pilot.press("end", "down")

        assert place.posted(Rows.Left)


async def test_three_letters_without_a_meaning_get_a_sentence() -> None:
    rows = Log(10).rows()
    async with desk(rows) as place:
        await place.press("xz")
        assert not place.posted(Say)
        await place.press("q")

        assert [message.sentence for message in place.posted(Say)] == [
            "Här går det inte att skriva. Esc går till raden."
        ]


@pytest.mark.parametrize(("letter", "ids"), [("s", ["menu.search"]), ("p", []), ("g", ["menu.review"])])
async def test_after_space_a_letter_is_for_the_menu_and_never_for_the_row(letter: str, ids: list[str]) -> None:
    menu = Menu(lambda: menu_items(lambda action: ""), writing=False)
    rows = Log(10).rows(menu=menu)
    async with desk(menu, rows) as place:
        await place.press(f" {letter}")

        assert [message.item.id for message in place.posted(Menu.Chosen)] == ids
        assert not menu.is_open
        assert not rows._strays


async def test_a_page_on_its_way_is_drawn_empty_and_shown_when_it_came() -> None:
    log, came = Log(1000), False
    rows: Rows[str] = Rows(lambda offset, limit: log.page(offset, limit) if came else None, lambda: 1000, log.draw)
    async with desk(rows) as place:
        assert shown(rows)[0] == ""
        assert rows.row is None
        came = True
        rows.refresh()
        await place.settle()
        assert shown(rows)[0] == " ▸ post 0"
