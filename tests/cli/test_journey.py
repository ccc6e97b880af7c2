"""Anna keeps a shift with the command line alone, each step a process of its own."""

import sys
from pathlib import Path

from tests.cli.conftest import Command
from tests.terminal import Terminal


def test_anna_keeps_a_whole_shift_in_a_script(process: Command) -> None:
    assert process("shift", "start", "--with", "OV-14", "--radio", "3214").code == 0

    saved = process("add", "--json", "n h pla 3 18-24 ! två langar vid trappan").object
    assert (saved["category"], saved["place"], saved["persons"], saved["ages"], saved["severity"]) == (
        "NH", "PLA", "2-4", ["18-20", "21-24"], 2,
    )  # fmt: skip
    assert (saved["words"], saved["state"], saved["author"]) == ("två langar vid trappan", "saved", "OV-12")

    several = process("add", "--json", stdin="ol vas\nst gbr kl 9 glas på marken\n\ntl pla\n".encode())
    assert several.code == 0
    assert [each["state"] for each in several.objects][1:] == ["saved", "saved"]

    begun = process("add", "--json", "in vas +LOB").object
    assert begun["state"] == "open"
    assert "overlamnad_till" in begun["missing"]
    refused = process("shift", "end")
    assert (refused.code, "inte klar" in refused.err) == (2, True)

    filled = process(
        "amend", "--json", begun["id"], "atgard_lagrum=LOB 1 §", "beslut_av=OV-12", "beslut_kl=21:40", "grund=redlös",
        "deltog=OV-12,OV-14", "ingrep_kl=2140", "overlamnad_till=polis", "overlamnad_kl=21:55", "medvetande=sluddrig",
    ).object  # fmt: skip
    assert (filled["state"], filled["missing"]) == ("saved", [])
    for waiting in process("list", "--state", "open", "--json").objects:
        assert process("withdraw", waiting["id"], "--reason", "oläslig").code == 0

    signed = process("shift", "end", "--felt-safe", "4", "--json").object
    assert (signed["state"], signed["felt_safe"], "PLA" in signed["handover_own"]) == ("signed", 4, True)
    assert process("verify", "--json").object["ok"] is True


def test_anna_begins_in_a_terminal_and_types_her_passphrase_twice(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fieldlog", "--home", str(tmp_path / "home")]
    init = [*command, "init", "--org", "OVB", "--role", "ov", "--worker", "OV-12", "--no-keyring"]
    with Terminal(init) as terminal:
        terminal.wait_for("Ny lösenfras")
        terminal.send("häst på torget", "enter")
        terminal.wait_for("En gång till")
        terminal.send("häst på torget", "enter")
        terminal.wait_for("Loggen för OV-12 är klar")
        assert terminal.exit_code() == 0
        assert b"torget" not in terminal.raw
    with Terminal([*command, "add", "tl pla"]) as terminal:
        terminal.wait_for("Lösenfras")
        terminal.send("fel fras", "enter")
        terminal.wait_for("Fel lösenfras")
        terminal.rest()
        terminal.send("häst på torget", "enter")
        terminal.wait_for("sparad")
        assert terminal.exit_code() == 0
