"""What is given out reaches the receiver's own feed: line and `out`, and not one byte more; and nobody else's."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldlog.models.entry import Entry, Part
from fieldlog.models.moment import written
from sync.access import ALL, DISCLOSURE, Matter, Reader, once_given, parts_given
from sync.archive.archive import Archive, create
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, own, page_of, pulled, sent
from tests.sync.conftest import Enroller, enroll
from tests.sync.laptops import Laptop


def decided(laptop: Laptop, to: str = "NIS", *, out: object = None, **changes: Any) -> Entry:
    """A disclosure as a laptop writes it, with a canary in every part."""
    if not laptop.entries:
        laptop.begin()
    core = {
        "ids": ["0193a5b0-0002-7000-8000-000000000002"], "to_org": to, "ground": "young", "law": "§",
        "decider": "GL-01",
        "fields": ["words"], "decision": "granted", "answers": {"risk": True}, "canary": "KÄRNA",
    } | changes  # fmt: skip
    parts = {"core": Part.of(core), "words": Part.of({"reason": "SKÄLEN"})}
    if out is not None:
        parts["out"] = Part.of(out)
    entry = laptop.chain.add(DISCLOSURE, parts, at=written(laptop.now), sign=laptop.sign)
    laptop.entries.append(entry)
    return entry


def test_the_receiver_gets_the_line_and_what_goes_out(
    archive: Archive, evas_laptop: Laptop, enrolled: Enroller
) -> None:
    boss = enrolled("NIS", "GL-07", "gl")
    entry = decided(evas_laptop, out={"words": "UTLÄMNAT"})
    sent(archive, evas_laptop)

    (got,) = own(pulled(archive, caller_of(boss)))
    assert got.line == entry.line
    assert set(got.parts) == {"out"}
    assert got.facts("out") == {"words": "UTLÄMNAT"}
    data = page_of(archive, caller_of(boss)).data
    assert "KÄRNA".encode() not in data
    assert "SKÄLEN".encode() not in data


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "denied"},
        {"ground": None},
        {"ground": ""},
        {"to_org": "SOC"},
        {"to_org": None},
        {"to_org": "*"},
        {"to_org": "OVB"},
    ],
)
def test_without_a_ground_or_for_somebody_else_nothing_leaves(
    archive: Archive, evas_laptop: Laptop, enrolled: Enroller, wrong: dict[str, Any]
) -> None:
    boss = enrolled("NIS", "GL-07", "gl")
    decided(evas_laptop, out={"words": "UTLÄMNAT"}, **wrong)
    sent(archive, evas_laptop)

    for feed in ("NIS", "*"):
        assert own(pulled(archive, caller_of(boss), feed=feed)) == []


def test_a_guard_gives_nothing_out_whatever_her_laptop_writes(
    archive: Archive, annas_laptop: Laptop, enrolled: Enroller
) -> None:
    boss = enrolled("NIS", "GL-07", "gl")
    decided(annas_laptop, out={"words": "UTLÄMNAT"})
    sent(archive, annas_laptop)

    assert own(pulled(archive, caller_of(boss))) == []


def test_the_receivers_guards_and_her_own_get_nothing_of_it(
    archive: Archive, evas_laptop: Laptop, annas_laptop: Laptop, bos_laptop: Laptop, enrolled: Enroller
) -> None:
    registrar = enrolled("OVB", "RG-01", "reg")
    entry = decided(evas_laptop, out={"words": "UTLÄMNAT"})
    sent(archive, evas_laptop)

    assert own(pulled(archive, caller_of(bos_laptop))) == []
    colleagues = {each.fields.kind for each in own(pulled(archive, caller_of(annas_laptop)))}
    assert colleagues == {"device"}
    (got,) = [each for each in own(pulled(archive, caller_of(registrar))) if each.fields.kind == DISCLOSURE]
    assert set(got.parts) == set(entry.parts)


def test_parts_that_come_late_are_given_then(archive: Archive, evas_laptop: Laptop, enrolled: Enroller) -> None:
    boss = enrolled("NIS", "GL-07", "gl")
    entry = decided(evas_laptop, out={"words": "UTLÄMNAT"})
    sent(archive, evas_laptop, 1, 1)
    bare = Entry(entry.line, entry.sig, {"core": entry.parts["core"]})
    sent(archive, evas_laptop, 2, 2, entries=[bare])
    assert own(pulled(archive, caller_of(boss))) == []

    sent(archive, evas_laptop, 2, 2, entries=[entry])

    (got,) = own(pulled(archive, caller_of(boss)))
    assert got.facts("out") == {"words": "UTLÄMNAT"}


def test_two_that_give_out_to_each_other_at_once_both_come(
    archive: Archive, evas_laptop: Laptop, enrolled: Enroller
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    boss = enrolled("NIS", "GL-07", "gl")
    for number in range(5):
        decided(evas_laptop, out={"words": f"A{number}"})
        decided(boss, "OVB", out={"words": f"B{number}"})
    with ThreadPoolExecutor(2) as pool:
        for answer in pool.map(lambda laptop: sent(archive, laptop), (evas_laptop, boss)):
            assert answer.head.n == 6

    assert len(own(pulled(archive, caller_of(boss)))) == 5
    theirs = own(pulled(archive, caller_of(evas_laptop)))
    assert [each.facts("out") for each in theirs if each.fields.org == "NIS"] == [{"words": f"B{n}"} for n in range(5)]


ORGS, ROLES, DECIDE = ("OVB", "NIS", "SOC"), ("gl", "ov", "reg", "sam"), ("gl", "reg")


@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_decided_nobody_gets_more_than_what_goes_out_to_her(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    draw = random.Random(seed)
    archive = create(tmp_path_factory.mktemp("server"), FRIDAY)
    try:
        pairs = [(org, role) for org in ORGS for role in ROLES]
        laptops = [enroll(archive, org, f"{role.upper()}-{n}", role) for n, (org, role) in enumerate(pairs)]
        made = [_random_decision(draw, draw.choice(laptops), number) for number in range(12)]
        for one in laptops:
            if one.entries:
                sent(archive, one)
        for one in laptops:
            _look(archive, one, made)
    finally:
        archive.close()


def _random_decision(draw: random.Random, by: Laptop, number: int) -> tuple[Laptop, str, str, str]:
    """Whose it is, to whom it may go (nobody: empty), and the canaries inside and in what goes out."""
    to, ground = draw.choice((*ORGS, "*", "", "nobody")), draw.choice(("young", "", None))
    decision, goes = draw.choice(("granted", "denied")), draw.random() < 0.8
    inside, outside = f"CANARY{number:02}IN", f"CANARY{number:02}OUT"
    decided(by, to, out={"words": outside} if goes else None, ground=ground, decision=decision, secret=inside)
    holds = decision == "granted" and ground and by.role in DECIDE and goes and to != by.org
    return by, to if holds else "", inside, outside


def _look(archive: Archive, reader: Laptop, made: list[tuple[Laptop, str, str, str]]) -> None:
    """What the reader is given is what she may have, byte for byte; and all that goes out to her is there."""
    data = b""
    for feed in (reader.org, "*"):
        for entry in pulled(archive, caller_of(reader), feed=feed).entries:
            data += entry.line + b"".join(part.data for part in entry.parts.values())
    for by, to, inside, outside in made:
        own_org = by.org == reader.org and (by.worker == reader.worker or reader.role in DECIDE)
        receives = reader.org == to and reader.role in DECIDE
        assert own_org or inside.encode() not in data
        assert own_org or receives or outside.encode() not in data
        assert not receives or outside.encode() in data


@pytest.mark.parametrize("role", ["ov", "falt", "soc", "gl", "sam", "ana", "par", "sky", "reg", "adm"])
def test_the_table_gives_a_receiver_what_goes_out_and_nobody_else_anything(role: str) -> None:
    given_out = Matter("OVB", "GL-01", DISCLOSURE, receiver="NIS")
    expected = frozenset({"out"}) if role in {"gl", "reg"} else None
    assert parts_given(Reader("NIS", "X-1", role), given_out, DISCLOSURE) == expected
    assert parts_given(Reader("SOC", "X-1", role), given_out, DISCLOSURE) is None
    assert not once_given(Reader("SOC", "X-1", role), given_out, DISCLOSURE)
    assert parts_given(Reader("OVB", "X-1", role), given_out, DISCLOSURE) == (ALL if expected else None)
