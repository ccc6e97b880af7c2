"""Starting, ending and showing shifts."""

from datetime import timedelta

from tests.cli.conftest import Command
from tests.conftest import FRIDAY


def test_anna_starts_with_her_crew_and_cannot_start_twice(fieldlog: Command) -> None:
    begun = fieldlog("shift", "start", "--with", "ov-14", "--with", "OV-15", "--radio", "3214", "--json").object

    assert (begun["crew"], begun["radio"], begun["state"]) == (["OV-14", "OV-15"], "3214", "open")
    assert fieldlog("shift", "start").code == 2
    assert fieldlog("shift", "start", "--with", "Kalle Karlsson!").code == 2


def test_a_crew_may_be_said_with_commas(fieldlog: Command) -> None:
    assert fieldlog("shift", "start", "--with", "OV-14, OV-15", "OV-31", "--json").object["crew"] == [
        "OV-14",
        "OV-15",
        "OV-31",
    ]


def test_the_call_sign_is_remembered_and_the_crew_is_said_each_time(fieldlog: Command) -> None:
    fieldlog("shift", "start", "--with", "OV-14", "--radio", "3214", "--area", "Klara", "--focus", "kanyler")
    fieldlog("shift", "end")

    again = fieldlog("shift", "start", "--json").object

    assert (again["radio"], again["area"], again["focus"], again["crew"]) == ("3214", "Klara", "kanyler", [])


def test_the_next_start_opens_with_the_handover(fieldlog: Command) -> None:
    fieldlog("shift", "start")
    fieldlog("add", "sk ktu tagg på väggen")
    ended = fieldlog("shift", "end", "--handover-own", "Hör med 14", "--json").object

    begun = fieldlog("shift", "start")

    assert "KTU" in ended["handover"]
    assert ended["handover_own"] == "Hör med 14"
    assert ended["handover"] in begun.err
    assert "Hör med 14" in begun.err


def test_an_end_without_a_start_is_refused(fieldlog: Command) -> None:
    assert fieldlog("shift", "end").code == 2
    assert fieldlog("shift", "show").code == 1


def test_showing_a_shift_lists_what_was_seen(fieldlog: Command) -> None:
    id_ = fieldlog("shift", "start", "--json").object["id"]
    fieldlog("add", "nh pla två langar", now=FRIDAY + timedelta(minutes=5))
    fieldlog("add", "nh")

    shown = fieldlog("shift", "show")
    seen = fieldlog("shift", "show", id_[:18], "--json").object

    assert "två langar" in shown.out
    assert (seen["observations"], seen["open"], seen["worker"]) == (1, 1, "OV-12")


def test_a_shift_word_alone_gets_help(fieldlog: Command) -> None:
    answer = fieldlog("shift")

    assert (answer.code, answer.out) == (2, "")
