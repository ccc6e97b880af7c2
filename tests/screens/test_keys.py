"""The table of keys: no letter has two meanings, none has one where people write."""

import pytest

from fieldlog.language import language
from fieldlog.screens.keymap import SCREENS, key_sheet, name_of, read_key_map
from fieldlog.screens.keys import BROWSING, KEPT_FREE, KEYS, WRITING, Key, bindings, keys_of, menu_items
from tests.screens.conftest import Opened, picture, until


def letter(id: str, keys: tuple[Key, ...]) -> str:  # noqa: A002 - the table's own word
    return next(key.key for key in keys if key.id == id)


@pytest.mark.parametrize("screen", [*SCREENS])
def test_no_key_has_two_meanings_on_one_screen(screen: str) -> None:
    keys = [key.key for key in keys_of(screen)]

    assert len(keys) == len(set(keys))


def test_every_id_is_unique() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)


@pytest.mark.parametrize("screen", WRITING)
def test_no_letter_acts_where_people_write(screen: str) -> None:
    assert not [key for key in keys_of(screen) if key.key.isalpha() and key.is_letter]


def test_the_menu_leaves_letters_free_for_a_note_after_a_stray_blank() -> None:
    assert not {key.key for key in keys_of("menu")} & KEPT_FREE


def test_every_screen_with_keys_has_a_title_on_the_sheet() -> None:
    assert {key.screen for key in KEYS} <= set(SCREENS)


def test_two_columns_of_ten_hold_the_menu() -> None:
    assert len(keys_of("menu")) <= 20


def test_a_guard_does_not_see_the_review_and_can_type_its_letter() -> None:
    items = menu_items(lambda action: None if action == "review" else "")

    assert "g" not in {item.letter for item in items}


def test_undo_says_what_it_would_undo() -> None:
    items = menu_items(lambda action: "", {"undo": "Ångra: NH TRP 21:52"})

    assert items[0].label == "Ångra: NH TRP 21:52"


@pytest.mark.parametrize("screen", BROWSING)
def test_a_browsing_screen_has_a_binding_with_an_id_for_each_key(screen: str) -> None:
    assert all(binding.id and binding.id.startswith(f"{screen}.") for binding in bindings(screen))


def test_siv_moves_undo_to_z() -> None:
    keys, complaints = read_key_map('[menu]\nundo = "z"\n[review]\napprove = "x"')

    assert not complaints
    assert (letter("menu.undo", keys), letter("review.approve", keys)) == ("z", "x")


def test_two_letters_may_change_places() -> None:
    keys, complaints = read_key_map('[review]\napprove = "r"\nreturn = "g"')

    assert not complaints
    assert (letter("review.approve", keys), letter("review.return", keys)) == ("r", "g")


@pytest.mark.parametrize("screen", WRITING)
def test_a_letter_on_a_writing_screen_is_refused_with_a_sentence(screen: str) -> None:
    keys, complaints = read_key_map(f'[{screen}]\nsave = "s"')

    assert keys == KEYS
    assert complaints == (f"{screen}.save: på en skrivrad är bokstäver alltid text. Det går inte att ändra.",)


def test_a_clash_is_reported_and_both_keep_their_usual_letters() -> None:
    keys, complaints = read_key_map('[review]\napprove = "r"')

    assert keys == KEYS
    assert complaints == ("r skulle göra två saker: review.approve, review.return. De vanliga bokstäverna gäller.",)


@pytest.mark.parametrize(
    "text",
    [
        '[menu]\nundo = "Ä"',
        '[menu]\nundo = "ab"',
        "[menu]\nundo = 7",
        '[menu]\nundo = " "',
        '[menu]\nfly = "q"',
        '[all]\nback = "q"',
        '[review]\nnext = "q"',
        "menu = 3",
        "[menu",
        '[menu]\nundo = "[/x]"',
    ],
)
def test_a_wrong_key_map_changes_nothing_and_says_so(text: str) -> None:
    keys, complaints = read_key_map(text)

    assert keys == KEYS
    assert len(complaints) == 1


def test_the_key_sheet_names_every_key_and_leaves_the_language_alone() -> None:
    sheet = key_sheet("en")

    assert sheet.count("\n| `") == len(KEYS)
    assert language() == "sv"


def test_the_swedish_key_sheet_says_what_is_on_the_keyboard() -> None:
    sheet = key_sheet("sv")

    assert "| `Mellanslag` | Meny, på tom rad |" in sheet
    assert "| `g` | Godkänn |" in sheet
    assert name_of("f12") == "F12"


UNSHIFTED = {*"abcdefghijklmnopqrstuvwxyzåäö0123456789.,+-§", "1-9", "1-8", "1-7"}
EASY = {"space", "tab", "enter", "escape", "escape escape", "backspace"}
TWINS = {
    "all.help": "menu.help",
    "all.emergency": "line.emergency",
    "all.hide_now": "all.hide",
    "all.palette": "menu.palette",
    "all.jump": "all.next_waiting",
    "all.quit": "menu.palette",
    # What has a function key of its own has a row in the palette, or a letter where it is used.
    **{f"all.{key.action}": "menu.palette" for key in keys_of("all") if key.key in {f"f{n}" for n in range(3, 12)}},
    "all.lens": "entry.lens",  # and menu.palette
    "all.counts": "menu.palette",
    "line.timeline": "menu.correct",
    "line.take": "line.save",  # the grey word can be typed
    "line.emergency_too": "line.emergency",
    "line.help": "menu.help",
}


async def test_what_has_a_function_key_alone_is_found_in_the_palette_by_letters(opened: Opened, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", ".")
        await until(pilot, lambda: "Esc tillbaka" in picture(program))
        await pilot.press(*"text ur")
        await until(pilot, lambda: "Text ur ett signerat pass" in picture(program))
        await pilot.press(*["backspace"] * 7, *"antal")
        await until(pilot, lambda: "Antal: vad andra ser av klass B och C" in picture(program))


async def test_the_program_is_closed_by_letters_too(opened: Opened, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", ".")
        await until(pilot, lambda: "Esc tillbaka" in picture(program))
        await pilot.press(*"stäng")
        await until(pilot, lambda: "Stäng fieldlog" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: not program.is_running or program._exit)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_action_is_within_reach_without_shift_ctrl_alt_fn_and_arrows(key: Key) -> None:
    twin = next(each for each in KEYS if each.id == TWINS.get(key.id, key.id))

    assert twin.key in UNSHIFTED | EASY
