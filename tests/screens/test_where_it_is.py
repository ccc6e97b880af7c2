"""What the exchange shows beside what was written: where each entry is, warnings, what came back, whose it is."""

from datetime import timedelta

from fieldlog.logbook import delivery, told, warnings
from fieldlog.logbook.log import Log
from fieldlog.models.moment import written
from tests.conftest import FRIDAY
from tests.logbook.test_received import CORE
from tests.logbook.test_where_it_is import deliver, returned, seen_by_anna
from tests.proof.rich import Stranger, receive
from tests.screens.conftest import Opened, picture, shift_of, until

HOUR = timedelta(hours=1)


def row_of(shown: str, text: str) -> str:
    return next((row for row in shown.splitlines() if text in row), "")


async def test_the_last_column_says_where_the_entry_is(anna: Log, on_shift: str, opened: Opened) -> None:
    mine = seen_by_anna(anna, on_shift)
    async with opened() as (program, pilot):
        assert row_of(picture(program), "klotter").rstrip().endswith("här")

        deliver(anna)
        await shift_of(program).look_again()
        await until(pilot, lambda: row_of(picture(program), "klotter").rstrip().endswith("sänt"))

        bo = Stranger("GL-01", "OVB")
        bo.write("read", {}, target=mine)
        receive(anna, bo.entries)
        await shift_of(program).look_again()
        await until(pilot, lambda: row_of(picture(program), "klotter").rstrip().endswith("läst"))

        program.show_entry(mine)
        await until(pilot, lambda: "hos servern, läst av någon annan" in picture(program))


async def test_what_came_back_waits_first_with_what_its_reader_asks(anna: Log, on_shift: str, opened: Opened) -> None:
    mine = seen_by_anna(anna, on_shift)
    deliver(anna)
    returned(anna, mine, {"reason": "place"}, {"reason": "Vems fasad? Skriv portnummer."})
    async with opened() as (program, pilot):
        shown = picture(program)
        assert 'SK KSK fre 21:52   tillbaka: "Vems fasad? Skriv portnummer."' in shown
        assert row_of(shown, "klotter").rstrip().endswith("retur")

        await pilot.press("tab", "enter")
        await until(pilot, lambda: 'Tillbaka från granskning: "Vems fasad?' in picture(program))


async def test_what_a_colleague_wrote_is_found_with_whose_it_is_and_opening_it_is_written_down(
    anna: Log, opened: Opened
) -> None:
    kim, lo = Stranger("OV-14", "OVB"), Stranger("FA-07", "NIS")
    kim.write("observation", CORE, {"note": "lampa mörk"})
    lo.write("observation", CORE, {"note": "lampa blinkar"})
    receive(anna, [*kim.entries, *lo.entries])
    async with opened() as (program, pilot):
        assert "lampa" not in picture(program)
        await pilot.press("space", "s")
        await pilot.press(*"mörk")
        await until(pilot, lambda: program.screen._searched == "mörk")  # type: ignore[attr-defined]  # one hit for "mö"
        await until(pilot, lambda: "Träffar: 1" in picture(program))
        found = row_of(picture(program), "OV-14: lampa mörk")
        assert found.rstrip().endswith("OVB")

        await pilot.press("enter")
        await until(pilot, lambda: "Inte din post." in picture(program))
        assert "OV-14, OVB" in picture(program)
        assert "bara att läsa" in picture(program)

    with anna.store.read() as connection:
        target = connection.exec_driver_sql("SELECT target FROM entry WHERE kind = 'read' AND target IS NOT NULL")
        assert [row.target for row in target] == [kim.entries[1].fields.id]


async def test_a_warning_has_a_row_of_its_own_and_goes_by_itself(anna: Log, on_shift: str, opened: Opened) -> None:
    clock = [FRIDAY]
    warnings.warn(anna, "BRK", "kniv 20:10, gå inte ensam", FRIDAY - timedelta(minutes=1), until=FRIDAY + HOUR)
    warnings.warn(anna, "SGG", "plan -3 ingen radio", FRIDAY, until=FRIDAY + 2 * HOUR)
    async with opened(now=lambda: clock[0]) as (program, pilot):
        await until(pilot, lambda: "VARNING" in picture(program))
        rows = picture(program).splitlines()
        assert rows[1].startswith(" VARNING SGG plan -3 ingen radio")
        assert rows[1].rstrip().endswith("till 23:52   1 till: Mellanslag v")

        clock[0] = FRIDAY + 2 * HOUR - timedelta(minutes=1)
        shift_of(program).board.draw()
        await until(pilot, lambda: "1 till" not in picture(program))
        clock[0] = FRIDAY + 2 * HOUR
        shift_of(program).board.draw()
        await until(pilot, lambda: "VARNING" not in picture(program))


async def test_on_a_large_screen_warnings_are_a_block_with_who_warns(anna: Log, on_shift: str, opened: Opened) -> None:
    kim = Stranger("FA-07", "NIS")
    words = "gå aldrig ensam ner till plan minus tre, radion når inte fram dit och vakten där är ensam"
    kim.write("warning", {"at": written(FRIDAY), "until": written(FRIDAY + HOUR), "place": "SGG", "text": words})
    receive(anna, kim.entries)
    async with opened(size=(120, 40)) as (program, _pilot):
        shown = picture(program)
        assert "── Varningar: 1 ──" in shown
        assert "SGG gå aldrig ensam ner till plan" in shown
        assert "NIS   till 22:52" in shown
        assert "VARNING" not in shown


async def test_the_top_row_says_when_no_server_was_found_and_when_it_was(
    anna: Log, on_shift: str, opened: Opened
) -> None:
    with anna.store.write() as connection:
        delivery.keep(connection, {delivery.AWAY: "yes", delivery.DONE_AT: written(FRIDAY - timedelta(minutes=76))})
    async with opened() as (program, _pilot):
        top = picture(program).splitlines()[0]
        assert "osänt 2  nät nej" in top
        assert "synkat" not in top
    async with opened(size=(120, 40)) as (program, _pilot):
        assert "nät nej  synkat 20:36" in picture(program).splitlines()[0]


async def test_a_log_in_which_nothing_is_written_has_nothing_unsent(anna: Log, opened: Opened) -> None:
    async with opened() as (program, _pilot):
        assert "osänt" not in picture(program)


async def test_what_came_while_nobody_was_here_is_told_once_and_can_be_read_again(anna: Log, opened: Opened) -> None:
    with anna.store.write() as connection:
        told.keep(connection, ["Loggen har kopierats till en annan dator."], FRIDAY)
    async with opened() as (program, pilot):
        await until(pilot, lambda: any("kopierats" in each.message for each in program._notifications))
    assert told.told(anna)[0].seen

    async with opened() as (program, pilot):
        await pilot.pause(0.3)
        assert not program._notifications
        program.perform("menu.sync")
        await until(pilot, lambda: "20/11 21:52  Loggen har kopierats" in picture(program))
