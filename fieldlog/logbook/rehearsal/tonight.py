"""The evening itself: the shift that is open, what was seen so far, and what still waits, written with the verbs."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fieldlog.home import Folder, write_private
from fieldlog.logbook import amendments, drafts, events, observations, shifts
from fieldlog.logbook.delivery import deliver_all
from fieldlog.logbook.log import Log
from fieldlog.logbook.rehearsal.history import scene
from fieldlog.models.moment import clock, written
from fieldlog.models.vocabulary import vocabulary


def begins(evening: Mapping[str, Any], now: datetime) -> datetime:
    return now - _before(evening, evening["begins"])


def write_evening(log: Log, evening: Mapping[str, Any], now: datetime, most: int) -> None:
    """Start the shift, see at most `most` things, leave one emergency open and one line put away."""
    who = shifts.manning(evening["crew"], evening["radio"], evening["area"], evening["focus"])
    shift = shifts.start(log, who, begins(evening, now))
    last = begins(evening, now)
    for raw in scenes(evening, most):
        at = now - _before(evening, raw["clock"])
        last = max(last, now - _before(evening, raw.get("written", raw["clock"]))) + timedelta(seconds=40)
        last = _play(log, raw, at, last, shift)
    _leave_open(log, evening, now, shift)


def scenes(evening: Mapping[str, Any], most: int) -> list[Mapping[str, Any]]:
    """As many scenes as leave `most` rows to be seen: one that is undone leaves none."""
    seen: list[Mapping[str, Any]] = []
    for raw in evening["scenes"]:
        if len([each for each in seen if "undone" not in each]) >= most:
            break
        seen.append(raw)
    return seen


def _play(log: Log, raw: Mapping[str, Any], at: datetime, last: datetime, shift: str) -> datetime:
    new = scene(raw, at, log.vocabulary).model_copy(update={"shift": shift})
    id_ = observations.save(log, new, last)
    if "amend" in raw:
        change = {name: value for name, value in raw["amend"].items() if name not in {"after", "reason"}}
        last += timedelta(minutes=raw["amend"]["after"])
        amendments.amend(log, id_, change, last, reason=raw["amend"]["reason"])
    if "undone" in raw:
        last += timedelta(minutes=raw["undone"])
        amendments.undo(log, id_, last)
    if raw.get("sent"):
        with log.store.write() as connection:
            deliver_all(connection, [log.device], last)
    return last


def _leave_open(log: Log, evening: Mapping[str, Any], now: datetime, shift: str) -> None:
    away = evening["put_away"]
    drafts.keep(log, drafts.PUT_AWAY, {"text": away["text"]}, now - timedelta(minutes=away["minutes"]), shift=shift)
    started = now - timedelta(minutes=evening["emergency"]["minutes"])
    text = json.dumps(evening["emergency"]["body"]).replace("{clock}", clock(started)[:5])
    body = json.loads(text.replace("{moment}", written(started)))
    events.open_event(log, body | {"at": written(started)}, started, shift=shift)


def write_own_files(folder: Folder, evening: Mapping[str, Any]) -> None:
    """Places and numbers as an organisation adds them; marked as practice, for nobody may walk there."""
    said = evening["register"]
    register = {
        code: {key: text.format(name=place.name, code=code) for key, text in said.items()}
        for code, place in vocabulary().places.items()
    }
    write_private(folder.places, json.dumps(register, ensure_ascii=False, indent=1).encode())
    write_private(folder.numbers, json.dumps(evening["numbers"], ensure_ascii=False, indent=1).encode())


def _before(evening: Mapping[str, Any], text: str) -> timedelta:
    """How long before the evening's `ends` a clock time lies."""
    return _clock(evening["ends"]) - _clock(text)


def _clock(text: str) -> timedelta:
    hour, minute = text.split(":")
    return timedelta(hours=int(hour), minutes=int(minute))
