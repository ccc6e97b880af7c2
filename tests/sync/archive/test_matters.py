"""What an observation is for its readers: the same whatever came first, came twice, or came in pieces."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.models.entry import Entry
from sync.archive import matters
from sync.archive.archive import Archive, create
from sync.archive.clusters import of
from sync.archive.devices import Caller
from sync.archive.pulling import pull
from sync.archive.spelling import device_bytes, id_text
from sync.batch import unpack
from sync.protocol import Cursor
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, pulled, sent
from tests.sync.databases import Postgres
from tests.sync.laptops import Laptop

NUMBERS = count(1)
CREW = (("OV-12", "ov"), ("OV-12", "ov"), ("OV-14", "ov"), ("GL-01", "gl"), ("GL-02", "gl"))
"""Anna with two laptops, a colleague, and two supervisors."""
READERS = (("OV-12", "ov"), ("OV-14", "ov"), ("GL-01", "gl"), ("AN-01", "ana"), ("PA-01", "par"), ("SK-01", "sky"))


def enrol(archive: Archive, laptops: Sequence[Laptop]) -> None:
    with archive.database.writing() as session:
        for laptop in laptops:
            who = (laptop.org, laptop.worker, laptop.role)
            session.run("INSERT INTO org VALUES (?, ?, '', 0) ON CONFLICT (org) DO NOTHING", (laptop.org, laptop.org))
            session.run("INSERT INTO worker VALUES (?, ?, ?, 0) ON CONFLICT (org, number) DO NOTHING", who)
            session.run(
                "INSERT INTO device (org, device, worker, role, state, n, head, program, enrolled_ms) "
                "VALUES (?, ?, ?, ?, 'active', 0, ?, '', 0)",
                (laptop.org, device_bytes(laptop.device), laptop.worker, laptop.role, bytes(32)),
            )


@dataclass
class Reader:
    """A laptop that reads: what it holds, and how far it has come in the two feeds."""

    caller: Caller
    held: dict[str, Entry] = field(default_factory=dict)
    cursors: dict[str, Cursor] = field(default_factory=dict)

    def poll(self, archive: Archive, limit: int) -> None:
        for feed in (self.caller.org, "*"):
            more = True
            while more:
                page = pull(archive, self.caller, feed, self.cursors.get(feed), limit, FRIDAY)
                batch = unpack(page.data)
                self.held |= {entry.fields.id: entry for entry in batch.entries}
                for id_ in batch.gone:
                    self.held.pop(id_, None)
                self.cursors[feed], more = page.cursor, page.more

    def has(self) -> dict[str, frozenset[str]]:
        return {id_: frozenset(entry.parts) for id_, entry in self.held.items() if entry.fields.org == self.caller.org}


def write_something(laptops: Sequence[Laptop], draw: random.Random, words: int) -> None:
    """A night's entries: observations, and what is said about them by whom it may be and by whom it may not."""
    for laptop in laptops:
        laptop.begin()
    roots: list[Entry] = []
    about: dict[str, list[str]] = {}
    for _ in range(words):
        laptop = draw.choice(laptops)
        kind = draw.choice("observe shift amend withdraw classify classify review review comment warning".split())
        if kind in {"observe", "shift", "warning"} or not roots:
            core = {"at": "2026-11-20T21:52:00.000+01:00", "text": "gå inte ensam"}
            root = (
                laptop.observe("ord", draw.choice("AAABC"), words_may_leave=draw.random() < 0.3)
                if kind not in {"shift", "warning"}
                else laptop.write(kind, core)
            )
            roots.append(root)
            about[root.fields.id] = [root.fields.id]
            continue
        root = draw.choice(roots)
        known = about[root.fields.id]
        base = draw.sample(known, min(len(known), draw.choice((0, 1, 1, 1, 2))))
        core = {
            "amend": dict(roots[0].facts("core"))
            | {"at": "2026-11-20T21:52:00.000+01:00", "class": "B", "severity": 1},
            "withdraw": {"reason": "given"},
            "classify": {"class": draw.choice("ABC")},
            "review": {"verdict": draw.choice(("approve", "approve", "return"))},
            "comment": {},
        }[kind]
        entry = laptop.write(kind, core, {"reason": "skäl"}, target=root.fields.id, base=base)
        known.append(entry.fields.id)


def deliver(archive: Archive, laptops: Sequence[Laptop], draw: random.Random, readers: Sequence[Reader]) -> None:
    """Everything reaches the archive, in some order: in pieces, twice, lines before their parts."""
    stands = dict.fromkeys((laptop.device for laptop in laptops), 0)
    bare: list[Laptop] = []
    while left := [laptop for laptop in laptops if stands[laptop.device] < len(laptop.entries)]:
        laptop = draw.choice(left)
        begin = max(0, stands[laptop.device] - draw.choice((0, 0, 1, 3)))
        end = min(len(laptop.entries), stands[laptop.device] + draw.choice((1, 2, 5)))
        entries = laptop.entries[begin:end]
        if draw.random() < 0.2:
            entries, bare = [Entry(entry.line, entry.sig) for entry in entries], [*bare, laptop]
        for _ in range(draw.choice((1, 1, 2))):
            sent(archive, laptop, begin + 1, entries=entries)
        stands[laptop.device] = end
        if draw.random() < 0.4:
            draw.choice(readers).poll(archive, draw.choice((1, 3, 1000)))
    for laptop in bare:
        sent(archive, laptop)


def rows(archive: Archive, org: str) -> list[tuple[object, ...]]:
    with archive.database.reading() as session:
        return sorted(session.rows("SELECT * FROM matter WHERE org = ?", (org,)))


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[dict[str, tuple[Archive, Archive]]]:
    """Two archives on each database: what comes to one in one order comes to the other in another."""
    place = tmp_path_factory.mktemp("servers")
    with postgres.empty() as one, postgres.empty() as other:
        urls: dict[str, tuple[str | None, str | None]] = {"sqlite": (None, None), "postgresql": (one, other)}
        made = {
            kind: (create(place / f"{kind}1", FRIDAY, urls[kind][0]), create(place / f"{kind}2", FRIDAY, urls[kind][1]))
            for kind in urls
        }
        yield made
        for pair in made.values():
            for archive in pair:
                archive.close()


def check(pair: tuple[Archive, Archive], seed: int, words: int) -> None:
    draw, org = random.Random(seed), f"ORG-{next(NUMBERS)}"
    laptops = [Laptop(org, worker, role) for worker, role in CREW]
    others = [Laptop(org, worker, role) for worker, role in READERS] + [Laptop(f"{org}-B", "FA-07", "falt")]
    write_something(laptops, draw, words)
    held = []
    for archive in pair:
        enrol(archive, [*laptops, *others])
        readers = [Reader(caller_of(laptop)) for laptop in others]
        deliver(archive, laptops, draw, readers)
        for reader in readers:
            reader.poll(archive, 1000)
            fresh = Reader(reader.caller)
            fresh.poll(archive, draw.choice((2, 1000)))
            assert reader.has() == fresh.has(), reader.caller
        held.append([reader.has() for reader in readers])
        assert {entry.fields.org for entry in readers[-1].held.values()} <= {org, "*", f"{org}-B"} | _earlier(archive)
    assert held[0] == held[1]
    assert rows(pair[0], org) == rows(pair[1], org)
    for archive in pair:
        _refolded_is_the_same(archive, org)


def _earlier(archive: Archive) -> set[str]:
    with archive.database.reading() as session:
        return {row[0] for row in session.rows("SELECT org FROM org")}


def _refolded_is_the_same(archive: Archive, org: str) -> None:
    before = rows(archive, org)
    with archive.database.writing() as session:
        assert not matters.refold(session, org).own
    assert rows(archive, org) == before
    with archive.database.writing() as session:
        session.run("DELETE FROM matter WHERE org = ?", (org,))
        matters.refold(session, org)
    assert rows(archive, org) == before


@given(st.integers(0, 2**32), st.integers(1, 25))
@settings(max_examples=10, deadline=None)
def test_in_whatever_order_entries_come_readers_end_with_the_same(
    pairs: dict[str, tuple[Archive, Archive]], seed: int, words: int
) -> None:
    check(pairs["sqlite"], seed, words)


@given(st.integers(0, 2**32), st.integers(1, 25))
@settings(max_examples=4, deadline=None)
def test_in_whatever_order_entries_come_readers_end_with_the_same_on_postgresql(
    pairs: dict[str, tuple[Archive, Archive]], seed: int, words: int
) -> None:
    check(pairs["postgresql"], seed, words)


def test_a_lone_observation_is_folded_as_its_cluster_would_be(archive: Archive, annas_laptop: Laptop) -> None:
    for secrecy in "ABC":
        annas_laptop.observe("ord", secrecy, words_may_leave=secrecy == "B")
    annas_laptop.write("shift", {"at": "2026-11-20T21:52:00.000+01:00"})
    sent(archive, annas_laptop)

    with archive.database.reading() as session:
        roots = [id_text(row[0]) for row in session.rows("SELECT id FROM matter WHERE org = 'OVB'")]
        again = sorted(
            str(matters.of_cluster(session, "OVB", root, about)) for root, about in of(session, "OVB", roots)
        )
        there = sorted(str(tuple(row)) for row in session.rows("SELECT * FROM matter WHERE org = 'OVB'"))
    assert again == there
    assert len(there) == 4


def test_who_supervises_is_what_the_organisation_says_now(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    entry = annas_laptop.observe(secrecy="A")
    sent(archive, annas_laptop)
    evas_laptop.begin()
    evas_laptop.write("review", {"verdict": "approve"}, target=entry.fields.id, base=(entry.fields.id,))
    sent(archive, evas_laptop)
    bo = Reader(caller_of(bos_laptop))
    bo.poll(archive, 1000)
    assert entry.fields.id in bo.held

    with archive.database.writing() as session:
        session.run("UPDATE worker SET role = 'ov' WHERE number = 'GL-01'")
        matters.announce(session, "OVB", (), matters.refold(session, "OVB"))

    bo.poll(archive, 1000)
    assert entry.fields.id not in bo.held


def test_what_was_erased_is_taken_from_everybody_who_may_have_it(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    entry = annas_laptop.observe("ska bort", secrecy="A")
    sent(archive, annas_laptop)
    with archive.database.writing() as session:
        session.run("INSERT INTO gone SELECT org, id, name, id FROM part WHERE org = 'OVB'")
        session.run("DELETE FROM part WHERE org = 'OVB'")
        matters.announce(session, "OVB", (), matters.fold(session, "OVB", [entry.fields.id]))

    reader = Caller("OVB", "SK-01", "sky", Laptop("OVB", "SK-01", "sky").device, "active")
    assert pulled(archive, reader).gone == [entry.fields.id]
    eva = {found.fields.id: found.parts for found in pulled(archive, caller_of(evas_laptop)).entries}
    assert eva[entry.fields.id] == {}
