"""The map of the house in `docs/architecture.md`: every file with the first sentence that it says of itself.

python -m tests.the_map writes it anew between its two marks.
"""

from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
PAGE = HOUSE / "docs" / "architecture.md"
BEGIN, END = "<!-- the map -->", "<!-- the map ends -->"

ROOMS = (
    ("fieldlog", "The way in, the app, the store"),
    ("fieldlog/models", "Nouns: what there is"),
    ("fieldlog/line", "How a typed line is read"),
    ("fieldlog/privacy", "What the linter finds"),
    ("fieldlog/vault", "Keys"),
    ("fieldlog/logbook", "Verbs: what one can do"),
    ("fieldlog/logbook/rehearsal", "The rehearsed evening"),
    ("fieldlog/screens", "Views: what one sees"),
    ("fieldlog/cli", "The command line"),
    ("sync", "Travel: what laptop and server say to each other"),
    ("sync/client", "The laptop's side of travel"),
    ("sync/archive", "What the server keeps"),
    ("sync/server", "The server"),
    ("sync/server/cli", "The server's command line"),
)


def files_of(room: str) -> Iterator[Path]:
    return (path for path in sorted((HOUSE / room).glob("*.py")) if path.read_text(encoding="utf-8").strip())


def sentence(path: Path) -> str:
    """The first line of the file's docstring."""
    return path.read_text(encoding="utf-8").splitlines()[0].strip('"')


def the_map() -> str:
    parts = []
    for room, title in ROOMS:
        rows = [f"| `{path.relative_to(HOUSE)}` | {sentence(path)} |" for path in files_of(room)]
        if rows:
            parts.append("\n".join([f"### {title}: `{room}/`", "", "| file | what it holds |", "|---|---|", *rows]))
    return "\n\n".join(parts)


def with_map(page: str) -> str:
    """The page with today's map between its marks."""
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{the_map()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_map(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
