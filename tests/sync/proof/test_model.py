"""The exchange as a state machine: real laptops and the real server in any order of events, all promises after each."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.sync.proof.homes import Template
from tests.sync.proof.weather import DISK, FAULTS, FINE
from tests.sync.proof.world import World, world

WHICH = st.integers(0, 5)
COUNT = st.sampled_from((1, 2, 7))
CLASS = st.sampled_from("AABC")
WEATHER = st.lists(st.sampled_from((FINE, FINE, *FAULTS)), max_size=6)
DYING = st.sampled_from((0, 0, 0, 1, 2, 3, 4, 5, 6, 7))


class Exchanges(RuleBasedStateMachine):  # noqa: PLR0904 - everything that can happen
    """A step is something that somebody does or that happens; the world keeps the books."""

    homes: ClassVar[Template]

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.world: World = self._stack.enter_context(world(self.homes))

    @rule(which=WHICH, count=COUNT, secrecy=CLASS, severity=st.integers(0, 4), free=st.booleans())
    def observe(self, which: int, count: int, secrecy: str, severity: int, free: bool) -> None:
        self.world.observe(which, count, secrecy, severity=severity, free=free)

    @rule(
        which=WHICH, kind=st.sampled_from(("amend", "classify", "review", "withdraw")), of=st.integers(0, 9), to=CLASS
    )
    def answer(self, which: int, kind: str, of: int, to: str) -> None:
        self.world.answer(which, kind, of, to)

    @rule(which=WHICH, odd=st.sampled_from(("newer", "bad", "warning", "spoilt")))
    def write_odd(self, which: int, odd: str) -> None:
        {"warning": self.world.warn, "spoilt": self.world.spoil}.get(
            odd, lambda laptop: self.world.write_odd(laptop, odd)
        )(which)

    @rule(which=WHICH, ahead=WEATHER, dying=DYING)
    def exchange(self, which: int, ahead: list[str], dying: int) -> None:
        self.world.exchange(which, (*ahead, *([f"{DISK} {dying}"] if dying else [])))

    @rule(which=WHICH)
    def exchange_in_fine_weather(self, which: int) -> None:
        self.world.exchange(which)

    @precondition(lambda self: self.world.late)
    @rule(which=st.integers(0, 9))
    def deliver_late(self, which: int) -> None:
        self.world.deliver_late(which)

    @rule()
    def back_up(self) -> None:
        self.world.back_up()

    @precondition(lambda self: self.world.server.saved)
    @rule()
    def restore(self) -> None:
        self.world.restore()

    @rule(which=WHICH)
    def copy(self, which: int) -> None:
        self.world.copy(which)

    @rule(which=WHICH)
    def save(self, which: int) -> None:
        self.world.save(which)

    @rule(which=WHICH, knowing=st.booleans())
    def put_back(self, which: int, knowing: bool) -> None:
        self.world.put_back(which, knowing=knowing)

    @rule(which=WHICH)
    def revoke(self, which: int) -> None:
        self.world.revoke(which)

    @rule(which=st.integers(0, 9), accept=st.booleans())
    def decide(self, which: int, accept: bool) -> None:
        self.world.decide(which, accept=accept)

    @rule(which=WHICH, choice=st.integers(0, 2))
    def role(self, which: int, choice: int) -> None:
        self.world.role(which, choice)

    @rule(which=WHICH, version=st.sampled_from(("", "2-3")))
    def speak(self, which: int, version: str) -> None:
        self.world.speak(which, version)

    @rule(which=WHICH, days=st.sampled_from((0, 0, 1, -1, 12, -400, 3000)))
    def jump(self, which: int, days: int) -> None:
        self.world.jump(which, days)

    @rule(which=WHICH)
    def code(self, which: int) -> None:
        self.world.code(which)

    @invariant()
    def promises(self) -> None:
        self.world.check()

    def teardown(self) -> None:
        with self._stack:
            self.world.heal()


@pytest.fixture
def hold(homes: Template) -> Callable[[int, int], None]:
    """Try so many histories of at most so many steps."""

    def held(histories: int, steps: int, *, derandomize: bool = True) -> None:
        Exchanges.homes = homes
        run_state_machine_as_test(
            Exchanges,
            settings=settings(
                max_examples=histories,
                stateful_step_count=steps,
                deadline=None,
                derandomize=derandomize,
                database=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )

    return held


def test_the_promises_hold_whatever_happens(hold: Callable[[int, int], None]) -> None:
    hold(12, 25)


@pytest.mark.proof
def test_the_promises_hold_in_long_histories(hold: Callable[..., None]) -> None:
    hold(400, 60, derandomize=False)
