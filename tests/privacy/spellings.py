"""Official test numbers, and every way people spell an identity number: shared by the tests of this folder."""

from datetime import date

from hypothesis import strategies as st

PERSONNUMMER = ("191212121212", "199006022397", "200001052380", "196408233234")
SAMORDNINGSNUMMER = ("196206703974", "196408833231")
RESERVNUMMER = ("991981000011", "22950606FH20", "00342145BZ31")
WRONG_CHECKSUM = ("196408833224", "191212121213", "199006022398")

GAPS = (
    "",
    "-",
    "+",
    " ",
    "–",
    "—",
    "−",
    "‑",
    " - ",
    " – ",
    "\u00a0",
    "\u202f",
    ".",
    "/",
    "_",
    "\u00ad",
    "\u200b",
    "- ",
)


def checksum(nine: str) -> str:
    """The last digit of an identity number whose first nine (without century) are given."""
    total = 0
    for at, digit in enumerate(nine):
        value = int(digit) * (2 - at % 2)
        total += value // 10 + value % 10
    return str(-total % 10)


def spelled(number: str) -> list[str]:
    """Twelve digits in all spellings: short and long, the parts of the date together or apart, any gap."""
    century, born, last = number[:2], number[2:8], number[8:]
    year, month, day = born[:2], born[2:4], born[4:]
    ways = []
    for first in (century, ""):
        for gap in GAPS:
            ways += [
                f"{first}{born}{gap}{last}",
                f"{first}{year}-{month}-{day}{gap or '-'}{last}",
                f"{first}{year}.{month}.{day}{gap or '.'}{last}",
                f"{first}{year} {month} {day}{gap or ' '}{last}",
                f"{first and first + ' '}{year} {month} {day}{gap or ' '}{last[:2]} {last[2:]}",
            ]
        ways.append(f"{first}{born}-{last[:3]} {last[3]}")
    return [*ways, f"{number[:4]} {number[4:8]} {last}", f"{century} {born}{last}"]


def in_full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isdecimal() else sign for sign in text)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Any valid personnummer or samordningsnummer of somebody born from 1936 to 2019, as twelve digits.

    (With a blank in the middle, those of 2020 on, and the short ones of 1920-1935, may be a date and a clock.)
    """
    born = draw(st.dates(date(1936, 1, 1), date(2019, 12, 31)))
    day = born.day + draw(st.sampled_from((0, 60)))
    serial = draw(st.integers(1, 999))
    nine = f"{born.year % 100:02}{born.month:02}{day:02}{serial:03}"
    return f"{born.year // 100}{nine}{checksum(nine)}"
