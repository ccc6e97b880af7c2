"""An entry written out: what it says, what has become of it, and what belongs to it, row by row."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from fieldlog.language import _, mark
from fieldlog.logbook.delivery import HERE
from fieldlog.models.review import REASONS
from fieldlog.models.steps import STEPS
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.filters import STATES
from fieldlog.screens.text import Signs, content, fit, one_line, rule
from fieldlog.screens.theme import SEVERITY_STYLES
from fieldlog.screens.understood import READERS
from fieldlog.screens.values import in_words, name_of, place_in_words, when

if TYPE_CHECKING:
    from fieldlog.logbook.whole import Whole

VERSION_DIGITS = "890"
"""What settles versions that do not know of each other: the other digits have their meaning also then."""
LABEL = 20
"""Cells of the names to the left."""
WHERE = {
    "here": mark("bara på den här datorn"),
    "sent": mark("hos servern"),
    "read": mark("hos servern, läst av någon annan"),
    "aside": mark("hos servern, åt sidan tills någon har granskat den"),
    "rejected": mark("hos servern, granskad och avvisad: ingen läser den"),
}
"""Where an entry of one's own stands, by the words of `logbook.delivery`."""
_VERDICTS = {"approve": mark("godkänd"), "return": mark("tillbaka")}
_PARTS = {"words": mark("orden"), "core": mark("innehållet")}


def draw_whole(whole: "Whole", width: int, signs: Signs, vocabulary: Vocabulary) -> list[Content]:
    """The page, each row within `width` cells."""
    page = _Page(whole, width, signs, vocabulary)
    page.warnings()
    if whole.versions:
        page.versions()
    if whole.said["state"] != "erased":
        page.said()
    page.history()
    return page.rows


def draw_readers(whole: "Whole", width: int) -> list[Content]:
    """Who may read it, and who has."""
    class_ = whole.said["class"]
    rows = [_(READERS[class_]) if class_ in READERS else str(class_)]
    if whole.mine and whole.stands == HERE:
        rows.append(_("Posten finns bara på den här datorn. Ingen annan kan ha läst den."))
    elif not whole.readers and whole.mine:
        rows.append(_("Ingen annan har öppnat den, enligt det senaste som kommit hit."))
    elif not whole.mine:
        rows.append(_("Vilka andra som läst den ser bara den som skrivit den."))
    rows += [f"{when(at)}  {worker}" for worker, at in whole.readers]
    return [content(fit(f" {row}", width)) for row in rows]


class _Page:
    """The rows as they are drawn."""

    def __init__(self, whole: "Whole", width: int, signs: Signs, vocabulary: Vocabulary) -> None:
        self.whole, self.width, self.signs, self.vocabulary = whole, max(width, 40), signs, vocabulary
        self.said_ = whole.said
        self.rows: list[Content] = []

    def value(self, name: str, value: Any) -> str:
        return in_words(name, value, self.vocabulary, self.signs)

    def row(self, label: str, text: str, style: str = "") -> None:
        """A name and a value, the value wrapped in its own column."""
        if not text:
            return
        lines = content(text, style).wrap(self.width - LABEL - 2)
        for number, line in enumerate(lines):
            name = fit(f" {label}" if number == 0 else "", LABEL) + " "
            self.rows.append(content(name, "$faint") + line)

    def warnings(self) -> None:
        state = self.said_["state"]
        if self.said_["protected"]:
            warning = _("SKYDDAD IDENTITET. Läs det inte högt, visa det inte, skriv inte av det.")
            self.rows.append(content(fit(f" {warning}", self.width), "$serious"))
        if state == "erased":
            self.row(
                "", _("Gallrad: innehållet är förstört. Att posten fanns och när den skrevs finns kvar."), "$waits"
            )
        elif state == "withdrawn":
            self.row("", _("Återtagen. Den räknas inte, men finns kvar."), "$returned")
        elif state == "returned" and self.whole.mine:
            asked = [step["reason"] for step in self.whole.steps if step.get("verdict") == "return" and step["reason"]]
            why = f': "{asked[-1]}"' if asked else "."
            self.row("", _("Tillbaka från granskning{why} 1 rättar.").format(why=why), "$returned")
        elif state == "under_review":
            self.row("", _("Skribenten har skrivit mer sedan den godkändes; det visas när det är godkänt."), "$waits")
        elif state not in STATES:
            self.row("", _("Läget är nyare än det här programmet."), "$waits")
        self._disagreement()
        for org, had, taken in self.whole.recalled:
            sentence = _("Borttagen hos {org}: {taken} av {had} datorer som hade den har tagit in det.")
            self.row("", sentence.format(org=org, taken=taken, had=had), "" if taken == had else "$waits")
        if not self.whole.mine:
            self.row("", _("Inte din post. Att du öppnat den skrivs i läsloggen."), "$waits")

    def _disagreement(self) -> None:
        """Two who judged the version in force, and not alike."""
        judged = [step for step in self.whole.steps if step.get("in_force") and step.get("verdict") in _VERDICTS]
        if len({step["verdict"] for step in judged}) > 1:
            said = ", ".join(f"{step['author'] or '?'}: {_(_VERDICTS[step['verdict']])}" for step in judged)
            self.row("", _("Två granskade olika ({said}). Returen gäller.").format(said=said), "$waits")

    def versions(self) -> None:
        """Side by side what differs; the digits to settle them are in the last row of the screen."""
        tips = self.whole.versions[: len(VERSION_DIGITS)]
        self.row(
            "", _("{count} versioner som inte kände till varandra. En siffra avgör.").format(count=len(tips)), "$waits"
        )
        column = max((self.width - LABEL - 2) // len(tips), 12)
        heads = [
            _("{digit} skriven {when}").format(digit=number, when=when(tip["written_at"]))
            for number, tip in zip(VERSION_DIGITS, tips, strict=False)
        ]
        self._beside("", heads, column, "bold")
        names = dict.fromkeys(name for tip in tips for name in tip["says"])
        for name in names:
            values = [self.value(name, tip["says"].get(name)) for tip in tips]
            if len(set(values)) > 1:
                self._beside(name_of(self.vocabulary, name), values, column, "")
        self.rows.append(Content(""))

    def _beside(self, label: str, values: Sequence[str], column: int, style: str) -> None:
        wrapped = [content(one_line(value) or " ", style).wrap(column - 1) for value in values]
        for number in range(max(len(lines) for lines in wrapped)):
            row = content(fit(f" {label}" if number == 0 else "", LABEL) + " ", "$faint")
            for lines in wrapped:
                line = lines[number] if number < len(lines) else Content("")
                row += line.pad_right(max(column - line.cell_length, 0))
            self.rows.append(row)

    def said(self) -> None:
        said = self.said_
        at, written_at = said["at"], said["written_at"]
        written = _("skriven {when}").format(when=when(written_at))
        self.row(_("När"), f"{when(at)}   {written}")
        self.row(_("Vad"), self.value("category", said["category"]))
        place = place_in_words(self.vocabulary, said["place"])
        self.row(_("Var"), "   ".join(part for part in (place, said["spot"] or "") if part))
        level = said["severity"]
        if level is not None:
            self.row(_("Allvar"), self.value("severity", level), SEVERITY_STYLES[level] if 0 <= level < 5 else "")
        self.row(_("Läses av"), _(READERS[said["class"]]) if said["class"] in READERS else said["class"])
        for name in ("persons", "ages", "actions"):
            self.row(name_of(self.vocabulary, name).capitalize(), self.value(name, said[name]))
        for key, value in said["fields"].items():
            self.row(name_of(self.vocabulary, key).capitalize(), self.value(key, value))
        self.row(_("Ord"), said["words"])
        for name, text in said["texts"].items():
            self.row(name_of(self.vocabulary, name).capitalize(), text)
        author = said["author"] if self.whole.mine else f"{said['author']}, {said['org']}"
        self.row(_("Av"), author + (f"   {_('såg det: ')}{', '.join(said['seen_by'])}" if said["seen_by"] else ""))
        if said["incomplete"]:
            self.row(_("Ej komplett"), _("sparad utan allt som krävs"))
        if "source" in said:
            self.row(_("Källa"), f"{said['source']['file']}   {said['source']['key']}")
        state = _(STATES[said["state"]]) if said["state"] in STATES else said["state"]
        where = _(WHERE[self.whole.stands]) if self.whole.mine else _("hämtad från servern")
        self.row(_("Läge"), f"{state}, {where}")

    def history(self) -> None:
        steps = self.whole.steps
        self.rows.append(content(rule(self.width, _("Historik: {count}").format(count=len(steps)))))
        for step in steps:
            self._step(step)

    def _step(self, step: Mapping[str, Any]) -> None:
        kind = step["kind"]
        what = _(STEPS[kind]) if kind in STEPS else _("{kind}: nyare än det här programmet").format(kind=kind)
        parts = [what, self._extra(step), f"({step['reason']})" if step["reason"] else ""]
        if not step["counts"]:
            judges = kind == "review"
            parts.append(_("utan verkan") if judges else _("utan verkan: inte skribentens"))
        head = f"{when(step['at'])} {step['author'] or '?'}  " + "  ".join(part for part in parts if part)
        for line in content(head).wrap(self.width - 2):
            self.rows.append(Content(" ") + line)
        for name, (before, after) in step["changes"].items():
            said = f"{self.value(name, before) or '-'} {self.signs.leads_to} {self.value(name, after) or '-'}"
            self.row(f"  {name_of(self.vocabulary, name)}", said)
        for part in step["gone"]:
            name = _(_PARTS[part]) if part in _PARTS else part
            self.row("", _("{part} är förstörda, inte bara dolda").format(part=name), "$faint")

    def _extra(self, step: Mapping[str, Any]) -> str:
        if step.get("class"):
            class_ = step["class"]
            return _(READERS[class_]) if class_ in READERS else str(class_)
        verdict = step.get("verdict") or ""
        said = [_(_VERDICTS[verdict]) if verdict in _VERDICTS else str(verdict)]
        said += [_(REASONS[step["why"]])] if step.get("why") in REASONS else []
        said += [_("om en tidigare version")] if step["counts"] and step.get("in_force") is False else []
        return ", ".join(part for part in said if part)
