"""How long things are kept, as somebody decides it: each decision is an entry of the server's own chain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fieldlog.language import _
from fieldlog.models.policy import ARCHIVE_DAYS, BOUNDS, MOST_DAYS, read_days
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.worker import ROLES
from sync.archive import pen, policies
from sync.archive.archive import Archive
from sync.archive.session import Session

BY_ROLE: Final = {"laptop-A": "A", "laptop-B": "B"}
"""What a laptop keeps of others by the reader's role; each role for itself, or all at once."""
FOR_ALL: Final = {"laptop-C": "C", "laptop-own-words": "own_c_words"}
NAMES: Final = (*ARCHIVE_DAYS, *BY_ROLE, *FOR_ALL)


@dataclass(frozen=True, slots=True)
class Periods:
    """What is in force: of the archive by class and `audit`, of laptops in the form of `policy.DAYS`."""

    archive: dict[str, int]
    laptops: dict[str, Any]
    decision: str | None
    """The entry that decided the archive's; None while nobody has, and what the program proposes holds."""


def periods(archive: Archive) -> Periods:
    with archive.database.reading() as session:
        return Periods(
            policies.archive_days(session), read_days(policies.retention(session)), policies.decision(session)
        )


def decide(archive: Archive, name: str, days: int | None, role: str | None, now: datetime) -> Periods:
    """From now on so many days. RuleBroken, and nothing is changed, for what cannot be decided.

    `days` None is as long as the archive keeps it: only of a laptop's classes A and B.
    """
    if name not in NAMES:
        raise RuleBroken(_("Det finns ingen tid som heter så. De som finns: {names}.").format(names=", ".join(NAMES)))
    if role is not None and (name not in BY_ROLE or role not in ROLES):
        raise RuleBroken(_("Roll sägs bara för laptop-A och laptop-B, och rollen måste finnas."))
    least, most = BOUNDS.get(name, (0, MOST_DAYS))
    if days is None and name not in BY_ROLE:
        raise RuleBroken(_("Säg ett antal dagar."))
    if days is not None and not least <= days <= most:
        raise RuleBroken(_("{name} kan vara {least} till {most} dagar.").format(name=name, least=least, most=most))

    def change(session: Session) -> None:
        pen.lock(session, archive.keys)
        if name in ARCHIVE_DAYS:
            policies.tell_archive(session, archive.keys, policies.archive_days(session) | {name: days or 0}, now)
        else:
            now_kept = read_days(policies.retention(session))
            policies.tell_retention(session, archive.keys, _changed(now_kept, name, days, role), now)

    archive.database.transact(change)
    return periods(archive)


def _changed(kept: dict[str, Any], name: str, days: int | None, role: str | None) -> dict[str, Any]:
    if name in FOR_ALL:
        return kept | {FOR_ALL[name]: days}
    by_role = dict(kept[BY_ROLE[name]])
    for each in (role,) if role else ROLES:
        by_role.pop(each, None)
        if days is not None:
            by_role[each] = days
    return kept | {BY_ROLE[name]: by_role}
