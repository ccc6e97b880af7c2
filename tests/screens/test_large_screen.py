"""A screen of 120x40 uses its room, and names are not cut in half on a small one."""

from datetime import timedelta

from fieldlog.logbook import observations
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import new_observation
from fieldlog.models.vocabulary import vocabulary
from fieldlog.screens.picker import brief, told_apart
from fieldlog.screens.strip import shortened
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, shift_of, until
from tests.screens.every import SENTENCE

LARGE = (120, 40)


async def test_each_thing_understood_has_its_name_and_the_menu_its_row(opened: Opened, on_shift: str) -> None:
    async with opened(LARGE) as (program, pilot):
        shift_of(program).line.insert(SENTENCE)
        await until(pilot, lambda: "Så här förstår jag det" in picture(program))
        shown = picture(program)

        for told in ("Vad        NH Narkotika: handel", "Antal      5–9 pers", "s sök", "F1 hjälp"):
            assert told in shown
        await pilot.press("tab", "tab", "tab")
        await until(pilot, lambda: "1 TRP  2 PLA" in picture(program))


async def test_what_was_seen_at_the_place_lately_stands_under_the_timeline(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    at = FRIDAY - timedelta(days=2)
    hidden = {"protected": True, "class_": "C"}
    for note, more in (("två langar", {}), ("skyddad person", hidden)):
        new = new_observation(shift=on_shift, at=at, category="NH", place="TRP", words={"note": note}, **more)
        observations.save(anna, new, FRIDAY)
    async with opened(LARGE) as (program, pilot):
        shift_of(program).line.insert("nh trp")
        await until(pilot, lambda: "Senast vid TRP Trappan" in picture(program))
        lately = picture(program).partition("Senast vid TRP")[2]
        assert "ons 21:52" in lately
        assert "två langar" in lately
        assert "skyddad" not in lately.partition("── ")[0]

        shift_of(program).line.load_text("")
        await until(pilot, lambda: "Senast vid" not in picture(program))


def test_no_category_is_cut_in_half_on_the_smallest_screen() -> None:
    for name in ("sv", "en"):
        names = [getattr(each, name) for each in vocabulary().categories.values()]
        short = told_apart(names, 20)

        assert max(map(len, short)) <= 20
        assert len(set(short)) == len(names)
    assert brief("Positiv aktivitet på platsen", 20) == "Positiv aktivitet"


def test_the_row_of_the_menu_says_each_in_a_word_or_two() -> None:
    said = {label: shortened(label) for label in ("Sök i loggen", "Byt person", "Ångra: TL HOT 21:05", "Nu")}

    assert list(said.values()) == ["sök", "byt person", "ångra", "nu"]
