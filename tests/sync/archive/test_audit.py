"""What was read at the server stands in its own chain, reaches who checks it, and cannot be changed unseen."""

from datetime import timedelta

import pytest

from fieldlog.models.refusal import RuleBroken
from sync.archive import audit
from sync.archive.archive import Archive
from sync.archive.audit import Who
from sync.archive.verifying import verify
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, pulled, sent
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop

ROOT = Who("root", "SYS-1", "felsökning")


def test_who_looked_at_what_and_why_is_an_entry_in_the_feed_of_whose_it_was(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop, enrolled: Enroller
) -> None:
    seen = annas_laptop.observe("kanariefågel").fields.id
    sent(archive, annas_laptop)
    audit.note(archive, ROOT, "quarantine", {"OVB": [seen]}, FRIDAY)

    for reader in (evas_laptop, enrolled("OVB", "REG-1", "reg")):
        [given] = [each for each in pulled(archive, caller_of(reader)).entries if each.fields.kind == "read"]
        assert given.fields.org == "*"
        assert given.content("core") == {
            "ids": [seen], "how": "admin", "of": "quarantine", "org": "OVB", "by": "SYS-1", "user": "root",
        }  # fmt: skip
        assert given.content("words") == {"reason": "felsökning"}
    for other in (annas_laptop, bos_laptop):
        assert not [each for each in pulled(archive, caller_of(other)).entries if each.fields.kind == "read"]
    assert not verify(archive).fault


def test_the_list_is_of_the_server_alone_the_latest_first(archive: Archive, annas_laptop: Laptop) -> None:
    seen = annas_laptop.observe("kanariefågel")
    annas_laptop.write("read", {"ids": [seen.fields.id]})
    sent(archive, annas_laptop)
    audit.note(archive, ROOT, "quarantine", {"OVB": [seen.fields.id], "NIS": []}, FRIDAY)
    audit.note(archive, Who("root"), "lost", {"OVB": ()}, FRIDAY + timedelta(hours=1), device="abc", many=7)

    found = audit.listed(archive, limit=9)

    assert [(each.org, each.by, each.of, each.many) for each in found] == [
        ("OVB", "root", "lost", 7), ("OVB", "SYS-1", "quarantine", 1), ("NIS", "SYS-1", "quarantine", 0),
    ]  # fmt: skip
    assert [each.of for each in audit.listed(archive, org="OVB", limit=1)] == ["lost"]
    assert len(audit.listed(archive, until=FRIDAY + timedelta(minutes=1), limit=9)) == 2
    assert "kanarie" not in repr(found)


def test_more_than_fit_one_entry_are_several(archive: Archive, annas_laptop: Laptop) -> None:
    ids = [f"01a20ea5-b6f7-7001-8982-{number:012x}" for number in range(1500)]
    audit.note(archive, ROOT, "quarantine", {"OVB": ids}, FRIDAY)

    assert [len(each.ids) for each in audit.listed(archive, limit=9)] == [500, 1000]


def test_a_number_that_is_none_and_a_why_with_somebodys_identity_are_not_kept(
    archive: Archive, annas_laptop: Laptop
) -> None:
    with pytest.raises(RuleBroken):
        Who("root", "x" * 90)
    audit.note(archive, Who("root", "", "811218-9876 ringde"), "quarantine", {"OVB": []}, FRIDAY)

    assert audit.listed(archive, limit=1)[0].why == "[personnummer] ringde"
