"""Packed out of the archive, where nothing is reckoned again, a batch is the same byte by byte."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fieldlog.models.entry import Entry, Part, new_id
from sync.archive import packing
from sync.batch import Batch, Packer, pack, unpack
from tests.sync.laptops import Laptop

NAMES = st.sampled_from(["core", "words", "out", "photo", "a" * 36, "0193a5b0-0003-7000-8000-000000000003"])


@given(st.data())
def test_packed_from_the_archive_the_bytes_are_the_same(data: st.DataObject) -> None:
    laptop = Laptop(
        data.draw(st.sampled_from(["OVB", "Ö", "0193a5b0-0003-7000-8000-000000000003", "x" * 40])), "OV-1", "ov"
    )
    entries: list[Entry] = []
    for _ in range(data.draw(st.integers(1, 4))):
        names = [name for name in data.draw(st.lists(NAMES, unique=True, max_size=4)) if name[0].isalpha()]
        ids = [new_id() for _ in range(data.draw(st.integers(0, 3)))]
        kind = data.draw(st.sampled_from(["observation", "amend", "a0000000-0000-7000-8000-000000000000"]))
        parts = {name: Part.of({"v": data.draw(st.integers(0, 9))}) for name in names}
        entry = laptop.chain.add(
            kind, parts, at="2026-11-20T21:52:00.000+01:00", sign=laptop.sign,
            target=data.draw(st.none() | st.just(new_id())), base=ids,
        )  # fmt: skip
        if data.draw(st.booleans()):
            line = entry.line.replace(b'","n"', b'", "n"') if data.draw(st.booleans()) else entry.line[:-1] + b',"x":1}'
            entry = Entry(line, entry.sig, entry.parts)
        given_ = {name: part for name, part in entry.parts.items() if data.draw(st.booleans())}
        entries.append(Entry(entry.line, entry.sig, given_))
    facts: dict[str, Any] = {"more": False}

    packer = Packer()
    for entry in entries:
        held = [(name, part.salt, part.data) for name, part in sorted(entry.parts.items(), reverse=True)]
        packing.add(packer, entry.line, bytes.fromhex(entry.hash), entry.sig, held, bytes(laptop.key.verify_key))
    packed = packer.bytes([], facts)

    assert [(found.line, found.sig, found.parts) for found in unpack(packed).entries] == [
        (entry.line, entry.sig, entry.parts) for entry in entries
    ]
    assert packed == pack(Batch(entries, facts=facts))
