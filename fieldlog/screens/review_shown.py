"""The entry with the bar in the review queue, in short: what it says, what became of it, who reads it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual.content import Content

from fieldlog.language import _, mark
from fieldlog.models.moment import clock, read_moment
from fieldlog.models.review import APPROVE, REASONS, RETURN
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.privacy import find_personal, find_sensitive
from fieldlog.screens.review_rows import SAME_NIGHT
from fieldlog.screens.text import Signs, content, one_line
from fieldlog.screens.timeline import ages_in_short
from fieldlog.screens.values import in_words, name_of, place_in_words, when

if TYPE_CHECKING:
    from fieldlog.logbook.whole import Whole

READERS = {
    "A": mark("A  alla lag läser när den är godkänd"),
    "B": mark("B  din organisation läser, andra ser antal"),
    "C": mark("C  skribenten och du läser, andra ser antal från tre"),
}


def title_of(said: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """`IN Ingripande (LOB)`."""
    code, actions = said["category"], said["actions"]
    name = in_words("category", code, vocabulary, Signs()) or "--"
    return name + (f" ({', '.join(map(str, actions))})" if actions else "")


def draw_shown(
    whole: "Whole", width: int, now: datetime, signs: Signs, vocabulary: Vocabulary, me: str
) -> list[Content]:
    """Rows within `width` cells; `me` is the service number of who reads it now."""
    return _Shown(whole, width, now, signs, vocabulary).rows(me)


class _Shown:
    """The rows as they are drawn; whatever is longer than a row is wrapped."""

    def __init__(self, whole: "Whole", width: int, now: datetime, signs: Signs, vocabulary: Vocabulary) -> None:
        self.whole, self.said, self.width = whole, whole.said, max(width, 40)
        self.now, self.signs, self.vocabulary = now, signs, vocabulary

    def rows(self, me: str) -> list[Content]:
        found: list[Content] = []
        if self.said["protected"]:
            found += self._wrapped(
                _("SKYDDAD IDENTITET. Läs det inte högt, visa det inte, skriv inte av det."), "$serious"
            )
        found += self._packed(self._facts())
        found += self._packed(self._fields())
        texts = [self.said["words"], *self.said["texts"].values()]
        found += [line for text in texts if text for line in self._wrapped(f'"{one_line(text)}"')]
        found += [line for step in self.whole.steps[1:] for line in self._step(step)]
        found += self._wrapped("          ".join(part for part in (self._related(), self._linter()) if part))
        readers = _(READERS[self.said["class"]]) if self.said["class"] in READERS else str(self.said["class"])
        others = dict.fromkeys(worker for worker, _at in self.whole.readers if worker != me)
        read_by = _("Läst av: {names}").format(names=", ".join([_("du nu"), *list(others)[:3]]))
        found += self._wrapped(f"{readers}       {read_by}", "$faint")
        return found

    def _wrapped(self, text: str, style: str = "") -> list[Content]:
        return [Content(" ") + line for line in content(text, style).wrap(self.width - 2)] if text.strip() else []

    def value(self, name: str, value: Any) -> str:
        return in_words(name, value, self.vocabulary, self.signs)

    def _packed(self, parts: list[str]) -> list[Content]:
        """As many to a row as fit: what belongs together is not broken."""
        rows: list[str] = []
        for part in filter(None, parts):
            if rows and cell_len(rows[-1]) + 3 + cell_len(part) <= self.width - 2:
                rows[-1] += f"   {part}"
            else:
                rows.append(part)
        return [line for row in rows for line in self._wrapped(row)]

    def _facts(self) -> list[str]:
        said = self.said
        at = read_moment(said["at"])
        moment = clock(at) if self.now - at <= SAME_NIGHT else when(said["at"])
        place = place_in_words(self.vocabulary, said["place"]).rpartition(" (")[0] if said["place"] else ""
        ages = ages_in_short(said["ages"]).replace("-", self.signs.span)
        return [
            place,
            said["spot"] or "",
            _("{when}, skrivet {clock}").format(when=moment, clock=clock(read_moment(said["written_at"]))),
            _("{count} pers").format(count=self.value("persons", said["persons"])) if said["persons"] else "",
            _("{ages} år").format(ages=ages) if ages else "",
            self.value("severity", said["severity"]),
            _("ej komplett") if said["incomplete"] else "",
        ]

    def _fields(self) -> list[str]:
        found = [
            f"{name_of(self.vocabulary, name).capitalize()}: {self.value(name, value)}"
            for name, value in self.said["fields"].items()
        ]
        return [one_line(part) for part in found]

    def _step(self, step: Mapping[str, Any]) -> list[Content]:
        at, why = clock(read_moment(step["at"])), f" ({step['reason']})" if step["reason"] else ""
        if step["kind"] == "review":
            return self._wrapped(self._judged(step, at, why), "$returned" if step.get("verdict") == RETURN else "")
        if step["kind"] == "comment":
            return self._wrapped(
                _('{who} {clock}: "{text}"').format(who=step["author"] or "?", clock=at, text=step["reason"])
            )
        if step["kind"] == "classify":
            return self._wrapped(_("Klass {class_} {clock}{why}").format(class_=step.get("class"), clock=at, why=why))
        if step["kind"] != "amend" or not step["counts"]:
            return []
        leads_to = self.signs.leads_to
        changes = [
            f"{name_of(self.vocabulary, name)} {self.value(name, old) or '-'} {leads_to} {self.value(name, new) or '-'}"
            for name, (old, new) in step["changes"].items()
        ]
        return self._wrapped(_("Rättad {clock}: {changes}{why}").format(clock=at, changes=", ".join(changes), why=why))

    def _judged(self, step: Mapping[str, Any], at: str, why: str) -> str:
        """A review; of one that judged another version than this one it says so, else both would seem to hold."""
        verdicts = {APPROVE: _("godkände"), RETURN: _("returnerade")}
        verdict = verdicts.get(step.get("verdict") or "", str(step.get("verdict") or ""))
        label = _(REASONS[step["why"]]) if step.get("why") in REASONS else ""
        about = "" if step.get("in_force") else _(", en tidigare version") if step["counts"] else _(", utan verkan")
        return f"{step['author'] or '?'} {verdict} {at}{about}" + (f": {label}" if label else "") + why

    def _related(self) -> str:
        if not self.whole.related:
            return ""
        rows = [f"{hit.seen.category} {hit.seen.place} {clock(hit.seen.at)}" for hit in self.whole.related]
        return _("Hör ihop med {others}").format(others=", ".join(rows))

    def _linter(self) -> str:
        texts = " \n".join([self.said["words"], self.said["spot"] or "", *self.said["texts"].values()])
        found = [one.why() for one in (*find_personal(texts), *find_sensitive(texts))]
        return " ".join(dict.fromkeys(found)) or _("Inga personuppgifter hittade")
