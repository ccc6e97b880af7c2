"""When the sun rises and sets: computed from the day and the place, so that night falls without a network.

The formulas are those of the almanac's low-precision sun (mean anomaly, equation of the centre, equation of time) with
the usual 0.833 degrees for refraction and the sun's radius; good to a minute or two outside the polar circles.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import acos, asin, cos, degrees, radians, sin
from zoneinfo import ZoneInfo

STOCKHOLM = (59.3326, 18.0649)
"""Latitude and longitude in degrees, north and east positive."""
_ZONE = "Europe/Stockholm"
_NOON_2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_BELOW_HORIZON = -0.833


@dataclass(frozen=True, slots=True)
class Sun:
    """Sunrise and sunset, local time of Stockholm."""

    up: datetime
    down: datetime


def sun(day: date, place: tuple[float, float] = STOCKHOLM) -> Sun | None:
    """Sunrise and sunset of that day; None where the sun stays up or down all day."""
    noon = (datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - _NOON_2000).days - place[1] / 360
    up, down = _horizon(noon, place[0], -1), _horizon(noon, place[0], 1)
    return Sun(up, down) if up and down else None


def _horizon(noon: float, latitude: float, turn: int) -> datetime | None:
    """When the sun crosses the horizon before (-1) or after (1) `noon`, in days since noon of 1 January 2000."""
    at = noon
    # Thrice: the sun moves in the half day between noon and sunset, in autumn enough for four minutes.
    for _round in range(3):
        anomaly = radians((357.5291 + 0.98560028 * at) % 360)
        centre = 1.9148 * sin(anomaly) + 0.0200 * sin(2 * anomaly) + 0.0003 * sin(3 * anomaly)
        ecliptic = anomaly + radians(centre + 180 + 102.9372)
        declination = asin(sin(ecliptic) * sin(radians(23.4397)))
        north = radians(latitude)
        cosine = (sin(radians(_BELOW_HORIZON)) - sin(north) * sin(declination)) / (cos(north) * cos(declination))
        if not -1 <= cosine <= 1:
            return None
        transit = noon + 0.0053 * sin(anomaly) - 0.0069 * sin(2 * ecliptic)
        at = transit + turn * degrees(acos(cosine)) / 360
    return (_NOON_2000 + timedelta(days=at)).astimezone(ZoneInfo(_ZONE)).replace(microsecond=0)


def is_night(now: datetime, place: tuple[float, float] = STOCKHOLM) -> bool:
    """Whether the sun is down at `now` (aware). Where it never sets, never; where it never rises, always."""
    local = now.astimezone(ZoneInfo(_ZONE))
    today = sun(local.date(), place)
    if today is None:
        return (local.month < 4 or local.month > 9) == (place[0] > 0)
    return not today.up <= local < today.down
