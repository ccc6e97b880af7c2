"""The rehearsal: a log with an invented Friday evening in Klara that new staff train on. Nobody in it exists."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from random import Random
from typing import TYPE_CHECKING, Any

from fieldlog.language import _
from fieldlog.models.moment import STOCKHOLM, operational_day
from fieldlog.models.refusal import RuleBroken

if TYPE_CHECKING:
    from fieldlog.home import Folder, Home
    from fieldlog.vault import Unlocked

PASSPHRASE = "vi övar bara"  # noqa: S105 - everybody may know it: the log holds nothing but invention
WORKER, ORG, ROLE = "OV-12", "OVB", "ov"
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Where the practice log lies and what opens it; `unlocked` saves opening it twice."""

    folder: "Folder"
    passphrase: str
    unlocked: "Unlocked"


def rehearse(home: "Home", *, seed: int = 1, observations: int = 500, now: datetime) -> Rehearsal:
    """Make the practice log in a home that has none of its worker: guard OV-12's shift with OV-14, open since 15:45.

    `now` is when the evening stands still, 21:52 on a Friday (`friday_evening`); at another time of day the evening
    moves along. There are `observations` of them to be seen, 1 to 1,000,000; from 200 on every category occurs.
    The same seed and `now` give the same content in the same order. Own keys, all ids and all salts are random as in
    any log; keys of other people's devices come from the seed. Of other organisations there is only what this laptop
    might hold: class A, and of its words those that were let go.
    """
    if not 1 <= observations <= MOST:
        raise RuleBroken(_("Välj mellan 1 och {most} observationer.").format(most=MOST))
    # Not at the top: `friday_evening` and the passphrase are wanted by the command line before anything heavy.
    from fieldlog.home import PRACTICE_MARK, write_private
    from fieldlog.logbook.log import open_log
    from fieldlog.logbook.rehearsal import tonight
    from fieldlog.logbook.rehearsal.history import History
    from fieldlog.logbook.rehearsal.roster import turns
    from fieldlog.logbook.rehearsal.teller import Teller
    from fieldlog.vault import create_vault

    evening, sentences = _data("evening.json"), _data("sentences.json")
    folder = home.folder(WORKER)
    unlocked = create_vault(folder, PASSPHRASE, worker=WORKER, org=ORG, role=ROLE, keyring=False)
    write_private(folder.path / PRACTICE_MARK, b"{}\n")
    tonight.write_own_files(folder, evening)

    rng = Random(f"fieldlog rehearsal {seed}")  # noqa: S311 - content that repeats, no secret
    today = operational_day(tonight.begins(evening, now))
    shown = min(observations, len([raw for raw in evening["scenes"] if "undone" not in raw]))
    threads = evening["threads"][: observations - shown]
    roster = turns(rng, today, observations - shown - len(threads))
    log = open_log(unlocked, roster[0].starts - timedelta(hours=1))
    try:
        teller = Teller(rng, log.vocabulary, sentences)
        History(log, rng, teller, seed, _settled(threads, evening, roster)).write(roster)
        tonight.write_evening(log, evening, now, shown)
    finally:
        log.close()
    return Rehearsal(folder, PASSPHRASE, unlocked)


def friday_evening(today: date) -> datetime:
    """21:52 on the latest Friday that is over."""
    friday = today - timedelta(days=(today.weekday() - 4) % 7 or 7)
    return datetime(friday.year, friday.month, friday.day, 21, 52, tzinfo=STOCKHOLM)


def _settled(threads: list[Any], evening: Any, roster: list[Any]) -> list[dict[str, Any]]:
    """Each thread with the own shift it happens on: the wished one, else the next one before it."""
    from fieldlog.logbook.rehearsal.roster import OWN

    own = sorted(turn.days_ago for turn in roster if turn.pair is OWN)
    placed = [thread | {"turn": next((ago for ago in own if ago >= thread["days"]), own[-1])} for thread in threads]
    return [*placed, {"turn": 0, "handover": evening["handover"]}]


def _data(name: str) -> Any:
    return json.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
