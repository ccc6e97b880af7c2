"""The tables that screens read, as SQLModel classes: what the folds fill, and what a person is writing."""

from sqlmodel import Field, SQLModel


class DeviceRow(SQLModel, table=True):
    """A device and where its chain stands here."""

    __tablename__ = "device"

    id: str = Field(primary_key=True)
    worker: str
    org: str
    role: str
    program: str
    previous: str | None = None
    previous_head: str | None = None
    started_at: str


class ShiftRow(SQLModel, table=True):
    """A shift as folded; `crew` is a JSON list of service numbers."""

    __tablename__ = "shift"

    id: str = Field(primary_key=True)
    device: str
    org: str
    worker: str
    started_at: str
    started_ms: int
    crew: str
    radio: str
    area: str
    focus: str
    on_foot: int
    ended_at: str | None = None
    end: str | None = None
    felt_safe: int | None = None
    handover_all: str
    handover_own: str
    amendments: int
    withdrawn: int


class ObservationRow(SQLModel, table=True):
    """An observation as folded. `ages`, `actions`, `seen_by`, `tips` are JSON lists; `fields` and `words` JSON objects.

    `at_ms` is UTC, `day` and `hour` are Stockholm's operational day and hour; `more` is what else is searched.
    `row` is the number under which this store keeps the first entry.
    """

    __tablename__ = "observation"

    row: int = Field(primary_key=True)
    id: str
    device: str
    n: int
    org: str
    author: str
    shift: str | None = None
    at: str
    at_ms: int
    day: str
    hour: int
    written_at: str
    place: str | None = None
    zone: str | None = None
    spot: str | None = None
    category: str | None = None
    family: str | None = None
    severity: int | None = None
    class_: str = Field(sa_column_kwargs={"name": "class"})
    persons: str | None = None
    ages: str
    fields_: str = Field(sa_column_kwargs={"name": "fields"})
    actions: str
    event: str | None = None
    seen_by: str
    protected: int
    words_may_leave: int
    incomplete: int
    source_file: str | None = None
    source_key: str | None = None
    note: str
    more: str
    words: str
    state: str
    hidden: int
    amendments: int
    tips: str


class DraftRow(SQLModel, table=True):
    """What is being written. `kind` is line, form, event, handover ...; `body` is JSON; never leaves the laptop."""

    __tablename__ = "draft"

    id: str = Field(primary_key=True)
    kind: str
    shift: str | None = None
    started_at: str
    changed_at: str
    body: str


class RememberedRow(SQLModel, table=True):
    """What the program remembers from last time (call sign, area, place), by name."""

    __tablename__ = "remembered"

    name: str = Field(primary_key=True)
    value: str
