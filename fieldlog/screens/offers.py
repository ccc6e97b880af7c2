"""What the guided form offers as answers to each question, in the words of the screen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fieldlog.language import _, language, spoken
from fieldlog.models.completeness import name_of
from fieldlog.models.moment import clock, read_moment, shown_alike, written
from fieldlog.models.questions import (
    ACTIONS,
    AGES,
    AT,
    CARE,
    CATEGORY,
    CLASS,
    CONSCIOUS,
    MOST_ACTIONS,
    PERSONS,
    PLACE,
    SEVERITY,
    SUGGESTED,
    UNCONSCIOUS,
    actions_for,
    classes_from,
    moment_of,
)
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.filling import Filling
from fieldlog.screens.text import Signs
from fieldlog.screens.understood import answer

OTHER, MORE = "other", "more"
"""Choices that open something: another time on the line, or a list."""

Choice = tuple[Any, str]


class Offers:
    """The choices for a form as they are now; `now` and `signs` are asked anew each time."""

    def __init__(self, filling: Filling, now: Callable[[], datetime], signs: Callable[[], Signs]) -> None:
        self.filling = filling
        self._now = now
        self._signs = signs

    @property
    def vocabulary(self) -> Vocabulary:
        return self.filling.vocabulary

    def title(self, name: str) -> str:
        """What is asked, as the form asks it."""
        if name == CARE:
            return _("Barn kan fara illa: orosanmälan ska göras genast. Har du ringt?")
        return self.short_title(name)

    def short_title(self, name: str) -> str:
        own = {
            ACTIONS: _("Åtgärd"),
            SEVERITY: _("Allvar"),
            CLASS: _("Vem får läsa"),
            AT: _("När"),
            PLACE: _("Plats"),
            CATEGORY: _("Kategori"),
        }
        return own.get(name) or name_of(self.vocabulary, name)

    def said(self, name: str) -> str:
        """The answer as words; empty if there is none."""
        value = self.filling.value(name)
        if value in (None, "", [], ()):
            return ""
        if name in (ACTIONS, SEVERITY, CLASS):
            return ", ".join(label for code, label in self._all(name) if self.is_chosen(name, code))
        if name == AT:
            return clock(read_moment(value))
        if name in (PLACE, CATEGORY):
            return name_of_code(self.vocabulary, value)
        return self._spanned(name, answer(self.vocabulary, name, value))

    def choices(self, name: str) -> list[Choice]:
        """What the digits choose, nine at most."""
        found = self._all(name)
        if name == ACTIONS and len(found) > MOST_ACTIONS:
            chosen = [each for each in found[MOST_ACTIONS:] if each[0] in self.filling.actions]
            return [*found[: max(0, MOST_ACTIONS - len(chosen))], *chosen, (MORE, _("fler"))][-9:]
        return found[:9]

    def is_chosen(self, name: str, code: Any) -> bool:
        value = self.filling.value(name)
        if isinstance(value, list | tuple):
            return code in value
        if code == OTHER:
            return bool(value) and value not in [each for each, _label in self._all(name) if each != OTHER]
        return code is not None and value == code and type(value) is type(code)

    def _all(self, name: str) -> list[Choice]:
        kind = self.filling.kind(name)
        if kind in ("band", "one", "multi"):
            return [(code, self._label(name, code)) for code in self.vocabulary.fields[name].values]
        if kind == "text":
            law = str(self.filling.fields.get("atgard_lagrum"))
            return [(_(each), _(each)) for each in SUGGESTED.get(law if name == "grund" else name, ())]
        worker, crew = self.filling.worker, self.filling.crew
        made: dict[str, Callable[[], list[Choice]]] = {
            "bool": lambda: [(True, _("ja")), (False, _("nej"))],
            "time": lambda: self._times(name),
            AT: lambda: self._times(name),
            "staff": lambda: [(who, who) for who in (worker, *crew)],
            "staffs": lambda: [(who, who) for who in (*crew, worker)],
            ACTIONS: self._actions,
            SEVERITY: self._severities,
            CLASS: lambda: [(code, readers(code)) for code in classes_from(self.filling.category, self.vocabulary)],
            PLACE: lambda: self._code(PLACE),
            CATEGORY: lambda: self._code(CATEGORY),
        }
        return made.get(kind, list)()

    def _label(self, name: str, code: str) -> str:
        label = self._spanned(name, answer(self.vocabulary, name, code))
        return f"{label} ({_('ring 112')})" if (name, code) == (CONSCIOUS, UNCONSCIOUS) else label

    def _spanned(self, name: str, label: str) -> str:
        return label.replace("-", self._signs().span) if name in (PERSONS, AGES) else label

    def _times(self, name: str) -> list[Choice]:
        now = self._now()
        said = clock(now)
        value = self.filling.value(name)
        current: Choice = (written(now) if name == AT else said, _("nu {clock}").format(clock=said))
        twins: list[Choice] = []
        if not value or value == current[0]:
            other = _("annan tid")
        else:
            at = read_moment(value) if name == AT else moment_of(str(value), now)
            other = clock(at) if name == AT else str(value)
            twins = [
                (written(each) if name == AT else clock(each), clock(each))
                for each in shown_alike(at)
                if each.timestamp() <= now.timestamp() and clock(each) not in (other, said)
            ]
        return [current, (OTHER, other), *twins, *([(None, _("inte än"))] if name == "overlamnad_kl" else [])]

    def _actions(self) -> list[Choice]:
        rows = [
            self.vocabulary.actions[code]
            for code in actions_for(self.filling.category, self.filling.role, self.vocabulary)
        ]
        return [(row.code, spoken(row)) for row in rows]

    def _severities(self) -> list[Choice]:
        signs = self._signs()
        return [
            (row.level, f"{signs.severity(row.level)} {(row.sv if language() == 'sv' else row.en).partition('/')[0]}")
            for row in self.vocabulary.severities
        ]

    def _code(self, name: str) -> list[Choice]:
        code = self.filling.value(name)
        return [*([(code, name_of_code(self.vocabulary, code))] if code else []), (MORE, _("byt"))]


def name_of_code(vocabulary: Vocabulary, code: str) -> str:
    """`VAS Vasagatan söder`, `NH Narkotika: handel`: a code is never shown alone."""
    if code in vocabulary.places:
        return f"{code} {vocabulary.places[code].name}"
    if code in vocabulary.categories:
        row = vocabulary.categories[code]
        return f"{code} {row.sv if language() == 'sv' else row.en}"
    return code


def readers(class_: str) -> str:
    """Who reads what is written in this class."""
    return {
        "A": _("A  alla lag läser, efter granskning"),
        "B": _("B  din organisation läser, andra ser antal"),
        "C": _("C  bara du och din chef läser, andra ser antal"),
    }[class_]
