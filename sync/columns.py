"""The columns that a batch consists of, and the marks that stand in its lines."""

import re
import sys
from array import array
from typing import Final

COLUMNS: Final = ("lines", "names", "ids", "hashes", "keys", "lengths", "salts", "sigs", "parts", "gone")
SIGNATURE: Final = 64

ID, HASH, KEY, PREVIOUS, SEAL = b"\1", b"\2", b"\3", b"\4", b"\5"
"""Marks: none of these bytes can stand in strict JSON."""

NEVER = re.compile(rb"[\x00-\x1f]")


class BatchFault(ValueError):
    """Bytes that are no batch, or entries that cannot be in one. The argument is for a developer."""


def little_endian(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers = array("I", numbers)
        numbers.byteswap()
    return numbers
