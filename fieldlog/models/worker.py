"""A person who works in the field or supervises: service number, role, organisation; never a name."""

import re
import unicodedata
from typing import Final

from fieldlog.language import _, mark
from fieldlog.models.refusal import RuleBroken

ROLES = {
    "ov": mark("ordningsvakt"),
    "falt": mark("fältassistent"),
    "soc": mark("uppsökande socialsekreterare"),
    "gl": mark("gruppledare"),
    "sam": mark("platssamordnare"),
    "ana": mark("analytiker"),
    "par": mark("partnermottagare"),
    "sky": mark("skyddsombud"),
    "reg": mark("registrator"),
    "adm": mark("systemadministratör"),
}
"""Role codes and what they are called on the screen."""
SUPERVISES: Final = "gl"
"""The role of who supervises."""

LONGEST_SERVICE_NUMBER = 20
LONGEST_ORGANISATION = 40
_NUMBER = re.compile(r"(?=.*\d)[A-ZÅÄÖ0-9]+(-[A-ZÅÄÖ0-9]+)*")
"""OV-12, FA-07: what has no figure in it is a name, or something else that must not stand in each entry."""


def service_number(text: str) -> str:
    """The service number as it is kept and compared: NFC, capital letters. At most 20 signs.

    RuleBroken for anything but letters, figures and hyphens with a figure among them: a name is none.
    """
    number = unicodedata.normalize("NFC", text.strip().upper())
    if len(number) > LONGEST_SERVICE_NUMBER or not _NUMBER.fullmatch(number):
        sentence = _(
            "Tjänstenumret är bokstäver, siffror och bindestreck, högst {most} tecken, som OV-12; aldrig namn."
        )
        raise RuleBroken(sentence.format(most=LONGEST_SERVICE_NUMBER))
    return number


def organisation(text: str) -> str:
    """An organisation's code as it is kept and compared: NFC, capital letters, single blanks. At most 40 signs."""
    code = unicodedata.normalize("NFC", " ".join(text.split()).upper())
    if not 0 < len(code) <= LONGEST_ORGANISATION or not code.isprintable():
        raise RuleBroken(_("Organisationens kod ska vara 1–40 tecken, som OVB."))
    return code


def may_record(role: str, who: tuple[str, ...]) -> bool:
    """Whether a role may record an action; "utbildade" (trained) is left to the person's own judgement."""
    return role in who or "alla" in who or "utbildade" in who
