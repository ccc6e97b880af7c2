"""Who supervises cannot list, count or sort by who wrote: what was seen is about places and events, never a person."""

from fieldlog.language import _
from fieldlog.logbook.log import Log
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.worker import SUPERVISES


def refuse_by_person(log: Log, author: str | None) -> None:
    """RuleBroken for a supervisor who asks for somebody else's; her own she finds as everybody does."""
    if author and author != log.worker and _supervises(log):
        raise RuleBroken(_("Den som granskar söker inte efter person. Sök på plats, tid eller händelse; mitt går bra."))


def _supervises(log: Log) -> bool:
    from fieldlog.logbook.reviews import supervises

    if log.role == SUPERVISES:
        return True
    with log.store.read() as connection:
        return supervises(connection, log)
