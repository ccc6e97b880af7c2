"""Joining a server without leaving the app: at the first start, from the exchange, and from the settings."""

from typing import cast

from textual.pilot import Pilot

from fieldlog.home import Home
from fieldlog.logbook.log import Log
from fieldlog.program import Program, Start
from fieldlog.screens.first import FirstScreen
from fieldlog.screens.join import JoinScreen
from sync.archive.archive import Archive
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens.conftest import Opened, picture, until
from tests.screens.served import archive, code, server

__all__ = ["archive", "server"]


async def typed(pilot: Pilot[None], program: Program, name: str, text: str) -> None:
    """Type into a box of the join screen as a terminal sends it."""
    screen = cast("JoinScreen", program.screen)
    await until(pilot, lambda: screen.asked[name].box.has_focus)
    for letter in text:
        screen.asked[name].box.insert_text_at_cursor(letter)
    await pilot.press("enter")


async def test_anna_joins_from_the_exchange_and_it_begins_at_once(
    anna: Log, archive: Archive, server: str, opened: Opened
) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "y")
        await until(pilot, lambda: "Enter anslut med en kod" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(program.screen, JoinScreen))
        assert "en kod för OV-12, OVB" in picture(program)
        await typed(pilot, program, "address", server)
        await typed(pilot, program, "code", code(archive))

        await until(pilot, lambda: "Allt du skrivit finns hos servern." in picture(program))
        assert "Ordningsvakterna" in picture(program)


async def test_what_is_refused_is_a_sentence_and_everything_typed_stays(
    anna: Log, archive: Archive, server: str, opened: Opened
) -> None:
    async with opened() as (program, pilot):
        program.perform("menu.settings")
        await until(pilot, lambda: "ingen, anslut med en kod" in picture(program))
        await pilot.press("9")
        await until(pilot, lambda: isinstance(program.screen, JoinScreen))
        await typed(pilot, program, "address", server.replace("http://", "ftp://"))
        await typed(pilot, program, "code", "FEL")
        await until(pilot, lambda: "Adressen ska börja med https://" in picture(program))
        assert "ftp://" in picture(program)

        cast("JoinScreen", program.screen).asked["address"].box.value = server
        await pilot.press("enter")
        await until(pilot, lambda: "Koden gäller inte" in picture(program))
        assert "FEL" in picture(program)

        await pilot.press("escape")
        await until(pilot, lambda: "INSTÄLLNINGAR" in picture(program))
        await pilot.press("9")
        await until(pilot, lambda: "FEL" in picture(program))
        cast("JoinScreen", program.screen).asked["code"].box.value = code(archive)
        await pilot.press("enter")
        await until(pilot, lambda: "Ansluten till Ordningsvakterna." in picture(program))
        assert "Server" in picture(program)
        await pilot.press("9")
        await until(pilot, lambda: "SYNKA" in picture(program))


async def test_a_file_of_certificates_that_is_not_there_is_a_sentence(anna: Log, server: str, opened: Opened) -> None:
    async with opened() as (program, pilot):
        program.perform("menu.sync")
        await until(pilot, lambda: "Enter anslut med en kod" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(program.screen, JoinScreen))
        screen = cast("JoinScreen", program.screen)
        screen.asked["ca"].box.value = "/finns/inte.pem"
        await typed(pilot, program, "address", server)
        await typed(pilot, program, "code", "KOD")

        await until(pilot, lambda: not screen._under_way and "Certifikatfilen behövs" not in picture(program))
        assert "/finns/inte.pem" in picture(program)


async def test_the_first_start_with_a_code_makes_the_log_and_joins(home: Home, archive: Archive, server: str) -> None:
    program = Program(Start(home, None, now=lambda: FRIDAY))
    async with program.run_test(size=(80, 24)) as pilot:
        first = cast("FirstScreen", program.screen)

        async def answer(step: str, text: str) -> None:
            await until(pilot, lambda: first.step == step)
            box = first.field.hidden if first.field.hidden.display else first.field.plain
            box.value = text
            await pilot.press("enter")

        await until(pilot, lambda: "2  Jag har en kod till servern" in picture(program))
        await pilot.press("2")
        await answer("address", "https:// inte en adress")
        await until(pilot, lambda: "Det där är ingen adress." in picture(program))
        await answer("address", server)
        await answer("code", "FEL")
        await answer("org", "ovb")
        await until(pilot, lambda: first.step == "role")
        await pilot.press("1")
        await answer("worker", "ov-12")
        await answer("passphrase", PASSPHRASE)
        await answer("again", PASSPHRASE)

        await until(pilot, lambda: "Koden gäller inte" in picture(program))
        assert first.step == "code"
        assert home.workers() == ("OV-12",)
        await answer("code", code(archive))
        await until(pilot, lambda: "Ansluten till Ordningsvakterna." in picture(program))
        assert first.step == "trial"
        assert first._unlocked is not None
        assert first._unlocked.secrets.server


async def test_the_server_can_wait_until_later(home: Home, server: str) -> None:
    program = Program(Start(home, None, now=lambda: FRIDAY))
    async with program.run_test(size=(80, 24)) as pilot:
        first = cast("FirstScreen", program.screen)
        await pilot.press("2")
        answers = {"address": server, "code": "FEL", "org": "OVB", "role": "ov", "worker": "OV-12"}
        first._answers.update(answers, passphrase=PASSPHRASE)
        first._go(first.steps.index("again"))
        first.field.hidden.value = PASSPHRASE
        await pilot.press("enter")
        await until(pilot, lambda: "det går också att ansluta senare" in picture(program))

        await pilot.press("escape")
        await until(pilot, lambda: first.step == "address" and "Esc hoppar över" in picture(program))
        await pilot.pause(0.9)  # two at once would hide everything
        await pilot.press("escape")
        await until(pilot, lambda: first.step == "trial")
