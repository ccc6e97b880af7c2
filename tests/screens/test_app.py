"""The app on its own: palette, languages, looks, and what it does before any key reaches a screen."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import ComposeResult
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, DataTable, Input, Label, OptionList, Static, TextArea
from textual.widgets._toast import Toast

from fieldlog.app import FieldlogApp, run
from fieldlog.language import _, language, set_language
from fieldlog.screens import crash
from fieldlog.screens.jump import Jump
from fieldlog.screens.keys import menu_items
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.menu import Menu
from fieldlog.screens.outside import Outside
from fieldlog.screens.rows import Rows
from fieldlog.screens.text import content
from fieldlog.screens.theme import Look
from tests.screens.conftest import until


class Shift(Screen[None]):
    """A line, a list and a word that is said in the language in use."""

    keys_of = ("line",)
    BINDINGS = [("escape", "put_away")]

    def __init__(self) -> None:
        super().__init__()
        self.menu = Menu(lambda: menu_items(lambda action: ""))
        self.line = WritingLine(menu=self.menu)
        self.put_away = 0
        self.saved = 0

    def compose(self) -> ComposeResult:
        yield Static(id="word")
        yield Rows(lambda offset, limit: ["post"][offset:limit], lambda: 1, lambda row, width: content(row))
        yield self.menu
        yield PromptedLine(self.line)

    def on_mount(self) -> None:
        self.line.focus()
        self.speak()

    def speak(self) -> None:
        self.query_one("#word", Static).update(content(_("Lägesbild")))

    def action_put_away(self) -> None:
        self.put_away += 1

    def action_save(self) -> None:
        self.saved += 1


class Hidden:
    """Stands for the process that would take over the terminal."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, path: str, argv: list[str]) -> None:
        self.times += 1


class Search(Screen[None]):
    """A second screen."""


def an_app(hidden: Hidden | None = None) -> FieldlogApp:
    return FieldlogApp(
        {"shift": Shift, "search": Search},
        first="shift",
        outside=Outside(execute=hidden or Hidden()),
        look=Look(by_sun=False),
        doings={"menu.sync": lambda: None},
    )


def shift_of(app: FieldlogApp) -> Shift:
    assert isinstance(app.screen_stack[0], Shift)
    return app.screen_stack[0]


def press_escape(app: FieldlogApp, *times: float) -> None:
    for time in times:
        key = events.Key("escape", "\x1b")
        key.time = time
        app.post_message(key)


@pytest.mark.parametrize("what", ["nothing", "menu", "palette", "screen", "jump"])
async def test_esc_esc_hides_whatever_is_open(what: str) -> None:
    hidden = Hidden()
    app = an_app(hidden)
    async with app.run_test() as pilot:
        await pilot.press(
            *{"menu": ["space"], "palette": ["ctrl+p"], "screen": ["space", "s"], "jump": ["ctrl+o"]}.get(what, [])
        )
        press_escape(app, 10.0, 10.3)
        await pilot.pause()

        assert hidden.times == 1


async def test_one_esc_is_one_step_and_a_bounce_none() -> None:
    hidden = Hidden()
    app = an_app(hidden)
    async with app.run_test() as pilot:
        press_escape(app, 10.0, 10.05, 20.0)
        await pilot.pause()

        assert (shift_of(app).put_away, hidden.times) == (2, 0)


async def test_esc_closes_the_menu_before_it_puts_the_text_away() -> None:
    app = an_app()
    async with app.run_test() as pilot:
        await pilot.press("space")
        press_escape(app, 10.0)
        await pilot.pause()
        assert (shift_of(app).menu.is_open, shift_of(app).put_away) == (False, 0)
        press_escape(app, 20.0)
        await pilot.pause()

        assert shift_of(app).put_away == 1


async def test_the_palette_has_every_action_that_can_be_done_here() -> None:
    app = an_app(Hidden())
    async with app.run_test():
        possible = {key.id for key in app.possible()}

    assert {"all.hide", "all.palette", "all.jump", "menu.sync", "menu.search", "line.save"} <= possible
    assert "review.approve" not in possible


async def test_an_action_is_found_by_typing_and_done() -> None:
    app = an_app()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p", *"spara")
        await pilot.pause(0.2)
        await pilot.press("enter")
        await pilot.pause(0.2)

        assert not isinstance(app.screen, CommandPalette)
        assert shift_of(app).saved == 1


async def test_an_action_that_is_nowhere_is_refused_with_a_sentence() -> None:
    app = an_app()
    async with app.run_test() as pilot:
        app.perform("review.approve")
        await pilot.pause()

        assert [note.message for note in app._notifications] == ["Det går inte här och nu."]


async def test_a_notice_quotes_hostile_text_without_reading_it() -> None:
    app = an_app()
    async with app.run_test() as pilot:
        app.notify("[/tid] [@click=app.quit]x[/] \x1b]0;x\x07")
        await pilot.pause()

        assert [note.message for note in app._notifications] == ["[/tid] [@click=app.quit]x[/] \ufffd]0;x\ufffd"]


async def test_a_notice_stands_above_and_covers_no_key() -> None:
    app = an_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.notify("Sparat 21:52  BL TRP")
        await until(pilot, lambda: len(app.screen.query(Toast)) == 1)
        await pilot.pause()

        assert app.screen.query_one(Toast).region.y == 1


async def test_another_language_is_spoken_at_once_and_the_text_stays() -> None:
    app = an_app()
    try:
        async with app.run_test() as pilot:
            await pilot.press(*"nh", "space", *"trp")
            app.speak("en")
            await pilot.pause()

            assert language() == "en"
            assert shift_of(app).line.text == "nh trp"
            assert str(shift_of(app).query_one("#word", Static).content) == _("Lägesbild")
    finally:
        set_language("sv")


async def test_other_colours_and_signs_are_worn_at_once() -> None:
    app = an_app()
    async with app.run_test() as pilot:
        assert app.theme == "dark"
        app.wear(Look(day="contrast", by_sun=False, only_ascii=True))
        await pilot.press("space")
        await pilot.pause()

        assert app.theme == "contrast"
        assert "─" not in "".join(strip.text for strip in app.screen._compositor.render_strips())


def a_table(text: str) -> DataTable[str]:
    table = DataTable[str]()
    table.add_columns(text)
    table.add_row(text)
    return table


@pytest.mark.parametrize(
    "widget", [Static, Label, Button, Input, TextArea, OptionList, a_table], ids=lambda made: made.__name__
)
async def test_what_a_screen_forgot_to_make_harmless_is_stopped_before_the_terminal(
    widget: Callable[[str], Widget],
) -> None:
    hostile = "\x1b]52;c;UFdORUQ=\x07\x9b2J\u202eomvänt"
    app = an_app()
    async with app.run_test() as pilot:
        await app.screen.mount(widget(hostile), before=0)
        await pilot.pause(0.1)
        drawn = "".join(strip.text for strip in app.screen._compositor.render_strips())

        assert "omvänt" in drawn
        assert not set("\x1b\x07\x9b\u202e") & set(drawn)


async def test_jump_puts_a_letter_on_each_place_and_goes_there() -> None:
    app = an_app()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+o")
        assert isinstance(app.screen, Jump)
        await pilot.press("a")
        await pilot.pause()

        assert isinstance(app.focused, Rows)


def test_without_a_terminal_there_is_a_sentence_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(an_app(), Outside())

    assert code == 2
    assert capsys.readouterr().err == (
        "fieldlog behöver en terminal för att visas. Utan en: fieldlog --help visar kommandona.\n"
    )


def test_a_home_that_can_not_be_written_is_no_second_fault(tmp_path: Path) -> None:
    crash.record(ValueError("x"), tmp_path / "gone", datetime.now(UTC))

    assert not list(tmp_path.iterdir())


def test_the_log_of_faults_has_kinds_and_places_but_no_words(tmp_path: Path) -> None:
    def failing(secret: Any) -> None:
        try:
            {}[secret]
        except KeyError as error:
            raise RuntimeError(secret) from error

    with pytest.raises(RuntimeError) as caught:
        failing("19900101-2385")
    crash.record(caught.value, tmp_path, datetime(2026, 11, 20, tzinfo=UTC))
    written = (tmp_path / crash.FILE).read_text()

    assert "builtins.RuntimeError" in written
    assert "builtins.KeyError" in written
    assert "tests.screens.test_app" in written
    assert "19900101" not in written
    assert str(tmp_path) not in written
    assert (tmp_path / crash.FILE).stat().st_mode & 0o777 == 0o600
