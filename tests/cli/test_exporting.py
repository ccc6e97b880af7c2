"""`export` and `backup`: files for others, files to carry, and what is said beside them."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def evening(fieldlog: Command) -> Command:
    fieldlog("add", "bl pla släckt lampa")
    fieldlog("add", "nh trp 3 två langar")
    fieldlog("add", "st pla =1+1")
    return fieldlog


def test_a_csv_opens_in_a_spreadsheet_and_what_is_left_out_is_said(evening: Command, tmp_path: Path) -> None:
    path = tmp_path / "ut.csv"

    answer = evening("export", "--format", "csv", "--out", str(path), "--json")

    lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines[0].startswith("id;at;place;")
    assert ";'=1+1;" in lines[2]
    assert answer.object == {"written": 2, "left_out": {"B": 1}}
    assert "1 av klass B är inte med." in answer.err
    assert path.stat().st_mode & 0o777 == 0o600


def test_json_lines_go_to_the_pipe(evening: Command) -> None:
    answer = evening("export", "--format", "jsonl", "--class", "B", "--place", "trappan")

    assert [row["words"] for row in answer.objects] == ["två langar"]


@pytest.mark.parametrize(
    "words", [("--format", "xlsx"), ("--format", "csv", "--class", "D"), ("--format", "csv", "--place", "?")]
)
def test_what_cannot_be_asked_for_is_refused(fieldlog: Command, words: tuple[str, ...]) -> None:
    assert fieldlog("export", *words).code == 2


def test_no_file_is_written_over_the_keys_of_a_log_neither_annas_nor_anothers(
    evening: Command, environ: dict[str, str], tmp_path: Path
) -> None:
    evening("init", "--org", "OVB", "--role", "ov", "--worker", "OV-14", "--no-keyring")
    home = Path(environ["FIELDLOG_HOME"])
    (tmp_path / "rader.csv").write_text("Tid;Text\n;x\n")
    row = ("import", str(tmp_path / "rader.csv"), "--map", "at=Tid", "--map", "words=Text", "--place", "PLA")
    for vault in (home / "OV-12" / "vault.json", home / "OV-14" / "vault.json"):
        before = vault.read_bytes()
        for words in (
            ("export", "--format", "csv", "--class", "C", "--out", str(vault)),
            ("backup", str(vault)),
            (*row, "--category", "TO", "--rejected", str(vault)),
            ("bundle", "out", str(vault)),
        ):
            answer = evening(*words, "--worker", "OV-12")
            assert (answer.code, answer.err.count("\n")) == (2, 1), (words, answer.err)
        assert vault.read_bytes() == before


def test_a_backup_is_restored_on_another_laptop(evening: Command, tmp_path: Path) -> None:
    path = tmp_path / "kopia"
    assert evening("backup", str(path), "--json").object["bytes"] == path.stat().st_size

    other = ("--home", str(tmp_path / "other"))
    answer = evening("restore", str(path), "--no-keyring", "--json", *other)

    assert answer.object["worker"] == "OV-12"
    assert len(evening("list", "--json", *other).objects) == 3
    assert evening("verify", *other).code == 0
    assert evening("restore", str(path), "--worker", "OV-13", *other).code == 2


def test_a_restore_that_would_lose_entries_is_refused_and_says_where_they_are(evening: Command, tmp_path: Path) -> None:
    path = tmp_path / "kopia"
    evening("backup", str(path))
    evening("add", "tl pla")

    answer = evening("restore", str(path), "--no-keyring")

    assert answer.code == 2
    assert "OV-12" in answer.err
    assert len(evening("list", "--json").objects) == 4
