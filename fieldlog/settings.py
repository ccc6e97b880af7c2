"""What a person chose for this laptop: language, colours, idle time, signs; kept in one small TOML file."""

import re
from dataclasses import dataclass, fields

from fieldlog.home import Home, write_private
from fieldlog.language import LANGUAGES, _

DAYS = ("dark", "light", "contrast", "none")
NIGHTS = ("amber", "red")
LONGEST_IDLE = 60
"""Minutes. A laptop that never locks itself is not a choice."""
LONGEST_DEBOUNCE = 500
"""Milliseconds; above that a person who saves two short notes in a row would lose one."""
BIGGEST = 64 * 1024
"""Bytes of a settings file or key map; what is larger is none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`debounce_ms` is how close two presses of Enter are one; `travel`: entries are sent by themselves."""

    language: str = "sv"
    day: str = "dark"
    night: str = "amber"
    night_by_sun: bool = True
    only_ascii: bool = False
    idle_minutes: int = 3
    debounce_ms: int = 150
    travel: bool = True


USUAL = Settings()
CHOICES: dict[str, tuple[str | int | bool, ...]] = {
    "language": LANGUAGES,
    "day": DAYS,
    "night": NIGHTS,
    "night_by_sun": (True, False),
    "idle_minutes": (1, 3, 5, 10),
    "travel": (True, False),
    "only_ascii": (False, True),
    "debounce_ms": (150, 250, 350),
}
"""What the screen of settings offers, in its order; a file may hold any value within the limits."""


def read_settings(home: Home) -> tuple[Settings, str]:
    """The settings, and a sentence where the file can't be used or a value is none of its kind; else empty."""
    try:
        with home.settings.open("rb") as file:
            data = file.read(BIGGEST + 1)
    except FileNotFoundError:
        return USUAL, ""
    except OSError:
        return USUAL, unreadable()
    import tomllib  # 12 ms that only those pay who have settings

    try:
        # Some editors begin a file with a mark that TOML does not know.
        found = tomllib.loads(data.decode("utf-8-sig")) if len(data) <= BIGGEST else None
    except (UnicodeError, tomllib.TOMLDecodeError, RecursionError):
        found = None
    if found is None:
        return USUAL, unreadable()
    wrong = [name for name in _NAMES if name in found and not _is_possible(name, found[name])]
    settings = Settings(**{name: found[name] for name in _NAMES if name in found and name not in wrong})
    sentence = _("Inställningarna har fel värde för {names}. Det vanliga gäller.").format(names=", ".join(wrong))
    return settings, sentence if wrong else ""


def keep_settings(home: Home, settings: Settings) -> None:
    """Write the settings down, beside whatever else the file holds. CannotSave where the disk takes nothing."""
    try:
        text = home.settings.read_text(encoding="utf-8-sig") if not read_settings(home)[1] else ""
    except (OSError, UnicodeError):
        text = ""
    head, tables = _parted(text)
    for name in _NAMES:
        row = f"{name} = {_as_toml(getattr(settings, name))}"
        head, known = re.subn(rf"(?m)^[ \t]*{name}[ \t]*=.*$", row, head)
        if not known:
            head = f"{head.rstrip()}\n{row}\n".lstrip("\n")
    home.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(home.settings, (head + tables).encode())


def read_key_map_file(home: Home) -> tuple[str, str]:
    """The text of a person's own key map, and a sentence where the file can't be read; both empty without one."""
    try:
        text = (home.key_map).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return "", ""
    except (OSError, UnicodeError):
        return "", _("Tangentkartan går inte att läsa. De vanliga gäller.")
    if len(text) > BIGGEST:
        return "", _("Tangentkartan är för stor. De vanliga gäller.")
    fault = wishes_of(text)[1]
    return ("", fault) if fault else (text, "")


def wishes_of(text: str) -> tuple[dict[str, object], str]:
    """What a key map wishes, screen by screen, not judged yet; and a sentence where the text is no TOML."""
    import tomllib  # 12 ms that only those pay who have a key map

    try:
        return tomllib.loads(text), ""
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = str(error).partition("line ")[2].partition(",")[0]
        if not line:  # the fault is that the file ends
            return {}, _("Tangentkartan går inte att läsa. De vanliga gäller.")
        return {}, _("Tangentkartan går inte att läsa (rad {line}). De vanliga gäller.").format(line=line)


def unreadable() -> str:
    return _("Inställningarna går inte att läsa. De vanliga gäller.")


_NAMES = tuple(field.name for field in fields(Settings))
_LIMITS = {"idle_minutes": (1, LONGEST_IDLE), "debounce_ms": (0, LONGEST_DEBOUNCE)}


def _is_possible(name: str, value: object) -> bool:
    if name in _LIMITS:
        least, most = _LIMITS[name]
        return type(value) is int and least <= value <= most
    # By type too: in Python 1 is True.
    return any(type(value) is type(each) and value == each for each in CHOICES[name])


def _parted(text: str) -> tuple[str, str]:
    """What stands before the first table, and the rest: a name after a table's head would belong to the table."""
    found = re.search(r"(?m)^[ \t]*\[", text)
    return (text, "") if found is None else (text[: found.start()], text[found.start() :])


def _as_toml(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f'"{value}"'
