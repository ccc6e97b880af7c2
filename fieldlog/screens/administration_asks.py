"""What administration asks for on one line, and what of it goes to the server."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from fieldlog.language import _
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.worker import ROLES
from fieldlog.screens.administration_rows import (
    CODES,
    DEVICES,
    OF_CATEGORIES,
    OF_PLACES,
    ORGANISATIONS,
    RULES,
    WORKERS,
    Line,
)
from fieldlog.screens.reason import ReasonScreen

Sent = tuple[str, Mapping[str, Any]]
"""Path and body of an act."""


class AskScreen(ReasonScreen):
    """One line for one act."""

    def empty(self) -> str:
        return _("Skriv på raden, eller Esc tillbaka.")


def question_of(tab: int, action: str, line: Line | None, now: datetime) -> tuple[str, str]:
    """What stands over the line, and what stands on it already."""
    today = f"{now.astimezone(STOCKHOLM):%Y-%m-%d}"
    key, said = (line.key, line.said) if line else ("", {})
    if action in ("revoke", "lost"):
        return _("Skriv tjänstenumret {worker} för att spärra enheten.").format(worker=said["worker"]), ""
    if action == "retire":
        return _("{code} används inte från och med dagen:").format(code=key), today
    asked: dict[tuple[int, str], tuple[str, str]] = {
        (ORGANISATIONS, "change"): (
            _("Namn + vem man ringer:"),
            f"{said.get('name', '')} + {said.get('contact', '')}",
        ),
        (WORKERS, "new"): (_("Tjänstenummer och roll ({roles}):").format(roles=" ".join(ROLES)), ""),
        (WORKERS, "change"): (_("Ny roll för {worker} ({roles}):").format(worker=key, roles=" ".join(ROLES)), ""),
        (CODES, "new"): (_("Tjänstenummer som ska ansluta en dator:"), ""),
        (OF_PLACES, "new"): (_("Kod, zon och namn + hur man också säger, som PAV TG Paviljongen + pavven:"), ""),
        (OF_PLACES, "change"): (
            _("{code}: zon och namn + hur man också säger:").format(code=key),
            " + ".join([f"{said.get('zone', '')} {said.get('name', '')}", *said.get("aliases", ())]),
        ),
        (OF_CATEGORIES, "new"): (_("Kod, klass och namn + på engelska, som NX B Ny drog + New drug:"), ""),
        (OF_CATEGORIES, "change"): (_("{code}: ny klass, bara högre (B eller C):").format(code=key), ""),
        (RULES, "change"): (_("{name}: hur många dagar?").format(name=key), str(said.get("days", ""))),
    }
    return asked[tab, action]


def sent_of(tab: int, action: str, line: Line | None, text: str) -> Sent:
    """What goes to the server. RuleBroken in one sentence for what cannot be read."""
    key = line.key if line else ""
    if action in ("revoke", "lost"):
        if line is None or text.strip().upper() != line.said["worker"]:
            raise RuleBroken(_("Tjänstenumret är inte enhetens. Inget är spärrat."))
        return f"devices/{key}/{action}", {}
    if action == "code":
        return "codes", {"worker": key}
    words = text.split()
    if not words:
        raise RuleBroken(_("Skriv på raden, eller Esc tillbaka."))
    made: Callable[[], Sent] = {
        ORGANISATIONS: lambda: _organisation(text),
        WORKERS: lambda: ("workers", _worker(words if action == "new" else [key, *words])),
        CODES: lambda: ("codes", {"worker": words[0]}),
        OF_PLACES: lambda: _place(action, key, text),
        OF_CATEGORIES: lambda: _category(action, key, text),
        RULES: lambda: ("policies", {"name": key, "days": _days(words[0])}),
        DEVICES: lambda: ("", {}),
    }[tab]
    return made()


def _organisation(text: str) -> Sent:
    name, plus, contact = text.partition("+")
    if not (plus and name.strip() and contact.strip()):
        raise RuleBroken(_("Skriv namnet, ett plus och vem man ringer."))
    return "organisations", {"name": name.strip(), "contact": contact.strip()}


def _worker(words: list[str]) -> dict[str, Any]:
    if len(words) != 2 or words[1].lower() not in ROLES:
        raise RuleBroken(_("Skriv tjänstenummer och roll, som OV-15 ov."))
    return {"worker": words[0], "role": words[1].lower()}


def _place(action: str, key: str, text: str) -> Sent:
    if action == "retire":
        return _words("places", key, {"retired": _day(text)})
    first, *aliases = [part.strip() for part in text.split("+")]
    head = first.split(maxsplit=2 if action == "new" else 1)
    if len(head) != (3 if action == "new" else 2):
        raise RuleBroken(_("Skriv kod, zon och namn, som PAV TG Paviljongen."))
    code = head.pop(0).upper() if action == "new" else key
    item = {"zone": head[0].upper(), "name": head[1], "aliases": [alias for alias in aliases if alias]}
    return _words("places", code, item)


def _category(action: str, key: str, text: str) -> Sent:
    if action == "retire":
        return _words("categories", key, {"retired": _day(text)})
    if action == "change":
        return _words("categories", key, {"class": text.strip().upper()})
    first, plus, english = text.partition("+")
    head = first.split(maxsplit=2)
    if not plus or len(head) != 3:
        raise RuleBroken(_("Skriv kod, klass, namn, ett plus och namnet på engelska."))
    item = {"class": head[1].upper(), "sv": head[2].strip(), "en": english.strip()}
    return _words("categories", head[0].upper(), item)


def _words(of: str, code: str, item: Mapping[str, Any]) -> Sent:
    return "vocabulary", {"of": of, "items": {code: dict(item)}}


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise RuleBroken(_("Skriv en dag, som 2026-12-01.")) from None


def _days(word: str) -> int:
    if not word.isdecimal():
        raise RuleBroken(_("Säg ett antal dagar."))
    return int(word)
