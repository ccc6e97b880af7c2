"""Telephone numbers to ring, as data: the public ones that come with the program, and how a file of others is read.

The program never rings. Numbers of the organisation's own come from its folder (`fieldlog.logbook.numbers`).
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

LONGEST_NAME = 60

_NUMBER = re.compile(r"\+?\d[\d -]{1,18}\d")


@dataclass(frozen=True, slots=True)
class Number:
    """Whom one reaches, in both languages, and the number as it is dialled, with the blanks people read it with."""

    sv: str
    en: str
    number: str


def read_numbers(text: str) -> tuple[Number, ...]:
    """The numbers in the text of a numbers file. ValueError says at which row (from 1) it is misshapen, 0 for all."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(0) from None
    if not isinstance(raw, list):
        raise ValueError(0)  # noqa: TRY004 - one error for whatever a file may hold
    return tuple(_number(row, at) for at, row in enumerate(raw, 1))


@lru_cache(maxsize=1)
def public_numbers() -> tuple[Number, ...]:
    """The numbers that are the same for everybody in Sweden."""
    return read_numbers(files("fieldlog.models").joinpath("numbers.json").read_text(encoding="utf-8"))


def _number(row: Any, at: int) -> Number:
    if not isinstance(row, dict) or not {"sv", "number"} <= set(row) <= {"sv", "en", "number"}:
        raise ValueError(at)
    sv, en, number = row["sv"], row.get("en") or row["sv"], row["number"]
    names = all(isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable() for name in (sv, en))
    if not names or not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise ValueError(at)
    return Number(sv, en, number)
