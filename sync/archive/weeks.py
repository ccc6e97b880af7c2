"""Weeks as what is counted names them: 2026-W47, from Monday's operational day on."""

from datetime import date


def week_of(day: date) -> str:
    """Such texts sort as weeks do."""
    year, week, _day = day.isocalendar()
    return f"{year:04}-W{week:02}"


def monday(week: str) -> date:
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
