"""Collects the texts of the screens into the English catalogue: `python -m tests.words`, or `make words`.

Babel's own reader of Python does not look into f-strings before Python 3.12; the syntax tree does.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).resolve().parent.parent
CATALOGUE = HOUSE / "fieldlog" / "locale" / "en" / "LC_MESSAGES" / "fieldlog.po"
PACKAGES = ("fieldlog", "sync")


def texts() -> Iterator[str | tuple[str, str]]:
    """Every text that passes through `_`, `mark` or `n_`; of the last (one, several)."""
    for package in PACKAGES:
        for path in sorted((HOUSE / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    found = [each.value for each in node.args if isinstance(each, ast.Constant)]
                    words = [each for each in found if isinstance(each, str) and each]
                    if node.func.id in ("_", "mark") and words:
                        yield words[0]
                    elif node.func.id == "n_" and len(words) >= 2:
                        yield words[0], words[1]


def catalogue() -> Catalog:
    """The English as it is kept."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def missing() -> list[str]:
    """Texts without their English."""
    english = catalogue()
    wanted = [text if isinstance(text, str) else text[0] for text in texts()]
    return sorted({text for text in wanted if not (english.get(text) and _said(english[text].string))})


def _said(english: str | tuple[str, ...] | list[str] | None) -> bool:
    """Whether all of it is translated: the plural too, where there is one."""
    return all([english] if isinstance(english, str) else english or [""])


def collect() -> None:
    """Bring the catalogue up to date: new texts without English, texts that are gone left out; and compile it."""
    old = catalogue() if CATALOGUE.exists() else Catalog(locale="en")
    new = Catalog(locale="en", domain="fieldlog", fuzzy=False, header_comment="")
    for text in sorted(set(texts()), key=str):
        key = text if isinstance(text, str) else text[0]
        kept = old.get(key)
        empty: str | tuple[str, str] = "" if isinstance(text, str) else ("", "")
        fits = kept is not None and isinstance(kept.string, str) == isinstance(text, str)
        new.add(text, kept.string if kept is not None and fits else empty)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, new, width=120, omit_header=False, sort_output=True)
    compiled(new, CATALOGUE.with_suffix(".mo"))


def compiled(english: Catalog, path: Path) -> None:
    with path.open("wb") as file:
        write_mo(file, english)


if __name__ == "__main__":
    collect()
    for text in missing():
        print(text)
