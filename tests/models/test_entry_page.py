"""`docs/entry.md` fixes the bytes of an entry: every example on it is made again, byte for byte."""

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from fieldlog.models.chain import Chain, Walk
from fieldlog.models.core import NewObservation
from fieldlog.models.entry import KINDS, LINE_LIMIT, PART_LIMIT, PHOTO_LIMIT, Entry, Line, Part
from fieldlog.models.fold import Writer, fold_device, gather
from fieldlog.models.observation import fold_observation
from fieldlog.models.strict import DEEPEST, NotStrict, decode, encode
from fieldlog.models.vocabulary import vocabulary
from fieldlog.vault.unlocked import device_name

PAGE = (Path(__file__).parents[2] / "docs" / "entry.md").read_text()
KEY = SigningKey(bytes(range(32)))


def blocks(kind: str) -> list[list[str]]:
    return [found.splitlines() for found in re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]


def example(rows: list[str]) -> tuple[Entry, str]:
    line, hash_, sig, *parts = rows
    found = {}
    for row in parts:
        name, salt, data = row.split(" ", 2)
        found[name] = Part(bytes.fromhex(salt), data.encode())
    return Entry(line.encode(), bytes.fromhex(sig.removeprefix("sig ")), found), hash_.removeprefix("hash ")


EXAMPLES = [example(rows) for rows in blocks("entry")]


def test_the_examples_are_one_whole_chain() -> None:
    walk = Walk(device_name(bytes(KEY.verify_key)))

    for entry, hash_ in EXAMPLES:
        assert walk.step(entry) == []
        assert walk.head == hash_ == hashlib.sha256(entry.line).hexdigest()


def test_this_program_makes_the_bytes_of_every_example() -> None:
    chain = Chain(device_name(bytes(KEY.verify_key)), "OVB")

    for entry, hash_ in EXAMPLES:
        said = entry.fields
        made = chain.add(
            said.kind, entry.parts, at=said.at, sign=lambda data: KEY.sign(data).signature, target=said.target,
            base=said.base,
        )  # fmt: skip
        line = made.line.replace(made.fields.id.encode(), said.id.encode())
        assert line == entry.line
        assert KEY.sign(b"fieldlog line\0" + line).signature == entry.sig
        assert all(encode(decode(part.data)) == part.data for part in entry.parts.values())
        chain.head = hash_


def test_the_purge_on_the_page_accounts_for_the_words_it_names() -> None:
    walk, absent = Walk(device_name(bytes(KEY.verify_key))), []
    for entry, _hash in EXAMPLES:
        given = {name: part for name, part in entry.parts.items() if (entry.fields.n, name) != (3, "words")}
        absent += walk.step(Entry(entry.line, entry.sig, given))
    [purge] = [entry for entry, _ in EXAMPLES if entry.fields.kind == "purge"]

    assert [list(pair) for pair in absent] == purge.facts("core")["gone"]


def test_the_examples_fold_to_the_row_on_the_page() -> None:
    entries = [entry for entry, _ in EXAMPLES]
    device = fold_device(entries[0])
    known = {device["id"]: Writer(device["worker"], device["org"])}
    cluster = gather(entries[2].fields.id, entries, known)
    assert cluster is not None

    row = fold_observation(cluster, known, vocabulary())

    [[expected]] = blocks("row")
    assert {name: row[name] for name in json.loads(expected)} == json.loads(expected)


@pytest.mark.parametrize("data", blocks("refused")[0])
def test_what_the_page_says_is_refused_is_refused(data: str) -> None:
    with pytest.raises(NotStrict):
        decode(data.encode())


def test_the_page_names_every_field_kind_and_limit() -> None:
    fields = re.findall(r"^\| `(\w+)` \| ", PAGE.split("## The line")[1].split("## Part")[0], re.MULTILINE)

    assert tuple(fields) == Line._fields
    assert all(f"`{kind}`" in PAGE for kind in KINDS)
    assert all(f"{limit:,}" in PAGE or str(limit) in PAGE for limit in (LINE_LIMIT, PART_LIMIT, PHOTO_LIMIT, DEEPEST))


def test_the_page_names_every_field_of_an_observation() -> None:
    core = NewObservation(at=datetime(2026, 11, 20, tzinfo=UTC)).core(vocabulary(), "A")
    table = PAGE.split("### The core of an observation")[1].split("```")[0]
    named = {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split(" | ")[0])}

    assert set(core) == named
