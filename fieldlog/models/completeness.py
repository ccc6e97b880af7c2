"""What an observation still lacks before it can be an entry: the law's items and what its actions need."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from fieldlog.language import _, spoken

if TYPE_CHECKING:
    from fieldlog.models.vocabulary import Vocabulary

STATUTORY = ("atgard_lagrum", "beslut_av", "beslut_kl", "grund", "deltog", "ingrep_kl")
"""Items a guard's intervention always states: who decided, on what ground and when, who took part, when it was done.

Source: the police's instruction for duty reports. Whom it was directed at is written only in the report.
"""

CUSTODY = frozenset({"LOB", "OMH", "GRI"})
"""Actions after which somebody is handed over or released, at a time that must be stated."""

CUSTODY_GROUNDS = frozenset({"LOB 1 §", "RB 24:7"})

HANDOVER = ("overlamnad_till", "overlamnad_kl")

LOB_MINUTES = 20
"""Minutes between decision and handover after which the form says so; the law says without delay."""


def missing(
    category: str | None,
    place: str | None,
    actions: Iterable[str],
    fields: Mapping[str, Any],
    vocabulary: "Vocabulary",
) -> tuple[str, ...]:
    """Names of what is missing, in the order they are asked: `category`, `place`, then keys of fields."""
    done = [vocabulary.actions[code] for code in actions if code in vocabulary.actions]
    needed = [name for name, value in (("category", category), ("place", place)) if not value]
    if category == "IN":
        needed += STATUTORY
        if needs_handover(actions, fields):
            needed += HANDOVER
    if category == "UR":
        needed.append("orosanmalan")
    needed += [name for action in done for name in action.needs]
    return tuple(name for name in dict.fromkeys(needed) if name in ("category", "place") or not answered(fields, name))


def needs_handover(actions: Iterable[str], fields: Mapping[str, Any]) -> bool:
    return bool(CUSTODY & set(actions)) or fields.get("atgard_lagrum") in CUSTODY_GROUNDS


def answered(fields: Mapping[str, Any], name: str) -> bool:
    """Whether a field has an answer; `nej` and 0 are answers, and who was released needs no time of handover."""
    if name == "overlamnad_kl" and fields.get("overlamnad_till") == "friges":
        return True
    return fields.get(name) not in (None, "", [], ())


def name_of(vocabulary: "Vocabulary", name: str) -> str:
    """What is missing, by its name on the screen: a field, or the category or place itself."""
    if name in ("category", "place"):
        return _("kategori") if name == "category" else _("plats")
    return spoken(vocabulary.fields[name])
