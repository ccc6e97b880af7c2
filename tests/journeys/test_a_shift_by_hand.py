"""Anna keeps a whole shift by hand in a real terminal of 80 by 24, and the command line tells what she typed."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.conftest import PASSPHRASE
from tests.terminal import Terminal

HOUSE = str(Path(__file__).parents[2])
FIELDLOG = [sys.executable, "-m", "fieldlog"]
BETWEEN_ENTERS = 0.2
"""Seconds of quiet before an Enter: two that come faster are one, as from a worn key."""
AFTER_A_SAVE = 0.6
"""As above, for an Enter on the empty line after a save."""


def enter(term: Terminal, *, quiet: float = BETWEEN_ENTERS) -> None:
    term.rest(quiet)
    term.send("enter")


def write(term: Terminal, text: str, sign: str) -> None:
    """A line, what is understood of it, and Enter."""
    term.send(text)
    term.wait_for(sign)
    enter(term)
    term.wait_for("Sparat")
    term.wait_for(f"> {text}", gone=True)


def answer(term: Terminal, digit: str, chosen: str, then: str) -> None:
    """A digit in the form, and Enter to the next question."""
    term.send(digit)
    term.wait_for(chosen)
    enter(term)
    term.wait_for(then)


def menu(term: Terminal, letter: str, shows: str) -> None:
    term.rest()
    term.send(" ")
    term.wait_for("MENY")
    term.send(letter)
    term.wait_for(shows)


def escape(term: Terminal, shows: str) -> None:
    """One step back; two that come faster than a second would hide."""
    term.rest(0.85)
    term.send("escape")
    term.wait_for(shows)


def told(environ: Mapping[str, str], *words: str) -> list[dict[str, Any]]:
    done = subprocess.run([*FIELDLOG, *words, "--json"], capture_output=True, check=True, env=dict(environ), timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_whole_shift_typed_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    environ = {"PYTHONPATH": HOUSE, "HOME": str(tmp_path), "FIELDLOG_HOME": str(tmp_path / "log")}
    begin(environ)
    with Terminal(FIELDLOG, env=environ) as term:
        unlock(term)
        start(term)
        five_observations(term)
        search_correct_undo(term)
        emergency(term)
        end(term)
    with Terminal(FIELDLOG, env=environ) as term:
        unlock(term)
        term.wait_for("Överlämning från OV-12")
        assert "Belysning: fel" in term.screen()
        assert "lampan är hel igen, TRK vet" in term.screen()
        assert "samma som sist: OV-14, radio 3214, till fots" in term.screen()
        term.send("enter")
        term.wait_for("PASS  OV-12 + OV-14")
        term.send("ctrl+q")
        assert term.exit_code() == 0
        assert term.leftovers() == []

    agree(environ | {"FIELDLOG_PASSPHRASE_FILE": str(file), "PATH": "/usr/bin:/bin"})


def begin(environ: Mapping[str, str]) -> None:
    init = [*FIELDLOG, "init", "--org", "OVB", "--role", "ov", "--worker", "OV-12", "--no-keyring"]
    with Terminal(init, env=environ) as term:
        term.wait_for("Ny lösenfras")
        term.send(PASSPHRASE, "enter")
        term.wait_for("En gång till")
        term.send(PASSPHRASE, "enter")
        assert term.exit_code() == 0


def unlock(term: Terminal) -> None:
    term.wait_for("Lösenfras:")
    term.send(PASSPHRASE, "enter")
    term.wait_for("Inget pass är startat")


def start(term: Terminal) -> None:
    term.send("OV-14 radio 3214")
    enter(term)
    term.wait_for("PASS  OV-12 + OV-14  radio 3214")
    term.wait_for("Passet är startat")


def five_observations(term: Terminal) -> None:
    write(term, "nh trp 6 18-24 två langar öppet", "18–20, 21–24 år")
    write(term, "Ca 10 personer super på plattan", "? PLA Plattan")
    lamp(term)
    write(term, "tl", "TL Lugnt")
    intervention(term)
    term.wait_for("Ikväll: 5")


def lamp(term: Terminal) -> None:
    """A chip corrected by keys: Tab to the seriousness, plus."""
    term.send("bl trp stolpe 4471")
    term.wait_for("? Stolpnummer 4471")
    for _tab in range(10):
        term.send("tab")
        term.rest()
        if "+ allvarligare" in term.screen():
            break
    term.send("+")
    term.wait_for("! Följ upp")
    enter(term)
    term.wait_for("Sparat")


def intervention(term: Terminal) -> None:
    """A drunk person into care: Enter on the empty line, then digits."""
    enter(term, quiet=AFTER_A_SAVE)
    term.wait_for("NY POST")
    term.send("1")
    term.wait_for("Var?")
    term.send("vas")
    enter(term)
    term.wait_for("▸ Lagrum")
    answer(term, "1", "[1 LOB 1 §]", "▸ Grund")
    answer(term, "1", "[1 kunde inte ta hand om sig själv]", "▸ Medvetande")
    answer(term, "2", "[2 sluddrig]", "▸ Överlämnad till")
    answer(term, "1", "[1 polis]", "▸ Överlämnad kl")
    answer(term, "1", "[1 nu ", "▸ Våld använt")
    answer(term, "1", "[1 nej]", "▸ Vad som hände")
    answer(term, "1", "[1 inget särskilt]", "7 av 7")
    for _enter in range(8):
        enter(term)
        term.rest()
        if "Ikväll" in term.screen():
            break


def search_correct_undo(term: Terminal) -> None:
    menu(term, "s", "SÖK I LOGGEN")
    term.send("LANGAR")
    term.wait_for("Träffar: 1")
    escape(term, "Ikväll: 5")

    menu(term, "r", "RÄTTA EN AV DE SENASTE")
    term.wait_for("stolpe 4471")
    number = next(row.strip(" ▸")[0] for row in term.screen().splitlines() if "stolpe 4471" in row)
    term.send(number)
    term.wait_for("POST  BL")
    term.send("1")
    term.wait_for("RÄTTA  BL")
    term.rest()
    term.send("end", " släckt")
    term.wait_for("stolpe 4471 släckt")
    enter(term)
    term.wait_for("Rättat")
    escape(term, "Ikväll: 5")

    write(term, "of kky 3 öl", "KKY Kyrkan")
    menu(term, "u", "Ångra den?")
    enter(term)
    term.wait_for("> of kky 3 öl")
    term.wait_for("Ikväll: 5")
    term.send(" vid grinden")
    term.wait_for("> of kky 3 öl vid grinden")
    enter(term)
    term.wait_for("Ikväll: 6")


def emergency(term: Terminal) -> None:
    term.rest(AFTER_A_SAVE)
    term.send("§")
    term.wait_for("NÖDLÄGE   startat")
    term.send("1", "2")
    term.rest(BETWEEN_ENTERS)
    enter(term)
    term.wait_for("Väntar på svar: 1")

    menu(term, "a", "Saknas innan du kan signera: 1")
    escape(term, "Ikväll: 6")
    term.send("tab")
    term.wait_for("▸!!! OD")
    enter(term)
    term.wait_for("NÖDLÄGE   startat")
    term.send("0")
    term.wait_for("OD")
    for _enter in range(14):
        enter(term)
        term.rest()
        if "Ikväll" in term.screen():
            break
    term.wait_for("Ikväll: 7")
    assert "Väntar på svar" not in term.screen()


def end(term: Terminal) -> None:
    menu(term, "a", "Överlämning till alla")
    term.wait_for("Belysning: fel")
    term.rest()
    enter(term)
    term.send("lampan är hel igen, TRK vet")
    term.wait_for("TRK vet")
    for key in ("tab", "tab", "4"):
        term.send(key)
        term.rest()
    term.wait_for("[4]")
    term.send(PASSPHRASE)
    enter(term)
    term.wait_for("SIGNERAT")
    term.send("1")
    term.wait_for("1. Beslutat av: OV-12")
    assert "7. Överlämnad: polis" in term.screen()
    term.send("ctrl+q")
    assert term.exit_code() == 0


def agree(environ: Mapping[str, str]) -> None:
    assert told(environ, "verify")[0]["ok"] is True
    listed = told(environ, "list")
    saved = {row["category"]: row for row in listed if row["state"] == "saved"}
    assert sorted(row["category"] for row in listed if row["state"] == "saved") == [
        "BL", "IN", "NH", "OD", "OF", "OF", "TL",
    ]  # fmt: skip
    dealing = saved["NH"]
    assert (dealing["place"], dealing["persons"], dealing["ages"]) == ("TRP", "5-9", ["18-20", "21-24"])
    assert (dealing["words"], dealing["author"], dealing["class"]) == ("två langar öppet", "OV-12", "B")
    lit = saved["BL"]
    assert (lit["severity"], lit["words"], lit["amendments"]) == (2, "stolpe 4471 släckt", 1)
    care = saved["IN"]
    assert (care["place"], care["actions"], care["fields"]["medvetande"]) == ("VAS", ["LOB"], "sluddrig")
    assert (care["fields"]["deltog"], care["fields"]["overlamnad_till"]) == (["OV-14"], "polis")
    assert saved["OD"]["fields"]["naloxon"] == 1
    assert saved["OD"]["fields"]["larm112"]
    drinking = {row["place"]: row["words"] for row in listed if row["category"] == "OF" and row["state"] == "saved"}
    assert drinking == {"PLA": "Ca 10 personer super på plattan", "KKY": "öl vid grinden"}
    assert saved["TL"]["place"] == "TRP"
