"""Letting observations out: what is asked for and may go, told what was left out, and never a formula."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldlog.logbook import amendments, observations
from fieldlog.logbook.exports import Note, export, private_file
from fieldlog.logbook.finding import Filter, count
from fieldlog.logbook.imports import import_file
from fieldlog.logbook.log import Log
from fieldlog.logbook.practice import mark_practice
from fieldlog.models.refusal import CannotSave, RuleBroken
from tests.conftest import FRIDAY


def write(log: Log, **values: Any) -> str:
    new = observations.new_observation(**{"at": FRIDAY, "place": "PLA", "category": "BL", **values})
    return observations.save(log, new, FRIDAY)


def exported(log: Log, format_: str, class_: str = "A", wanted: Filter | None = None) -> tuple[list[Any], Note]:
    out = io.StringIO(newline="")
    note = export(log, format_, class_, wanted or Filter(), out)
    if format_ == "jsonl":
        return [json.loads(line) for line in out.getvalue().splitlines()], note
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline=""), delimiter=";")), note


@pytest.fixture
def evening(anna: Log) -> Log:
    write(anna, words={"note": "släckt lampa"})
    write(anna, category="NH", words={"note": "två langar"})
    write(anna, category="UR", fields={"orosanmalan": "ska göras"}, words={"note": "ung"})
    write(anna, protected=True, words={"note": "hemlig"})
    gone = write(anna, words={"note": "fel"})
    amendments.withdraw(anna, gone, FRIDAY, reason="fel plats")
    undone = write(anna, words={"note": "ångrad"})
    amendments.undo(anna, undone, FRIDAY)
    return anna


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_each_row_of_a_practice_log_says_so_first_and_no_row_of_a_real_one_does(evening: Log, format_: str) -> None:
    real, _note = exported(evening, format_)
    mark_practice(evening.folder, FRIDAY, FRIDAY)
    practised, _note = exported(evening, format_)

    assert all("practice" not in row for row in real)
    assert [next(iter(row.items())) for row in practised] == [("practice", "ÖVNING")] * len(real)
    assert [{name: row[name] for name in row if name != "practice"} for row in practised] == real


@pytest.mark.parametrize(
    ("class_", "notes", "left_out"),
    [
        ("A", ["släckt lampa"], {"B": 1, "C": 1, "withdrawn": 1}),
        ("B", ["släckt lampa", "två langar"], {"C": 1, "withdrawn": 1}),
        ("C", ["släckt lampa", "två langar", "ung"], {"withdrawn": 1}),
    ],
)
@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_what_is_let_out_is_up_to_the_class_and_the_rest_is_counted(
    evening: Log, format_: str, class_: str, notes: list[str], left_out: dict[str, int]
) -> None:
    rows, note = exported(evening, format_, class_)

    assert [row["words"] for row in rows] == notes
    assert (note.written, note.left_out) == (len(notes), left_out)
    assert note.words_closed == len(notes)


def test_a_filter_chooses_what_is_let_out(evening: Log) -> None:
    write(evening, place="TRP", at=FRIDAY - timedelta(days=3), words={"note": "äldre"})

    assert [row["words"] for row in exported(evening, "jsonl", wanted=Filter(place="TRP"))[0]] == ["äldre"]
    recent = Filter(since=FRIDAY - timedelta(days=1))
    assert [row["words"] for row in exported(evening, "csv", wanted=recent)[0]] == ["släckt lampa"]


@pytest.mark.parametrize(("format_", "class_"), [("xlsx", "A"), ("csv", "D")])
def test_another_format_or_class_is_refused(anna: Log, format_: str, class_: str) -> None:
    with pytest.raises(RuleBroken):
        exported(anna, format_, class_)


def test_a_file_is_private_and_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "ut.csv"
    with private_file(path, "csv") as out:
        out.write("id\r\n")
    with pytest.raises(ZeroDivisionError), private_file(path, "csv") as out:
        out.write(str(1 // 0))

    assert path.read_bytes() == b"\xef\xbb\xbfid\r\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["ut.csv"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotSave), private_file(tmp_path / "ingen" / "ut.csv", "csv"):
        pass


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=40), min_size=1, max_size=4))
@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_an_own_export_read_back_adds_nothing_and_says_the_same(
    anna: Log, tmp_path: Path, format_: str, notes: list[str]
) -> None:
    for note in ["=1+1", "'=1", *notes]:
        write(anna, words={"note": note})
    path = tmp_path / "ut"
    path.unlink(missing_ok=True)
    with private_file(path, format_) as out:
        export(anna, format_, "C", Filter(), out)
    before = count(anna, Filter())

    columns = {name: name for name in ("at", "place", "category", "severity", "class", "words")}
    result = import_file(anna, path, {**columns, "source": "id"}, FRIDAY)

    assert (result.imported, result.already, result.rejected) == (0, before, 0)
    assert count(anna, Filter()) == before
