"""The report of a lost laptop, begun: what the server knows is filled in, what people must say is left open."""

from datetime import datetime, timedelta
from textwrap import wrap
from typing import Final

from fieldlog.language import _, language, set_language, spoken
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.vocabulary import CLASSES, vocabulary
from fieldlog.models.worker import ROLES
from sync.archive.lost import Manifest

WITHIN: Final = timedelta(hours=72)
"""GDPR article 33: from when the controller became aware of it."""
WIDTH: Final = 100
OPEN: Final = "[          ]"


def report(found: Manifest, now: datetime, code: str) -> str:
    """The report in one language."""
    before = language()
    set_language(code)
    try:
        return _report(found, now)
    finally:
        set_language(before)


def _report(found: Manifest, now: datetime) -> str:
    device = found.device
    unsent = str(device.unsent) if device.unsent is not None else _("okänt")
    lines = [
        _("FÖRLORAD DATOR – underlag för bedömning av personuppgiftsincident"),
        _("Ett utkast. Den personuppgiftsansvarige avgör om och vad som anmäls (dataskyddsförordningen artikel 33)."),
        "",
        _("Fick veta: {when}").format(when=_when(now)),
        _("Anmälan, om den behövs, senast: {when}").format(when=_when(now + WITHIN)),
        "",
        _("1. Datorn"),
        _("Organisation: {org}").format(org=device.org),
        _("Medarbetare (tjänstenummer): {worker}, {role}").format(worker=device.worker, role=_(ROLES[device.role])),
        _("Enhet: {device}").format(device=device.device),
        _("Ansluten: {when}").format(when=_when(device.enrolled)),
        _("Senaste kontakt: {when}").format(when=_when(device.contacted)),
        _("Osänt vid senaste kontakt: {count} (finns också på datorn, och bara där)").format(count=unsent),
        _("Spärrad: {when}").format(when=_when(device.revoked)),
        "",
        _("2. Vad som fanns på den"),
        *_what(found),
        *wrap(
            _(
                "Räknat så: allt som medarbetaren fick läsa vid senaste kontakten, utom det som datorn själv har "
                "meddelat att den har förstört. Hellre för mycket än för lite. Namn och bilder på människor sparas "
                "inte i loggen; fritext kan ändå peka ut någon. Varje post står i filen bredvid, utan innehåll."
            ),
            WIDTH,
        ),
        "",
        _("3. Skydd"),
        *wrap(
            _(
                "Loggen är krypterad (AES-256) med en nyckel som är låst med lösenfras (Argon2id) och, där det finns, "
                "datorns nyckelring. Den låser sig själv. Vad som är känt om det här fallet:"
            ),
            WIDTH,
        ),
        _("Var datorn upplåst, eller loggen öppen? {open}").format(open=OPEN),
        _("Kan någon ha känt till lösenfrasen? {open}").format(open=OPEN),
        "",
        _("4. Att fylla i"),
        _("Vad hände, var och när: {open}").format(open=OPEN),
        _("Polisanmäld, diarienummer: {open}").format(open=OPEN),
        _("Hur många människor kan beröras, och vilka: {open}").format(open=OPEN),
        _("Troliga följder för dem: {open}").format(open=OPEN),
        _("Åtgärder utöver spärren: {open}").format(open=OPEN),
        _("Behöver de som berörs få veta (artikel 34)? {open}").format(open=OPEN),
        _("Anmäls incidenten? Om inte, varför: {open}").format(open=OPEN),
        _("Beslutat av, när: {open}").format(open=OPEN),
    ]
    return "\n".join(lines) + "\n"


def summary(found: Manifest) -> str:
    """What was on it, for the screen."""
    device = found.device
    head = _("{worker}s dator är spärrad. Senaste kontakt: {when}.")
    return "\n".join([head.format(worker=device.worker, when=_when(device.contacted)), *_what(found)])


def _what(found: Manifest) -> list[str]:
    counts = found.counts()
    lines = []
    for secrecy in reversed(CLASSES):
        own, others = (sum(counts[secrecy, mine, words] for words in (True, False)) for mine in (True, False))
        words = sum(counts[secrecy, mine, True] for mine in (True, False))
        told = _("Klass {class_}: {own} egna och {others} andras observationer, {words} av dem med fritext.")
        lines.append("  " + told.format(class_=secrecy, own=own, others=others, words=words))
    categories = vocabulary().categories
    for (secrecy, code), count in sorted(found.categories.items(), reverse=True):
        name = spoken(categories[code]) if code in categories else code or _("okänt")
        lines.append(f"    {secrecy}  {name}: {count}")
    lines.append("  " + _("Alla poster, även rättelser och pass: {count}.").format(count=len(found.entries)))
    return lines


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}" if moment else _("aldrig")
