"""What the tests of quarantine do: copy a laptop, hand in a fork, look at what lies aside and at what is read."""

from dataclasses import replace

from fieldlog.models.entry import Entry
from sync.answers import Verdict
from sync.archive import aside, forks
from sync.archive.archive import Archive
from sync.archive.aside import Aside
from sync.batch import Batch
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, own, pulled
from tests.sync.laptops import Laptop


def copy_of(laptop: Laptop) -> Laptop:
    """A copied laptop: the same key and the same log, and from here on a chain of its own."""
    copy = replace(laptop, entries=list(laptop.entries))
    copy.chain.n, copy.chain.head = laptop.chain.n, laptop.chain.head
    return copy


def kept(archive: Archive, laptop: Laptop, entries: list[Entry] | None = None) -> tuple[Verdict, ...]:
    batch = Batch(laptop.entries if entries is None else entries)
    return forks.keep(archive, caller_of(laptop), laptop.device, batch, FRIDAY).verdicts


def lying(archive: Archive) -> list[Aside]:
    return aside.quarantine(archive)


def lines_read(archive: Archive, laptop: Laptop) -> list[bytes]:
    return [entry.line for entry in own(pulled(archive, caller_of(laptop)))]
