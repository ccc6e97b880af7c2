"""A manning: who goes out and how, as a shift starts with it, as it was last time, and as a line says it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fieldlog.models.worker import service_number

REMEMBERED = ("crew", "radio", "area", "focus", "on_foot")
"""What is kept of it from one shift to the next, by the names it is kept under."""
_NUMBER = re.compile(r"[A-Za-zÅÄÖåäö]{2,4}-\d{1,4}")


@dataclass(frozen=True, slots=True)
class Manning:
    """Who goes out and how: what a shift starts with."""

    crew: tuple[str, ...] = ()
    radio: str = ""
    area: str = ""
    focus: str = ""
    on_foot: bool = True

    def core(self) -> dict[str, Any]:
        return {
            "crew": list(self.crew),
            "radio": self.radio,
            "area": self.area,
            "focus": self.focus,
            "on_foot": self.on_foot,
        }


def manning_of(kept: Mapping[str, str]) -> Manning:
    """As it was last time, out of what was kept of it; empty if nothing was."""
    return Manning(
        tuple(json.loads(kept.get("crew", "[]"))),
        kept.get("radio", ""),
        kept.get("area", ""),
        kept.get("focus", ""),
        kept.get("on_foot", "1") == "1",
    )


def read_manning(text: str, last: Manning) -> Manning | None:
    """`OV-14 FA-07 radio 3214 bil` as a manning; what is not said is as last. None if it is about anything else."""
    words = text.split()
    crew, radio, on_foot = [], last.radio, last.on_foot
    while words:
        word = words.pop(0)
        if word.casefold() == "radio" and words:
            radio = words.pop(0)
        elif word.casefold() in ("bil", "car"):
            on_foot = False
        elif word.casefold() in ("fots", "foot"):
            on_foot = True
        elif word.casefold() in ("till", "on") and words and words[0].casefold() in ("fots", "foot"):
            continue
        elif _NUMBER.fullmatch(word):
            crew.append(service_number(word))
        else:
            return None
    return Manning(tuple(crew) or last.crew, radio, last.area, last.focus, on_foot)
