"""What administrators do over the network: by the role that the server knows, each act an entry of its own chain first.

People, codes and devices: the administrator of an organisation, for that one. Words of the work, legal grounds and how
long things are kept hold for everybody: the coordinator and the registrar of the one organisation that decides for all.
Nothing here reads a part of any entry but those of the server's own chain.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fieldlog.models.moment import written
from fieldlog.models.overlay import MOST_ITEMS, OFS
from fieldlog.models.policy import BOUNDS
from fieldlog.models.reading import REFUSED
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.worker import ROLES, service_number
from sync.archive import audit, devices, lost, people, vocabulary
from sync.archive import periods as periods_of
from sync.archive.archive import Archive
from sync.archive.devices import ACTIVE, REVOKED, Caller, Device
from sync.archive.itself import store, stored
from sync.archive.session import Session
from sync.protocol import Refused

STEWARD: Final = "steward"
"""Under this name the archive keeps which organisation decides what holds for all."""
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: who, what, when, and what came with it."""

    archive: Archive
    caller: Caller
    now: datetime
    body: Mapping[str, Any]
    device: str = ""

    def text(self, name: str, most: int = 200) -> str:
        value = self.body.get(name)
        if not isinstance(value, str) or not value.strip() or len(value) > most or not value.isprintable():
            raise Refused("fields", field=name)
        return value.strip()


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be asked: which roles may, what it is called in the read log, and how it is done."""

    roles: frozenset[str]
    of: str
    do: Callable[[Asked], Said]
    for_all: bool = False
    """Whether it holds for every organisation, so that only the one that decides for all may."""


def perform(act: Act, asked: Asked) -> Said:
    """Do it and write down who asked. Refused("unknown") for a role or a laptop that has no business here.

    Written down first: an act that nobody would know of is not done.
    """
    archive, caller = asked.archive, asked.caller
    if caller.role not in act.roles:
        raise Refused("unknown")
    if caller.state == REVOKED:
        raise Refused("revoked", contact=caller.contact)
    if caller.state != ACTIVE or (act.for_all and caller.org != steward(archive)):
        raise Refused("unknown")
    audit.note(archive, _who(caller, asked), act.of, {caller.org: ()}, asked.now, device=caller.device)
    try:
        return act.do(asked)
    except NotFound:
        raise Refused("unknown") from None
    except RuleBroken:
        raise Refused("fields", field=_field_of(asked)) from None


def note_refused(archive: Archive, caller: Caller, now: datetime) -> None:
    """That somebody asked for what her role has no business with."""
    who = audit.Who(caller.worker, caller.worker)
    audit.note(archive, who, "admin", {caller.org: ()}, now, how=REFUSED, device=caller.device)


def _who(caller: Caller, asked: Asked) -> audit.Who:
    """Who asks, and what she asks for in a few words: codes, numbers and names, as they were sent."""
    items = asked.body.get("items")
    said = [*asked.body.values(), asked.device, *(items if isinstance(items, dict) else ())]
    words = " ".join(str(each) for each in said if isinstance(each, str | int))
    return audit.Who(caller.worker, caller.worker, "".join(sign if sign.isprintable() else " " for sign in words))


def _field_of(asked: Asked) -> str:
    return next((name for name in ("number", "worker", "name", "days") if name in asked.body), "item")


def steward(archive: Archive) -> str:
    """The organisation that decides what holds for all: the first that was added, until somebody names another."""
    with archive.database.reading() as session:
        said = stored(session, STEWARD)
        first = session.row("SELECT org FROM org ORDER BY created_ms, org LIMIT 1")
    return said or (str(first[0]) if first else "")


def choose_steward(archive: Archive, org: str) -> str:
    """NotFound if there is no such organisation."""
    people.refuse_unknown(archive, org)

    def keep(session: Session) -> None:
        store(session, STEWARD, org)

    archive.database.transact(keep)
    return org


def _organisations(asked: Asked) -> Said:
    decides, own = steward(asked.archive), asked.caller.org
    found = people.organisations(asked.archive)
    return {"organisations": [
        {"org": each.code, "name": each.name, "contact": each.contact if each.code == own else "",
         "own": each.code == own, "decides": each.code == decides}
        for each in found
    ]}  # fmt: skip


def _change_organisation(asked: Asked) -> Said:
    people.change_organisation(asked.archive, asked.caller.org, asked.text("name"), asked.text("contact"))
    return _organisations(asked)


def _workers(asked: Asked) -> Said:
    found = people.workers(asked.archive, asked.caller.org)
    return {"workers": [{"worker": each.number, "role": each.role, "since": written(each.since)} for each in found]}


def _add_worker(asked: Asked) -> Said:
    number, role = _number(asked), asked.text("role", 10)
    if role not in ROLES:
        raise Refused("fields", field="role")
    if number == asked.caller.worker:
        raise Refused("fields", field="oneself")  # nobody gives herself another role
    made = people.add_worker(asked.archive, asked.caller.org, number, role, asked.now)
    return {"worker": made.number, "role": made.role}


def _number(asked: Asked) -> str:
    try:
        return service_number(asked.text("worker", 40))
    except RuleBroken:
        raise Refused("fields", field="worker") from None


def _codes(asked: Asked) -> Said:
    """Those that can still be used: whose, and until when."""
    found = people.open_codes(asked.archive, asked.caller.org, asked.now)
    return {"codes": [{"worker": number, "role": role, "until": written(until)} for number, role, until in found]}


def _new_code(asked: Asked) -> Said:
    number = _number(asked)
    known = {each.number: each.role for each in people.workers(asked.archive, asked.caller.org)}
    if number not in known:
        raise Refused("fields", field="worker")
    code = people.new_code(asked.archive, asked.caller.org, known[number], number, asked.now)
    return {"code": code, "worker": number, "role": known[number], "until": written(asked.now + people.GOOD_FOR)}


def _devices(asked: Asked) -> Said:
    return {"devices": [_device(each) for each in devices.devices(asked.archive, asked.caller.org)]}


def _device(each: Device) -> Said:
    moments = {"enrolled": each.enrolled, "contacted": each.contacted, "revoked": each.revoked}
    return {
        "device": each.device, "worker": each.worker, "role": each.role, "state": each.state, "n": each.n,
        "program": each.program, "unsent": each.unsent, "skew": each.skew,
        **{name: written(at) if at else None for name, at in moments.items()},
    }  # fmt: skip


def _own_device(asked: Asked) -> Device:
    found = next((d for d in devices.devices(asked.archive, asked.caller.org) if d.device == asked.device), None)
    if found is None:
        raise Refused("unknown")
    if found.device == asked.caller.device:
        raise Refused("fields", field="oneself")  # who is shut out cannot let anybody in again
    return found


def _revoke(asked: Asked) -> Said:
    found = _own_device(asked)
    return _device(found if found.state == REVOKED else devices.revoke(asked.archive, found.device, asked.now))


def _lose(asked: Asked) -> Said:
    """Shut out, and how much of what class was on it: the whole report is made at the server."""
    manifest = lost.lose(asked.archive, _own_device(asked).device, asked.now)
    counts = [
        {"class": secrecy or "-", "own": own, "words": words, "count": count}
        for (secrecy, own, words), count in sorted(manifest.counts().items())
    ]
    return _device(manifest.device) | {"entries": len(manifest.entries), "observations": counts}


def _words(asked: Asked) -> Said:
    with asked.archive.database.reading() as session:
        now = vocabulary.laid(session).overlay
    return {"version": now.version, **{of: {code: dict(item) for code, item in now.items[of].items()} for of in OFS}}


def _decide_words(asked: Asked) -> Said:
    of, items = asked.body.get("of"), asked.body.get("items")
    if not isinstance(of, str) or vocabulary.DECIDES.get(of) != asked.caller.role:
        raise Refused("fields", field="of")
    if not isinstance(items, dict) or len(items) > MOST_ITEMS:
        raise Refused("fields", field="many")
    return {"version": vocabulary.decide(asked.archive, asked.caller, of, items, asked.now)}


def _periods(asked: Asked) -> Said:
    now = periods_of.periods(asked.archive)
    bounds = {name: list(BOUNDS[name]) for name in now.archive}
    return {"archive": dict(now.archive), "laptops": dict(now.laptops), "bounds": bounds}


def _decide_period(asked: Asked) -> Said:
    days, role = asked.body.get("days"), asked.body.get("role")
    if not (days is None or type(days) is int) or not (role is None or isinstance(role, str)):
        raise Refused("fields", field="days")
    periods_of.decide(asked.archive, asked.text("name", 30), days, role, asked.now)
    return _periods(asked)


_ADM, _SAM_REG, _REG = frozenset(("adm",)), frozenset(("sam", "reg")), frozenset(("reg",))
ACTS: Final[Mapping[tuple[str, str], Act]] = {
    ("GET", "organisations"): Act(_ADM, "organisations", _organisations),
    ("POST", "organisations"): Act(_ADM, "organisations", _change_organisation),
    ("GET", "workers"): Act(_ADM, "workers", _workers),
    ("POST", "workers"): Act(_ADM, "workers", _add_worker),
    ("GET", "codes"): Act(_ADM, "codes", _codes),
    ("POST", "codes"): Act(_ADM, "codes", _new_code),
    ("GET", "devices"): Act(_ADM, "devices", _devices),
    ("POST", "revoke"): Act(_ADM, "revoke", _revoke),
    ("POST", "lost"): Act(_ADM, "lost", _lose),
    ("GET", "vocabulary"): Act(_SAM_REG, "vocabulary", _words),
    ("POST", "vocabulary"): Act(_SAM_REG, "vocabulary", _decide_words, for_all=True),
    ("GET", "policies"): Act(_REG, "policies", _periods),
    ("POST", "policies"): Act(_REG, "policies", _decide_period, for_all=True),
}
"""Method and last word of the route -> what it does. `revoke` and `lost` stand behind a device."""
