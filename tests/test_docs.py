"""The docs are true and whole: links lead somewhere, what comes from the program is today's, nothing leads outside."""

import re
from pathlib import Path

import pytest

from fieldlog.language import LANGUAGES
from fieldlog.line import read_line
from fieldlog.models.vocabulary import vocabulary
from fieldlog.vault import boxes
from tests import the_access, the_keys, the_map
from tests.conftest import FRIDAY
from tests.pictures import ALL, PICTURES, rehearsed, take

HOUSE = Path(__file__).resolve().parent.parent
PAGES = [HOUSE / "README.md", HOUSE / "CHANGELOG.md", *sorted((HOUSE / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The names that headings get where such pages are shown."""
    found = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        name, _sign, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)

    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_no_page_names_a_machine_or_a_host(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    # A server's address in an example is nobody's, or this machine's own.
    assert re.findall(r"\w+://(?!fieldlog\.exempel\.se|127\.0\.0\.1)\w\S*|/(?:home|root|tmp|work)/\w+", text) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = re.findall(r"`((?:\w+/)+[\w.]+\.(?:py|json|md))`", page.read_text(encoding="utf-8"))
    places = (HOUSE, HOUSE / "fieldlog", HOUSE / "docs")
    lost = [name for name in named if not any((place / name).exists() for place in places)]

    assert [name for name in lost if not name.endswith("/name.py")] == []  # the one of the instructions


def test_every_page_can_be_reached_from_the_first() -> None:
    reached, waiting = set[Path](), [HOUSE / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = LINK.findall(page.read_text(encoding="utf-8"))
        waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links if not link.startswith("#")]

    assert [str(page) for page in PAGES if page not in reached] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_sheet_is_that_of_the_program(language: str) -> None:
    assert the_keys.page(language).read_text(encoding="utf-8") == the_keys.sheet(language), "run make map"


def test_the_map_is_that_of_the_files() -> None:
    page = the_map.PAGE.read_text(encoding="utf-8")

    assert the_map.with_map(page) == page, "run make map"


def test_the_tables_of_who_reads_what_are_those_of_the_program() -> None:
    page = the_access.PAGE.read_text(encoding="utf-8")

    assert the_access.with_tables(page) == page, "run make map"


def test_the_pictures_are_there_small_and_alone() -> None:
    wanted = {f"{picture.name}.{language}.svg" for picture in ALL for language in LANGUAGES}

    assert {path.name for path in PICTURES.iterdir()} == wanted
    for name in wanted:
        svg = (PICTURES / name).read_text(encoding="utf-8")
        assert len(svg) < 40_000
        assert set(re.findall(r"\w+://[^\s\"')]+", svg)) == {"http://www.w3.org/2000/svg"}
        assert "@font-face" not in svg


async def test_a_picture_can_be_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "MEMORY_KIB", 8 * 1024)
    monkeypatch.setattr(boxes, "PASSES", 1)
    home = rehearsed(tmp_path / "home", observations=15)

    svg = await take(next(picture for picture in ALL if picture.name == "menu"), home, "sv")

    assert all(text in svg for text in ("ÖVNING", "MENY", "TL\u00a0HOT"))
    assert set(re.findall(r"\w+://[^\s\"')]+", svg)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_of_the_guide_are_read_as_it_says(language: str) -> None:
    guide = (HOUSE / "docs" / f"guide.{language}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| ([A-Z]{2}|–) ([A-Z]{3}|–)[ |]", guide, re.MULTILINE)

    read = [(line, read_line(line, now=FRIDAY, vocabulary=vocabulary())) for line, _what, _where in rows]
    said = [(line, reading.category or "–", reading.place or "–") for line, reading in read]
    assert len(rows) >= 15
    assert said == rows
