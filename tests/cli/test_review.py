"""Review by command: what waits without who wrote it, decisions that are entries at once, and who is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldlog.cli import run
from fieldlog.home import Home
from fieldlog.logbook.log import Log, open_log
from fieldlog.vault import boxes, unlock_with_passphrase
from tests.cli.conftest import Command
from tests.conftest import FRIDAY, PASSPHRASE
from tests.logbook.test_reviews import state, written_by
from tests.supervising import Night, let_supervise


@pytest.fixture
def eva(anna_at: Path, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """Eva's log beside Anna's; the server has said that she supervises."""
    monkeypatch.setattr(boxes, "MEMORY_KIB", 8 * 1024)
    monkeypatch.setattr(boxes, "PASSES", 1)
    words = ["init", "--org", "OVB", "--role", "gl", "--worker", "GL-01", "--no-keyring", "--home", str(anna_at)]
    assert run(words, {"FIELDLOG_PASSPHRASE_FILE": str(passphrase_file)}, lambda: FRIDAY) == 0
    log = open_log(unlock_with_passphrase(Home(anna_at).folder("GL-01"), PASSPHRASE), FRIDAY)
    let_supervise(log, "GL-01")
    yield log
    log.close()


def test_the_queue_says_what_waits_and_not_who_wrote_it(fieldlog: Command, eva: Log) -> None:
    night = Night(eva)
    night.see("två langar öppet", 10)
    worst = night.see("kniv", 20, severity=4)
    file = {"file": "blad.csv", "key": "1"}
    night.see("rad 1", 30, severity=1, source=file)
    night.see("rad 2", 31, severity=1, source=file | {"key": "2"})
    night.arrive()

    found = fieldlog("review", "queue", "--json", "--worker", "GL-01", "--purpose", "nattens pass")

    assert [one["words"] for one in found.objects] == ["kniv", "två langar öppet", "rad 1", "rad 2"]
    assert [one["file"] for one in found.objects] == [None, None, "blad.csv", "blad.csv"]
    assert "OV-12" not in found.out
    only = fieldlog("review", "queue", "--json", "--worker", "GL-01", "--only", "serious")
    assert [one["id"] for one in only.objects] == [worst]
    assert fieldlog("review", "queue", "--worker", "GL-01", "--only", "answered").code == 1
    assert "kniv" in fieldlog("review", "queue", "--worker", "GL-01", "--limit", "1").out
    purposes = [entry.facts("words") for entry in written_by(eva, "read")]
    assert purposes[0] == {"reason": "nattens pass"}


def test_decisions_are_entries_at_once_and_all_or_none(fieldlog: Command, eva: Log) -> None:
    night = Night(eva)
    first, second, third = (night.see(f"post {number}", number) for number in range(3))
    night.arrive()

    good = fieldlog("review", "approve", first, second, "--remark", "tack", "--json", "--worker", "GL-01")
    back = fieldlog("review", "return", third, "--reason", "missing", "--text", "vem?", "--json", "--worker", "GL-01")
    said = fieldlog("review", "comment", third, "--text", "bra sett", "--json", "--worker", "GL-01")

    assert [one["state"] for one in good.objects] == ["approved", "approved"]
    assert (back.object["state"], said.object["state"]) == ("returned", "returned")
    assert [entry.facts("words") for entry in written_by(eva, "review", "comment")] == [
        {"comment": "tack"}, {"comment": "tack"}, {"reason": "vem?"}, {"comment": "bra sett"},
    ]  # fmt: skip
    refused = fieldlog("review", "approve", first, "ffffffff", "--worker", "GL-01")
    assert (refused.code, len(written_by(eva, "review"))) == (1, 3)
    assert state(eva, first) == "approved"


def test_who_does_not_supervise_is_told_so(fieldlog: Command, eva: Log) -> None:
    mine = fieldlog("add", "--json", "tl pla", "--worker", "OV-12").object["id"]

    for words in (
        ("queue",),
        ("approve", mine),
        ("return", mine, "--reason", "missing"),
        ("comment", mine, "--text", "x"),
    ):
        refused = fieldlog("review", *words, "--worker", "OV-12")
        assert (refused.code, "Bara gruppledare granskar" in refused.err) == (2, True), words
    assert fieldlog("review", "return", mine, "--reason", "spelling", "--worker", "GL-01").code == 2


@pytest.mark.parametrize("words", [("list",), ("search", "post")])
def test_eva_cannot_ask_what_one_of_her_guards_wrote(fieldlog: Command, eva: Log, words: tuple[str, ...]) -> None:
    night = Night(eva)
    night.see("post")
    night.arrive()

    asked = fieldlog(*words, "--author", "ov-12", "--worker", "GL-01")

    assert (asked.code, asked.out) == (2, "")
    assert fieldlog(*words, "--author", "gl-01", "--worker", "GL-01").code in (0, 1)


@pytest.mark.parametrize("words", [("review", "queue"), ("list",), ("counts",), ("status",), ("audit", "list")])
def test_no_list_of_hers_names_who_wrote(fieldlog: Command, eva: Log, words: tuple[str, ...]) -> None:
    for number in ("OV-31", "OV-77"):
        night = Night(eva, number)
        night.see("kniv vid trappan", severity=4)
        night.end()
        night.arrive()

    said = fieldlog(*words, "--worker", "GL-01").out

    assert not {number for number in ("OV-31", "OV-77") if number in said}
