"""How folded rows reach their tables."""

import pytest
from sqlmodel import SQLModel

from fieldlog.logbook.folding import rows_of
from fieldlog.models.tables import DeviceRow, ObservationRow, ShiftRow


@pytest.mark.parametrize("model", [ObservationRow, ShiftRow, DeviceRow])
def test_rows_are_written_in_the_columns_that_screens_read(model: type[SQLModel]) -> None:
    columns = [column.name for column in model.__table__.columns]  # type: ignore[attr-defined] # SQLModel's own

    assert rows_of(str(model.__tablename__), [{name: name for name in columns}]) == [tuple(columns)]
