"""How commands are read: shared options anywhere, help in the person's language, errors as one sentence."""

from pathlib import Path

import pytest

from fieldlog.cli.parser import COMMANDS, build, read_arguments, typed_command
from fieldlog.models.refusal import RuleBroken
from tests.cli.conftest import Command


@pytest.mark.parametrize(
    "words", [["--home", "x", "--json", "list"], ["list", "--home", "x", "--json"], ["--home=x", "list", "--json"]]
)
def test_shared_options_stand_before_or_after_the_word(words: list[str]) -> None:
    options = read_arguments(words)

    assert (options.home, options.json, options.worker) == ("x", True, None)


def test_shared_options_reach_a_word_within_a_word() -> None:
    options = read_arguments(["--worker", "OV-12", "shift", "start", "--json", "--with", "OV-14", "OV-15"])

    assert (options.worker, options.json, options.crew) == ("OV-12", True, [["OV-14", "OV-15"]])


def test_an_options_value_is_not_taken_for_the_command() -> None:
    assert typed_command(["--worker", "list", "--json", "add", "x"]) == "add"
    assert typed_command(["--worker=list"]) is None


def test_a_line_may_begin_with_a_dash() -> None:
    assert read_arguments(["add", "-10m nh pla"]).line == ["-10m nh pla"]


def test_a_misspelt_command_is_offered_the_nearest() -> None:
    with pytest.raises(RuleBroken, match="verify"):
        read_arguments(["verfy"])


@pytest.mark.parametrize(
    "words",
    [
        ["list", "--state", "lost"],
        ["list", "--limit", "many"],
        ["show"],
        ["amend", "0123"],
        ["add", "--at"],
        ["add", "tl", "--nosuch"],
        ["init", "--org", "OVB"],
        ["shift", "end", "--felt-safe", "9"],
    ],
)
def test_a_wrong_command_is_one_sentence_and_2(fieldlog: Command, words: list[str]) -> None:
    answer = fieldlog(*words)

    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert "lost" not in answer.err


def test_every_command_has_help_and_none_is_loaded_in_vain(fieldlog: Command) -> None:
    for words in COMMANDS.values():
        for word in words:
            assert fieldlog(word, "--help").code == 0

    assert "Kommandon" in fieldlog("--help").out
    assert (
        fieldlog("shift", "end", "--help")
        .out.splitlines()[0]
        .startswith("Så här: fieldlog shift end [--felt-safe 1-5]")
    )
    assert "--version" in build().format_help()


def test_the_language_is_the_one_asked_for_else_that_of_the_settings(
    fieldlog: Command, environ: dict[str, str]
) -> None:
    from fieldlog.language import language

    fieldlog("--help", "--lang", "en")
    assert language() == "en"
    fieldlog("--help")
    assert language() == "sv"
    Path(environ["FIELDLOG_HOME"], "settings.toml").write_text('language = "en"\n')
    fieldlog("parse", "tl")
    assert language() == "en"


def test_a_broken_key_map_is_told_beside_broken_settings_and_without_them(
    fieldlog: Command, environ: dict[str, str]
) -> None:
    home = Path(environ["FIELDLOG_HOME"])
    (home / "keys.toml").write_text("[menu]\nsearch = \n")
    alone = fieldlog("parse", "nh trp").err
    (home / "settings.toml").write_text("language = [")
    both = fieldlog("parse", "nh trp").err

    assert alone == "Tangentkartan går inte att läsa (rad 2). De vanliga gäller.\n"
    assert both == f"Inställningarna går inte att läsa. De vanliga gäller.\n{alone}"


def test_broken_settings_are_told_and_do_no_harm(fieldlog: Command, environ: dict[str, str]) -> None:
    Path(environ["FIELDLOG_HOME"], "settings.toml").write_bytes(b"\xff\xfe language =")

    answer = fieldlog("parse", "tl pla", "--json")

    assert (answer.code, answer.object["category"]) == (0, "TL")
    assert "Inställningarna" in answer.err


def test_help_and_refusals_speak_the_language_of_the_named_home(fieldlog: Command, tmp_path: Path) -> None:
    home = tmp_path / "hers"
    home.mkdir()
    (home / "settings.toml").write_text('language = "en"\n')

    assert "choose" in fieldlog("list", "--state", "lost", "--home", str(home)).err
    assert fieldlog("list", "--help", f"--home={home}").out.startswith("Usage")


def test_a_language_that_is_not_installed_is_told_and_swedish_spoken(
    fieldlog: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("fieldlog.language.CATALOGUES", tmp_path)

    answer = fieldlog("parse", "tl pla", "--lang", "en")

    assert answer.code == 0
    assert answer.err.strip() == "Språket en är inte installerat. Svenska gäller."
    assert "plats" in answer.out
