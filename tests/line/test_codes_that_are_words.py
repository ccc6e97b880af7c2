"""Codes that are also words: each goes through ten ordinary sentences, and in none of them is it taken for a code."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from fieldlog.line import read_line
from fieldlog.models.vocabulary import vocabulary

NOW = datetime(2026, 11, 20, 22, 24, tzinfo=ZoneInfo("Europe/Stockholm"))

PLACES = {
    "SUP": "bjöd på en sup|en sup till sa han|sup och bråk i kön|de tog en sup bakom planket|"
    "mannen ville ha en sup|sup inte här sa vakten|ingen sup kvar i flaskan|hällde ut en sup|"
    "han var sup efter sup borta|efter en sup blev han arg",
    "KUL": "kul att se er igen|det var kul stämning|barnen hade kul|kul kväll med musik|"
    "inte så kul att jobba ensam|kul med schack sa en besökare|de tyckte det var kul|"
    "kul snack med ägaren|ungdomar har kul med boll|så kul att ni syns",
    "BER": "ber om pengar av turister|han ber oss gå|kvinna ber om hjälp|ber dem flytta sig|"
    "vi ber att få återkomma|ber om sovplats|mannen ber för sig själv|ägaren ber om mer ljus|"
    "ber att vi ringer|de ber folk om cigg",
    "SEG": "seg kväll utan folk|mannen var seg och trött|seg kö till kiosken|seg start på passet|"
    "lite seg efter helgen|golvet är seg av läsk|en seg diskussion|seg stämning i gruppen|"
    "han gick med seg gång|seg hantering av anmälan",
    "HOT": "hot mot kollega|hot om stryk|fick hot via telefon|hot mot butiksägare|inga hot ikväll|"
    "skriker hot mot oss|ett hot från samma man|hot och slag|uttalade hot|it was hot and crowded",
    "HAL": "hal trappa efter regn|det är hal is|marken var hal|hal fläck vid dörren|hal gångbana|"
    "väldigt hal backe|en hal yta av olja|hal och blöt trappa|bli inte hal|hal som en ål sa han",
    "MAL": "mal i jackan sa han|en mal flög runt lampan|hittade mal i sovsäcken|mal på om samma sak|"
    "de mal på hela kvällen|han mal om pengar|mal och mal utan slut|kaffekvarn som mal|"
    "kvinna mal samma ord|en mal på väggen",
    "KOK": "kok av soppa delades ut|ett kok stryk|kok på platsen i gryta|gryta med kok av ris|"
    "ett kok till alla|mannen fick ett kok stryk|kok med potatis|kök och kok|efter kok blev det rök|"
    "de har ett kok igång",
    "BRY": "bry dig inte sa han|bry er om henne|de verkar inte bry sig|ingen tycks bry sig|"
    "bry sig om varandra|vill inte bry någon|hon vill inte bry oss|bry dem inte|att bry sig är viktigt|"
    "får inte bry polisen",
    "VAN": "van vid platsen|hon är van att sova ute|van person i miljön|en van gäst|inte van vid folk|"
    "van att bli avvisad|mannen verkar van|he sat in a van|a white van waited|van chaufför",
    "VAS": "vas krossad på golvet|en vas med blommor|vas i skyltfönstret|någon slog sönder en vas|stal en vas|"
    "blommor utan vas|vas välte i foajén|fick en vas i huvudet|bar på en vas|en vas och ett ljus",
    "GAL": "gal som en tupp|helt gal och arg|gal kille skriker|han gal hela natten|en tupp som gal|en gal idé|"
    "gal man springer runt|she is a nice gal|that gal was upset|gal av ilska",
    "JAK": "jak på hatten|en jak på bild|jak i skyltning|ritade en jak|tavla med jak|stor jak på affisch|"
    "jak och kamel på skylten|de sjöng om en jak|jak som maskot|en ull av jak",
    "KAR": "kar med vatten|ett kar fullt av is|kar står i porten|badade i ett kar|hittade ett kar|"
    "kar och hinkar|blommor i kar|välte ett kar|ett kar med fisk|sitter på ett kar",
    "TEG": "teg när vi frågade|han teg hela tiden|alla teg|hon teg och gick|kvinnan teg om namnet|gruppen teg|"
    "teg om vad som hänt|de teg länge|mannen teg sedan|vittnet teg",
}

CATEGORIES = {
    "UR": "ur garaget kom en man|ur funktion igen|ur en kasse säljs parfym|ur porten sprang någon|"
    "ur led i axeln|ur fas med resten|ur buskarna hördes rop|ur bilen klev någon|ur spår i trappan|"
    "ur hand i hand",
    "UV": "uv sitter i trädet|uv som hoar|uv och kråkor skräpar|uv på taket|uv ropar om natten|"
    "uv lampa lyser blått|uv ljus på toaletten|uv strålning sa han|uv skydd saknas|"
    "uv märkning på stöldgods",
    "OS": "os från matståndet|os av bränt gummi|os i hela trapphuset|os ur ventilen|os och rök|"
    "os av cigaretter|os känns tydligt|os från grillen|os kom ur brunnen|os irriterar boende",
    "OK": "ok läge just nu|ok att stå här sa han|ok sa mannen och gick|ok stämning bland folk|ok kväll|"
    "ok enligt vakten|ok med butiken|ok men stökigt|ok nu efter bråket|ok samtal med föräldrar",
    "IN": "in i garaget sprang någon|in genom fönstret|in med mat till dem|in på toaletten gick han|"
    "in mot spärren|in under bron|in bakom scenen|in the doorway a man sleeps|in front of the shop|"
    "in och ut hela kvällen",
    "TE": "te och kaffe bjöds|te med kakor|te till alla frusna|te serverades|te från civilsamhället|"
    "te delades ut|te i termos|te eller kaffe|te värmde dem|te gavs av kyrkan",
}


@pytest.mark.parametrize("code", PLACES)
def test_a_place_code_that_is_a_word_is_not_taken_in_a_sentence(code: str) -> None:
    sentences = PLACES[code].split("|")
    assert len(sentences) == 10
    for sentence in sentences:
        for text in (sentence, sentence.capitalize(), sentence.upper()):
            assert read_line(text, now=NOW, vocabulary=vocabulary()).place != code, text


@pytest.mark.parametrize("code", CATEGORIES)
def test_a_category_that_is_a_word_is_not_typed_by_a_sentence(code: str) -> None:
    sentences = CATEGORIES[code].split("|")
    assert len(sentences) == 10
    for sentence in sentences:
        for text in (sentence, sentence.capitalize(), sentence.upper()):
            reading = read_line(text, now=NOW, vocabulary=vocabulary())
            assert reading.category != code or "category" in reading.guessed, text


@pytest.mark.parametrize("code", CATEGORIES)
def test_a_category_that_is_a_word_counts_among_tokens(code: str) -> None:
    for text in (
        f"{code.lower()} pla",
        f"{code.lower()} 3",
        f"{code[0]} {code[1]}".lower(),
        code.lower(),
        f"{code} han",
    ):
        reading = read_line(text, now=NOW, vocabulary=vocabulary())
        assert (reading.category, "category" in reading.guessed) == (code, False), text


@pytest.mark.parametrize("line", ["in vas man ca 55", "in vas full man", "ok kul kväll", "in hot water"])
def test_two_codes_that_are_words_before_a_sentence_are_both_asked(line: str) -> None:
    reading = read_line(line, now=NOW, vocabulary=vocabulary())
    first, second = line.split()[:2]

    assert [(ask.field, ask.choices) for ask in reading.asks] == [
        ("category", (first.upper(), "words")),
        ("place", (second.upper(), "words")),
    ]
    codes = {"category": first.upper(), "place": second.upper()}
    answered = read_line(line, now=NOW, vocabulary=vocabulary(), answers=codes)
    assert (answered.category, answered.place, answered.asks) == (first.upper(), second.upper(), ())
    words = read_line(line, now=NOW, vocabulary=vocabulary(), answers={"category": "words", "place": "words"})
    assert (words.place, words.words, words.asks) == (None, line, ())
