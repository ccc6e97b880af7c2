"""Disclosure on the screen: question by question, nothing without a ground; what came to us on a page of its own."""

from typing import Any

import pytest

from fieldlog.language import set_language
from fieldlog.logbook.log import Log
from fieldlog.models.chain import Chain
from fieldlog.models.entry import Part
from fieldlog.models.moment import written
from fieldlog.screens.detail import DetailScreen
from fieldlog.screens.disclose import DiscloseScreen
from tests.conftest import FRIDAY
from tests.logbook.test_disclosures import kept
from tests.proof.rich import Stranger, observed, receive
from tests.screens.conftest import Opened, picture, until
from tests.screens.reviewing import evas_program, night
from tests.supervising import Night

__all__ = ["evas_program", "night"]


def typed(text: str) -> list[str]:
    return [{" ": "space"}.get(sign, sign) for sign in text] + ["enter"]


async def answer(program: Any, pilot: Any, text: str, then: str) -> None:
    if not text:
        await pilot.pause(0.6)  # a second Enter at once is the first one held
    await pilot.press(*typed(text))
    await until(pilot, lambda: then in picture(program))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_question_by_question_to_a_decision(
    evas_program: Opened, eva: Log, night: Night, size: tuple[int, int]
) -> None:
    id_ = night.see("ung kille vid trappan", 10)
    night.arrive()
    async with evas_program(size=size) as (program, pilot):
        program.show_entry(id_)
        await until(pilot, lambda: "4 lämna ut" in picture(program))
        await pilot.press("4")
        await until(pilot, lambda: "Till vem?" in picture(program))
        await answer(program, pilot, "NIS", "Vilka fält?")
        assert "2 plats" in picture(program)
        await answer(program, pilot, "2 10", "På vilken grund?")
        assert "OSL 10 kap. 18 a §" in picture(program)
        await answer(program, pilot, "3", "fyllt 21")
        await answer(program, pilot, "j", "särskilda")
        assert "förebygga den? (j/n)" in " ".join(
            picture(program).split()
        )  # read to its end, however narrow the window
        for then in ("lämpligt", "begånget"):
            await answer(program, pilot, "j", then)
        await answer(program, pilot, "n", "Omständigheterna")
        await answer(program, pilot, "insats", "Vem har beslutat?")
        await answer(program, pilot, "", "Skälen")
        await answer(program, pilot, "begärt", "1 lämna ut")
        rows = picture(program).splitlines()
        assert [len(row) for row in rows] == [size[0]] * size[1]
        await answer(program, pilot, "1", "Utlämnat.")

    (entry,) = kept(eva)
    assert entry.facts("out") == {"place": "TRP", "words": "ung kille vid trappan"}
    assert entry.facts("core")["decider"] == "GL-01"


async def test_without_a_ground_it_can_only_be_denied_and_esc_loses_nothing(
    evas_program: Opened, eva: Log, night: Night
) -> None:
    id_ = night.see("ung kille", 10)
    night.arrive()
    async with evas_program() as (program, pilot):
        program.show_entry(id_)
        await until(pilot, lambda: "4 lämna ut" in picture(program))
        await pilot.press("4")
        await until(pilot, lambda: "Till vem?" in picture(program))
        await answer(program, pilot, "NIS", "Vilka fält?")
        await answer(program, pilot, "99", "Svara på frågan")
        await pilot.press("escape")
        await until(pilot, lambda: "Till vem?" in picture(program))
        await pilot.pause(1)  # two at once hide everything
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(program.screen, DetailScreen))
        await pilot.press("4")
        await until(pilot, lambda: isinstance(program.screen, DiscloseScreen) and "NIS" in picture(program))
        await answer(program, pilot, "", "Vilka fält?")
        await answer(program, pilot, "2", "På vilken grund?")
        await answer(program, pilot, "0", "Vem har beslutat?")
        await answer(program, pilot, "", "Skälen")
        await answer(program, pilot, "ingen grund", "1 lämna ut")
        await answer(program, pilot, "1", "Utan laglig grund lämnas inget ut")
        assert kept(eva) == []
        await answer(program, pilot, "2", "Nekat.")

    (entry,) = kept(eva)
    assert "out" not in entry.parts


async def test_a_guard_has_no_such_key(opened: Opened, anna: Log, on_shift: str) -> None:
    id_ = observed(anna, "två", on_shift, 3)
    async with opened() as (program, pilot):
        program.show_entry(id_)
        await until(pilot, lambda: "1 rätta" in picture(program))
        await pilot.press("4")
        await until(pilot, lambda: "Det går inte med den här posten." in picture(program))
        assert isinstance(program.screen, DetailScreen)


@pytest.mark.parametrize("language", ["sv", "en"])
async def test_what_was_given_out_to_us_stands_on_a_page(
    evas_program: Opened, eva: Log, night: Night, language: str
) -> None:
    other = Stranger("GL-07", "NIS")
    chain = Chain(other.chain.device, "NIS", 1, other.chain.head)
    parts = {"core": Part.of({"decision": "granted"}), "out": Part.of({"place": "TRP", "words": "ung kille"})}
    entry = chain.add("disclosure", parts, at=written(FRIDAY), sign=lambda data: other.key.sign(data).signature)
    given = type(entry)(entry.line, entry.sig, {"out": parts["out"]})
    receive(eva, [given])
    set_language(language)
    async with evas_program() as (program, pilot):
        await pilot.press("f9")
        await until(pilot, lambda: "ung kille" in picture(program))
        assert "NIS" in picture(program)
        assert {"sv": "UTLÄMNAT TILL OSS", "en": "DISCLOSED TO US"}[language] in picture(program)
