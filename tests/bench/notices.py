"""Invented notices of the kind that police and guards write: as varied as real ones, so that they compress alike."""

import random
from collections.abc import Iterator

_WHAT = """
Polisen får flera samtal om ett bråk mellan {n} personer vid {place}.
En patrull stoppar en {kind} {thing} på {place} strax efter klockan {hour}.
Väktare larmar om att någon slagit sönder rutan till en {thing} vid {place}.
Vittnen uppger att en man i {age}-årsåldern har ryckt till sig en väska och sprungit mot {place}.
Det brinner i en {thing} på innergården intill {place}, räddningstjänsten är på väg.
Personal i en butik vid {place} har hotats av en kund som vägrade betala.
En äldre kvinna har blivit lurad på sitt bankkort av två personer som påstod sig komma från {who}.
Under kvällen har ordningsvakter avvisat {n} personer från trappan vid {place}.
Anmälan kommer in om skadegörelse på {thing} vid {place}, klotter på ungefär {n} kvadratmeter.
En person har ramlat i rulltrappan vid {place} och klagar över smärta i höften.
Någon har lämnat en resväska utan ägare utanför {place}, området spärras av.
Ordningsvakter omhändertar {n} flaskor starksprit av ett sällskap i {age}-årsåldern.
Fältassistenter har talat med en grupp ungdomar som uppehållit sig under bron vid {place}.
Två langare har stått öppet vid räcket intill {place} sedan klockan {hour}.
En cyklist och en {thing} har kolliderat i korsningen vid {place}.
{who} uppmärksammar att belysningen är trasig vid gångtunneln mot {place}.
"""
_THEN = """
Mannen är känd av {who} sedan tidigare men lämnar platsen innan patrullen hinner fram.
En person förs till sjukhus med {harm}, skadeläget är oklart.
Hon hittades {n} minuter senare sittande på en bänk, tydligt påverkad men lugn.
Ingen är gripen och platsen är åter öppen.
Vittnen har hörts på plats och {who} har säkrat övervakningsfilm.
Ärendet rubriceras som {crime}.
Målsäganden önskar inte medverka i någon utredning.
{who} har informerats och återkommer under natten.
Stämningen är irriterad men inget våld förekommer.
Gruppen skingras mot {place} när vi kommer fram.
En {thing} bärgas från platsen och trafiken rullar igen vid {hour}-tiden.
Vid kroppsvisitation påträffas {n} gram av något som liknar {drug} samt en {thing}.
Föräldrar har kontaktats och hämtar en {age}-åring.
Städning är beställd, {n} kanyler plockade på plats.
En misstänkt är gripen och förhörs under eftermiddagen.
Kvar vid {place} finns glas och en trasig {thing}.
Enligt {who} har samma sällskap setts vid {place} tre kvällar i rad.
Det är oklart om händelsen hänger ihop med gårdagens {crime}.
Vi stannade i ungefär {n} minuter och lämnade när det var lugnt.
"""
_WITH = {
    "place": """
        Sergels torg, Plattan, Drottninggatan, Hötorget, Klarabergsviadukten, Vasagatan, Kungsgatan,
        Centralplan, Malmskillnadsgatan, Brunkebergstorg, Gallerian, Olof Palmes gata, Tegelbacken, Mäster
        Samuelsgatan, Apelbergsgatan, Kulturhuset, Norra Bantorget
    """,
    "kind": """
        stulen, vit, mörk, övergiven, felparkerad, hyrd, oregistrerad, rostig
    """,
    "thing": """
        personbil, elsparkcykel, lastbil, moped, container, papperskorg, kiosk, kniv, hylsnyckel, ryggsäck,
        barnvagn, parkbänk, glasdörr, biljettautomat
    """,
    "who": """
        socialtjänsten, stationens vakter, fastighetsägaren, trafikkontoret, nattpatrullen, banken,
        butikspersonalen, fältgruppen, gränspolisen
    """,
    "harm": """
        skärsår i handen, lindriga skador, misstänkt hjärnskakning, brännskador, en bruten handled,
        andningsbesvär
    """,
    "crime": """
        misshandel, olaga hot, ringa narkotikabrott, skadegörelse, häleri, rån, stöld, våldsamt motstånd,
        vårdslöshet i trafik
    """,
    "drug": """
        cannabis, amfetamin, tramadol, kokain, heroin, benzodiazepiner
    """,
}
_SAID = {name: [" ".join(choice.split()) for choice in said.split(",")] for name, said in _WITH.items()}


def notices(seed: object = 0, *, shorter: bool = False) -> Iterator[str]:
    """Endless, and the same each time for a seed: of one to five sentences, or of one where they shall be shorter."""
    chosen = random.Random(str(seed))
    first, further = _WHAT.strip().splitlines(), _THEN.strip().splitlines()
    while True:
        sentences = [chosen.choice(first)]
        if not shorter:
            sentences += chosen.sample(further, chosen.randint(0, 4))
        yield " ".join(_filled(sentence, chosen) for sentence in sentences)


def _filled(sentence: str, chosen: random.Random) -> str:
    filled = {name: chosen.choice(said) for name, said in _SAID.items()}
    hour = f"{chosen.randint(0, 23):02}.{chosen.randint(0, 59):02}"
    said = sentence.format(**filled, n=chosen.randint(2, 48), age=chosen.randrange(15, 75, 5), hour=hour)
    return said[0].upper() + said[1:]
