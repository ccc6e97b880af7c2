"""The night the clocks go back 02:30 comes twice: on the line, in the form and in a correction it says which."""

import json
from datetime import datetime

from fieldlog.logbook import events, finding, observations, shifts
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.models.moment import STOCKHOLM, written
from fieldlog.screens.amend import AmendScreen
from tests.screens.conftest import Opened, picture, until
from tests.screens.forms import CUSTODY, open_form, reopen

FIRST = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=0)
SECOND = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=1)
LATER = datetime(2026, 10, 25, 3, 10, tzinfo=STOCKHOLM)


def begin(log: Log) -> str:
    return shifts.start(log, shifts.manning(["OV-14"]), datetime(2026, 10, 24, 19, 0, tzinfo=STOCKHOLM))


async def test_on_the_line_the_chip_says_which_and_a_digit_takes_the_other(opened: Opened, anna: Log) -> None:
    begin(anna)
    async with opened(now=lambda: LATER) as (program, pilot):
        await pilot.press(*"os pla 0230 bråk")
        await until(pilot, lambda: "02:30+01" in picture(program))
        await pilot.press("tab")
        await until(pilot, lambda: "1 02:30+02  2 02:30+01" in picture(program))
        await pilot.press("1")
        await pilot.press("enter")
        await until(pilot, lambda: "Sparat 02:30+02" in picture(program))

    assert finding.page(anna, Filter())[0].at == written(FIRST)


async def test_a_decision_in_the_doubled_hour_says_which_and_the_other_is_a_digit_away(
    opened: Opened, anna: Log
) -> None:
    shift = begin(anna)
    fields = {**CUSTODY["fields"], "beslut_kl": "02:30+02", "ingrep_kl": "02:30+02"}
    events.open_event(anna, {**CUSTODY, "fields": fields}, FIRST, shift=shift)
    async with opened(now=lambda: LATER) as (program, pilot):
        form = await reopen(program, pilot)
        assert "beslut 02:30+02   100 min sedan" in picture(program)
        form.answering.go_to("beslut_kl")
        await until(pilot, lambda: "3 02:30+01" in picture(program))
        await pilot.press("3")
        await until(pilot, lambda: "beslut 02:30+01   40 min sedan" in picture(program))
        form.answering.go_to("ingrep_kl")
        await pilot.press("2", *"0230", "enter")
        assert form.filling.fields["ingrep_kl"] == "02:30+01"


async def test_what_is_decided_in_the_doubled_hour_is_marked(opened: Opened, anna: Log) -> None:
    begin(anna)
    async with opened(now=lambda: FIRST) as (program, pilot):
        form = await open_form(program, pilot)
        await pilot.press("1")  # IN
        await until(pilot, lambda: "Var?" in picture(program))
        await pilot.press(*"vas", "enter")

        assert form.filling.fields["beslut_kl"] == form.filling.fields["ingrep_kl"] == "02:30+02"


def test_an_entry_holds_which_of_the_two_it_was(anna: Log) -> None:
    given = {"beslut_kl": "02:30+02", "overlamnad_till": "polis", "overlamnad_kl": "02:10+01", "medvetande": "vaken"}
    fields = {**CUSTODY["fields"], **given}
    new = observations.new_observation(at=FIRST, category="IN", place="VAS", actions=["LOB"], fields=fields)
    observations.save(anna, new, LATER)

    saved = json.loads(finding.page(anna, Filter())[0].fields)
    assert (saved["beslut_kl"], saved["overlamnad_kl"]) == ("02:30+02", "02:10+01")


async def test_a_correction_shows_which_and_takes_the_other(opened: Opened, anna: Log) -> None:
    shift = begin(anna)
    new = observations.new_observation(shift=shift, at=SECOND, category="OS", place="PLA", words={"note": "bråk"})
    id_ = observations.save(anna, new, LATER)
    async with opened(now=lambda: LATER) as (program, pilot):
        program.show_entry(id_)
        await until(pilot, lambda: "1 rätta" in picture(program))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(program.screen, AmendScreen))
        await pilot.press("tab")
        await until(pilot, lambda: "1 02:30+02  2 02:30+01" in picture(program))
        await pilot.press("1", "enter")
        await until(pilot, lambda: "Rättat" in picture(program))

    assert finding.page(anna, Filter())[0].at == written(FIRST)
