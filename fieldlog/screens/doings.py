"""What the writer of an entry can do with it by one digit, and what is asked before it is done."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldlog.language import _
from fieldlog.models.vocabulary import CLASSES
from fieldlog.screens.whole import VERSION_DIGITS
from sync.access import DISCLOSERS

if TYPE_CHECKING:
    from fieldlog.logbook.whole import Whole
    from fieldlog.vault import VaultFacts


@dataclass(frozen=True, slots=True)
class Doing:
    """A verb of the logbook that takes the entry's id, `args`, the time and a reason. `ready` is a reason at hand,
    `said` what is said when it is done.
    """

    verb: str
    title: str
    question: str
    ready: str
    said: str
    args: tuple[str, ...] = ()


def is_open_to_change(whole: "Whole | None") -> bool:
    return whole is not None and whole.mine and whole.said["state"] != "erased"


def doings(whole: "Whole") -> dict[str, Doing]:
    """By key, those that are one verb with a reason; the others are screens of their own."""
    if not is_open_to_change(whole):
        return {}
    if whole.said["state"] == "withdrawn":
        question, ready = _("Varför ska posten gälla igen?"), _("återtogs av misstag")
        return {"2": Doing("amendments.restore", _("ÅTERSTÄLL"), question, ready, _("Posten gäller igen."))}
    question = _("Varför tar du tillbaka posten?")
    found = {"2": Doing("amendments.withdraw", _("ÅTERTA"), question, "", _("Posten är återtagen."))}
    class_ = whole.said["class"]
    if class_ < CLASSES[-1]:
        higher = CLASSES[CLASSES.index(class_) + 1]
        question = _("Varför ska färre läsa? Du kan inte sänka igen.")
        raising = Doing(
            "amendments.classify", _("HÖJ KLASSEN"), question, _("känsligt"), _("Klassen är höjd."), (higher,)
        )
        found |= {"+": raising, "=": raising}
    if whole.said["words"] or whole.said["texts"]:
        if whole.said["words_may_leave"]:
            keeping = _("Varför ska orden stanna i organisationen?")
            found["7"] = Doing("amendments.let_words", _("ORDEN STANNAR"), keeping, "", _("Orden stannar."), ("no",))
        else:
            letting = _("Varför får andra organisationer läsa orden, när posten är godkänd?")
            ready, said = _("inget i dem pekar ut någon"), _("Orden får lämna organisationen, om de inget röjer.")
            found["7"] = Doing("amendments.let_words", _("SLÄPP ORDEN"), letting, ready, said, ("yes",))
    for digit, tip in zip(VERSION_DIGITS, whole.versions, strict=False):
        question, ready = _("Varför gäller den versionen?"), _("den här stämmer")
        found[digit] = Doing("whole.settle", _("AVGÖR"), question, ready, _("Avgjort."), (str(tip["id"]),))
    return found


def may_disclose(whole: "Whole | None", facts: "VaultFacts") -> bool:
    """Whether it is worth asking: by the role of the log. Who decides is judged again where it is written down."""
    if whole is None or whole.said["protected"]:
        return False
    return facts.role in DISCLOSERS and whole.said["org"] == facts.org


def what_one_can(whole: "Whole | None", facts: "VaultFacts") -> str:
    """The row of digits under an entry."""
    if whole is None:
        return ""
    if may_disclose(whole, facts) and not is_open_to_change(whole):
        return _("Någon annans post.") + "   " + _("4 lämna ut   5 vem har läst   6 kopiera text")
    if not is_open_to_change(whole):
        why = _("Gallrad: går inte att ändra.") if whole.mine else _("Någon annans post: bara att läsa.")
        return why + "   " + _("5 vem har läst   6 kopiera text")
    if whole.said["state"] == "withdrawn":
        return _("2 återställ   5 vem har läst   6 kopiera text")
    can = _("1 rätta  2 återta  3 hör ihop med  5 vem har läst  6 kopiera text")
    return can + ("  " + _("+ höj klass") if whole.said["class"] < CLASSES[-1] else "")
