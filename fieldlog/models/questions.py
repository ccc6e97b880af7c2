"""What the guided form asks of an event, and in which order; the seven points that the law wants of an intervention."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from fieldlog.language import mark
from fieldlog.models.completeness import missing, needs_handover
from fieldlog.models.moment import STOCKHOLM, clock
from fieldlog.models.vocabulary import CLASSES, Vocabulary
from fieldlog.models.worker import may_record

ACTIONS, SEVERITY, CLASS, AT, PLACE, CATEGORY = "actions", "severity", "class_", "at", "place", "category"
"""Questions that every category has after its own fields; they are names of the observation itself."""

PERSONS, AGES = "antal", "alder"
"""Fields that stand beside the others in an observation, as `persons` and `ages`."""

INTERVENTION, YOUNG, CARE = "IN", "UR", "orosanmalan"
CONSCIOUS, UNCONSCIOUS = "medvetande", "medvetslös"
OTHERWISE = "ovrigt"
"""The sixth point. The store takes an intervention without it; the form asks, since the police do."""

MOST_ACTIONS = 8

_GUARD = (
    "atgard_lagrum", "actions", "grund", "medvetande", "overlamnad_till", "overlamnad_kl", "vald", "ovrigt", "deltog",
    "beslut_av", "beslut_kl", "ingrep_kl", "alder", "antal", "handfangsel", "handfangsel_orsak", "skada",
    "identitet_i_rapport", "severity", "class_", "at", "place", "category",
)  # fmt: skip

GROUNDS = {"LOB 1 §": "LOB", "RB 24:7": "GRI", "PL 19 §": "VIS"}
"""Legal grounds that are one action; PL 13 § can be three, so that one is asked."""

SUGGESTED: Mapping[str, tuple[str, ...]] = {
    "LOB 1 §": (mark("kunde inte ta hand om sig själv"), mark("fara för sig själv eller andra")),
    "PL 13 §": (mark("störde ordningen"), mark("fara för ordningen"), mark("för att avvärja brott")),
    "PL 19 §": (mark("söka efter vapen eller farligt föremål"),),
    "RB 24:7": (mark("bar gärning"), mark("flydde från brott")),
    "ovrigt": (mark("inget särskilt"),),
    "handfangsel_orsak": (mark("våldsam"), mark("risk för flykt")),
}
"""Answers that a digit gives where words are asked for: grounds by their law, others by their field."""

REASONS = (mark("personen gick därifrån"), mark("polisen tog över"), mark("gick inte att få veta"))
"""Why an event cannot be completed, for one digit."""

_ACTIONS_FIRST = {
    "N": "PKL TIL FLY AVV BES SAN KOL OBS",
    "O": "TIL FLY PKL FHJ ALK AVV SAM 112",
    "L": "TIL FLY SAM JOU ORO SAN PKL OBS",
    "U": "ORO JOU SAM VÅR MOT HÄN FÖL SOV",
    "H": "SAM HÄN SOV JOU VÅR FÖL PKL OBS",
    "P": "PKL KOL SAM 112 DRA HÄN VÄR JOU",
    "V": "PKL 112 KOL FHJ VÄR DRA AVV OBS",
    "I": "AVV AVL OMH LOB GRI VIS BES ALK",
    "B": "FEL UPP BUT FOT OBS ING",
    "S": "FEL STÄ UPP SAN BUT FOT OBS ING",
    "T": "SAM OBS UPP BUT",
}


def order(category: str | None, fields: Mapping[str, Any], actions: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """The names of all questions: the category's fields, what the actions need, then what all have."""
    known = vocabulary.categories.get(category or "")
    needed = [name for code in actions if code in vocabulary.actions for name in vocabulary.actions[code].needs]
    if category == INTERVENTION:
        names = [name for name in _GUARD if _is_asked(name, fields, actions)]
        at = names.index("vald")
        other = [name for name in needed if name not in names]
        return list(dict.fromkeys([*names[:at], *other, *names[at:]]))
    own = list(known.fields if known else ())
    if category == YOUNG:
        own.insert(0, CARE)
    return list(dict.fromkeys([*own, ACTIONS, *needed, SEVERITY, CLASS, AT, PLACE, CATEGORY]))


def _is_asked(name: str, fields: Mapping[str, Any], actions: Sequence[str]) -> bool:
    if name in ("overlamnad_till", "overlamnad_kl"):
        return needs_handover(actions, fields)
    if name == "medvetande":
        return fields.get("atgard_lagrum") == "LOB 1 §" or "LOB" in actions
    if name == "handfangsel_orsak":
        return fields.get("handfangsel") is True
    if name == ACTIONS:
        return fields.get("atgard_lagrum") not in GROUNDS
    return True


def lacking(
    category: str | None,
    place: str | None,
    actions: Sequence[str],
    fields: Mapping[str, Any],
    vocabulary: Vocabulary,
) -> tuple[str, ...]:
    """What the form asks for before it saves: what the store wants, and the sixth point of an intervention."""
    names = missing(category, place, actions, fields, vocabulary)
    return (*names, OTHERWISE) if category == INTERVENTION and not fields.get(OTHERWISE) else names


def actions_for(category: str | None, role: str, vocabulary: Vocabulary) -> list[str]:
    """The actions that the role may record, those that fit the category first."""
    first = _ACTIONS_FIRST.get((category or "T")[0], "").split()
    return [
        code
        for code in dict.fromkeys([*first, *vocabulary.actions])
        if code in vocabulary.actions and may_record(role, vocabulary.actions[code].who)
    ]


def classes_from(category: str | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The classes a writer may choose: the category's own and the more closed ones."""
    known = vocabulary.categories.get(category or "")
    return CLASSES[CLASSES.index(known.class_ if known else "B") :]


def moment_of(clock_time: str, now: datetime) -> datetime:
    """The latest moment that a clock has shown `22:10`: of the hour that comes twice, the coming that has passed.

    `02:30+02` names the coming, as `clock` does.
    """
    hour, minute = int(clock_time[:2]), int(clock_time[3:5])
    today = now.astimezone(STOCKHOLM)
    found = []
    for days in (0, 1):
        day = (today - timedelta(days=days)).date()
        for fold in (0, 1):
            at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=STOCKHOLM, fold=fold)
            found.append(at)
    named = [at for at in found if "+" in clock_time and clock(at) == clock_time] or found
    passed = [at for at in named if at.timestamp() <= now.timestamp() + 60]
    return max(passed or named, key=datetime.timestamp)


def minutes_since(begun: str, now: datetime, ended: str | None = None) -> int:
    """Whole minutes from the decision until the handover, or until now while there is none."""
    start = moment_of(begun, now)
    end = moment_of(ended, now) if ended else now
    return max(0, int((end.timestamp() - start.timestamp()) // 60))


def is_before(one: str, other: str, now: datetime) -> bool:
    """Whether a clock time, read as the latest that has passed, came before another."""
    return moment_of(one, now).timestamp() < moment_of(other, now).timestamp()
