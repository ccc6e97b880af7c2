"""Nowhere is there a list, a count or an order by person for who supervises: every command and every list is walked."""

import argparse
from collections.abc import Iterator

import pytest

from fieldlog.cli.parser import build
from fieldlog.logbook import browsing
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.models.refusal import RuleBroken
from sync.server.cli.parser import build as build_server
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, until
from tests.screens.reviewing import evas_program, into_queue, night
from tests.supervising import Night

__all__ = ["evas_program", "night"]

ANNA, OTTO = "OV-12", "OV-31"
ORDERS = {"--sort", "--order", "--order-by", "--by", "--group", "--group-by", "--per"}


def options(parser: argparse.ArgumentParser, path: str = "") -> Iterator[tuple[str, argparse.Action]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from options(below, f"{path} {name}".strip())
        else:
            yield path, action


def test_no_command_of_the_laptop_or_the_server_sorts_or_counts_by_anything() -> None:
    for parser in (build(), build_server()):
        found = [(path, name) for path, action in options(parser) for name in action.option_strings if name in ORDERS]
        assert found == []


def test_only_the_search_knows_an_author_and_it_refuses_a_supervisor() -> None:
    found = {path for path, action in options(build()) if "--author" in action.option_strings}

    assert found <= {"list", "search"}


@pytest.fixture
def written(eva: Log, night: Night) -> None:
    night.see("kniv vid trappan", 1, severity=4)
    night.see("rad ur filen", 2, source={"file": "blad.csv", "key": "1"})
    night.see("rad ur filen", 3, source={"file": "blad.csv", "key": "2"})
    night.see("lugnt", 4, severity=0, **{"class": "A"})
    night.end()
    other = Night(eva, OTTO)
    other.see("två langar öppet", 5)
    for shift in (night, other):
        shift.arrive()


def test_the_search_does_not_find_by_person_for_her(written: None, eva: Log) -> None:
    with pytest.raises(RuleBroken, match="person"):
        browsing.look_for(eva, "OV-31", FRIDAY, limit=5)

    assert browsing.look_for(eva, "mitt", FRIDAY, limit=5).wanted == Filter(author="GL-01")


async def test_no_list_of_the_review_names_who_wrote(written: None, evas_program: Opened) -> None:
    async with evas_program() as (program, pilot):
        seen: list[str] = []
        await into_queue(program, pilot)
        seen.append("\n".join(picture(program).splitlines()[:11]))
        for _filter in range(3):
            await pilot.press("tab")
            await pilot.pause()
            seen.append("\n".join(picture(program).splitlines()[:11]))
        while "Allvarligast först" not in picture(program):
            await pilot.press("tab")
            await pilot.pause()
        await pilot.press("f3")
        await until(pilot, lambda: picture(program) != seen[-1])
        seen.append(picture(program))

    assert not [name for name in (ANNA, OTTO) for each in seen if name in each]
