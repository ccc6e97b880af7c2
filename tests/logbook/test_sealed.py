"""What Anna wrote while her log was locked waits for her afterwards."""

from fieldlog.logbook import sealed
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.log import Log
from fieldlog.vault.notes import seal_note, sealed_count
from tests.conftest import FRIDAY


async def test_a_sealed_note_waits_first_of_all_and_can_be_dropped(anna: Log, on_shift: str) -> None:
    desk = Desk(anna.unlocked, lambda: FRIDAY)
    try:
        id_ = seal_note(anna.folder, "nh trp 6 två langar", FRIDAY)
        first, later = desk.first_look(), await desk.look()

        assert first is not None
        assert first.waiting == later.waiting
        assert [(each.id, each.kind, each.started, each.body) for each in later.waiting] == [
            (id_, "note", FRIDAY, {"text": "nh trp 6 två langar"})
        ]

        await desk.verb("sealed.drop", id_)

        assert (await desk.look()).waiting == ()
        assert sealed_count(anna.folder) == 0
    finally:
        desk.close()


def test_a_note_that_is_gone_can_be_dropped_again(anna: Log) -> None:
    id_ = seal_note(anna.folder, "lugnt", FRIDAY)
    sealed.drop(anna, id_)
    sealed.drop(anna, id_)
    sealed.drop(anna, "../vault")

    assert anna.folder.vault.exists()
