"""Days in words: the short name of a weekday, and a day as a row has it."""

from datetime import datetime

from fieldlog.language import _, mark
from fieldlog.models.moment import STOCKHOLM

WEEKDAYS = (mark("mån"), mark("tis"), mark("ons"), mark("tor"), mark("fre"), mark("lör"), mark("sön"))


def day_in_words(at: datetime) -> str:
    """`fre 20/11`."""
    here = at.astimezone(STOCKHOLM)
    return f"{_(WEEKDAYS[here.weekday()])} {here.day}/{here.month}"
