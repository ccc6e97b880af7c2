"""Swedish and English: every text a person sees passes through `_`.

Swedish is written in the code, as it stands on the screen; English is looked up in the catalogue beside this file, so
that the default language needs no file at all.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("sv", "en")
DOMAIN = "fieldlog"
CATALOGUES = Path(__file__).with_name("locale")


class _Spoken:
    """The language of this process: a person has one at a time, whichever screen asks."""

    def __init__(self) -> None:
        self.code = "sv"
        self.catalogue: NullTranslations | None = None

    def choose(self, code: str) -> None:
        self.catalogue = None if code == "sv" else _catalogue(code)
        self.code = code


def _catalogue(code: str) -> "NullTranslations":
    import gettext  # Swedish, which most starts speak, does without

    return gettext.translation(DOMAIN, CATALOGUES, languages=[code], fallback=True)


_spoken = _Spoken()


def _(text: str) -> str:
    """The text in the language in use; the Swedish itself where a translation is missing."""
    return _spoken.catalogue.gettext(text) if text and _spoken.catalogue else text


def n_(one: str, several: str, count: int) -> str:
    """The singular or plural text for `count`; the caller puts the number in with `.format(count=count)`."""
    if _spoken.catalogue is None:
        return one if count == 1 else several
    return _spoken.catalogue.ngettext(one, several, count)


def mark(text: str) -> str:
    """Name a text for translation where it is defined; `_` translates it where it is shown."""
    return text


def language() -> str:
    return _spoken.code


class Named(Protocol):
    """A row of the vocabulary, with its name in both languages."""

    @property
    def sv(self) -> str: ...
    @property
    def en(self) -> str: ...


def spoken(row: Named) -> str:
    """What a row of the vocabulary is called in the language in use."""
    return row.sv if language() == "sv" else row.en


def set_language(code: str) -> None:
    """Switch at once. An unknown code is refused with ValueError."""
    if code not in LANGUAGES:
        raise ValueError(code)
    _spoken.choose(code)


def has_catalogue(code: str) -> bool:
    """Whether the words of that language are installed; Swedish always is."""
    import gettext

    return code == "sv" or gettext.find(DOMAIN, CATALOGUES, languages=[code]) is not None


def unspoken() -> str:
    """A sentence where the words of the language in use are not installed; else empty."""
    if has_catalogue(language()):
        return ""
    return _("Språket {code} är inte installerat. Svenska gäller.").format(code=language())
