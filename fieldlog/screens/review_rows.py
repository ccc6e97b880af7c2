"""The review queue row by row, what is approved together, and the night in short: never with who wrote it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from fieldlog.language import _, mark, n_
from fieldlog.models.completeness import missing
from fieldlog.models.moment import STOCKHOLM, clock
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.days import WEEKDAYS, day_in_words
from fieldlog.screens.text import Signs, content, fit, one_line, rule
from fieldlog.screens.theme import SEVERITY_STYLES
from fieldlog.screens.understood import short

if TYPE_CHECKING:
    from fieldlog.logbook.browsing import Hit
    from fieldlog.logbook.night import ShiftInShort
    from fieldlog.logbook.review_queue import Item

MONTHS = (
    mark("jan"), mark("feb"), mark("mar"), mark("apr"), mark("maj"), mark("jun"),
    mark("jul"), mark("aug"), mark("sep"), mark("okt"), mark("nov"), mark("dec"),
)  # fmt: skip
SAME_NIGHT = timedelta(hours=24)
"""For so long the clock alone says when something was."""


def date_in_words(now: datetime) -> str:
    """`lör 21 nov 07:34`."""
    here = now.astimezone(STOCKHOLM)
    return f"{_(WEEKDAYS[here.weekday()])} {here.day} {_(MONTHS[here.month - 1])} {clock(now)}"


def draw_item(
    item: "Item", hit: "Hit | None", width: int, now: datetime, signs: Signs, vocabulary: Vocabulary
) -> Content:
    """`!   NH TRP 21:52  5–9 pers, två langar öppet     komplett ` in `width` cells; nothing while it is fetched."""
    if hit is None:
        return content(" " * width)
    right, style = _aside_of(item, hit, vocabulary)
    room = max(width - cell_len(right) - 2, 0)
    if item.file:
        sign = Content.styled(f"{signs.severity(item.severity):<3}", SEVERITY_STYLES[item.severity])
        row = sign + content(fit(f" {_('FIL')}           {item.file}", max(room - 3, 0)))
    else:
        row = draw_entry(hit, room, now, signs, vocabulary)
    return row + content(f" {right} ", style)


def draw_entry(hit: "Hit", width: int, now: datetime, signs: Signs, vocabulary: Vocabulary) -> Content:
    """`!   NH TRP 21:52  5–9 pers, två langar öppet`, without who wrote it."""
    seen = hit.seen
    sign = f"{signs.severity(seen.severity):<3}"
    left = f" {seen.category or '--':<2} {seen.place or '---':<3} {clock(seen.at):<5}  "
    day = f"{day_in_words(seen.at)}: " if now - seen.at > SAME_NIGHT else ""
    text = content(fit(day + told(hit, vocabulary, signs), max(width - cell_len(sign + left), 0)))
    return Content.styled(sign, SEVERITY_STYLES[seen.severity]) + content(left) + text


def told(hit: "Hit", vocabulary: Vocabulary, signs: Signs) -> str:
    """How many, where more closely, and the words; the category's name where there are none."""
    seen = hit.seen
    if hit.protected:
        return _("skyddad identitet")
    persons = _("{count} pers").format(count=seen.persons.replace("-", signs.span)) if seen.persons else ""
    known = seen.category if seen.category in vocabulary.categories else None
    words = seen.note or (short(vocabulary, known) if known else "")
    return one_line(", ".join(part for part in (persons, seen.spot or "", words) if part))


def _aside_of(item: "Item", hit: "Hit", vocabulary: Vocabulary) -> tuple[str, str]:
    """What stands to the right: what is late, lacking, answered; of an intervention how many of the law's points."""
    seen = hit.seen
    if item.file:
        return n_("{count} post", "{count} poster", len(item.judged)).format(count=len(item.judged)), "$waits"
    if item.overdue:
        return _("försenad"), "$serious"
    if seen.incomplete:
        return _("ej komplett"), "$waits"
    if seen.tips > 1:
        return _("två versioner"), "$waits"
    if item.answered:
        return _("rättad"), "$returned"
    wanted = missing(seen.category, seen.place, seen.actions, {}, vocabulary)
    lacking = missing(seen.category, seen.place, seen.actions, seen.fields, vocabulary)
    if wanted:
        return _("{count} av {all}").format(count=len(wanted) - len(lacking), all=len(wanted)), "$faint"
    return (_("komplett"), "$faint") if item.severity >= 3 else ("", "")


def levels(counts: Mapping[int, int]) -> str:
    """`9 följ upp, 22 notera, 20 lugna`: entries by seriousness, the most serious first."""
    words = {
        4: lambda n: n_("{count} akut", "{count} akuta", n),
        3: lambda n: n_("{count} allvarlig", "{count} allvarliga", n),
        2: lambda n: n_("{count} följ upp", "{count} följ upp", n),
        1: lambda n: n_("{count} notera", "{count} notera", n),
        0: lambda n: n_("{count} lugn", "{count} lugna", n),
    }
    return ", ".join(words[level](counts[level]).format(count=counts[level]) for level in sorted(counts, reverse=True))


def count_levels(items: Iterable["Item"]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for item in items:
        counts[item.severity] = counts.get(item.severity, 0) + len(item.judged)
    return counts


def draw_file(
    item: "Item", hits: Sequence["Hit"], width: int, now: datetime, signs: Signs, vocabulary: Vocabulary
) -> list[Content]:
    """What is at hand of an imported file."""
    said = _("En inläst fil granskas som en: {file}. {levels}.").format(
        file=item.file, levels=levels(count_levels([item]))
    )
    rows = [content(fit(f" {said}", width))]
    return rows + [Content("   ") + draw_entry(hit, width - 3, now, signs, vocabulary) for hit in hits]


def draw_night(
    parts: Sequence["ShiftInShort"], width: int, now: datetime, signs: Signs, vocabulary: Vocabulary
) -> Content:
    """One block a shift: when and where, how much, what was serious, what it handed over."""
    rows: list[Content] = []
    for part in parts:
        ended = clock(part.ended) if part.ended else _("pågår eller inte hämtat")
        where = "  ".join(bit for bit in (part.area, part.radio) if bit)
        rows.append(
            content(rule(width, f"{day_in_words(part.started)} {clock(part.started)}{signs.span}{ended}", where))
        )
        lacks = _(", {count} ej kompletta").format(count=part.incomplete) if part.incomplete else ""
        rows.append(content(fit(f" {levels(part.levels) or _('inget skrivet')}{lacks}", width)))
        rows += [Content(" ") + draw_entry(hit, width - 1, now, signs, vocabulary) for hit in part.serious]
        rows += [_care(hit, width) for hit in part.wished]
        if part.grave and not part.wished:
            rows.append(content(fit(" " + _("Svår händelse i passet: hör hur laget mår."), width), "$faint"))
        for text in (part.handover_all, part.handover_own):
            rows += [Content(" ") + line for line in content(text.strip()).wrap(width - 2)] if text.strip() else []
        rows.append(Content(""))
    return Content("\n").join(rows)


def _care(hit: "Hit", width: int) -> Content:
    """Of whom is not said here: it stands at the entry, for who opens it."""
    what = f"{hit.seen.category or '--'} {hit.seen.place or '---'} {clock(hit.seen.at)}"
    said = _("Skribenten av {what} vill att någon hör av sig.").format(what=what)
    return content(fit(f" {said}", width), "$waits")
