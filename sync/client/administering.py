"""Administration from a laptop: asked of the server, which judges by role; what was fetched last is kept here."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from fieldlog.language import _, mark
from fieldlog.logbook.log import Log, open_log
from fieldlog.models.moment import read_moment, written
from fieldlog.models.refusal import RuleBroken, TurnedAway, Unreachable
from fieldlog.models.strict import encode

if TYPE_CHECKING:
    from fieldlog.vault import Unlocked
    from sync.client.talking import Talk

ROLES = {
    "adm": ("organisations", "workers", "codes", "devices"),
    "sam": ("vocabulary",),
    "reg": ("vocabulary", "policies"),
}
"""What each role can ask for; the server judges again, by the role that it knows."""
KEPT = frozenset(("organisations", "workers", "devices", "vocabulary", "policies"))
"""What is kept to be seen without a network. Codes never are."""
WRONG = {
    "oneself": mark("Det kan ingen göra med sin egen roll eller dator. Be en annan administratör."),
    "worker": mark("Tjänstenumret finns inte i organisationen, eller går inte att använda."),
    "role": mark("Rollen finns inte."),
    "name": mark("Namnet går inte att använda: högst 60 vanliga tecken, inga hakparenteser."),
    "code": mark("Koden går inte att använda: en plats har tre eller fyra stora bokstäver, en kategori två."),
    "clash": mark("Koden eller ordet finns redan som plats, kategori, zon, åtgärd eller partner. Välj ett annat."),
    "word": mark("Det är ett vanligt ord och skulle läsas fel på skrivraden. Välj en annan kod."),
    "family": mark("Kategorins första bokstav ska vara en familj som finns."),
    "class": mark("Klassen ska vara A, B eller C, och kan bara höjas."),
    "zone": mark("Zonen finns inte."),
    "many": mark("Det är för många på en gång, eller för många sammanlagt."),
    "identity": mark("Det ser ut som ett personnummer eller en adress till en person. Ta bort det."),
    "sv": mark("En kod behåller sin betydelse. Gör en ny kod för något annat."),
    "retired": mark("Skriv en dag, som 2026-12-01."),
    "days": mark("Så många dagar går inte att besluta för den tiden."),
}
"""What a field that the server refuses means to a person."""
_KEEP = "admin:"

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says, or said last: then `away` is the sentence why it was not asked."""

    said: Mapping[str, Any]
    at: datetime
    away: str = ""


def fetch(log: Log, talk: "Talk", what: str, now: datetime) -> Answer:
    """How it is now; without a network how it was, if that was ever fetched. Unreachable otherwise."""
    try:
        said = _asked(lambda: talk.admin("GET", what))
    except Unreachable as away:
        before = last(log, what)
        if before is None:
            raise
        return Answer(before.said, before.at, str(away))
    if what in KEPT:
        with log.store.write() as connection:
            kept = encode({"at": written(now), "said": said}).decode()
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO exchange (name, value) VALUES (?, ?)", (_KEEP + what, kept)
            )
    return Answer(said, now)


def last(log: Log, what: str) -> Answer | None:
    """What was fetched last."""
    with log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT value FROM exchange WHERE name = ?", (_KEEP + what,)).fetchone()
    if row is None:
        return None
    kept = json.loads(row.value)
    return Answer(kept["said"], read_moment(kept["at"]))


def change(talk: "Talk", path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Ask for one act. RuleBroken in one sentence where something of it is not as it should be."""
    return _asked(lambda: talk.admin("POST", path, body or {}))


def fetch_once(unlocked: "Unlocked", clock: Callable[[], datetime], what: str) -> Answer:
    """As `fetch`, on a log that is opened for it. Called from any thread."""
    return _once(unlocked, clock, lambda log, talk: fetch(log, talk, what, clock()))


def change_once(
    unlocked: "Unlocked", clock: Callable[[], datetime], path: str, body: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """As `change`, likewise."""
    return _once(unlocked, clock, lambda _log, talk: change(talk, path, body))


def _once(unlocked: "Unlocked", clock: Callable[[], datetime], do: Callable[[Log, "Talk"], Done]) -> Done:
    from sync.client.membership import conversation

    log = open_log(unlocked, clock())
    try:
        talk = conversation(log, clock)
        try:
            return do(log, talk)
        finally:
            talk.close()
    finally:
        log.close()


def _asked(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return ask()
    except TurnedAway as no:
        if no.code == "unknown":
            sentence = _("Servern har inget sådant för din roll. Be den som sköter servern kontrollera rollen.")
            raise TurnedAway(sentence, no.code, no.facts) from None
        if no.code == "fields":
            raise RuleBroken(_wrong(no.facts)) from None
        raise


def _wrong(facts: Mapping[str, str | int]) -> str:
    field, item = str(facts.get("field", "")), str(facts.get("item", ""))
    known = WRONG.get({"en": "sv", "item": "name"}.get(field, field))
    said = _(known) if known else _("{field}: värdet går inte att använda. Rätta det.").format(field=field)
    return f"{item}: {said}" if item else said
