"""Protected identity: what is kept of where and when is no place, and no time finer than the date."""

from collections.abc import Mapping
from typing import Any, Final

from fieldlog.models.moment import STOCKHOLM, read_written, written

CLASS: Final = "C"
"""Whatever its category, and whatever somebody says of it later."""
NOON: Final = {"hour": 12, "minute": 0, "second": 0, "microsecond": 0}
"""What a date is written as: every entry has a time, and this one says nothing but the day."""


def is_protected(core: Mapping[str, Any]) -> bool:
    return core.get("protected") is True


def coarse(core: Mapping[str, Any]) -> dict[str, Any]:
    """The core without place and spot, at noon of its day, of class C."""
    return {**core, "place": None, "spot": None, "at": day_of(core.get("at")), "class": CLASS}


def day_of(at: Any) -> Any:
    """Noon of the day on which it was; what is no time stays what it is."""
    try:
        return written(read_written(at).astimezone(STOCKHOLM).replace(**NOON, fold=0))  # type: ignore[arg-type]  # whole numbers
    except (TypeError, ValueError):
        return at
