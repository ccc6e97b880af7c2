"""Which language to speak: the one asked for, else the one in the settings, else Swedish."""

from collections.abc import Sequence

from fieldlog.home import Home, write_private
from fieldlog.language import LANGUAGES, _, set_language


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


def speak(asked: str | None, home: Home) -> str | None:
    """Choose the language. A sentence if the settings can't be read: then it is Swedish."""
    if asked in LANGUAGES:
        set_language(str(asked))
        return None
    set_language("sv")
    try:
        text = home.settings.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeError):
        return _("Inställningarna går inte att läsa. De vanliga gäller.")
    import tomllib  # only for those who have settings

    try:
        chosen = tomllib.loads(text).get("language", "sv")
    except tomllib.TOMLDecodeError:
        return _("Inställningarna går inte att läsa. De vanliga gäller.")
    if chosen not in LANGUAGES:
        return _("Språket i inställningarna finns inte. Svenska gäller.")
    set_language(chosen)
    return None


def keep_language(code: str, home: Home) -> None:
    """Write down the language of a new log, unless there are settings already."""
    if not home.settings.exists():
        write_private(home.settings, f'language = "{code}"\n'.encode())
