"""Words about people get a row; the same words about things do not."""

import pytest

from fieldlog.privacy import find_personal, find_sensitive


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("två somaliska yngre män", "origin", "somaliska"),
        ("svensk kille ca 20", "origin", "svensk"),
        ("av utländsk härkomst", "origin", "utländsk"),
        ("flera somalier vid trappan", "origin", "somalier"),
        ("Romerna satt kvar", "origin", "Romerna"),
        ("3 mörkhyade", "origin", "mörkhyade"),
        ("two Romanian women begging", "origin", "Romanian"),
        ("muslimerna samlades", "religion", "muslimerna"),
        ("kvinna i hijab", "religion", "hijab"),
        ("en kristen man predikade", "religion", "kristen"),
        ("a Jewish man was threatened", "religion", "Jewish"),
        ("känd pundare", "degrading", "pundare"),
        ("Pundarna tillbaka", "degrading", "Pundarna"),
        ("the usual junkies", "degrading", "junkies"),
    ],
)
def test_a_word_about_people_gets_a_row(text: str, kind: str, word: str) -> None:
    (found,) = find_sensitive(text)
    assert (found.kind, found.text, found.certain) == (kind, word, False)
    assert found.why() == "Behövs ordet? Det du sparar kan begäras ut."


@pytest.mark.parametrize(
    "text",
    [
        "svensklektion i lokalen",
        "svenskalektion för tonåringar",
        "finsk båt",
        "pratade engelska med mannen",
        "På engelska sa mannen nej",
        "vit bil, svart jacka",
        "Svenska kyrkan delar ut kaffe",
        "Klara kyrka",
        "rom och vodka",
        "slut för kvällen",
        "packat med folk",
        "tramp i trappan",
        "arabisk restaurang",
        "Två män. Svensk text på skylten",
        "white van, brown bag",
        "Turkos jacka",
        "klotter hakkors på fasad",
    ],
)
def test_the_same_words_about_things_get_none(text: str) -> None:
    assert find_sensitive(text) == ()


def test_such_a_word_identifies_nobody() -> None:
    assert find_personal("två somaliska män, pundare") == ()
