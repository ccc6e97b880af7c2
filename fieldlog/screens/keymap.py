"""A key map of one's own (TOML), and the key sheet that is printed from the table of keys.

[menu]
undo = "z"
[review]
approve = "x"
"""

from dataclasses import replace

from fieldlog.language import _, language, mark, set_language
from fieldlog.screens.keys import KEYS, LETTERED, WRITING, Key, keys_of
from fieldlog.settings import wishes_of

SCREENS = {
    "all": mark("Överallt"),
    "menu": mark("Menyn"),
    "line": mark("Skrivraden"),
    "locked": mark("Låst"),
    "chip": mark("Brickorna"),
    "timeline": mark("Tidslinjen"),
    "search": mark("Sök i loggen"),
    "entry": mark("Posten"),
    "lens": mark("Linsen"),
    "form": mark("Formuläret"),
    "signed": mark("Signerade pass"),
    "exchange": mark("Synka"),
    "join": mark("Anslut till servern"),
    "warning": mark("Varna alla lag"),
    "settings": mark("Inställningar"),
    "person": mark("Byt person"),
    "help": mark("Hjälp"),
    "review": mark("Granskning"),
    "audit": mark("Läsloggen"),
    "admin": mark("Administration"),
    "briefing": mark("Utsättning"),
    "picture": mark("Lägesbild"),
    "tasks": mark("Uppdrag"),
}
_NAMES = {
    "space": mark("Mellanslag"),
    "tab": "Tab",
    "enter": "Enter",
    "escape": "Esc",
    "escape escape": "Esc Esc",
    "backspace": mark("Backsteg"),
    "up": mark("Pil upp"),
    "right": mark("Pil höger"),
    "ctrl+p": "Ctrl+P",
    "ctrl+o": "Ctrl+O",
    "ctrl+q": "Ctrl+Q",
}


def name_of(key: str) -> str:
    """The key as it is written on a screen: `Mellanslag`, `F1`, `g`."""
    known = _NAMES.get(key)
    return _(known) if known else key.upper() if key.startswith("f") and key[1:].isdigit() else key


def read_key_map(text: str, keys: tuple[Key, ...] = KEYS) -> tuple[tuple[Key, ...], tuple[str, ...]]:
    """The table with the person's own letters, and one sentence for each wish that was not granted.

    What is refused keeps its usual key; a file that can't be read changes nothing.
    """
    wishes, fault = wishes_of(text)
    if fault:
        return keys, (fault,)
    complaints: list[str] = []
    wanted: dict[str, str] = {}
    for screen, section in wishes.items():
        if not isinstance(section, dict):
            complaints.append(_("Tangentkartan: {name} ska stå under en rubrik som [menu].").format(name=screen))
            continue
        for action, key in section.items():
            sentence = _refused(screen, action, key, keys)
            if sentence:
                complaints.append(sentence)
            else:
                wanted[f"{screen}.{action}"] = key
    for screen in {wish.partition(".")[0] for wish in wanted}:
        complaints += _settle_clashes(screen, wanted, keys)
    return tuple(replace(key, key=wanted.get(key.id, key.key)) for key in keys), tuple(complaints)


def _refused(screen: str, action: str, key: object, keys: tuple[Key, ...]) -> str:
    """Why this wish can't be granted on its own; empty when it can."""
    where = f"{screen}.{action}"
    if screen in WRITING:
        return _("{where}: på en skrivrad är bokstäver alltid text. Det går inte att ändra.").format(where=where)
    known = {each.id: each for each in keys if each.screen in LETTERED and each.is_letter}
    if where not in known:
        return _("{where}: det finns ingen sådan bokstav att byta.").format(where=where)
    if not (isinstance(key, str) and len(key) == 1 and key.isalpha() and key.islower()):
        return _("{where}: välj en liten bokstav.").format(where=where)
    return ""


def _settle_clashes(screen: str, wanted: dict[str, str], keys: tuple[Key, ...]) -> list[str]:
    """Take back each wish whose letter another action of the screen has, until no two share one."""
    complaints: list[str] = []
    while True:
        holders: dict[str, list[str]] = {}
        for key in keys_of(screen, keys):
            holders.setdefault(wanted.get(key.id, key.key), []).append(key.id)
        clash = next(((letter, ids) for letter, ids in holders.items() if len(ids) > 1), None)
        if clash is None:
            return complaints
        letter, ids = clash
        complaints.append(
            _("{letter} skulle göra två saker: {both}. De vanliga bokstäverna gäller.").format(
                letter=letter, both=", ".join(ids)
            )
        )
        for each in ids:
            wanted.pop(each, None)


def key_sheet(code: str, keys: tuple[Key, ...] = KEYS) -> str:
    """Every key in a language, as Markdown: one table a screen."""
    spoken = language()
    set_language(code)
    try:
        parts = [f"# {_('Tangenter')}"]
        for screen, title in SCREENS.items():
            rows = [f"| `{name_of(key.key)}` | {_(key.label)} |" for key in keys_of(screen, keys)]
            parts.append("\n".join([f"## {_(title)}", "", f"| {_('Tangent')} | {_('Gör')} |", "|---|---|", *rows]))
        return "\n\n".join(parts) + "\n"
    finally:
        set_language(spoken)
