"""Which language to speak: the one asked for, else the one in the settings, else Swedish."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fieldlog.home import Home
from fieldlog.language import LANGUAGES, set_language, unspoken


def asked_language(arguments: Sequence[str]) -> str | None:
    """What follows `--lang`, before anything else is read: even a refusal to read the rest must be in that language."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            return None
        if argument == "--lang":
            return arguments[place + 1] if place + 1 < len(arguments) else None
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return None


def asked_home(arguments: Sequence[str]) -> str | None:
    """What follows `--home`, likewise: its settings name the language."""
    named = None
    for place, argument in enumerate(arguments):
        if argument == "--home" and place + 1 < len(arguments):
            named = arguments[place + 1]
        elif argument.startswith("--home="):
            named = argument.removeprefix("--home=")
    return named


def speak(asked: str | None, home: Home) -> str:
    """Choose the language. A sentence if the settings can't be used or the language is not installed, else empty."""
    spoken, complaint = "sv", ""
    set_language(asked if asked in LANGUAGES else spoken)
    if _exists(home.settings):
        from fieldlog.settings import read_settings  # only for those who have settings

        settings, complaint = read_settings(home)
        spoken = settings.language
    if asked not in LANGUAGES:
        set_language(spoken)
    return complaint or unspoken()


def complaint_of_keys(home: Home) -> str:
    """A sentence where a key map of one's own can't be read, else empty: told whatever else is wrong beside it."""
    if not _exists(home.key_map):
        return ""
    from fieldlog.settings import read_key_map_file  # only for those who have one

    return read_key_map_file(home)[1]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that may not be entered: whoever opens the log says so
        return False


def keep_language(code: str, home: Home) -> None:
    """Write down the language of a new log, beside whatever settings there are."""
    from fieldlog.settings import keep_settings, read_settings

    keep_settings(home, replace(read_settings(home)[0], language=code))
