"""Care: after a grave event its writer is asked whether she wants somebody to get in touch."""

from datetime import timedelta
from typing import Final

KIND: Final = "care"
YES, NO, LATER = "yes", "no", "later"
"""Only a yes becomes an entry, which her supervisors read and nobody else. The other two stay on her laptop."""

GRAVE: Final = 4
"""Severity from which it is asked."""
STAFF: Final = "PS"
"""The category of an incident with the staff: asked whatever its severity."""
AFTER: Final = timedelta(minutes=10)
"""Not while she is still in the middle of it."""
WITHIN: Final = timedelta(days=3)
AGAIN: Final = timedelta(hours=12)
"""How long `later` is."""
