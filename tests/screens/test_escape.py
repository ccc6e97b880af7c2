"""Esc Esc hides; a bouncing Esc does not."""

import pytest

from fieldlog.screens.escape import Escape, Press


@pytest.mark.parametrize("gap", [0.0, 0.05, 0.09, 0.1, 0.109])
def test_a_bounce_is_one_step(gap: float) -> None:
    escape = Escape()

    assert [escape.press(5.0), escape.press(5.0 + gap)] == [Press.STEP, Press.BOUNCE]


@pytest.mark.parametrize("gap", [0.15, 0.3, 0.7, 0.799])
def test_two_presses_hide(gap: float) -> None:
    escape = Escape()

    assert [escape.press(5.0), escape.press(5.0 + gap)] == [Press.STEP, Press.HIDE]


def test_two_slow_presses_are_two_steps() -> None:
    escape = Escape()

    assert [escape.press(5.0), escape.press(5.9)] == [Press.STEP, Press.STEP]


def test_a_terminal_that_doubles_every_esc_can_hide_too() -> None:
    escape = Escape()

    assert [escape.press(at) for at in (1.0, 1.0, 1.4, 1.4)] == [Press.STEP, Press.BOUNCE, Press.HIDE, Press.BOUNCE]


def test_a_letter_between_makes_them_two_steps() -> None:
    escape = Escape()
    escape.press(1.0)
    escape.other_key()

    assert escape.press(1.3) is Press.STEP
