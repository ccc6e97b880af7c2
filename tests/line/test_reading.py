"""What a typed line is read as: the examples that staff are shown, and what holds for any text at all."""

from datetime import datetime
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.line import Ask, Reading, read_line, reading_as_json
from fieldlog.models.vocabulary import vocabulary

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 20, 22, 24, tzinfo=STOCKHOLM)


def read(text: str, last_place: str | None = None) -> Reading:
    return read_line(text, now=NOW, vocabulary=vocabulary(), last_place=last_place)


def test_the_line_that_everybody_is_shown_first() -> None:
    reading = read("n h pla 3 18-24 ! två langar vid trappan")
    assert (reading.category, reading.place, reading.persons) == ("NH", "PLA", "2-4")
    assert reading.ages == ("18-20", "21-24")
    assert (reading.severity, reading.class_) == (2, "B")
    assert reading.words == "två langar vid trappan"
    assert not reading.guessed
    assert not reading.asks


@pytest.mark.parametrize(
    ("text", "category", "place", "persons", "ages", "severity", "words"),
    [
        ("nh trp 6 18-24 två langar öppet", "NH", "TRP", "5-9", ("18-20", "21-24"), None, "två langar öppet"),
        ("NH TRP 6", "NH", "TRP", "5-9", (), None, ""),
        ("nnh trp 6", "NH", "TRP", "5-9", (), None, ""),
        ("nh plaa 6", "NH", "PLA", "5-9", (), None, ""),
        ("tl", "TL", None, None, (), None, ""),
        ("tl plattan", "TL", "PLA", None, (), None, ""),
        ("tl tegelb", "TL", "TEG", None, (), None, ""),
        ("tl dg norr", "TL", "DRN", None, (), None, ""),
        ("tl höt", "TL", "HOT", None, (), None, ""),
        ("ug hot ~20 <15", "UG", "HOT", "20+", ("<15",), None, ""),
        ("ug hot ca 20 15-årig", "UG", "HOT", "20+", ("15-17",), None, ""),
        ("of kky två 65+", "OF", "KKY", "2-4", ("65+",), None, ""),
        ("ug pla ett tiotal", "UG", "PLA", "10-19", (), None, ""),
        ("ug pla ett 20-tal", "UG", "PLA", "20+", (), None, ""),
        ("ug pla några", "UG", "PLA", "2-4", (), None, ""),
        ("ug pla ett par", "UG", "PLA", "2-4", (), None, ""),
        ("ug pla tre stycken", "UG", "PLA", "2-4", (), None, ""),
        ("ug pla 3 st 14-15", "UG", "PLA", "2-4", ("<15", "15-17"), None, ""),
        ("ug pla 4-5", "UG", "PLA", "5-9", (), None, ""),
        ("ug pla 3 17", "UG", "PLA", "2-4", ("15-17",), None, ""),
        ("ug pla ca 15 år", "UG", "PLA", None, ("15-17",), None, ""),
        ("vf pla !! slagsmål", "VF", "PLA", None, (), 3, "slagsmål"),
        ("vf pla s4 slagsmål", "VF", "PLA", None, (), 4, "slagsmål"),
        ("tp pla s0", "TP", "PLA", None, (), 0, ""),
        ("bl trp stolpe 4471", "BL", "TRP", None, (), None, "stolpe 4471"),
    ],
)
def test_tokens_are_read_as_they_were_meant(
    text: str,
    category: str,
    place: str | None,
    persons: str | None,
    ages: tuple[str, ...],
    severity: int | None,
    words: str,
) -> None:
    reading = read(text)
    found = (reading.category, reading.place, reading.persons, reading.ages, reading.severity, reading.words)
    assert found == (category, place, persons, ages, severity, words)
    assert not {"category", "place", "persons", "ages", "severity"} & reading.guessed


@pytest.mark.parametrize("order", list(permutations(["n h", "pla", "3", "18-24", "!", "21:47"]))[::7])
def test_tokens_may_come_in_any_order(order: tuple[str, ...]) -> None:
    expected = read("n h pla 3 18-24 ! 21:47 +PKL langar öppet")
    reading = read(" ".join(order) + " +PKL langar öppet")
    for name in ("category", "place", "persons", "count", "ages", "severity", "time", "actions", "words", "guessed"):
        assert getattr(reading, name) == getattr(expected, name), name


def test_actions_are_read_with_and_without_their_dots() -> None:
    assert read("in vas 1 +LOB +pkl").actions == ("LOB", "PKL")
    assert read("hl kky +föl").actions == read("hl kky +fol").actions == ("FÖL",)
    assert read("ob hot man på bänk +LOB").actions == ("LOB",)
    assert read("ob hot +var").asks == (Ask("action", ("VÅR", "VÄR"), "+var"),)


def test_a_word_that_could_be_a_place_is_asked_about() -> None:
    reading = read("nh hot langar öppet")
    assert reading.place is None
    assert reading.asks == (Ask("place", ("HOT", "words"), "hot"),)
    assert reading.words == "hot langar öppet"
    assert read("nh HOT langar öppet").place == "HOT"


def test_a_beginning_of_several_places_is_asked_about() -> None:
    (ask,) = read("tl drottn").asks
    assert (ask.field, set(ask.choices)) == ("place", {"DRN", "DRM", "DRS"})


def test_a_mistyped_code_offers_the_nearest_on_the_keyboard() -> None:
    assert read("nj trp 6").asks == (Ask("category", ("NH",), "nj"),)
    assert read("nhj trp 6").asks == (Ask("category", ("NH",), "nhj"),)
    assert read("nj trp 6").place == "TRP"


@pytest.mark.parametrize("line", ["nh plx", "nh plx bråk", "os plx bråk", "plx nh bråk", "in plx man sluddrig"])
def test_a_mistyped_place_is_asked_about_also_before_a_sentence_and_the_typed_category_stands(line: str) -> None:
    reading = read(line)

    assert reading.asks == (Ask("place", ("PLA",), "plx"),)
    assert reading.category in {"NH", "OS", "IN"}
    assert "category" not in reading.guessed
    assert choose(line, place="PLA").place == "PLA"


@pytest.mark.parametrize(
    "line", ["sf mtr kom inte", "nh brf klagar", "ok sms kom sent", "nh kvinna sålde", "bl btr är här"]
)
def test_what_staff_shorten_before_a_sentence_is_no_mistyped_place(line: str) -> None:
    assert [ask for ask in read(line).asks if ask.field == "place"] == []


def test_letters_that_are_like_no_code_hide_none_of_the_tokens_after_them() -> None:
    reading = read("xq trp 3 langar")

    assert (reading.place, reading.count, reading.category) == ("TRP", (3, 3), "NH")
    assert reading.guessed == {"category"}
    assert reading.words == "xq langar"
    assert read("xq nh trp").category == "NH"


def test_figures_that_may_be_persons_or_ages_are_asked_about() -> None:
    reading = read("ug pla 12-14")
    assert (reading.persons, reading.ages) == (None, ())
    assert reading.asks == (Ask("number", ("persons", "ages"), "12-14"),)
    assert read("ug pla 8 12-14").ages == ("<15",)


def test_plain_words_are_enough_and_everything_read_from_them_is_a_guess() -> None:
    reading = read("Ungefär 6 pers vid trappan, ett par av dem langar. 18-24 år")
    assert (reading.category, reading.place, reading.persons) == ("NH", "TRP", "5-9")
    assert reading.ages == ("18-20", "21-24")
    assert {"category", "place", "persons", "ages"} <= reading.guessed
    assert reading.words == reading.text


def test_fields_are_read_from_the_words() -> None:
    reading = read("od sgg man 40 livlös på plan -2, andas långsamt, vän gav naloxon 2 doser, 112 kl 21.47")
    assert reading.fields["larm112"] == "21:47"
    assert reading.fields["naloxon"] == 2
    assert reading.fields["medvetande"] == "medvetslös"
    assert reading.spot == "plan -2"
    assert {"fields.larm112", "fields.naloxon", "spot"} <= reading.guessed


def test_lamps_and_posts_and_needles_are_counted_as_things() -> None:
    lamps = read("tre lampor släckta vid trappan, stolpe 3120")
    assert (lamps.category, lamps.persons) == ("BL", None)
    assert (lamps.fields["stolpe"], lamps.fields["antal_ljus"]) == ("3120", 3)
    needles = read("plockade 7 kanyler i rabatten")
    assert (needles.category, needles.persons, needles.fields["antal_fynd"]) == ("NF", None, 7)


def test_two_persons_named_one_by_one_are_two() -> None:
    assert read("en kvinna och en man sover i trapphuset").count == (2, 2)
    assert read("en man med hund sover i trapphuset").count == (1, 1)


def test_a_figure_before_a_measure_counts_nobody() -> None:
    reading = read("tn tcs 40 min, det lugnade sig")
    assert (reading.persons, reading.fields["narvaro_min"]) == (None, 40)


def test_an_age_is_meant_where_only_ages_are_asked() -> None:
    assert read("u r hot 15").ages == ("15-17",)
    assert read("tl pla kvinna i 30-årsåldern").ages == ("25-64",)


@pytest.mark.parametrize("word", ["två", "hot", "nio", "kvart", "3", "i", "ca", "+LOB", "xq", "kl", "man", "!", "<15"])
def test_a_word_written_a_thousand_times_is_read_too(word: str) -> None:
    assert read(f"{word} " * 1000).text


def test_police_time_is_counted() -> None:
    fields = read("vf pla slagsmål, polis kallad 21:02 kom 21:09").fields
    assert (fields["polis"], fields["polis_min"]) == ("på plats", 7)


def test_what_is_denied_is_not_seen() -> None:
    assert read("inga langare, inget bråk, lugnt").category == "TL"


def test_the_last_place_is_a_guess_when_none_was_said() -> None:
    reading = read("tl", last_place="KKY")
    assert (reading.place, reading.guessed) == ("KKY", frozenset({"place"}))
    assert read("tl pla", last_place="KKY").place == "PLA"


def test_a_locked_caps_key_makes_no_codes_of_words() -> None:
    reading = read("IN I GARAGET SPRANG TVÅ KILLAR")
    assert reading.category != "IN"
    assert reading.place == "SGG"


def test_misspelt_words_are_understood_as_guesses() -> None:
    reading = read("fyra knayler i rabatten vid platan")
    assert (reading.category, reading.place) == ("NF", "PLA")
    assert {"category", "place"} <= reading.guessed
    assert reading.words == "fyra knayler i rabatten vid platan"


def test_a_misspelt_place_among_tokens_is_a_guess() -> None:
    reading = read("nh trapan 6")
    assert (reading.place, reading.persons, reading.guessed) == ("TRP", "5-9", frozenset({"place"}))


def test_decomposed_letters_read_the_same() -> None:
    assert read("tl ho\u0308torget").place == read("tl hötorget").place == "HOT"


def test_json_has_null_where_nothing_was_found() -> None:
    found = reading_as_json(read("xyzzy"))
    assert found["category"] is found["place"] is found["persons"] is found["time"] is found["ages"] is None
    assert found["guessed"] == found["ask"] == []
    assert reading_as_json(read("nh trp 6"))["severity"] == 2


TYPED = st.sampled_from(
    "nh n h pla hot HOT trp 3 2-4 18-24 15-årig <15 65+ ! !! s2 21:47 2147 kl halv tio kvart i nio igår 23:10 -10m +LOB"
    " +xx ett par tiotal två langar vid trappan i garaget plan -2 112 21.47 st år mellan och, . (man) ca x4 te ur hotet"
    " stolpe 4471 vid efter för en sen drottn xq ** \u0301 ß İ 99999999999999999999 24:00 0 00".split()
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(TYPED, max_size=14).map(" ".join)))
def test_any_text_is_read_and_nothing_of_it_is_lost(text: str) -> None:
    reading = read(text)
    assert reading.text == text
    end = 0
    for token in reading.tokens:
        assert token.text == text[token.start : token.end]
        assert token.start >= end
        assert not text[end : token.start].strip()
        end = token.end
    assert not text[end:].strip()
    for word in reading.words.split():
        assert word in text
    assert reading.time is None or reading.time <= NOW
    assert reading_as_json(reading)["words"] == (reading.words or None)


@settings(max_examples=100, deadline=None)
@given(st.permutations(["vf", "KUG", "5", "21-24", "!!", "-10m", "+PKL", "+FOT"]))
def test_order_never_matters(order: list[str]) -> None:
    reading = read(" ".join(order))
    assert (reading.category, reading.place, reading.count, reading.ages) == ("VF", "KUG", (5, 5), ("21-24",))
    assert (reading.severity, set(reading.actions), reading.words) == (3, {"PKL", "FOT"}, "")
    assert reading.time == NOW.replace(minute=14)


def choose(text: str, **answers: str) -> Reading:
    return read_line(text, now=NOW, vocabulary=vocabulary(), answers=answers)


def test_an_answer_settles_what_was_asked() -> None:
    place = choose("nh hot langar öppet", place="HOT")
    assert (place.place, place.words, place.asks) == ("HOT", "langar öppet", ())
    word = choose("nh hot langar öppet", place="words")
    assert (word.place, word.words, word.asks) == (None, "hot langar öppet", ())
    code = choose("nj trp 6", category="NH")
    assert (code.category, code.class_, code.words, code.asks, code.guessed) == ("NH", "B", "", (), frozenset())
    assert choose("ug pla 12-14", number="ages").ages == ("<15",)
    assert choose("ug pla 12-14", number="persons").persons == "10-19"


def test_a_guess_put_right_is_read_again_with_its_own_fields() -> None:
    reading = choose("kniv låg bakom bänken vid trappan", category="NF", place="PLA")
    assert (reading.category, reading.place) == ("NF", "PLA")
    assert reading.fields["fynd"] == ["kniv"]
    assert not {"category", "place"} & reading.guessed
    assert choose("nh trp 6", category="NB").category == "NB"
    assert choose("nh trp 6", category="??", place="nowhere", number="three").category == "NH"
