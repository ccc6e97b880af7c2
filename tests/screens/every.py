"""Every screen and every state in which it looks different, with the keys that lead there from the shift."""

from itertools import groupby

from rich.segment import Segment
from textual.pilot import Pilot
from textual.widgets import TextArea

from fieldlog.program import Program
from tests.screens.conftest import shift_of, until

SENTENCE = "nh trp 6 18-24 två langar öppet hand t hand, drog sig undan när vi kom"

EVERY: dict[str, tuple[str, ...]] = {
    "shift": (),
    "menu": ("space",),
    "chips": tuple(SENTENCE),
    "a chip": (*SENTENCE, "tab", "tab"),
    "flagged": tuple("heter Anna Svensson vid plattan"),
    "waiting": ("tab",),
    "timeline": ("up",),
    "question": (*"of sup öl", "enter"),
    "new entry": ("enter",),
    "form": ("tab", "enter"),
    "search": ("space", "s"),
    "hits": ("space", "s", *"stolpe"),
    "detail": ("up", "enter"),
    "amend": ("up", "enter", "1"),
    "reason": ("up", "enter", "2"),
    "several": ("space", "f", *"bl trp stolpe 4471"),
    "correct": ("space", "r"),
    "undo": ("space", "u"),
    "mine": ("space", "m"),
    "numbers": ("space", "n"),
    "alone": ("space", "e"),
    "settings": ("space", "i"),
    "help": ("space", "h"),
    "person": ("space", "w"),
    "end": ("space", "a"),
    "palette": ("ctrl+p",),
    "jump": ("ctrl+o",),
    "emergency": ("f2",),
    "exchange": ("space", "y"),
    "join": ("space", "y", "enter"),
    "signed shifts": ("f4",),
    "lens": ("up", "enter", "v"),
    "copying": ("up", "enter", "6"),
    "counts": ("f3",),
    "warning": ("space", "v", *"brk kniv, gå två"),
    "throw away": ("tab", "backspace"),
}


async def show(program: Program, pilot: Pilot[None], name: str) -> None:
    """Press the keys, each after what the one before it did, and wait until nothing moves any more."""
    before = ""
    for is_text, keys in groupby(EVERY[name], lambda key: len(key) == 1 and key not in "12"):
        text = "".join(keys) if is_text else ""
        if text and before == "space":
            await pilot.press(text[0])
            await still(program, pilot)
            text = text[1:]
        if text and isinstance(program.focused, TextArea):
            program.focused.insert(text)
            await still(program, pilot)
        for key in () if is_text else keys:
            await pilot.press(key)
            await still(program, pilot)
            before = key


async def still(program: Program, pilot: Pilot[None]) -> None:
    seen, same = "", 0
    for _try in range(300):
        await pilot.pause(0.01)
        rows = text_of(program)
        same = same + 1 if rows == seen else 0
        seen = rows
        if same == 4:
            return
    raise AssertionError(seen)


def cells(program: Program) -> list[list[Segment]]:
    """Each row as it is drawn, with its colours."""
    return [list(strip) for strip in program.screen._compositor.render_strips()]


def text_of(program: Program) -> str:
    return "\n".join("".join(segment.text for segment in row) for row in cells(program))


async def home(program: Program, pilot: Pilot[None]) -> None:
    """Back to the shift, however deep one is; what was written goes."""
    await until(pilot, lambda: all(worker.is_finished for worker in program.workers))
    while len(program.screen_stack) > 1:
        program.pop_screen()
        await pilot.pause()
    shift = shift_of(program)
    shift.menu.close()
    shift.writing.question.display = False
    shift.line.load_text("")
    shift.line.focus()
    await until(pilot, lambda: program.screen is shift)
    await still(program, pilot)
