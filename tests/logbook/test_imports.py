"""Taking in people's files: every row once, as an entry like any other, or told why not."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldlog.logbook import observations
from fieldlog.logbook.finding import Filter, count, page
from fieldlog.logbook.imports import Count, import_file
from fieldlog.logbook.log import Log
from fieldlog.logbook.mapping import Mapper
from fieldlog.logbook.tabular import Row
from fieldlog.logbook.verifying import verify
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.strict import decode, encode
from fieldlog.privacy import mask_identities
from tests.conftest import FRIDAY

COLUMNS = {"at": "Tid", "words": "Text"}
ROWS = 'Tid;Plats;Text\n22/8 8.13;plattan;Släckt lampa\n2026-08-23 07:00;TRP;"två\nrader"\n2026-08-24;hötorget;\n'


def saved(path: Path, text: str = ROWS, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def imported(log: Log, path: Path, columns: dict[str, str] | None = None, **more: Any) -> Count:
    given_ = {"place": "PLA", "category": "TO"} | more
    return import_file(log, path, columns or COLUMNS, FRIDAY, **given_)


def figures(result: Count) -> tuple[int, int, int, int]:
    return result.read, result.imported, result.already, result.rejected


def test_a_file_becomes_entries_of_this_device_that_are_found_and_verified(anna: Log, tmp_path: Path) -> None:
    result = imported(anna, saved(tmp_path / "a.csv"), {**COLUMNS, "place": "Plats"})

    rows = page(anna, Filter())
    assert figures(result) == (3, 3, 0, 0)
    assert [(row.at[:16], row.place, row.note) for row in rows] == [
        ("2026-08-24T06:00", "HOT", ""),
        ("2026-08-23T07:00", "TRP", "två\nrader"),
        ("2026-08-22T08:13", "PLA", "Släckt lampa"),
    ]
    assert {(row.device, row.author, row.shift, row.class_, row.source_file) for row in rows} == {
        (anna.device, "OV-12", None, "B", "a.csv")
    }
    assert count(anna, Filter(text="slackt lampa")) == 1
    assert verify(anna).fault is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_same_file_saved_in_another_way_adds_nothing(
    anna: Log, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    imported(anna, saved(tmp_path / "a.csv"))

    again = imported(anna, saved(tmp_path / "b.csv", ROWS.replace(";", delimiter), encoding))

    assert figures(again) == (3, 0, 3, 0)


def test_a_source_key_is_the_row_whatever_the_file_is_called(anna: Log, tmp_path: Path) -> None:
    keyed = {**COLUMNS, "source": "Nr"}
    imported(anna, saved(tmp_path / "a.csv", "Nr,Tid,Text\n7,2026-08-22,lampa\n8,2026-08-23,glas\n"), keyed)

    copy = imported(
        anna, saved(tmp_path / "b.jsonl", '{"Nr": 7, "Tid": "2026-08-22", "Text": "lampan lagad"}\n'), keyed
    )
    other = imported(anna, saved(tmp_path / "c.csv", "Nr,Tid,Text\n7,2026-09-01,någon annans sjua\n"), keyed)
    changed = imported(anna, saved(tmp_path / "a.csv", "Nr,Tid,Text\n7,2026-09-02,annat\n"), keyed)

    assert figures(copy) == (1, 0, 1, 0)
    assert figures(other) == (1, 1, 0, 0)
    assert figures(changed) == (1, 0, 0, 1)


def test_rows_that_are_alike_are_all_kept_and_still_come_in_once(anna: Log, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "Tid,Text\n2026-08-22 21:00,lugnt\n2026-08-22 21:00,lugnt\n")

    assert figures(imported(anna, path)) == (2, 2, 0, 0)
    assert figures(imported(anna, path)) == (2, 0, 2, 0)


def test_a_key_that_comes_twice_with_different_content_is_told(anna: Log, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "Nr,Tid,Text\n1,2026-08-22,a\n1,2026-08-22,a\n1,2026-08-22,b\n")

    result = imported(anna, path, {**COLUMNS, "source": "Nr"})

    assert figures(result) == (3, 1, 1, 1)
    assert result.reasons == [(4, "Källans nyckel står redan på rad 2, med annat innehåll.")]


def test_rejected_rows_lie_beside_as_they_were_to_be_mended(anna: Log, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", 'Tid;Plats;Text\n2026-08-22;Plattn;ett\ni går;PLA;"=två"\n2026-08-23;PLA;tre\n')
    rejected = tmp_path / "a.rejected.csv"
    columns = {**COLUMNS, "place": "Plats"}

    result = imported(anna, path, columns, rejected=rejected)
    mended = rejected.read_text(encoding="utf-8-sig").replace("Plattn", "plattan").replace("i går", "2026-08-24")
    again = imported(anna, saved(tmp_path / "mended.csv", mended), columns)

    assert figures(result) == (3, 1, 0, 2)
    assert result.reasons[0][1].startswith("Okänd plats. Menade du PLA")
    assert rejected.stat().st_mode & 0o777 == 0o600
    assert figures(again) == (2, 2, 0, 0)
    assert {row.note for row in page(anna, Filter())} == {"ett", "=två", "tre"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-11-21,PLA,TO,x", "Tiden ligger i framtiden."),
        (",PLA,TO,x", "Tiden går inte att läsa. Skriv den som 2026-08-22 21:47."),
        ("2026-08-22,PLA,BLX,x", "Okänd kategori. Menade du BL?"),
        ("2026-08-22,,TO,x", "Plats saknas."),
        ("2026-08-22,PLA,TO,x,y", "Raden har fler celler än rubrikraden."),
        ("2026-08-22,PLA,TO," + "x" * 4001, "Texten är 4001 tecken, högst 4000 får plats."),
    ],
)
def test_a_row_that_cannot_be_read_says_why(anna: Log, tmp_path: Path, row: str, reason: str) -> None:
    path = saved(tmp_path / "a.csv", f"Tid,Plats,Slag,Text\n{row}\n")

    result = import_file(anna, path, {**COLUMNS, "place": "Plats", "category": "Slag"}, FRIDAY)

    assert result.reasons == [(2, reason)]


def test_identity_numbers_are_masked_in_words_keys_and_file_names(anna: Log, tmp_path: Path) -> None:
    path = saved(tmp_path / "19121212-1212.csv", "Nr,Tid,Text\n19121212-1212,2026-08-22,mannen 121212-1212 satt\n")

    imported(anna, path, {**COLUMNS, "source": "Nr"})

    (row,) = page(anna, Filter())
    assert row.note == "mannen [personnummer] satt"
    assert "1212" not in f"{row.source_file}{row.words}"
    assert row.source_key.startswith("#")


def test_every_column_can_be_something(anna: Log, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "t;p;c;s;k;n;a;å;d\n2026-08-22;HOT;nh;!!;C;3;18-20,21-24;sam;norra\n")
    columns = {"at": "t", "place": "p", "category": "c", "severity": "s", "class": "k", "persons": "n", "ages": "a",
               "actions": "å", "spot": "d"}  # fmt: skip

    assert figures(import_file(anna, path, columns, FRIDAY)) == (1, 1, 0, 0)

    (row,) = page(anna, Filter())
    assert (row.category, row.severity, row.class_, row.persons, row.spot) == ("NH", 3, "C", "2-4", "norra")
    assert (json.loads(row.ages), json.loads(row.actions)) == (["18-20", "21-24"], ["SAM"])
    assert verify(anna).fault is None


def test_personal_data_in_an_open_category_raises_its_class(anna: Log, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "Tid,Text\n2026-08-22,han heter Kalle Svensson\n2026-08-22,glas på marken\n")

    imported(anna, path, category="ST")

    assert {row.note: row.class_ for row in page(anna, Filter())} == {
        "han heter Kalle Svensson": "B",
        "glas på marken": "A",
    }


def test_a_dry_run_counts_and_changes_nothing(anna: Log, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv")

    assert figures(imported(anna, path, dry_run=True)) == (3, 3, 0, 0)
    assert count(anna, Filter()) == 0
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["a.csv"]


@pytest.mark.parametrize("columns", [{"words": "Text"}, {"at": "Tid", "wrods": "Text"}, {"at": "Datum"}])
def test_a_map_that_is_wrong_is_refused_before_anything_is_read(
    anna: Log, tmp_path: Path, columns: dict[str, str]
) -> None:
    with pytest.raises(RuleBroken):
        imported(anna, saved(tmp_path / "a.csv"), columns)


def test_anna_writes_while_a_file_comes_in(anna: Log, tmp_path: Path) -> None:
    many = "Tid,Text\n" + "".join(f"2026-08-22,rad {n}\n" for n in range(5200))
    new = observations.new_observation(at=FRIDAY, place="PLA", category="TL")

    def write_between(_count: Count, _share: float) -> None:
        observations.save(anna, new, FRIDAY)

    result = import_file(
        anna, saved(tmp_path / "a.csv", many), COLUMNS, FRIDAY, place="PLA", category="TO", tell=write_between
    )

    assert figures(result) == (5200, 5200, 0, 0)
    assert count(anna, Filter()) == 5202
    assert verify(anna).fault is None


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=TEXTS,
    place=st.sampled_from(["PLA", "trappan", ""]),
    category=st.sampled_from(["NH", "ST", "UR", "BL"]),
    severity=st.sampled_from(["", "0", "!!", "4"]),
    class_=st.sampled_from(["", "A", "B", "c"]),
    minutes=st.integers(0, 2_000_000),
)
def test_the_short_way_makes_the_core_that_the_long_way_makes(
    anna: Log, text: str, place: str, category: str, severity: str, class_: str, minutes: int
) -> None:
    """Checks by type are left out on an import: what it writes is what `NewObservation` would have written."""
    at = FRIDAY - timedelta(minutes=minutes)
    targets = ("at", "words", "place", "category", "severity", "class")
    mapper = Mapper({name: name for name in targets}, anna.vocabulary, FRIDAY, place="KBG", category=None)
    values = [at.isoformat(), " ".join(text.split()), place, category, severity, class_]
    made = mapper.observe(Row(2, values, values))

    level = {"": None, "0": 0, "!!": 3, "4": 4}[severity]
    words = {"note": values[1]} if values[1] else {}
    new = observations.new_observation(
        at=at, place={"PLA": "PLA", "trappan": "TRP", "": "KBG"}[place], category=category, severity=level,
        class_=class_.upper() or None, words=words, source={"file": "a.csv", "key": made.key},
    )  # fmt: skip
    made.core["source"] = {"file": "a.csv", "key": made.key}
    assert made.core == new.core(anna.vocabulary, observations.class_of(new, anna.vocabulary))
    assert list(made.core) == list(new.core(anna.vocabulary, "A"))
    assert made.words == {name: mask_identities(said) for name, said in words.items()}


CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20) | st.just("")
IN_FILE = st.lists(
    st.tuples(st.sampled_from(["NH", "ST", "UR", "BL"]), CELLS, st.sampled_from(["", "3", "40"]), CELLS),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(IN_FILE)
def test_what_came_in_at_once_is_what_the_pen_writes_one_by_one(
    anna: Log, tmp_path: Path, cells: list[tuple[str, str, str, str]]
) -> None:
    """Bytes of the parts as `encode` makes them; line, chain, hashes, signature and rows as `verify` wants them."""
    fields = ("Kategori", "Text", "Antal", "Ort")
    lines = [json.dumps({"Tid": "2026-08-22 8:13", **dict(zip(fields, row, strict=True))}) for row in cells]
    columns = COLUMNS | {"category": "Kategori", "persons": "Antal", "spot": "Ort"}

    imported(anna, saved(tmp_path / "a.jsonl", "\n".join([*lines, ""])), columns)

    assert verify(anna).fault is None
    with anna.store.read() as connection:
        parts = [row.data for row in connection.exec_driver_sql("SELECT data FROM part")]
    assert all(encode(decode(data)) == data for data in parts)


def test_a_row_from_before_the_offsets_of_today_is_told(anna: Log, tmp_path: Path) -> None:
    result = imported(anna, saved(tmp_path / "a.csv", "Tid,Text\n1850-06-01 10:00,Gaslykta\n1970-01-01 10:00,Lykta\n"))

    assert figures(result) == (2, 1, 0, 1)
    assert verify(anna).fault is None
