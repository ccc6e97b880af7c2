"""The key sheets of the docs, `docs/keys.sv.md` and `docs/keys.en.md`, printed from the table of keys.

python -m tests.the_keys writes them anew.
"""

from pathlib import Path

from fieldlog.language import LANGUAGES
from fieldlog.screens.keymap import key_sheet
from fieldlog.screens.keys import BROWSING, KEYS
from fieldlog.screens.views import LATER

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOT_YET = set(BROWSING) - {"review"}
NOW = tuple(key for key in KEYS if key.screen not in NOT_YET and not (key.screen == "menu" and key.action in LATER))
"""The keys of this version; those of screens that come later would only puzzle."""


def sheet(language: str) -> str:
    text = key_sheet(language, NOW).replace("| ``` |", "| `` ` `` |")  # a key that is itself the mark of code
    filled = [part for part in text.split("\n\n## ") if "\n| `" in part or part.startswith("# ")]
    return "\n\n## ".join(part.rstrip("\n") for part in filled) + "\n"


def page(language: str) -> Path:
    return DOCS / f"keys.{language}.md"


if __name__ == "__main__":
    for each in LANGUAGES:
        page(each).write_text(sheet(each), encoding="utf-8")
