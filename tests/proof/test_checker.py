"""Somebody who has only `docs/entry.md` comes to the same verdict as `fieldlog verify`."""

import ast
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldlog.logbook.log import Log
from fieldlog.logbook.verifying import verify
from tests.proof import checker
from tests.proof.checker import check_log
from tests.proof.mutations import ENTRIES, Change, mutate

KEPT_ELSEWHERE = {
    "the end of the chain is cut off": "seen by the head that the vault keeps",
    "own entries are called another's, or another's own": "which devices are own is in the vault",
    "a column of the table of entries says something else than the line": "the checker reads the line",
    "two own entries, parts and rows with them, have exchanged their places in the file": "no byte of an entry changed",
    "a part hangs on no entry": "a part that is accounted for may hang anywhere",
}
"""Changes that are no fault of the chain itself."""
CHAIN = [(sentence, change) for sentence, change in ENTRIES if sentence not in KEPT_ELSEWHERE]


def test_the_checker_shares_nothing_with_fieldlog() -> None:
    tree = ast.parse(Path(checker.__file__).read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert not any("fieldlog" in name for name in names)


def test_both_find_the_rich_log_whole_and_agree_on_its_heads(copied: Callable[[], Log]) -> None:
    log = copied()

    entries, heads = check_log(log.store.path, log.unlocked.database_key)

    assert verify(log).fault is None
    assert entries == verify(log).entries
    assert heads == log.unlocked.kept_heads()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("sentence", "change"), CHAIN, ids=[sentence for sentence, _ in CHAIN])
def test_the_checker_finds_what_was_done_to_a_chain(
    rich: Log, tmp_path: Path, sentence: str, change: Change, seed: int
) -> None:
    path, dice = tmp_path / "x.db", random.Random(seed)
    shutil.copyfile(rich.store.path, path)
    while not mutate(path, rich.unlocked.database_key, change, dice):
        pass

    with pytest.raises(ValueError):  # noqa: PT011 - Fault, or what json and UTF-8 say
        check_log(path, rich.unlocked.database_key)
