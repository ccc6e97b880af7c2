"""Eva's log with Anna's shift in it, for tests of review."""

import pytest

from fieldlog.logbook.log import Log
from tests.supervising import Night, let_supervise


@pytest.fixture
def night(eva: Log) -> Night:
    """Anna's shift, to be written; Eva supervises."""
    let_supervise(eva, "GL-01", "GL-02")
    return Night(eva)
