"""What a failed exchange means to a person: each failure as one sentence that says what to do."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from fieldlog.language import _
from fieldlog.models.refusal import Refusal, TurnedAway, Unreachable
from sync.protocol import VERSION, Problem, ProtocolFault

EXPIRED, NOT_YET_VALID, OTHER_HOST, OTHER_ADDRESS = 10, 9, 62, 64
"""OpenSSL's numbers for why a certificate does not hold; everything else is an authority that is not believed."""

LONGEST_REST = 3600.0
"""Seconds that a server can ask to be left alone; what a broken one says beyond that is not heard."""


def of_failure(error: httpx.HTTPError, host: str, now: datetime) -> Refusal:
    """Why no answer came."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _of_certificate(cause, now)
        if isinstance(cause, ssl.SSLError):
            return Unreachable(_("Servern och datorn kan inte tala krypterat med varandra. Kontrollera adressen."))
        if isinstance(cause, socket.gaierror):
            sentence = _("Serverns namn {host} hittas inte. Kontrollera nätet och försök igen; posterna väntar här.")
            return Unreachable(sentence.format(host=host))
    if isinstance(error, httpx.ProxyError):
        return of_proxy()
    if isinstance(error, httpx.TimeoutException):
        return too_late()
    if isinstance(error, httpx.RemoteProtocolError):
        return cut_short() if "closed" in str(error) or "disconnect" in str(error) else not_ours()
    return Unreachable(_("Servern svarar inte. Kontrollera nätet och försök igen; posterna väntar här."))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _depth in range(8):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _of_certificate(error: ssl.SSLCertVerificationError, now: datetime) -> Refusal:
    if error.verify_code in (EXPIRED, NOT_YET_VALID):
        sentence = _(
            "Serverns certifikat gäller inte {day}, som datorns klocka visar. Ställ klockan om den går fel, fråga "
            "annars den som sköter servern. Inget är sänt."
        )
        return Unreachable(sentence.format(day=f"{now:%Y-%m-%d}"))
    if error.verify_code in (OTHER_HOST, OTHER_ADDRESS):
        return Unreachable(_("Serverns certifikat gäller en annan adress. Kontrollera adressen. Inget är sänt."))
    return Unreachable(
        _(
            "Datorn litar inte på den som utfärdat serverns certifikat. Be den som sköter servern om rätt CA-fil. "
            "Inget är sänt."
        )
    )


def of_answer(status: int, headers: Mapping[str, str], data: bytes, now: datetime) -> Refusal:
    """What an answer other than the one asked for means."""
    try:
        problem = Problem.read(data)
    except ProtocolFault:
        return _of_stranger(status, headers, now)
    return _of_problem(problem, rest_of(headers, now))


def _of_problem(problem: Problem, rest: float | None) -> Refusal:
    if problem.code in ("rate", "busy", "slow", "fault", "restored"):
        if problem.code == "restored":
            said = _("Servern är återställd och väntar på att den som sköter den godkänner det. Försök senare.")
        else:
            said = _("Servern hinner inte just nu. Försök igen om en stund; posterna väntar här.")
        return Unreachable(said, rest)
    return TurnedAway(sentence(problem), problem.code, problem.facts)


def sentence(problem: Problem) -> str:
    """What the server's no means to a person."""
    code, facts = problem.code, problem.facts
    if code == "revoked":
        return revoked(str(facts.get("contact", "")))
    if code == "version":
        newest = facts.get("newest")
        if isinstance(newest, int) and newest < VERSION:
            return _("Servern är äldre än programmet. Posterna väntar här tills den är uppdaterad; säg till den som "
                     "sköter servern.")  # fmt: skip
        return _("Programmet är äldre än servern. Posterna väntar här; uppdatera fieldlog.")
    return {
        "token": _("Servern känner inte igen datorn. Be om en ny kod och kör fieldlog enrol; posterna väntar här."),
        "code": _("Koden gäller inte: den är använd, för gammal eller felskriven. Be om en ny kod."),
        "unknown": _("Servern har ingen sådan logg. Be om en ny kod och kör fieldlog enrol; posterna väntar här."),
        "large": _("Servern tar inte emot så mycket på en gång. Säg till den som sköter servern."),
    }.get(code, _("Servern förstod inte programmet ({code}). Uppdatera fieldlog; posterna väntar här.")).format(
        code=code
    )


def _of_stranger(status: int, headers: Mapping[str, str], now: datetime) -> Refusal:
    """An answer that no fieldlog server gives: by something on the way, mostly."""
    if status == httpx.codes.PROXY_AUTHENTICATION_REQUIRED:
        return of_proxy()
    if status == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
        return TurnedAway(sentence(Problem("large")), "large")
    if status in (429, 502, 503, 504):
        said = _("Något framför servern svarar att den inte nås just nu. Försök igen om en stund.")
        return Unreachable(said, rest_of(headers, now))
    if status < 400 or status == httpx.codes.NETWORK_AUTHENTICATION_REQUIRED:
        return Unreachable(_("Nätet svarar i serverns ställe. Öppna en webbläsare, logga in på nätet och försök igen."))
    return not_ours()


def rest_of(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds of a Retry-After, which may be a date; None where there is none that can be read."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), LONGEST_REST)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0.0, (until - now).total_seconds()), LONGEST_REST)


def revoked(contact: str) -> str:
    whom = contact or _("din gruppledare")
    return _("Datorn är spärrad. Det du skrivit är kvar här. Ring {whom}.").format(whom=whom)


def too_late() -> Unreachable:
    return Unreachable(_("Servern svarade inte i tid. Försök igen om en stund; posterna väntar här."))


def cut_short() -> Unreachable:
    return Unreachable(_("Svaret kom inte fram helt. Försök igen; inget är förlorat."))


def of_proxy() -> Unreachable:
    return Unreachable(_("Nätets mellanserver (proxy) släpper inte fram oss. Säg till den som sköter nätet."))


def not_ours() -> Unreachable:
    return Unreachable(_("Det som svarar på adressen är ingen fieldlog-server. Kontrollera adressen."))
