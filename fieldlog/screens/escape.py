"""Esc and Esc Esc: one press is a step back, two are hide and lock, and a bouncing key is one press.

Two presses closer than 100 ms reach an app 100 ms apart, as the doubled Esc of some terminals does, so a gap of up to
110 ms is the same press. The first press acts at once: waiting to see whether a second comes would make every step
back slow.
"""

from enum import Enum

SAME_PRESS = 0.110
"""Seconds from one press to the next, up to which it is the same one."""
TWO_PRESSES = 0.800
"""Seconds from one press to the next, up to which they are Esc Esc."""


class Press(Enum):
    STEP = "one step back"
    BOUNCE = "the same press again"
    HIDE = "hide and lock"


class Escape:
    """Tells presses apart by when they came; the times are the keys' own, so a busy program misjudges nothing."""

    def __init__(self) -> None:
        self._seen: float | None = None
        self._pressed: float | None = None

    def press(self, at: float) -> Press:
        """What the press at `at` (seconds, any monotonic clock) means."""
        seen, pressed = self._seen, self._pressed
        self._seen = at
        if seen is not None and at - seen <= SAME_PRESS:
            return Press.BOUNCE
        if pressed is not None and at - pressed <= TWO_PRESSES:
            self._pressed = None
            return Press.HIDE
        self._pressed = at
        return Press.STEP

    def other_key(self) -> None:
        """Another key came between: the next Esc is a first one."""
        self._seen = self._pressed = None
