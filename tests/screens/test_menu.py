"""The menu over the line: a letter opens a view, whatever else is pressed is not lost."""

import pytest

from fieldlog.screens.keys import MenuItem, menu_items
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.menu import Menu
from fieldlog.screens.say import Say
from tests.screens.desk import Desk, desk


def everything() -> tuple[MenuItem, ...]:
    return menu_items(lambda action: "", {"undo": "Ångra: NH TRP 21:52", "sync": "Synka nu (2 osänt)"})


def chosen(place: Desk) -> list[tuple[str, bool]]:
    return [(message.item.id, message.by_arrows) for message in place.posted(Menu.Chosen)]


async def test_the_menu_is_the_one_of_the_mock_up_to_the_column() -> None:
    menu = Menu(everything)
    async with desk(menu, PromptedLine(WritingLine(menu=menu))) as place:
        await place.press(" ")
        rows = menu.render().plain.split("\n")

    assert rows == [
        "── MENY ───────────────────────────────────── en bokstav öppnar   Esc stänger ──",
        " u  Ångra: NH TRP 21:52               v  Varna alla lag                         ",
        " r  Rätta en av de senaste            e  Ensam: hör av mig senast ...           ",
        " s  Sök i loggen                      t  Till partner (uppdrag)                 ",
        " f  Flera i efterhand                 g  Granska                                ",
        " b  Utsättning                        a  Avsluta passet                         ",
        " k  Lägesbild                         w  Byt person                             ",
        " y  Synka nu (2 osänt)                h  Hjälp och övning                       ",
        " m  Mitt: vad sparas om mig           x  Läsloggen: månadens kontroll           ",
        " i  Inställningar                     .  Alla kommandon                         ",
        " n  Nummer att ringa                                                            ",
    ]


@pytest.mark.parametrize("item", everything(), ids=lambda item: item.id)
async def test_each_letter_opens_its_view(item: MenuItem) -> None:
    menu = Menu(everything)
    line = WritingLine(menu=menu)
    async with desk(menu, PromptedLine(line)) as place:
        await place.press(f" {item.letter}")

        assert chosen(place) == [(item.id, False)]
        assert not menu.display
        assert not line.text


@pytest.mark.parametrize("char", "cdjlopqzåäö0123456789")
async def test_an_unused_letter_closes_it_and_is_written(char: str) -> None:
    menu = Menu(everything)
    line = WritingLine(menu=menu)
    async with desk(menu, PromptedLine(line)) as place:
        await place.press(f" {char}x")

        assert line.text == f"{char}x"
        assert not menu.is_open
        assert not place.posted(Menu.Chosen)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("\x1b[B\r", "menu.undo"),
        ("\x1b[B\x1b[B\x1b[B\r", "menu.search"),
        ("\x1b[A\r", "menu.palette"),
        ("\x1b[B\x1b[C\r", "menu.warn"),
        ("\x1b[C\x1b[D\r", "menu.undo"),
    ],
)
async def test_arrows_and_enter_choose(keys: str, expected: str) -> None:
    menu = Menu(everything)
    async with desk(menu, PromptedLine(WritingLine(menu=menu))) as place:
        await place.press(" " + keys)

        assert chosen(place) == [(expected, True)]


@pytest.mark.parametrize("key", ["\r", " "])
async def test_enter_or_space_alone_only_closes_it(key: str) -> None:
    menu = Menu(everything)
    async with desk(menu, PromptedLine(WritingLine(menu=menu))) as place:
        await place.press(" " + key)

        assert place.names() == ["Opened", "Closed"]
        assert not menu.display


async def test_esc_closes_it_and_nothing_behind_it() -> None:
    menu = Menu(everything)
    async with desk(menu, PromptedLine(WritingLine(menu=menu))) as place:
        await place.press(" ")
        await place.pilot.press("escape")

        assert not menu.is_open
        assert place.names() == ["Opened", "Closed"]


async def test_what_can_not_be_done_now_says_why() -> None:
    menu = Menu(lambda: menu_items(lambda action: "Inget att ångra." * (action == "undo")))
    line = WritingLine(menu=menu)
    async with desk(menu, PromptedLine(line)) as place:
        await place.press(" u")

        assert [message.sentence for message in place.posted(Say)] == ["Inget att ångra."]
        assert not line.text


async def test_a_click_opens_too() -> None:
    menu = Menu(everything)
    async with desk(menu, PromptedLine(WritingLine(menu=menu))) as place:
        await place.press(" ")
        await place.pilot.click(menu, offset=(45, 2))

        assert chosen(place) == [("menu.alone", True)]
