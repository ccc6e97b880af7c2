"""The read log from the command line: words, JSON, exit codes; nothing of what an entry says is in any answer."""

from pathlib import Path

from fieldlog.home import Home
from fieldlog.logbook.log import Log, open_log
from fieldlog.vault import unlock_with_passphrase
from tests.cli.conftest import Command
from tests.conftest import FRIDAY, PASSPHRASE
from tests.logbook.test_audit import CANARY, Reader, seen_by
from tests.proof.rich import receive


def annas(home: Path) -> Log:
    return open_log(unlock_with_passphrase(Home(home).folder("OV-12"), PASSPHRASE), FRIDAY)


def test_list_says_who_when_how_and_why_and_reading_it_stands_in_it(fieldlog: Command, anna_at: Path) -> None:
    kim = Reader("OV-14", "OVB")
    seen = seen_by(kim)
    read = kim.read(FRIDAY, seen, how="export", why="till juristen")
    log = annas(anna_at)
    receive(log, kim.entries)
    log.close()

    assert fieldlog("audit", "list").out.strip() == "20/11 21:52  OV-14          1  exporterad  till juristen"
    found = fieldlog("audit", "list", "--json").objects
    assert sorted((each["reader"], each["how"], each["of"]) for each in found) == [
        ("OV-12", "audit", "list"), ("OV-14", "export", ""),
    ]  # fmt: skip
    assert next(each for each in found if each["id"] == read)["ids"] == [seen]
    answer = fieldlog("audit", "list", "--until", "2020-01-01")
    assert (answer.code, answer.out) == (1, "")


def test_who_has_read_this_is_answered_and_of_what_nobody_has_read_is_exit_code_1(
    fieldlog: Command, anna_at: Path
) -> None:
    mine = fieldlog("add", "tl", "pla", "--json").object["id"]
    kim = Reader("OV-14", "OVB")
    kim.read(FRIDAY, target=mine)
    log = annas(anna_at)
    receive(log, kim.entries)
    log.close()

    answer = fieldlog("audit", "person-asks", mine, "--json")
    assert answer.code == 0
    assert (answer.object["reader"], answer.object["how"], answer.object["entry"]) == ("OV-14", "open", mine)
    assert fieldlog("audit", "person-asks", "ffffffff").code == 1


def test_a_guard_is_refused_the_months_sample_and_gets_nothing_of_it(fieldlog: Command, anna_at: Path) -> None:
    kim = Reader("OV-14", "OVB")
    kim.read(FRIDAY, seen_by(kim))
    log = annas(anna_at)
    receive(log, kim.entries)
    log.close()

    answer = fieldlog("audit", "sample", "--month", "2026-11")
    assert (answer.code, answer.out) == (2, "")
    told = fieldlog("audit", "list", "--json").objects
    assert [(each["how"], each["of"]) for each in told if each["how"] == "refused"] == [("refused", "audit")]
    assert not any(CANARY in fieldlog("audit", *words).out for words in (["list"], ["list", "--json"]))
