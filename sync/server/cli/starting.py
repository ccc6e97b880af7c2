"""Making a server, and keeping it up."""

from pathlib import Path

from fieldlog.cli.call import DONE, write
from fieldlog.cli.grammar import Commands
from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken
from sync.server.cli.call import Call

PORT = 8470


def add_to(commands: Commands) -> None:
    commands.add("init", _("gör en ny server i mappen"), _init)
    serve = commands.add("serve", _("ta emot loggar tills någon stoppar"), _serve)
    serve.add_argument("--host", metavar=_("ADRESS"), default="127.0.0.1", help=_("adress att lyssna på"))
    serve.add_argument("--port", metavar=_("PORT"), type=int, default=PORT, help=_("port att lyssna på"))
    serve.add_argument("--tls-cert", metavar=_("FIL"), help=_("certifikat; byts filen läses den på nytt"))
    serve.add_argument("--tls-key", metavar=_("FIL"), help=_("certifikatets nyckel"))
    serve.add_argument("--workers", metavar="N", type=int, default=1, help=_("antal processer"))
    commands.add("openapi", _("skriv beskrivningen av serverns vägar"), _openapi)


def _init(call: Call) -> int:
    from sync.archive.archive import create

    archive = create(call.home, call.now, call.database)
    archive.close()
    told = _("Servern är klar i {home}. Flytta recovery.key till ett säkert ställe: den öppnar säkerhetskopiorna.")
    call.answer(
        {"home": str(call.home), "server": archive.keys.device, "epoch": str(archive.epoch)},
        told.format(home=call.home),
    )
    return DONE


def _serve(call: Call) -> int:
    from sync.server.serving import Serving, serve

    options = call.options
    certificate, key = (Path(file) if file else None for file in (options.tls_cert, options.tls_key))
    for file in (certificate, key):
        if file is not None and not file.is_file():
            raise RuleBroken(_("Certifikatet eller nyckeln finns inte på den platsen."))
    if options.workers < 1 or not 0 <= options.port <= 65535:
        raise RuleBroken(_("Ange minst en process, och en port mellan 0 och 65535."))
    if certificate is None and options.host not in ("127.0.0.1", "::1", "localhost"):
        call.say(
            _("Utan certifikat går trafiken i klartext. Låt en proxy på samma maskin ta emot den, eller --tls-cert.")
        )
    serve(Serving(call.home, call.database, options.host, options.port, certificate, key, options.workers))
    return DONE


def _openapi(call: Call) -> int:
    import json
    import sys

    from sync.server.app import make_app

    with call.archive() as archive:
        write(sys.stdout, json.dumps(make_app(archive).openapi(), ensure_ascii=False))
    return DONE
