"""A store that refuses is told in a sentence, on every screen and by every key; never a crash."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldlog.logbook.log import Log
from fieldlog.screens.several import SeveralScreen
from fieldlog.screens.signed import SignedScreen
from fieldlog.screens.views import SCREENS, WITHOUT_KEY, screen_of
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, until

FILES = Path(__file__).resolve().parents[2] / "fieldlog" / "screens"
ASKS_THE_STORE = {"verb", "look", "notices", "repeat"}
"""What of a desk can be refused."""
GUARDS = ("refusals_said", "suppress", "contextlib.suppress")

Function = ast.AsyncFunctionDef | ast.FunctionDef


def test_no_refusal_gets_past_a_screen() -> None:
    functions = list(_functions())
    refused: set[str] = set()
    while True:
        more = {name for name, function in functions if _unguarded(name, function, refused)} - refused
        if not more:
            break
        refused |= more
    started = _entries(functions)
    ends = {name for name, function in functions if name in started or _is_handler(function)}

    assert sorted(refused & ends) == [], "a refusal in these ends the program"


def _functions() -> Iterator[tuple[str, Function]]:
    for path in sorted(FILES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, Function):
                yield f"{path.stem}.{node.name}", node


def _entries(functions: list[tuple[str, Function]]) -> set[str]:
    """Functions that are started rather than awaited: `run_worker(self._look())`, `set_timer(1, self._due)`."""
    started: set[str] = set()
    for name, function in functions:
        own = name.partition(".")[0]
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and _called(node) in {"run_worker", "set_timer", "call_later"}:
                started |= {
                    _named(each, own) for part in node.args for each in ast.walk(part) if isinstance(each, ast.Call)
                }
                started |= {f"{own}.{each.attr}" for each in node.args if isinstance(each, ast.Attribute)}
    return started


def _is_handler(function: Function) -> bool:
    by_name = function.name.startswith(("on_", "_on_", "action_", "key_", "watch_"))
    marks = {_called(each) if isinstance(each, ast.Call) else ast.unparse(each) for each in function.decorator_list}
    return by_name or bool(marks & {"on", "work"})


def _unguarded(name: str, function: Function, refused: set[str]) -> bool:
    """Whether it waits for something that can be refused, outside every `try` and `with` that takes a refusal."""
    own = name.partition(".")[0]

    def look(node: ast.AST) -> bool:
        if isinstance(node, ast.Try) and any("Refusal" in ast.unparse(each.type or node) for each in node.handlers):
            return any(look(each) for part in (node.handlers, node.orelse, node.finalbody) for each in part)
        if isinstance(node, ast.With | ast.AsyncWith) and any(
            ast.unparse(each.context_expr).startswith(GUARDS) for each in node.items
        ):
            return False
        if isinstance(node, Function) and node is not function:
            return False
        if isinstance(node, ast.Call) and _called(node) == "run_worker" and _reaches_store(node.args[0]):
            return True
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            called = node.value
            if _reaches_store(called) or _named(called, own) in refused:
                return True
        return any(look(each) for each in ast.iter_child_nodes(node))

    return any(look(each) for each in function.body)


def _reaches_store(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ASKS_THE_STORE
        and "desk" in ast.unparse(node.func.value)
    )


def _named(node: ast.Call, own: str) -> str:
    """`file.function` of a call: of this file, unless it is asked of a draft or an event."""
    holder = ast.unparse(node.func.value).rpartition(".")[2] if isinstance(node.func, ast.Attribute) else own
    return f"{ {'draft': 'page_draft', 'event': 'event'}.get(holder, own) }.{_called(node)}"


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)


KEYS = ("1", "enter", "tab", "x", "enter", "escape")


@pytest.mark.parametrize("lost", ["observation", "draft", "part"])
@pytest.mark.parametrize("name", sorted(SCREENS.keys() - WITHOUT_KEY))
async def test_anna_is_told_and_goes_on_where_the_store_refuses(
    opened: Opened, anna: Log, on_shift: str, name: str, lost: str
) -> None:
    """The table is really gone, as on a damaged disk: whatever is read or written of it is refused."""
    async with opened() as (program, pilot):
        await pilot.press(*"nh trp 6 langar", "enter")
        await until(pilot, lambda: "Sparat" in picture(program))
        break_store(anna, lost)
        program.push_screen(screen_of(name, program.desk, lambda: FRIDAY))
        await pilot.pause(0.05)
        for key in KEYS:
            await pilot.press(key)
        await pilot.pause(0.1)

        assert program._exception is None
        assert program.is_running


@pytest.mark.parametrize("digit", "1234")
async def test_a_text_that_cannot_be_read_for_copying_is_told_on_the_signed_screen(
    opened: Opened, anna: Log, on_shift: str, digit: str
) -> None:
    async with opened() as (program, pilot):
        assert program.desk is not None
        program.push_screen(SignedScreen(program.desk, lambda: FRIDAY, on_shift))
        await until(pilot, lambda: "SIGNERAT" in picture(program))
        break_store(anna, "observation")
        await pilot.press(digit)
        await until(pilot, lambda: "fieldlog doctor" in picture(program))

        assert "urklipp" not in picture(program)


async def test_lines_that_cannot_be_kept_stay_on_their_screen(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        program.perform("menu.several")
        await until(pilot, lambda: isinstance(program.screen, SeveralScreen))
        break_store(anna, "draft")
        await pilot.press(*"tl pla", "escape")
        await pilot.pause(0.5)

        assert isinstance(program.screen, SeveralScreen)
        assert "tl pla" in picture(program)
        assert "fieldlog doctor" in picture(program)


def break_store(log: Log, table: str) -> None:
    with log.store.write() as connection:
        connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO gone_{table}")
