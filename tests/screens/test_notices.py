"""A notice stands above: it never covers the line where one writes, nor the row that says what can be pressed."""

import pytest
from textual.widgets import Static
from textual.widgets._toast import Toast

from fieldlog.home import Home
from fieldlog.logbook.log import Log
from fieldlog.program import Program, Start
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens.conftest import picture, shift_of, until

LONG = (
    "Klockan ställdes om till 21:52. Kontrollera den; inget i loggen ändras. Loggen slutar tidigare än den har gjort."
)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("count", [1, 3, 8])
async def test_notices_leave_the_line_and_the_keys_free(
    home: Home, anna: Log, on_shift: str, size: tuple[int, int], count: int
) -> None:
    program = Program(Start(home, anna.folder, passphrase=PASSPHRASE, now=lambda: FRIDAY))
    async with program.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: program.desk is not None and shift_of(program).tonight is not None)
        for number in range(count):
            program.notify(f"{number}. {LONG}", timeout=60)
        await until(pilot, lambda: len(program.screen.query(Toast)) >= count)
        await pilot.press(*"nh trp 6 två langar")
        await until(pilot, lambda: "> nh trp 6 två langar " in picture(program))

        said = shift_of(program).writing.query_one("#said", Static).region
        assert program.screen.query_one("ToastRack").region.bottom <= said.y
        assert "Enter spara   Tab ändra   Esc lägg undan" in picture(program).splitlines()[-1]
    assert program.desk is not None
    program.desk.close()
