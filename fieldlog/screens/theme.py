"""Colours: light, dark, two kinds of night, high contrast, and none at all.

Screens name styles by what they mean (`$follow-up`, `$faint`), and every meaning has a sign as well, so that no theme
is needed to tell two things apart. Hues lie near the sixteen of a plain terminal, which rounds them to those.
"""

from dataclasses import dataclass
from datetime import datetime

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

from fieldlog.language import mark
from fieldlog.models.sun import is_night
from fieldlog.settings import Settings

MEANINGS = ("calm", "follow-up", "serious", "returned", "waits", "faint")
"""Each is a colour of its own on the background; `critical` has a background too."""

SEVERITY_STYLES = ("$calm", "", "bold $follow-up", "bold $serious", "bold $critical on $critical-ground")
"""The style of severity 0-4."""


def _theme(name: str, ground: str, ink: str, meanings: str, critical: tuple[str, str], *, dark: bool = True) -> Theme:
    colours = dict(zip(MEANINGS, meanings.split(), strict=True))
    raised = Color.parse(ground).blend(Color.parse(ink), 0.12).hex
    return Theme(
        name=name,
        dark=dark,
        primary=colours["faint"],
        secondary=colours["faint"],
        accent=colours["waits"],
        warning=colours["follow-up"],
        error=colours["serious"],
        success=colours["calm"],
        foreground=ink,
        background=ground,
        surface=ground,
        panel=raised,
        boost=raised,
        variables={
            **colours,
            "critical": critical[0],
            "critical-ground": critical[1],
            "border": colours["faint"],
            "border-blurred": colours["faint"],
            "input-cursor-background": ink,
            "input-cursor-foreground": ground,
            "input-selection-background": ink,
            "input-selection-foreground": ground,
            "block-cursor-background": ink,
            "block-cursor-foreground": ground,
            "block-cursor-text-style": "none",
            "block-hover-background": raised,
            "scrollbar": colours["faint"],
            "scrollbar-background": ground,
            "text-muted": colours["faint"],
            "text-disabled": colours["faint"],
        },
    )


THEMES: tuple[Theme, ...] = (
    _theme("dark", "#101010", "#dcdcdc", "#5fd75f #ffff55 #ff6b6b #ff7bff #ffff55 #9a9a9a", ("#ffffff", "#b00000")),
    _theme(
        "light",
        "#f6f4ee",
        "#1a1a1a",
        "#006a00 #6e5600 #b40000 #900090 #6e5600 #5a5a5a",
        ("#ffffff", "#a00000"),
        dark=False,
    ),
    _theme("amber", "#000000", "#d99a1c", "#b98413 #f0b040 #ffc24d #d99a1c #f0b040 #a0720c", ("#000000", "#d99a1c")),
    _theme("red", "#000000", "#f0604a", "#d8543f #ff7a64 #ff9480 #f0604a #ff7a64 #d04c38", ("#000000", "#f0604a")),
    _theme("contrast", "#000000", "#ffffff", "#55ff55 #ffff55 #ff8080 #ff80ff #ffff55 #d0d0d0", ("#ffffff", "#a00000")),
    _theme("none", "#000000", "#ffffff", "#ffffff #ffffff #ffffff #ffffff #ffffff #ffffff", ("#000000", "#ffffff")),
)
NAMES = {
    "dark": mark("Mörkt"),
    "light": mark("Ljust"),
    "amber": mark("Natt, gult"),
    "red": mark("Natt, rött"),
    "contrast": mark("Hög kontrast"),
    "none": mark("Utan färg"),
}
NIGHT = ("amber", "red")


@dataclass(frozen=True, slots=True)
class Look:
    """What a person chose: a theme for the day, one for the night, and whether night comes with the sunset."""

    day: str = "dark"
    night: str = "amber"
    by_sun: bool = True
    only_ascii: bool = False


def look_of(settings: Settings) -> Look:
    return Look(settings.day, settings.night, settings.night_by_sun, settings.only_ascii)


def theme_at(look: Look, now: datetime, *, no_colour: bool = False) -> str:
    """The name of the theme at `now` (aware). NO_COLOR stands over every choice, no colour over the night.

    A name that is unknown, from a broken settings file, is the default.
    """
    if no_colour or look.day == "none":
        return "none"
    wanted, default = (look.night, "amber") if look.by_sun and is_night(now) else (look.day, "dark")
    return wanted if wanted in NAMES else default


def repaint(app: App[None]) -> None:
    """Every screen in the colours that hold now, also what lies on top and what keeps its rows drawn."""
    for screen in app.screen_stack:
        app.stylesheet.update(screen, animate=False)
        for node in screen.walk_children(with_self=True):
            node.notify_style_update()
            node.refresh()


class WithoutColour(LineFilter):
    """Leaves no colour at all, not even grey: what stood on a ground of its own is reversed instead."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.control or segment.style is None else Segment(segment.text, self._bare(segment.style))
            for segment in segments
        ]

    @staticmethod
    def _bare(style: Style) -> Style:
        ground = style.bgcolor.get_truecolor() if style.bgcolor is not None and not style.bgcolor.is_default else None
        is_raised = ground is not None and sum(ground) > 3 * 0x60
        return Style(bold=style.bold, underline=style.underline, reverse=bool(style.reverse) != is_raised)
