"""Somebody who has only `docs/entry.md` comes to the same verdict as `fieldlog verify`."""

import ast
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fieldlog.home import Folder
from fieldlog.logbook.folding import stored
from fieldlog.logbook.log import Log
from fieldlog.logbook.verifying import verify
from tests.conftest import FRIDAY
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


def test_both_find_an_entry_that_the_same_device_signed_on_a_copied_laptop(
    copied: Callable[[], Log], tmp_path: Path
) -> None:
    log, other = copied(), copied()
    for one in (log, other):
        shutil.copytree(one.folder.path, tmp_path / one.store.path.stem)
        one.unlocked = replace(one.unlocked, folder=Folder(tmp_path / one.store.path.stem, "OV-12"))
        for comment in ("ett", "två"):
            with one.writing(FRIDAY) as pen:
                pen.write("comment", {}, {"comment": comment})
    with other.store.read() as connection:
        row, entry = max(stored(connection, "own = 1"), key=lambda found: found[0].n)

    def exchange(connection: Any, _dice: random.Random) -> bool:
        connection.execute(
            "UPDATE entry SET id = ?, line = ?, sig = ? WHERE own = 1 AND n = ?",
            (row.id, entry.line, entry.sig, row.n),
        )
        for name, part in entry.parts.items():
            connection.execute(
                "UPDATE part SET salt = ?, data = ? WHERE name = ? AND entry = (SELECT seq FROM entry WHERE id = ?)",
                (part.salt, part.data, name, row.id),
            )
        return True

    assert mutate(log.store.path, log.unlocked.database_key, exchange, random.Random(1))

    assert "följer inte på den förra" in str(verify(log).fault)
    with pytest.raises(checker.Fault, match="chain breaks"):
        check_log(log.store.path, log.unlocked.database_key)


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
