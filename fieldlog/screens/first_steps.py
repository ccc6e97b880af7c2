"""What the first start says and asks, step by step."""

from collections.abc import Mapping

from fieldlog.language import _, language
from fieldlog.models.worker import ROLES

STEPS = ("choice", "org", "role", "worker", "passphrase", "again", "trial")
WITH_CODE = ("choice", "address", "code", *STEPS[1:])
"""The steps of somebody who was given the server's address and a code."""


def label(step: str) -> str:
    """The name of the field of a step."""
    return {
        "address": _("Adress"),
        "code": _("Kod"),
        "org": _("Organisation"),
        "worker": _("Tjänstenummer"),
        "passphrase": _("Lösenfras"),
        "again": _("En gång till"),
    }[step]


def rows_of(step: str, answers: Mapping[str, str]) -> list[str]:
    """The rows above the field; the rules of an answer stand there before it is given."""
    if step == "choice":
        return [
            "",
            _("fieldlog är loggen för ditt pass."),
            _("Du skriver vad du ser, som du skulle säga det."),
            _("Den ligger krypterad på den här datorn och fungerar utan nät."),
            "",
            f"1  {_('Gör min logg')}",
            f"2  {_('Jag har en kod till servern')}",
            f"3  {_('Öva först')}",
            f"4  {'English' if language() == 'sv' else 'Svenska'}",
            "",
        ]
    known = [value for value in (answers.get("org"), _role(answers), answers.get("worker")) if value]
    return [*_known(step, known), *_asked(step), ""]


def _role(answers: Mapping[str, str]) -> str:
    return _(ROLES[answers["role"]]) if answers.get("role") in ROLES else ""


def _known(step: str, known: list[str]) -> list[str]:
    return ["", ", ".join(known), ""] if known and step not in {"org", "trial"} else [""]


def _asked(step: str) -> list[str]:
    if step == "address":
        return [
            _("Din gruppledare har gett dig en adress och en kod."),
            "",
            _("Serverns adress, som fieldlog.exempel.se"),
        ]
    if step == "code":
        return [_("Koden gäller en gång, i tio minuter.")]
    if step == "org":
        return [
            _("Tre korta frågor och en lösenfras, sedan är loggen din."),
            "",
            _("1 av 3  Vilken organisation? Kort kod, som OVB eller NIS."),
        ]
    if step == "role":
        numbered = [f"   {number % 10}  {_(name)}" for number, name in enumerate(ROLES.values(), 1)]
        return [_("2 av 3  Vad arbetar du som?"), *numbered]
    if step == "worker":
        return [
            _("3 av 3  Ditt tjänstenummer, som OV-12."),
            _("Det visas i stället för ditt namn."),
        ]
    if step == "passphrase":
        return [
            _("Välj en lösenfras. Minst 8 tecken, tre eller fyra ord går bra."),
            _("Den låser upp loggen varje gång. Den skrivs två gånger och syns inte."),
            _("Glöms den kan ingen öppna loggen. Skriv upp den på ett säkert ställe."),
        ]
    return [_("Samma lösenfras en gång till.")] if step == "again" else []
