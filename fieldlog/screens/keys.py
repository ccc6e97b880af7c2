"""Every key of every screen, in one table: menus, bindings, the palette and the key sheet are all read from here.

Two kinds of screen: on a *writing* screen a letter is always text, so nothing here gives one a meaning; on a *browsing*
screen, and in the menu, one letter acts. Letters are the same in every language, only the labels change.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from textual.binding import Binding

from fieldlog.language import _, mark

WRITING = ("line", "chip", "timeline", "form", "search", "locked", "emergency")
BROWSING = ("review", "audit", "admin", "briefing", "picture", "tasks")
LETTERED = ("menu", *BROWSING)
"""Where a letter acts, and so where a key map of one's own may move it."""

KEPT_FREE = frozenset("cdjlopqzåäö0123456789")
"""Not used by the menu, so that a stray blank before a note is harmless: `' lugnt'` becomes `lugnt`."""


@dataclass(frozen=True, slots=True)
class Key:
    """What one key does on one screen. `key` is a character, or a name such as `enter` or `escape escape`."""

    screen: str
    action: str
    key: str
    label: str

    @property
    def id(self) -> str:
        return f"{self.screen}.{self.action}"

    @property
    def is_letter(self) -> bool:
        return len(self.key) == 1


def _keys(screen: str, *rows: tuple[str, str, str]) -> tuple[Key, ...]:
    return tuple(Key(screen, action, key, label) for action, key, label in rows)


KEYS: tuple[Key, ...] = (
    *_keys(
        "all",
        ("hide", "escape escape", mark("Göm och lås")),
        ("back", "escape", mark("Ett steg tillbaka")),
        ("menu", "space", mark("Meny (på en skrivrad: när den är tom)")),
        ("help", "f1", mark("Hjälp för den här skärmen")),
        ("emergency", "f2", mark("Nödläge")),
        ("copies", "f4", mark("Text ur ett signerat pass, att klistra in")),
        ("lens", "f5", mark("Lins: så här får andra det som står här")),
        ("counts", "f3", mark("Antal: vad andra ser av klass B och C")),
        ("disclosed", "f9", mark("Utlämnat till oss")),
        ("admin", "f8", mark("Administration")),
        ("hide_now", "f12", mark("Göm och lås")),
        ("next_waiting", "tab", mark("Nästa som väntar på svar")),
        ("palette", "ctrl+p", mark("Alla kommandon")),
        ("jump", "ctrl+o", mark("Hoppa dit du vill")),
        ("quit", "ctrl+q", mark("Stäng fieldlog")),
    ),
    *_keys(
        "menu",
        ("undo", "u", mark("Ångra")),
        ("correct", "r", mark("Rätta en av de senaste")),
        ("search", "s", mark("Sök i loggen")),
        ("several", "f", mark("Flera i efterhand")),
        ("briefing", "b", mark("Utsättning")),
        ("picture", "k", mark("Lägesbild")),
        ("sync", "y", mark("Synka nu")),
        ("mine", "m", mark("Mitt: vad sparas om mig")),
        ("settings", "i", mark("Inställningar")),
        ("numbers", "n", mark("Nummer att ringa")),
        ("warn", "v", mark("Varna alla lag")),
        ("alone", "e", mark("Ensam: hör av mig senast ...")),
        ("tasks", "t", mark("Till partner (uppdrag)")),
        ("review", "g", mark("Granska")),
        ("end", "a", mark("Avsluta passet")),
        ("change_person", "w", mark("Byt person")),
        ("help", "h", mark("Hjälp och övning")),
        ("audit", "x", mark("Läsloggen: månadens kontroll")),
        ("palette", ".", mark("Alla kommandon")),
    ),
    *_keys(
        "line",
        ("save", "enter", mark("Spara; på tom rad: formulär")),
        ("menu", "space", mark("Meny, på tom rad")),
        ("next", "tab", mark("Nästa som väntar; med text: nästa bricka")),
        ("timeline", "up", mark("In i tidslinjen, texten blir kvar")),
        ("take", "right", mark("Ta det grå ordet")),
        ("emergency", "§", mark("Nödläge, på tom rad")),
        ("emergency_too", "`", mark("Nödläge, på tom rad")),
        ("help", "?", mark("Hjälp, på tom rad")),
    ),
    *_keys(
        "locked",
        ("save", "enter", mark("Spara utan att låsa upp; på tom rad: lås upp")),
        ("numbers", "space", mark("Nummer att ringa, på tom rad; igen: hjälp")),
        ("change_person", "tab", mark("Byt person, på tom rad")),
        ("emergency", "§", mark("Nödläge, på tom rad")),
    ),
    *_keys(
        "chip",
        ("more", "+", mark("En nivå allvarligare")),
        ("less", "-", mark("En nivå lugnare")),
        ("remove", "backspace", mark("Ta bort gissningen")),
        ("choose", "1-9", mark("Välj svaret")),
    ),
    *_keys(
        "timeline",
        ("open", "enter", mark("Öppna posten")),
        ("throw_away", "backspace", mark("Kasta en öppen händelse som blev till av misstag")),
    ),
    *_keys(
        "search",
        ("to_hits", "enter", mark("Till träffarna; den enda öppnas")),
        ("take", "tab", mark("Ta det som föreslås; annars till nästa träff")),
    ),
    *_keys(
        "entry",
        ("amend", "1", mark("Rätta")),
        ("withdraw", "2", mark("Återta; en återtagen: återställ")),
        ("link", "3", mark("Hör ihop med en annan")),
        ("disclose", "4", mark("Lämna ut, på laglig grund")),
        ("readers", "5", mark("Vem har läst")),
        ("let_words", "7", mark("Låt orden lämna organisationen, eller håll dem kvar")),
        ("lens", "v", mark("Lins: så här får andra posten")),
        ("copy", "6", mark("Kopiera texten")),
        ("settle", "8", mark("Av versioner som inte kände till varandra: den första gäller")),
        ("settle_other", "9", mark("Den andra gäller")),
        ("classify", "+", mark("Höj klassen: färre läser")),
        ("following", "tab", mark("Nästa post i listan")),
        ("previous", "backspace", mark("Posten före i listan")),
    ),
    *_keys(
        "form",
        ("choose", "1-9", mark("Välj svaret")),
        ("more", "0", mark("Fler frågor")),
        ("next", "enter", mark("Nästa fråga; på den sista: spara")),
    ),
    *_keys(
        "signed", ("choose", "1-9", mark("Välj passet, sedan texten som kopieras")), ("more", "0", mark("Äldre pass"))
    ),
    *_keys("exchange", ("again", "enter", mark("Synka igen; utan server: anslut med en kod"))),
    *_keys("join", ("next", "enter", mark("Nästa ruta; med adress och kod: anslut"))),
    *_keys("warning", ("save", "enter", mark("Varna; efter en siffra: ta tillbaka din egen"))),
    *_keys("lens", ("next", "v", mark("Nästa läsare")), ("choose", "1-7", mark("Välj läsare"))),
    *_keys(
        "settings",
        ("choose", "1-8", mark("Byt till nästa val")),
        ("server", "9", mark("Servern: anslut med en kod, eller synka")),
    ),
    *_keys("person", ("choose", "1-9", mark("Välj person")), ("new", "n", mark("Ny person på den här datorn"))),
    *_keys("help", ("leaf", "space", mark("En sida ner")), ("practise", "1", mark("Öva"))),
    *_keys(
        "review",
        ("approve", "g", mark("Godkänn")),
        ("return", "r", mark("Returnera")),
        ("comment", "k", mark("Kommentera")),
        ("remind", "p", mark("Påminn mig")),
        ("all_calm", "a", mark("Alla lugna")),
        ("all_of_event", "h", mark("Hela händelsen")),
        ("undo", "u", mark("Ångra")),
        ("who_reads", "v", mark("Vem får se")),
        ("whole", "o", mark("Hela posten")),
        ("raise", "+", mark("Höj klassen: färre läser")),
        ("lower", "-", mark("Sänk klassen: fler läser")),
        ("next", "enter", mark("Nästa, utan beslut")),
        ("filter", "tab", mark("Nästa urval: allvarliga, försenade, rättade, inlästa filer")),
    ),
    *_keys(
        "admin",
        ("tab", "1-7", mark("Byt flik")),
        ("new", "n", mark("Ny")),
        ("code", "k", mark("Kod")),
        ("change", "r", mark("Ändra")),
        ("revoke", "s", mark("Spärra")),
        ("lost", "b", mark("Borttappad")),
        ("retire", "t", mark("Ta ur bruk")),
        ("refresh", "u", mark("Uppdatera")),
    ),
    *_keys("audit", ("looked", "g", mark("Sedd")), ("remark", "k", mark("Anmärk"))),
    *_keys(
        "briefing",
        ("has_read", "1-9", mark("Har läst, din siffra")),
        ("focus", "f", mark("Fokus")),
        ("wall", "w", mark("Vägg")),
        ("own", "e", mark("Egna")),
        ("paper", "p", mark("Papper")),
        ("source", "enter", mark("Källan")),
    ),
    *_keys(
        "picture",
        ("category", "k", mark("Kategori")),
        ("period", "p", mark("Period")),
        ("day", "d", mark("Dag")),
        ("number", "n", mark("Antal")),
        ("entries", "enter", mark("Poster")),
    ),
    *_keys("tasks", ("yes", "j", mark("Ja")), ("no", "n", mark("Nej")), ("open", "enter", mark("Öppna uppdraget"))),
)


def keys_of(screen: str, keys: tuple[Key, ...] = KEYS) -> tuple[Key, ...]:
    return tuple(key for key in keys if key.screen == screen)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A row of the menu. `why_not` is the sentence for a thing that can't be done just now; empty when it can."""

    id: str
    letter: str
    label: str
    why_not: str = ""


def menu_items(
    can: Callable[[str], str | None],
    labels: Mapping[str, str] | None = None,
    keys: tuple[Key, ...] = KEYS,
) -> tuple[MenuItem, ...]:
    """The menu as it is now.

    `can(action)` answers "" (yes), a sentence (not just now: stays in its place, dim), or None (not for this role: left
    out, and its letter is text). `labels` has better words for some, such as `Ångra: NH TRP 21:52` for `undo`.
    """
    labels = labels or {}
    items = []
    for key in keys_of("menu", keys):
        answer = can(key.action)
        if answer is not None:
            items.append(MenuItem(key.id, key.key, labels.get(key.action, _(key.label)), answer))
    return tuple(items)


def bindings(screen: str, keys: tuple[Key, ...] = KEYS) -> list[Binding]:
    """What Textual listens for on a browsing screen; each calls the app's `perform` with the id."""
    return [
        Binding(key.key, f"app.perform('{key.id}')", _(key.label), show=False, id=key.id)
        for key in keys_of(screen, keys)
        if "-" not in key.key[1:]
    ]
