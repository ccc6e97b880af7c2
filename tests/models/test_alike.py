"""Observations that are alike: what is made after the first of them is what is made of each anew."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.models.alike import Alike
from fieldlog.models.core import NewObservation
from fieldlog.models.moment import milliseconds, operational_day, written
from fieldlog.models.observation import fold_new, when_written
from fieldlog.models.strict import encode_known
from tests.models.test_fold import AT, NEW, TEXT, WORDS

ORDER = list(NewObservation(at=datetime(2026, 1, 1, tzinfo=UTC)).core(WORDS, "A"))
SOURCE = st.builds(lambda file, key: {"file": file, "key": key}, TEXT, TEXT)
MOMENT = st.integers(0, 60 * 366 * 24 * 3600 * 1000).map(
    lambda elapsed: datetime(1970, 1, 2, tzinfo=UTC) + timedelta(milliseconds=elapsed)
)


@settings(max_examples=150)
@given(NEW, SOURCE, SOURCE, MOMENT, TEXT)
def test_rows_made_after_the_first_have_the_bytes_and_columns_of_rows_made_anew(
    core: dict[str, Any], first: dict[str, str], other: dict[str, str], at: datetime, note: str
) -> None:
    words = {"note": note} if note else {}
    spelled = encode_known(words).decode()
    core = {name: core[name] for name in ORDER}
    anew = core | {"at": written(at), "source": other}

    alike = Alike(core | {"source": first}, AT, WORDS)

    assert alike.core(written(at), other["file"], other["key"]) == encode_known(anew)
    row = alike.row(written(at), other["file"], other["key"], note, spelled)
    assert row == fold_new(anew, words, spelled, AT, WORDS)


@given(MOMENT)
def test_a_moment_is_the_same_read_by_its_hour(at: datetime) -> None:
    assert when_written(written(at))[:2] == (milliseconds(at), operational_day(at).isoformat())
