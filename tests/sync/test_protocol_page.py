"""`docs/protocol.md` fixes the bytes of the exchange: its example is made again, and is understood for ever."""

import re
from pathlib import Path

from sync import protocol
from sync.answers import Enrolled, Enrolment
from sync.batch import Batch, pack, unpack
from tests.models.test_entry_page import EXAMPLES

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()
[BATCH] = [bytes.fromhex("".join(found.split())) for found in re.findall(r"^```batch\n(.*?)^```", PAGE, re.M | re.S)]
ENTRIES = [entry for entry, _hash in EXAMPLES[:2]]


def test_the_batch_on_the_page_is_the_one_this_program_makes() -> None:
    assert pack(Batch(ENTRIES)) == BATCH


def test_the_batch_on_the_page_holds_the_entries_of_the_entry_page() -> None:
    assert unpack(BATCH) == Batch(ENTRIES, [], {})


def test_the_page_names_every_error_and_field_of_the_protocol() -> None:
    for code in protocol.CONTENT_FAULTS:
        assert f"`{code}`" in PAGE
    for name in (*Enrolment.FIELDS, *Enrolled.FIELDS):
        assert f'"{name}":' in PAGE
    for said in (
        protocol.VERSION_HEADER,
        protocol.HEAD_HEADER,
        protocol.CLOCK_HEADER,
        protocol.UNSENT_HEADER,
        protocol.BATCH,
    ):
        assert said in PAGE
