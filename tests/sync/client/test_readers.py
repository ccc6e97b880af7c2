"""Who has read hers: Anna learns it at her exchange, and sees it on Mine without a network."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldlog.logbook import amendments, browsing, reads, whole
from fieldlog.logbook import audit as logbook_audit
from fieldlog.logbook.mine import mine
from fieldlog.logbook.received import destroy_received
from fieldlog.logbook.retention import destroy_due
from fieldlog.logbook.verifying import verify
from sync.archive import audit, readers
from sync.archive.audit import Who
from tests.proof.rich import Stranger, receive
from tests.sync.client.conftest import Laptop


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server answers of what was pushed a moment ago as well."""
    monkeypatch.setattr(readers, "SETTLED", timedelta(0))


def hers(annas: Laptop) -> set[tuple[str, str]]:
    return {(each.reader, each.what) for each in mine(annas.log).readers}


def test_anna_sees_who_opened_and_who_listed_hers_also_when_she_holds_none_of_it(annas: Laptop, evas: Laptop) -> None:
    assert mine(annas.log).asked is None
    seen = annas.see("klotter på fasaden")
    annas.see("två langar öppet")
    annas.later().exchange()
    evas.later(200).exchange()
    whole.whole(evas.log, seen)
    browsing.look_for(evas.log, "", evas.now, limit=9)
    reads.write_down(evas.log, evas.now)
    evas.exchange()
    assert hers(annas) == set()

    annas.later(900).exchange()

    [opened, listed] = sorted(hers(annas), key=lambda each: "lista" in each[1])
    assert opened[0] == listed[0] == "GL-01"
    assert listed[1] == "2 poster i en lista"
    assert mine(annas.log).asked is not None
    destroy_received(annas.log, annas.now)
    assert hers(annas) == {opened, listed}


def test_what_was_told_is_not_asked_again_and_after_a_restored_archive_all_of_it_is(
    annas: Laptop, evas: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    tell = readers.told

    def told(archive: object, known: object, after: int, now: object) -> bytes:
        asked.append(after)
        return tell(archive, known, after, now)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(readers, "told", told)
    annas.see("klotter på fasaden")
    annas.later().exchange()
    annas.exchange()
    annas.later(700).exchange()
    assert len(asked) == 2
    assert asked[0] == 0 < asked[1]


def test_eva_sees_at_her_next_exchange_what_was_read_by_her_guards_and_at_the_server(
    annas: Laptop, evas: Laptop
) -> None:
    seen = evas.see("hennes egen")
    evas.later().exchange()
    annas.later(200).exchange()
    browsing.look_for(annas.log, "", annas.now, limit=9)
    reads.write_down(annas.log, annas.now)
    annas.exchange()
    audit.note(
        annas.server.archive, Who("root", "SYS-1", "felsökning"), "quarantine", {"OVB": [seen]}, datetime.now(UTC)
    )
    evas.later(900).exchange()

    _id, found = logbook_audit.about(evas.log, seen)
    assert {(each.reader, each.how, each.reason) for each in found} == {
        ("OV-12", "list", ""), ("SYS-1", "admin", "felsökning"),
    }  # fmt: skip
    assert {each.reader for each in mine(evas.log).readers} == {"OV-12", "servern"}
    assert {name for name, _at in whole.whole(evas.log, seen).readers} == {"OV-12", "servern"}
    assert verify(evas.log).fault is None


def test_who_has_read_what_stays_with_eva_when_what_was_read_is_due(annas: Laptop, evas: Laptop) -> None:
    seen = annas.see("två langar öppet")
    amendments.classify(annas.log, seen, "C", annas.now)
    annas.later().exchange()
    evas.later(200).exchange()
    lo = Stranger("GL-02", "OVB")
    lo.write("read", {}, target=seen)
    receive(evas.log, lo.entries)
    assert destroy_due(evas.log, evas.now + timedelta(days=60)) > 0

    assert [each.reader for each in logbook_audit.about(evas.log, seen)[1]] == ["GL-02"]
    assert verify(evas.log).fault is None
