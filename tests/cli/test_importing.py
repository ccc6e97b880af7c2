"""`import`: what scripts read, what people see, and an import cut short that goes on where it ended."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Command

ROWS = "Tid;Plats;Text\n22/8 8.13;plattan;=1+1\n2026-08-23 07:00;Stokholm;hej\n;PLA;x\n2026-08-24;trappan;tre\n"
MAP = ("--map", "at=Tid", "--map", "words=Text", "--map", "place=Plats", "--category", "TO")


def saved(folder: Path, text: str = ROWS) -> str:
    path = folder / "rader.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_it_ends_with_the_figures_and_says_each_reason(fieldlog: Command, tmp_path: Path) -> None:
    answer = fieldlog("import", saved(tmp_path), *MAP, "--json")

    assert answer.code == 0
    assert answer.object == {"read": 4, "imported": 2, "already": 0, "rejected": 2}
    assert "Rad 3: Okänd plats." in answer.err
    assert "rader.rejected.csv" in answer.err
    assert fieldlog("import", saved(tmp_path), *MAP, "--json").object["already"] == 2
    assert {row["words"] for row in fieldlog("list", "--json").objects} == {"=1+1", "tre"}


def test_an_earlier_file_of_rejected_rows_is_never_written_over(fieldlog: Command, tmp_path: Path) -> None:
    fieldlog("import", saved(tmp_path), *MAP)
    (tmp_path / "rader.rejected.csv").write_text("rättas just nu")

    fieldlog("import", saved(tmp_path), *MAP)

    assert (tmp_path / "rader.rejected.csv").read_text() == "rättas just nu"
    assert (tmp_path / "rader.rejected-2.csv").exists()


def test_a_dry_run_says_what_would_be_and_saves_nothing(fieldlog: Command, tmp_path: Path) -> None:
    answer = fieldlog("import", saved(tmp_path), *MAP, "--dry-run")

    assert answer.out.startswith("Prov, inget är sparat. 4 rader: 2 nya, 0 finns redan, 2 avvisas.")
    assert not (tmp_path / "rader.rejected.csv").exists()
    assert fieldlog("import", saved(tmp_path), *MAP, "--json").object["imported"] == 2


def test_a_command_that_is_wrong_is_one_sentence_and_exit_2(fieldlog: Command, tmp_path: Path) -> None:
    wrong = [
        ("import", str(tmp_path / "ingen.csv"), *MAP),
        ("import", str(tmp_path), *MAP),
        ("import", ".", *MAP),
        ("import", "/dev/null", *MAP),
        ("import", saved(tmp_path), "--map", "at"),
        ("import", saved(tmp_path), *MAP, "--map", "at=Plats"),
        ("import", saved(tmp_path), *MAP, "--map", "spot=Ingen"),
        ("import", saved(tmp_path), *MAP, "--rejected", saved(tmp_path)),
        ("import", saved(tmp_path), *MAP, "--place", "XYZ"),
        ("import", saved(tmp_path), "--map", "at=Tid", "--category", "TO"),
    ]
    for words in wrong:
        answer = fieldlog(*words)
        assert (answer.code, answer.err.count("\n")) == (2, 1), answer.err


def test_the_bar_is_drawn_on_a_terminal_only(environ: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fieldlog", "import", saved(tmp_path), *MAP]
    near, far = pty.openpty()
    seen = b""
    with subprocess.Popen(command, env=os.environ | environ, stdout=subprocess.PIPE, stderr=far) as process:
        os.close(far)
        try:
            while block := os.read(near, 4096):
                seen += block
        except OSError:  # how a terminal says that nobody writes to it any more
            process.wait()
    os.close(near)
    piped = subprocess.run(command, env=os.environ | environ, capture_output=True, check=True)

    assert b"100%" in seen
    assert b"%" not in piped.stderr


IN_SMALL_STEPS = (
    "import sys; from fieldlog.logbook import imports; imports.BATCH = 300; "
    "from fieldlog.__main__ import main; sys.exit(main())"
)


def size_of(file: Path) -> int:
    """Nothing where it is not there, which may change at any moment."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def test_an_import_killed_in_the_middle_goes_on_without_doubles(environ: dict[str, str], tmp_path: Path) -> None:
    rows = 3000
    path = saved(tmp_path, "Nr,Tid,Plats,Text\n" + "".join(f"{n},2026-08-22 21:00,PLA,rad {n}\n" for n in range(rows)))
    command = [sys.executable, "-c", IN_SMALL_STEPS, "import", path, *MAP, "--map", "source=Nr", "--json"]
    written = Path(environ["FIELDLOG_HOME"]) / "OV-12" / "log.db-wal"
    with subprocess.Popen(command, env=os.environ | environ, stdout=subprocess.PIPE) as process:
        while process.poll() is None and size_of(written) <= 2_000_000:
            os.sched_yield()
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL

    again = subprocess.run(command, env=os.environ | environ, capture_output=True, check=True)
    verify = [sys.executable, "-m", "fieldlog", "verify"]
    verified = subprocess.run(verify, env=os.environ | environ, capture_output=True, text=True, check=True)

    figures = json.loads(again.stdout)
    assert figures["already"] >= 300
    assert figures["imported"] + figures["already"] == rows
    assert str(rows + 1) in verified.stdout
