"""A person who works in the field or supervises: service number, role, organisation; never a name."""

import re

from fieldlog.language import mark

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

SUPERVISORS = frozenset({"gl"})

_NUMBER = re.compile(r"[A-ZÅÄÖ0-9][A-ZÅÄÖ0-9-]{1,15}")


def service_number(text: str) -> str:
    """The service number in its one spelling (OV-12). ValueError if the text is none."""
    number = text.strip().upper()
    if not _NUMBER.fullmatch(number):
        raise ValueError(number)
    return number


def may_record(role: str, who: tuple[str, ...]) -> bool:
    """Whether a role may record an action; "utbildade" (trained) is left to the person's own judgement."""
    return role in who or "alla" in who or "utbildade" in who
