"""Files however they were saved, and cells that no spreadsheet runs."""

import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fieldlog.logbook.tabular import cell, open_table, plain
from fieldlog.models.refusal import RuleBroken

NOTE = 'Två vid trappan; "öppet", släckt\noch en till\tlängre bort'
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


def saved(path: Path, encoding: str, delimiter: str, ending: str = "\r\n") -> Path:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending)
    writer.writerows([["Tid", "Anteckning", "Plats"], ["2026-08-22", NOTE, "Hötorget"], ["2026-08-23", "", ""]])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_is_read_however_it_was_saved(tmp_path: Path, encoding: str, delimiter: str, ending: str) -> None:
    table = open_table(saved(tmp_path / "anteckningar.csv", encoding, delimiter, ending), ["anteckning", "TID"])

    rows = [(row.line, row.values, row.fault) for row in table.rows]
    table.close()

    assert rows == [(2, [NOTE, "2026-08-22"], None), (4, ["", "2026-08-23"], None)]


def test_the_line_by_which_excel_tells_its_delimiter_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"sep=;\r\nTid;Text\r\n2026;a,b\r\n")
    table = open_table(path, ["Text"])

    rows = [(row.line, row.values) for row in table.rows]
    table.close()

    assert rows == [(3, ["a,b"])]


def test_json_lines_are_read_as_cells(tmp_path: Path) -> None:
    path = tmp_path / "rader.jsonl"
    path.write_text('{"at": "2026", "n": 7, "ja": true, "l": ["a", "b"], "x": null}\n\n{"at": {}}\nhej\n[1]\n')
    table = open_table(path, ["at", "n", "ja", "l", "x"])

    rows = list(table.rows)
    table.close()

    assert rows[0].values == ["2026", "7", "ja", "a, b", ""]
    assert [(row.line, bool(row.fault)) for row in rows] == [(1, False), (3, True), (4, True), (5, True)]


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Tid;Text\n")

    with pytest.raises(RuleBroken, match=r"Datum.*Tid, Text"):
        open_table(path, ["Datum"])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\x00" * 9, b'"', b"a\n" + b'"' * 99, bytes(range(256)) * 40])
def test_a_file_that_is_none_is_refused_or_read_never_a_crash(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    with pytest.raises(RuleBroken):
        open_table(path, ["Tid"])


def test_a_quotation_mark_that_never_ends_takes_no_other_rows_in_silently(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Tid,Text\n2026-08-21,hej\n2026-08-22,"öppen\n2026-08-23,tre\n')
    table = open_table(path, ["Tid"])

    rows = list(table.rows)
    table.close()

    assert [bool(row.fault) for row in rows] == [False, True]


SIGNS = ["=1+1", "+1", "-5", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠A1", "﹦1"]
HIDDEN = ["\t=1", "\r=1", "\n=1", "\0=1", " =1", '"=1', "'=1", "''=1", "\u200b=1", "\ufeff=1", "\u00a0 =1"]


@pytest.mark.parametrize("text", SIGNS + HIDDEN)
def test_a_formula_in_any_disguise_is_shown_and_never_run(text: str) -> None:
    assert cell(text) == "'" + text


@given(st.text())
@example("'")
@example("''=")
@example("'\r")
def test_a_cell_comes_back_as_it_was(text: str) -> None:
    written = cell(text)

    assert plain(written) == text
    begins = unicodedata.normalize("NFKC", written.lstrip(' "\u00a0\ufeff\u200b'))[:1]
    assert begins not in set("=+-@\t\r\n\0")
