"""The pictures of the docs, made by the program itself: the rehearsed evening on a clock that stands still.

python -m tests.pictures [NAME ...] writes `docs/pictures/NAME.LANGUAGE.svg`.
"""

import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path

from rich.cells import cell_len
from textual.pilot import Pilot

from fieldlog.home import Home
from fieldlog.language import LANGUAGES, set_language
from fieldlog.logbook.rehearsal import PASSPHRASE, WORKER, friday_evening, rehearse
from fieldlog.program import Program, Start
from fieldlog.settings import Settings, keep_settings
from fieldlog.vault.lock import lock

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
EVENING = friday_evening(date(2026, 11, 24))
SMALL, LARGE = (80, 24), (120, 40)
BLANK = "\u00a0"
CELL = 12.2
"""Width of a letter in the exported pictures."""
LINE = "nh trp 6 18-24 två langar öppet, hand t hand, drog sig undan"


@dataclass(frozen=True)
class Picture:
    """What is done before the shutter: keys by their names, a text letter by letter, and keys again."""

    name: str
    keys: tuple[str, ...] = ()
    text: str = ""
    then: tuple[str, ...] = ()
    size: tuple[int, int] = SMALL
    settings: Settings = field(default_factory=lambda: Settings(night_by_sun=False))
    locked: bool = False


ALL = (
    Picture("shift", text=LINE),
    Picture("shift-wide", text=LINE, size=LARGE),
    Picture("menu", ("space",)),
    Picture("emergency", ("f2", "1", "2")),
    Picture("form", text="in vas +lob man ca 55, kunde ej stå", then=("enter", "tab", "down", "down", "enter")),
    Picture("search", ("space", "s"), "kanyler"),
    Picture("detail", (*["up"] * 5, "enter")),
    Picture("end", ("space", "a")),
    Picture("locked", text="nh trp 6 två langar öppet", locked=True),
    Picture("night", text=LINE, settings=Settings()),
)


def rehearsed(root: Path, observations: int = 400) -> Home:
    """The practice log that every picture begins with; a copy is cheaper than another rehearsal."""
    home = Home(root)
    rehearse(home, observations=observations, now=EVENING)
    return home


async def take(picture: Picture, home: Home, language: str) -> str:
    """The SVG of the screen after the keys."""
    set_language(language)
    keep_settings(home, picture.settings)
    folder = home.folder(WORKER)
    if picture.locked:
        lock(folder)
    program = Program(Start(home, folder, None if picture.locked else PASSPHRASE, lambda: EVENING))
    async with program.run_test(size=picture.size) as pilot:
        await settled(pilot)
        for key in picture.keys:
            await pilot.press(key)
            await settled(pilot)
        await pilot.press(*("space" if letter == " " else letter for letter in picture.text))
        for key in picture.then:
            await settled(pilot)
            await pilot.press(key)
        await settled(pilot)
        svg = program.export_screenshot(title="fieldlog", simplify=True)
        if program.desk is not None:
            program.desk.close()
    return slim(svg)


async def settled(pilot: Pilot[None]) -> None:
    """Until the screen has been the same for half a second: what waits for the store has come."""
    seen, same = "", 0
    for _round in range(200):
        await pilot.pause(0.1)
        shown = "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
        same = same + 1 if shown == seen else 0
        seen = shown
        if same == 5:
            return


def slim(svg: str) -> str:
    """Without fonts from elsewhere, without what every viewer cuts by itself, and without blanks at either end.

    Nothing in a picture leads out of its folder, and viewers that drop leading blanks keep the columns.
    """
    for unneeded in (r"@font-face\s*\{.*?\}", r"<!--.*?-->", r"<clipPath id=\"[^\"]*-line-.*?</clipPath>"):
        svg = re.sub(unneeded, "", svg, flags=re.DOTALL)
    svg = re.sub(r" clip-path=\"url\(#[^)]*-line-\d+\)\"|font-variant-east-asian:[^;]*;", "", svg)
    svg = re.sub(r"font-family:\s*Fira Code[^;]*;", "font-family: Menlo, Consolas, DejaVu Sans Mono, monospace;", svg)
    svg = re.sub(r"\bterminal-\d+-", "t-", svg).replace("&#160;", BLANK)
    svg = re.sub(r'x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+"\s*>([^<]*)</text>', _trimmed, svg)
    svg = re.sub(r"<text[^>]*></text>", "", svg)
    return "\n".join(line.strip(" ") for line in svg.splitlines() if line.strip()) + "\n"


def _trimmed(found: re.Match[str]) -> str:
    left, top, text = found.groups()
    bare = text.strip(f"{BLANK}\n")
    x = float(left) + CELL * (len(text) - len(text.lstrip(BLANK)))
    return f'x="{x:.10g}" y="{top}" textLength="{CELL * cell_len(unescape(bare)):.10g}">{bare}</text>'


async def take_all(names: Iterable[str], write: Callable[[str, str], None]) -> None:
    with tempfile.TemporaryDirectory(prefix="fieldlog-pictures-") as place:
        rehearsed(Path(place) / "evening")
        for language in LANGUAGES:
            for picture in (each for each in ALL if not names or each.name in names):
                root = Path(place) / f"{picture.name}.{language}"
                shutil.copytree(Path(place) / "evening", root)
                write(f"{picture.name}.{language}.svg", await take(picture, Home(root), language))


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_all(sys.argv[1:], lambda name, svg: print(name, (PICTURES / name).write_text(svg))))


if __name__ == "__main__":
    main()
