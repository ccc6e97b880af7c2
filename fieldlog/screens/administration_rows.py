"""What the tabs of administration hold: one row each of what the server said, and what is known of the chosen one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from fieldlog.language import _, mark, spoken
from fieldlog.models.moment import STOCKHOLM, read_moment
from fieldlog.models.overlay import CATEGORIES, GROUNDS, PLACES, Laying, lay_over
from fieldlog.models.vocabulary import vocabulary
from fieldlog.models.worker import ROLES
from fieldlog.screens.text import fit

ORGANISATIONS, WORKERS, CODES, DEVICES, OF_PLACES, OF_CATEGORIES, RULES = range(1, 8)
TABS: Final = {
    ORGANISATIONS: mark("organisationer"),
    WORKERS: mark("medarbetare"),
    CODES: mark("koder"),
    DEVICES: mark("enheter"),
    OF_PLACES: mark("platser"),
    OF_CATEGORIES: mark("kategorier"),
    RULES: mark("grunder och tider"),
}
ASKED: Final = {
    ORGANISATIONS: "organisations", WORKERS: "workers", CODES: "codes", DEVICES: "devices", OF_PLACES: "vocabulary",
    OF_CATEGORIES: "vocabulary", RULES: "policies",
}  # fmt: skip
"""What is asked of the server for each."""
OF_ROLE: Final = {"adm": (1, 2, 3, 4), "sam": (5, 6), "reg": (7,)}
KEYS: Final = {
    ORGANISATIONS: ("change",), WORKERS: ("new", "change", "code"), CODES: ("new",), DEVICES: ("revoke", "lost"),
    OF_PLACES: ("new", "change", "retire"), OF_CATEGORIES: ("new", "change", "retire"), RULES: ("change",),
}  # fmt: skip
"""The letters that do something on each."""
STATES: Final = {"active": mark("i bruk"), "closed": mark("ersatt"), "revoked": mark("spärrad")}
SILENT: Final = timedelta(days=2)
"""So long without a contact stands out."""
SHORT: Final = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it is about by its key, what is drawn, and how."""

    key: str
    text: str
    style: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)


def lines_of(tab: int, said: Mapping[str, Any], now: datetime) -> tuple[Line, ...]:
    """The rows of a tab."""
    rows: Iterable[Line]
    if tab == DEVICES:
        known = sorted(said.get("devices", ()), key=lambda row: (row["state"] != "active", row["contacted"] or ""))
        rows = (_device(row, now) for row in known)
    elif tab == ORGANISATIONS:
        rows = map(_organisation, said.get("organisations", ()))
    elif tab in (WORKERS, CODES):
        rows = map(_worker, said.get("workers" if tab == WORKERS else "codes", ()))
    elif tab == OF_PLACES:
        rows = _places(said, now.astimezone(STOCKHOLM).date())
    elif tab == OF_CATEGORIES:
        rows = _categories(said, now.astimezone(STOCKHOLM).date())
    else:
        rows = [*_periods(said), *_grounds(said)]
    return tuple(rows)


def about(tab: int, line: Line | None, width: int) -> list[str]:
    """Two rows about the chosen one."""
    if line is None:
        return ["", ""]
    said = line.said
    if tab == DEVICES:
        left = _("Enhet {device}   {program}").format(device=said["device"], program=said["program"])
        right = _("{n} poster hos servern   ansluten {when}").format(n=said["n"], when=when(said["enrolled"]))
        return [fit(f" {left}", width), fit(f" {right}", width)]
    if tab == ORGANISATIONS:
        decides = _("Beslutar det som gäller för alla.") if said["decides"] else ""
        return [fit(f" {said['contact']}", width), fit(f" {decides}", width)]
    if tab == OF_PLACES:
        card = "   ".join(f"{name}: {said[name]}" for name in ("say112", "meet", "aed") if said.get(name))
        return [fit(" " + ", ".join(said["aliases"]), width), fit(f" {card}", width)]
    return ["", ""]


def when(said: str | None) -> str:
    return f"{read_moment(said).astimezone(STOCKHOLM):%d/%m %H:%M}" if said else _("aldrig")


def _organisation(row: Mapping[str, Any]) -> Line:
    own = _("egen") if row["own"] else ""
    return Line(row["org"], f"{fit(row['org'], 12)} {fit(row['name'], 44)} {own}", said=row)


def _worker(row: Mapping[str, Any]) -> Line:
    until = _("gäller till {when}").format(when=when(row["until"])) if "until" in row else when(row.get("since"))
    role = _(ROLES[row["role"]]) if row["role"] in ROLES else row["role"]
    return Line(row["worker"], f"{fit(row['worker'], 12)} {fit(role, 32)} {until}", said=row)


def _device(row: Mapping[str, Any], now: datetime) -> Line:
    state = _(STATES[row["state"]]) if row["state"] in STATES else row["state"]
    unsent = "?" if row["unsent"] is None else row["unsent"]
    clock = _("klocka {skew:+d} s").format(skew=row["skew"]) if row["skew"] is not None else ""
    silent = row["contacted"] is None or now - read_moment(row["contacted"]) > SILENT
    style = "$faint" if row["state"] != "active" else "$returned" if silent or row["unsent"] else ""
    text = f"{row['device'][:SHORT]} {fit(row['worker'], 10)} {fit(state, 8)} {fit(when(row['contacted']), 12)} "
    return Line(row["device"], text + fit(_("osänt {count}").format(count=unsent), 12) + clock, style, row)


def _laid(said: Mapping[str, Any]) -> Laying:
    """What the server has judged is judged again, but for words."""
    laying = Laying(vocabulary(), lambda _text: False)
    for of in (CATEGORIES, PLACES, GROUNDS):
        items = said.get(of)
        for code, item in items.items() if isinstance(items, dict) else ():
            if not laying.fault(of, code, item):
                laying.put(of, code, item)
    version = said.get("version")
    laying.version = version if type(version) is int else 0
    return laying


def _places(said: Mapping[str, Any], today: date) -> list[Line]:
    laying = _laid(said)
    known = lay_over(vocabulary(), laying.overlay, today)
    changed = laying.items[PLACES]
    return [
        Line(
            each.code,
            f"{each.code:<5}{fit(each.name, 40)} {each.zone:<3} {_aside(changed.get(each.code), retired=each.retired)}",
            "$faint" if each.retired else "",
            {name: getattr(each, name) for name in ("name", "zone", "aliases", "say112", "meet", "aed")},
        )
        for each in sorted(known.places.values(), key=lambda each: (each.code not in changed, each.code))
    ]


def _categories(said: Mapping[str, Any], today: date) -> list[Line]:
    laying = _laid(said)
    known = lay_over(vocabulary(), laying.overlay, today)
    changed = laying.items[CATEGORIES]
    return [
        Line(
            each.code,
            f"{each.code:<4}{fit(spoken(each), 44)} {each.class_}  "
            f"{_aside(changed.get(each.code), retired=each.retired)}",
            "$faint" if each.retired else "",
            {"class": each.class_},
        )
        for each in sorted(known.categories.values(), key=lambda each: (each.code not in changed, each.code))
    ]


def _aside(item: Mapping[str, Any] | None, *, retired: bool) -> str:
    if retired:
        return _("ur bruk")
    if item and item.get("retired"):
        return _("ur bruk {day}").format(day=item["retired"])
    return _("ändrad") if item else ""


def _periods(said: Mapping[str, Any]) -> list[Line]:
    archive, laptops, bounds = (said.get(name, {}) for name in ("archive", "laptops", "bounds"))
    rows = [(name, str(days), "–".join(map(str, bounds.get(name, ())))) for name, days in archive.items()]
    rows += [
        (f"laptop-{name}", ", ".join(f"{role} {n}" for role, n in laptops.get(name, {}).items()), "")
        for name in ("A", "B")
    ]
    rows += [("laptop-C", str(laptops.get("C", "")), ""), ("laptop-own-words", str(laptops.get("own_c_words", "")), "")]
    shown = _("{days} dagar")
    return [
        Line(name, f"{fit(name, 18)} {fit(shown.format(days=days) if days else '', 40)} {between}", said={"days": days})
        for name, days, between in rows
        if archive
    ]


def _grounds(said: Mapping[str, Any]) -> list[Line]:
    laid = _laid(said).items[GROUNDS]
    return [
        Line(code, f"{fit(code, 18)} " + "  ".join(f"{name} {value}" for name, value in item.items()), said={})
        for code, item in sorted(laid.items())
    ]
