"""Devices as the archive knows them: whose each is, what it may do, and when it was last heard of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose token a request bears. `role` is the worker's role now, not the one at enrolment."""

    org: str
    worker: str
    role: str
    device: str
    state: str
    """active, closed (another device follows it) or revoked: one that may still push, into quarantine, and not read."""
