"""How safe it felt is shown as the server's mean of five or more; no screen or command shows an answer of another."""

from typing import Any

import pytest

from fieldlog.logbook.felt_safe import Mean, means
from fieldlog.logbook.log import Log
from fieldlog.logbook.shifts import shift
from fieldlog.logbook.viewing_shifts import shift_as_json
from tests.proof.rich import Stranger, receive
from tests.supervising import Night, let_supervise

TOLD: dict[str, Any] = {"of": "felt_safe", "org": "OVB", "week": "2026-W47", "least": 5, "persons": 5, "mean": 38}


def test_the_means_of_ones_own_organisation_are_shown_as_the_server_counted_them(eva: Log) -> None:
    server = let_supervise(eva, "GL-01")
    server.write("tally", TOLD)
    server.write("tally", TOLD | {"week": "2026-W48", "mean": 41, "persons": 7})
    server.write("tally", TOLD | {"week": "2026-W49", "persons": 4})
    server.write("tally", TOLD | {"week": "2026-W50", "org": "NIS"})
    receive(eva, server.entries)
    liar = Stranger("OV-31", "OVB")
    liar.write("tally", TOLD | {"week": "2026-W51"})
    receive(eva, liar.entries)

    assert means(eva) == (Mean("2026-W48", 41, 7), Mean("2026-W47", 38, 5))


@pytest.mark.parametrize("answer", [1, 5])
def test_an_answer_of_another_that_came_all_the_same_is_not_shown(eva: Log, night: Night, answer: int) -> None:
    """From a program that sends more than this one does, or from a time when somebody had another role."""
    night.end()
    night.arrive()

    assert shift_as_json(shift(eva, night.shift), eva)["felt_safe"] is None
