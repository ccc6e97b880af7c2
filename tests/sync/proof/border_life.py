"""What happens in a random world: people write, say more, judge, take back, change roles; laptops come and go."""

import random
from typing import Any

from fieldlog.models.moment import written
from sync.archive.archive import Archive
from tests.sync.proof.borders import Hand, Run

ACTS = (
    *("observe",) * 2, "shift", "warning", *("amend",) * 3, *("classify",) * 2, *("review",) * 6, "withdraw",
    "comment", "read", "role", *("pull",) * 2, *("push",) * 2,
)  # fmt: skip
AT = "2026-11-20T21:52:00.000+01:00"
NAMED = "ring 070-174 06 61"


def live(archive: Archive, seed: int, acts: int) -> Run:
    """Live through one world and look at everything that left it. Leak for the first byte that is not right."""
    run = Run(archive, random.Random(seed))
    run.people()
    for hand in run.hands:
        run.keep(hand, hand.laptop.begin())
    for _ in range(acts):
        _act(run, run.draw.choice(run.hands), run.draw.choice(ACTS))
    for hand in run.hands:
        run.push(hand)
    for hand in run.hands:
        run.check(hand)
    return run


def _act(run: Run, hand: Hand, act: str) -> None:
    roots = [said for said in run.wrote.values() if said.org == hand.laptop.org and said.kind == "observation"]
    if act == "push":
        run.push(hand)
    elif act == "pull":
        run.read(hand, run.draw.choice((1, 5, 1000)))
    elif act == "role":
        run.change_role()
    elif act in ("observe", "shift", "warning") or not roots:
        _begin(run, hand, act if act in ("shift", "warning") else "observation")
    else:
        _say_more(run, hand, act, run.draw.choice(roots[-2:]).id)


def _begin(run: Run, hand: Hand, kind: str) -> None:
    entry_id = _next_id(run)
    if kind == "observation":
        _version(run, hand, kind, entry_id, None, (), secrecy=run.draw.choice("AAAABC"))
        return
    core: dict[str, Any] = {"at": AT, "text": _mark("core", entry_id)}
    made = hand.laptop.write(kind, core, {"handover": _mark("words", entry_id)})
    run.keep(hand, made, entry_id)
    if kind == "shift" and run.draw.random() < 0.5:
        entry_id = _next_id(run)
        end = {"at": AT, "felt_safe": 3, "text": _mark("core", entry_id)}
        words = {"handover": _mark("words", entry_id)}
        run.keep(hand, hand.laptop.write("end", end, words, target=made.fields.id), entry_id)
    if kind == "warning" and run.draw.random() < 0.3:
        entry_id = _next_id(run)
        core, words = {"reason": _mark("core", entry_id)}, {"reason": _mark("words", entry_id)}
        run.keep(hand, hand.laptop.write("withdraw", core, words, target=made.fields.id), entry_id)


def _version(
    run: Run, hand: Hand, kind: str, mark: str, target: str | None, base: tuple[str, ...], secrecy: str
) -> None:
    draw = run.draw
    free, protected = draw.random() < 0.75, draw.random() < 0.05
    safety, named, worded = draw.random() < 0.15, draw.random() < 0.3, draw.random() < 0.7
    core = {
        "at": AT, "class": secrecy, "severity": 1, "category": draw.choice(("PS", "PT")) if safety else "ST",
        "spot": _mark("core", mark), "words_may_leave": free, "protected": protected,
    }  # fmt: skip
    words = {"note": f"{_mark('words', mark)} {NAMED if named else ''}"} if worded else None
    made = hand.laptop.write(kind, core, words, target=target, base=base)
    more = {"free": free, "protected": protected, "safety": safety, "named": named and worded}
    run.keep(hand, made, mark, secrecy=secrecy if kind == "observation" else "", **more)


def _say_more(run: Run, hand: Hand, act: str, root: str) -> None:
    draw, mark = run.draw, _next_id(run)
    writer = run.wrote[root].worker
    hands = [each for each in run.hands if each.laptop.org == hand.laptop.org]
    if act in ("amend", "withdraw", "classify") and draw.random() < 0.75:  # mostly who may
        hand = draw.choice([each for each in hands if each.laptop.worker == writer])
    elif act == "review" and draw.random() < 0.85:
        hand = draw.choice([each for each in hands if each.laptop.worker.startswith("GL")])
    laptop = hand.laptop
    about = [said for said in run.wrote.values() if said.target == root]
    if act == "amend":
        versions = [root, *(said.id for said in about if said.kind == "amend" and said.worker == writer)]
        _version(run, hand, "amend", mark, root, _base(draw, versions), "A")
        return
    words = {"reason": _mark("words", mark)}
    if act == "classify":
        secrecy = draw.choice("AABC")
        base = _base(draw, [said.id for said in about if said.kind == "classify"])
        run.keep(hand, laptop.write(act, {"class": secrecy}, words, target=root, base=base), mark, secrecy=secrecy)
    elif act == "review":
        verdict = "return" if draw.random() < 0.15 else "approve"
        versions = [root, *(said.id for said in about if said.kind == "amend" and said.worker == writer)]
        base = (versions[-1],) if draw.random() < 0.8 else _base(draw, versions)
        run.keep(hand, laptop.write(act, {"verdict": verdict}, words, target=root, base=base), mark, verdict=verdict)
    elif act == "withdraw":
        base = _base(draw, [said.id for said in about if said.kind == "withdraw"])
        run.keep(hand, laptop.write(act, {"reason": "given"}, words, target=root, base=base), mark)
    else:
        run.keep(
            hand, laptop.write(act, {"at": written(laptop.now), "m": _mark("core", mark)}, words, target=root), mark
        )


def _base(draw: random.Random, ids: list[str]) -> tuple[str, ...]:
    """The last of them, mostly; or some, or none."""
    if not ids:
        return ()
    if draw.random() < 0.7:
        return (ids[-1],)
    return tuple(draw.sample(ids, min(len(ids), draw.choice((0, 1, 2)))))


def _next_id(run: Run) -> str:
    """Of small letters alone: among figures the linter would now and then find a telephone."""
    return "".join(run.draw.choices("bdfghjklmnpqrstvz", k=16))


def _mark(name: str, mark: str) -> str:
    return f"{name}~{mark}"
