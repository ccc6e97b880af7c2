"""A supervisor's laptop: the server's word that she supervises, and what her guards wrote in the night."""

from datetime import datetime, timedelta
from typing import Any

from fieldlog.logbook import policies
from fieldlog.logbook.log import Log
from fieldlog.models.entry import Entry
from fieldlog.models.moment import written
from tests.conftest import FRIDAY
from tests.proof.rich import Stranger, receive

BEGAN, ENDED = FRIDAY - timedelta(hours=6), FRIDAY + timedelta(hours=3)
MORNING = FRIDAY.replace(day=21, hour=7, minute=34)


def let_supervise(log: Log, *numbers: str, org: str = "OVB") -> Stranger:
    """The server says who supervises in the organisation, and this log believes it."""
    server = Stranger("server", "*")
    with log.store.write() as connection:
        policies.trust(connection, server.chain.device, log.vocabulary)
    server.write("policy", {"of": "workers", "org": org, "workers": dict.fromkeys(numbers, "gl") | {"OV-12": "ov"}})
    receive(log, server.entries)
    return server


class Night:
    """A shift of Anna's as it comes to her supervisor's laptop."""

    def __init__(self, log: Log, worker: str = "OV-12", org: str = "OVB", *, began: datetime = BEGAN) -> None:
        self.log = log
        self.writer = Stranger(worker, org)
        core = {"at": written(began), "crew": ["OV-14"], "radio": "3214", "area": "Plattan", "focus": ""}
        self.shift = self.writer.write("shift", core).fields.id
        self.began = began
        self.cores: dict[str, dict[str, Any]] = {}

    def see(self, note: str, minute: int = 0, **more: Any) -> str:
        """One observation; its id."""
        core: dict[str, Any] = {
            "shift": self.shift, "at": written(self.began + timedelta(minutes=minute)), "place": "TRP", "spot": None,
            "category": "NH", "severity": 2, "class": "B", "persons": "5-9", "ages": ["18-20"], "fields": {},
            "actions": [], "event": None, "seen_by": ["OV-12"], "protected": False, "words_may_leave": False,
            "incomplete": False, "source": None, "vocabulary": 1, "extra": {}, **more,
        }  # fmt: skip
        seen = self.writer.write("observation", core, {"note": note}).fields.id
        self.cores[seen] = core
        return seen

    def amend(self, id_: str, note: str, *base: str, **more: Any) -> str:
        core = self.cores[id_] | more
        return self.writer.write("amend", core, {"note": note}, target=id_, base=base or (id_,)).fields.id

    def end(self, handover: str = "lugnt efter tio") -> Entry:
        core = {"at": written(ENDED), "felt_safe": 4}
        return self.writer.write("end", core, {"handover": handover}, target=self.shift, base=(self.shift,))

    def arrive(self) -> None:
        """Everything so far is on the laptop."""
        receive(self.log, self.writer.entries)
