"""The texts to paste elsewhere after a shift say what was answered, in words, and nothing that was not."""

import pytest

from fieldlog.language import set_language
from fieldlog.logbook import copying, observations
from fieldlog.logbook.log import Log
from tests.conftest import FRIDAY


def saved(log: Log, shift: str, category: str, **values: object) -> None:
    observations.save(
        log, observations.new_observation(shift=shift, at=FRIDAY, category=category, place="GBR", **values), FRIDAY
    )


@pytest.mark.parametrize(("spoken", "said"), [("sv", "Städbehov: glas, blod"), ("en", "Cleaning need: glass, blood")])
def test_a_fault_report_names_its_answers_as_people_do(anna: Log, on_shift: str, spoken: str, said: str) -> None:
    saved(anna, on_shift, "ST", fields={"stad_typ": ["glas", "blod"]})

    set_language(spoken)
    report = copying.fault_reports(anna, on_shift)

    assert said in report
    assert "[" not in report


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({}, "4. Riktat mot: skrivs i tjänstgöringsrapporten"),
        ({"identitet_i_rapport": True}, "4. Riktat mot: identitet i tjänstgöringsrapporten: ja"),
        ({"identitet_i_rapport": False}, "4. Riktat mot: identitet i tjänstgöringsrapporten: nej"),
    ],
)
def test_the_duty_report_says_no_only_where_anna_said_no(
    anna: Log, on_shift: str, answer: dict[str, bool], said: str
) -> None:
    law = {"atgard_lagrum": "PL 13 §", "beslut_av": "OV-12", "beslut_kl": "21:40", "grund": "bråk", "deltog": ["OV-14"]}
    saved(anna, on_shift, "IN", actions=["AVV"], fields=law | {"ingrep_kl": "21:41"} | answer)

    assert said in copying.duty_report(anna, on_shift).splitlines()
