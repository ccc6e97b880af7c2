"""Who has read hers: Anna learns it at her exchange, and sees it on Mine without a network."""

from datetime import timedelta

import pytest

from fieldlog.logbook import browsing, reads, whole
from fieldlog.logbook.mine import mine
from fieldlog.logbook.received import destroy_received
from sync.archive import readers
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
