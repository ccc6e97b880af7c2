"""Disclosure and records requests by command: printed, as a PDF too; what is masked is said in no form."""

from pathlib import Path

from fieldlog.logbook.log import Log
from tests.cli.conftest import Command
from tests.cli.test_review import eva
from tests.supervising import Night

__all__ = ["eva"]
YOUNG = ("under_21=ja", "risk=ja", "suitable=ja", "committed=nej", "why=insats pågår")
ME = ("--worker", "GL-01")


def test_a_decision_is_printed_and_kept(fieldlog: Command, eva: Log, tmp_path: Path) -> None:
    night = Night(eva)
    id_ = night.see("ung kille 19121212-1212", 10, **{"class": "C"})
    night.arrive()
    said = ("disclose", id_, "--to", "NIS", "--decider", "GL-01", "--ground", "young", "--fields", "place,words", *ME)

    assert fieldlog(*said, "--decision", "granted").code == 2
    made = fieldlog(*said, "--decision", "granted", "--answers", *YOUNG)
    assert "BESLUT OM UTLÄMNANDE" in made.out
    assert "1212" not in made.out
    denied = fieldlog(*said, "--decision", "denied", "--text", "ingen grund", "--json").object
    assert (denied["decision"], denied["out"]) == ("denied", {})
    kept = fieldlog("disclosed", "--by-us", "--json", *ME).objects
    assert [each["decision"] for each in kept] == ["denied", "granted"]

    file = tmp_path / "beslut.pdf"
    assert fieldlog("disclosed", "--print", kept[1]["id"], "--format", "pdf", "--out", str(file), *ME).code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert file.stat().st_mode & 0o777 == 0o600
    assert fieldlog("disclosed", "--print", kept[1]["id"], "--format", "pdf", *ME).code == 2
    assert fieldlog("disclosed", *ME).code == 1


def test_a_request_from_search_to_closing(fieldlog: Command, eva: Log, tmp_path: Path) -> None:
    night = Night(eva)
    shown = night.see("släckt lampa", 1, **{"class": "A"})
    hidden = night.see("CHEMLIGT", 2, **{"class": "C"})
    night.arrive()

    made = fieldlog("request", "new", "D 2026/17", "--place", "TRP", *ME)
    assert "CHEMLIGT" not in made.out
    masked = fieldlog("request", "mask", "D 2026/17", shown, "--fields", "persons", "--reason", "person", *ME)
    assert masked.code == 0
    assert fieldlog("request", "mask", "D 2026/17", shown, "--fields", "persons", *ME).code == 2
    text = fieldlog("request", "print", "D 2026/17", "--decider", "GL-01", *ME)
    assert "släckt lampa" in text.out
    assert hidden in text.out
    assert "CHEMLIGT" not in text.out
    data = fieldlog("request", "print", "D 2026/17", "--decider", "GL-01", "--json", *ME)
    assert "CHEMLIGT" not in data.out
    file = tmp_path / "svar.pdf"
    printed = fieldlog(
        "request", "print", "D 2026/17", "--decider", "GL-01", "--format", "pdf", "--out", str(file), *ME
    )
    assert printed.code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert fieldlog("request", "close", "D 2026/17", *ME).code == 0
    assert "avslutad" in fieldlog("request", "list", *ME).out
