"""Settings: kept, read again, and never in anybody's way."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.home import Home
from fieldlog.settings import CHOICES, USUAL, Settings, keep_settings, read_key_map_file, read_settings


def test_without_a_file_the_usual_ones_hold_and_nothing_is_said(home: Home) -> None:
    assert read_settings(home) == (USUAL, "")


def test_what_was_chosen_is_there_again(home: Home) -> None:
    chosen = Settings("en", "light", "red", False, True, 10, 350)
    keep_settings(home, chosen)

    assert read_settings(home) == (chosen, "")
    assert home.settings.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("data", [b"language = ", b"\xff\xfe\x00", b"a" * 100_000, b"[" * 5000, b"\x00" * 40])
def test_a_broken_file_gives_the_usual_ones_and_one_sentence(home: Home, data: bytes) -> None:
    home.root.mkdir()
    home.settings.write_bytes(data)

    assert read_settings(home) == (USUAL, "Inställningarna går inte att läsa. De vanliga gäller.")


@pytest.mark.parametrize(
    "row",
    [
        'language = "fr"',
        "day = 3",
        "night_by_sun = 1",
        "idle_minutes = 0",
        "idle_minutes = 100000",
        "idle_minutes = true",
        "debounce_ms = 1.5",
        "only_ascii = [1]",
    ],
)
def test_a_wrong_value_is_named_and_the_others_hold(home: Home, row: str) -> None:
    home.root.mkdir()
    home.settings.write_text(f'{row}\nnight = "red"\n')
    read, sentence = read_settings(home)

    assert read == replace(USUAL, night="red")
    assert row.split(maxsplit=1)[0] in sentence


def test_keeping_leaves_comments_and_unknown_rows_alone(home: Home) -> None:
    home.root.mkdir()
    home.settings.write_text('# mitt\nlanguage = "en"  # engelska\nlater = 5\n\n[table]\nday = "x"\n')
    keep_settings(home, replace(USUAL, day="light"))
    text = home.settings.read_text()

    assert text.startswith("# mitt\n")
    assert tomllib.loads(text) | {"table": {"day": "x"}, "later": 5, "day": "light"} == tomllib.loads(text)
    assert read_settings(home) == (replace(USUAL, day="light"), "")


def test_keeping_mends_a_broken_file(home: Home) -> None:
    home.root.mkdir()
    home.settings.write_text("language = ")
    keep_settings(home, USUAL)

    assert read_settings(home) == (USUAL, "")


def test_a_file_with_the_mark_of_some_editors_is_read(home: Home) -> None:
    home.root.mkdir()
    home.settings.write_bytes(b'\xef\xbb\xbflanguage = "en"\r\n')

    assert read_settings(home)[0].language == "en"


@given(st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CHOICES.items()}))
@settings(deadline=None, max_examples=30)
def test_every_offered_choice_can_be_kept_and_read(tmp_path_factory: pytest.TempPathFactory, chosen: dict) -> None:  # type: ignore[type-arg]  # values of seven types
    home = Home(tmp_path_factory.mktemp("home"))
    keep_settings(home, Settings(**chosen))

    assert read_settings(home) == (Settings(**chosen), "")


def test_a_key_map_that_is_no_text_is_told(home: Home) -> None:
    assert read_key_map_file(home) == ("", "")
    home.root.mkdir()
    (home.root / "keys.toml").write_bytes(b"\xff\xfe")
    text, sentence = read_key_map_file(home)

    assert not text
    assert sentence.startswith("Tangentkartan går inte att läsa")
