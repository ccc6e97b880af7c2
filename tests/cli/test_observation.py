"""Adding, showing, amending and withdrawing one observation at a time."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.conftest import FRIDAY

PROMISED = set(
    "id n device org author shift at written_at place category severity persons ages class fields actions words state "
    "amendments".split()
)
NUMBER = "19811228-9874"
"""Made for tests by the tax agency's rule; nobody's."""


def test_an_observation_has_every_name_that_scripts_rely_on(fieldlog: Command) -> None:
    seen = fieldlog("add", "nh pla", "--json").object

    assert set(seen) >= PROMISED
    assert seen["missing"] == []


def test_an_observation_belongs_to_the_open_shift_or_to_the_one_named(fieldlog: Command) -> None:
    alone = fieldlog("add", "tl pla", "--json").object
    first = fieldlog("shift", "start", "--json").object["id"]
    during = fieldlog("add", "tl pla", "--json").object
    fieldlog("shift", "end")
    after = fieldlog("add", "tl pla", "--shift", first, "--json").object

    assert (alone["shift"], during["shift"], after["shift"]) == (None, first, first)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        (["nh pla", "--at", "21:40"], "2026-11-20T21:40:00.000+01:00"),
        (["nh pla", "--at", "2026-08-22 8:13:44 +02:00"], None),
        (["nh pla", "--at", "2026-08-22 08:13:44+02:00"], "2026-08-22T08:13:44.000+02:00"),
        (["nh pla", "--at", "igår 23:10"], "2026-11-19T23:10:00.000+01:00"),
        (["-10m nh pla"], "2026-11-20T21:42:00.000+01:00"),
    ],
)
def test_the_time_of_the_event_is_read_as_people_write_it(fieldlog: Command, words: list[str], at: str | None) -> None:
    answer = fieldlog("add", *words, "--json")

    assert answer.object["at"] == at if at else answer.code == 2


def test_a_time_ahead_is_refused(fieldlog: Command) -> None:
    answer = fieldlog("add", "nh pla", "--at", (FRIDAY + timedelta(hours=1)).isoformat())

    assert (answer.code, "framtiden" in answer.err) == (2, True)
    assert fieldlog("list").code == 1


def test_calm_alone_is_about_the_last_place_and_says_that_it_guessed(fieldlog: Command) -> None:
    fieldlog("add", "nh vas")

    seen = fieldlog("add", "tl", "--json").object
    text = fieldlog("add", "tl").out

    assert (seen["place"], "place" in seen["guessed"]) == ("VAS", True)
    assert "VAS?" in text


def test_another_category_without_a_place_is_never_given_the_last_one(fieldlog: Command) -> None:
    fieldlog("add", "nh vas")

    answer = fieldlog("add", "nh", "--json")

    assert (answer.code, answer.object["state"], answer.object["place"]) == (0, "open", None)
    assert answer.object["missing"] == ["place"]
    assert "plats" in answer.err


def test_what_is_ambiguous_waits_open_with_its_question(fieldlog: Command) -> None:
    begun = fieldlog("add", "hot hela kvällen", "--json")

    assert (begun.code, begun.object["state"], begun.object["category"]) == (0, "open", None)
    assert begun.object["ask"]
    assert "Oklart: hot?" in begun.err
    done = fieldlog("amend", begun.object["id"], "category=VH", "place=plattan", "--json").object
    assert (done["state"], done["category"], done["place"], done["n"] is not None) == ("saved", "VH", "PLA", True)
    assert fieldlog("list", "--state", "open").code == 1


def test_an_identity_number_is_masked_before_anything_is_kept(fieldlog: Command, anna_at: Path) -> None:
    saved = fieldlog("add", f"nh pla han heter {NUMBER} langar", "--json")
    waiting = fieldlog("add", f"nh {NUMBER}", "--json")
    fieldlog("amend", waiting.object["id"], f"spot={NUMBER}")

    assert "[personnummer]" in saved.object["words"]
    assert NUMBER not in saved.out + saved.err + waiting.out + waiting.err
    assert "maskerat" in saved.err
    assert not any(NUMBER.encode() in path.read_bytes() for path in anna_at.rglob("*") if path.is_file())


def test_a_telephone_number_is_told_and_raises_the_class(fieldlog: Command) -> None:
    answer = fieldlog("add", "st pla ring 070-174 06 05 om glaset", "--json")

    assert (answer.object["class"], "telefonnummer" in answer.err) == ("B", True)
    assert "070" not in answer.err


@pytest.mark.parametrize("line", ["", "   ", "x" * 200_000, "nh pla " + "mycket text " * 500])
def test_a_line_that_is_nothing_or_too_much_is_refused_with_its_limit(fieldlog: Command, line: str) -> None:
    answer = fieldlog("add", line)

    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)


def test_a_bad_line_among_many_leaves_the_others_saved(fieldlog: Command) -> None:
    answer = fieldlog("add", "--json", stdin=b"nh pla\n" + b"y" * 300_000 + b"\r\n\ntl vas\n\xff\xfe\x00 skr\xe4p\n")

    assert answer.code == 2
    assert [each["category"] for each in answer.objects][:2] == ["NH", "TL"]
    assert "Rad 2:" in answer.err


def test_hostile_text_is_kept_and_shown_harmless(fieldlog: Command) -> None:
    hostile = "nh pla \x1b]52;c;aGVq\x07 \u202egnus [/x] [@click=app.quit]x \x9b2J"

    seen = fieldlog("add", hostile, "--json")
    shown = fieldlog("show", seen.object["id"])

    assert seen.object["words"].startswith("\x1b]52")
    for text in (seen.out, shown.out, fieldlog("list").out):
        assert not set("\x1b\x07\u202e\x9b") & set(text)


def test_the_beginning_of_an_id_is_enough_if_it_is_the_only_one(fieldlog: Command) -> None:
    first, second = (fieldlog("add", "tl pla", "--json").object["id"] for _time in range(2))

    assert fieldlog("show", first[:23].upper(), "--json").object["id"] == first
    assert fieldlog("show", second[:2]).code == 2
    assert fieldlog("show", "ffff").code == 1


def test_the_history_says_a_time_as_people_do(fieldlog: Command) -> None:
    id_ = fieldlog("add", "nh trp 3 21:40", "--json").object["id"]
    fieldlog("amend", id_, "at=21:10")

    assert "tid: 2026-11-20 21:40 → 2026-11-20 21:10" in fieldlog("show", id_).out


def test_the_history_shows_what_each_step_changed_and_why(fieldlog: Command) -> None:
    id_ = fieldlog("add", "nh pla två langar", "--json").object["id"]

    amended = fieldlog(
        "amend",
        id_,
        "--reason",
        "såg fel",
        "severity=3",
        "substans=cannabis",
        "words=tre langar",
        "persons=3",
        "--json",
    ).object
    withdrawn = fieldlog("withdraw", id_, "--reason", "fel plats", "--json").object
    seen = fieldlog("show", id_, "--json").object

    assert (amended["severity"], amended["fields"], amended["persons"]) == (3, {"substans": "cannabis"}, "2-4")
    assert (amended["words"], amended["amendments"], withdrawn["state"]) == ("tre langar", 1, "withdrawn")
    assert [step["kind"] for step in seen["history"]] == ["observation", "amend", "withdraw"]
    assert seen["history"][1]["changes"]["words"] == ["två langar", "tre langar"]
    assert seen["history"][1]["changes"]["substans"] == [None, "cannabis"]
    assert [step["reason"] for step in seen["history"]] == ["", "såg fel", "fel plats"]
    text = fieldlog("show", seen["history"][1]["id"]).out
    assert "två langar → tre langar" in text


def test_the_class_is_raised_and_never_lowered_by_its_writer(fieldlog: Command) -> None:
    id_ = fieldlog("add", "nh pla", "--json").object["id"]

    assert fieldlog("amend", id_, "class=C", "--reason", "känsligt", "--json").object["class"] == "C"
    assert fieldlog("amend", id_, "class=A", "--reason", "ångrade mig").code == 2


def test_a_change_after_signing_needs_a_reason(fieldlog: Command) -> None:
    fieldlog("shift", "start")
    id_ = fieldlog("add", "nh pla", "--json").object["id"]
    assert fieldlog("amend", id_, "place=VAS").code == 0
    fieldlog("shift", "end")

    assert fieldlog("amend", id_, "place=TRP").code == 2
    assert fieldlog("amend", id_, "place=TRP", "--reason", "fel ände").code == 0
    assert fieldlog("withdraw", id_).code == 2


@pytest.mark.parametrize("change", ["plac=VAS", "place=NOWHERE", "severity=nio", "severity=9", "hlr=kanske", "nothing"])
def test_a_change_that_cannot_be_is_refused(fieldlog: Command, change: str) -> None:
    id_ = fieldlog("add", "nh pla", "--json").object["id"]

    answer = fieldlog("amend", id_, change, "--reason", "prov")

    assert (answer.code, len(answer.err.splitlines())) == (2, 1)


def test_what_cannot_be_completed_is_saved_with_its_reason(fieldlog: Command) -> None:
    id_ = fieldlog("add", "in vas +LOB", "--json").object["id"]

    saved = fieldlog("amend", id_, "incomplete=polisen tog över", "--json").object

    assert (saved["state"], saved["incomplete"], saved["texts"]) == ("saved", True, {"incomplete": "polisen tog över"})
