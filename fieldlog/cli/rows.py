"""Observations and shifts as plain aligned lines."""

import contextlib
import shutil
import sys
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from fieldlog.language import _, language, mark, spoken
from fieldlog.models.moment import STOCKHOLM, clock, read_moment
from fieldlog.models.steps import STEPS
from fieldlog.models.text import one_line, plain
from fieldlog.models.vocabulary import Vocabulary

SHORT = 18
"""Signs of an id that tell it from all others of a device: its time and its counter."""
STATES = {
    "open": mark("öppen"),
    "saved": mark("sparad"),
    "approved": mark("godkänd"),
    "under_review": mark("under ny granskning"),
    "returned": mark("återsänd"),
    "withdrawn": mark("återtagen"),
    "quarantined": mark("i karantän"),
    "erased": mark("gallrad"),
    "waiting": mark("väntar"),
}
_SIGNS = ("0", "1", "!", "!!", "!!!")


def row(seen: Mapping[str, Any], guessed: Collection[str] = ()) -> str:
    """One observation on one line, guesses with their `?`; cut to the terminal where there is one."""
    level = seen["severity"]
    shown = {
        "category": seen["category"] or "??",
        "place": seen["place"] or "???",
        "severity": _SIGNS[level] if level in range(5) else "?",
        "persons": seen["persons"] or "",
        "ages": ",".join(seen["ages"]),
    }
    shown |= {name: f"{shown[name]}?" for name in shown if name in guessed and shown[name]}
    spot = f"({seen['spot']})" if seen["spot"] else ""
    rest = [shown["persons"], shown["ages"], spot, seen["words"]]
    return cut(
        "  ".join([
            seen["id"][:SHORT],
            when(seen["at"]),
            f"{shown['category']:<3} {shown['place']:<4}",
            f"{shown['severity']:<4}",
            seen["class"],
            f"{_(STATES.get(seen['state'], seen['state'])):<9}",
            one_line(" ".join(part for part in rest if part)),
        ])
    )


def when(at: str) -> str:
    moment = read_moment(at)
    return f"{moment.astimezone(STOCKHOLM):%Y-%m-%d} {clock(moment)}"


def cut(line: str) -> str:
    """The line within the terminal's width, measured in cells; whole where it goes to a file or a pipe."""
    line = line.rstrip()
    if sys.stdout is None or not sys.stdout.isatty():
        return line
    room = shutil.get_terminal_size().columns
    if width(line) <= room:
        return line
    kept = ""
    for sign in line:
        if width(kept + sign) >= room:
            break
        kept += sign
    return kept + "…"


def width(text: str) -> int:
    """Terminal cells: wide signs take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def aligned(pairs: Sequence[tuple[str, str]]) -> str:
    """Names and values in two columns; a value of several lines keeps its column."""
    if not pairs:
        return ""
    column = max(width(name) for name, _value in pairs) + 2
    lines = []
    for name, value in pairs:
        first, *rest = plain(value).split("\n")
        lines.append(f"{name}{' ' * (column - width(name))}{first}".rstrip())
        lines += [f"{' ' * column}{line}".rstrip() for line in rest]
    return "\n".join(lines)


def named(vocabulary: Vocabulary, name: str) -> str:
    """What the name of a value in JSON is called on the screen."""
    names = {
        "at": _("tid"), "place": _("plats"), "spot": _("närmare"), "category": _("kategori"), "severity": _("allvar"),
        "persons": _("antal"), "ages": _("ålder"), "class": _("klass"), "actions": _("åtgärder"), "words": _("text"),
        "state": _("läge"), "author": _("skriven av"), "written_at": _("skriven kl"), "shift": _("pass"),
        "seen_by": _("såg det"), "event": _("händelse"), "incomplete": _("ofullständig"), "id": _("id"),
    }  # fmt: skip
    if name in vocabulary.fields:
        field = vocabulary.fields[name]
        return spoken(field).lower()
    return names.get(name, name)


def said(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value) or "–"
    return "–" if value in (None, "") else str(value)


def details(seen: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """Everything an observation says, one value a line; what has none is left out."""
    order = ("id", "state", "at", "category", "place", "spot", "severity", "class", "persons", "ages", "actions")
    pairs = [(name, seen[name]) for name in order]
    pairs += list(seen["fields"].items())
    pairs += [(name, seen[name]) for name in ("author", "seen_by", "shift", "event", "written_at", "words")]
    pairs += list(seen["texts"].items())
    if seen["incomplete"]:
        pairs.append(("incomplete", True))
    shown = [(name, when(value) if name in ("at", "written_at") else value) for name, value in pairs]
    named_pairs = [
        (named(vocabulary, name), _spelled(name, value, vocabulary))
        for name, value in shown
        if value not in (None, "", [], ())
    ]
    return aligned(named_pairs)


def _spelled(name: str, value: Any, vocabulary: Vocabulary) -> str:
    if name == "state":
        return _(STATES.get(value, value))
    if name == "category" and value in vocabulary.categories:
        category = vocabulary.categories[value]
        return f"{value}  {category.sv if language() == 'sv' else category.en}"
    if name == "place" and value in vocabulary.places:
        return f"{value}  {vocabulary.places[value].name}"
    return said(value)


def steps(history: Sequence[Mapping[str, Any]], vocabulary: Vocabulary) -> str:
    """The history, a line for each entry and one for each difference."""
    lines = []
    for step in history:
        head = f"{when(step['at'])}  {_(STEPS.get(step['kind'], step['kind']))}  {step['author'] or '?'}"
        extra = step.get("class") or step.get("verdict") or ""
        lines.append("  ".join(part for part in (head, extra, one_line(step["reason"])) if part))
        if not step["counts"]:
            lines.append("  " + _("har ingen verkan"))
        for name, pair in step["changes"].items():
            before, after = (_value_said(name, value) for value in pair)
            lines.append(f"  {named(vocabulary, name)}: {before} → {after}")
    return "\n".join(lines)


def _value_said(name: str, value: Any) -> str:
    if name == "at" and isinstance(value, str):
        with contextlib.suppress(ValueError):  # what another program took for a time
            return when(value)
    return one_line(said(value))
