"""Opening a log: what is refused rather than begun anew."""

import pytest

from fieldlog.logbook import observations
from fieldlog.logbook.log import Log, open_log
from fieldlog.models.refusal import Damaged
from tests.conftest import FRIDAY


def test_a_log_whose_file_is_gone_is_not_begun_a_second_time(anna: Log) -> None:
    observations.save(anna, observations.new_observation(at=FRIDAY, category="TL", place="PLA"), FRIDAY)
    anna.close()
    for file in anna.folder.path.glob("log.db*"):
        file.unlink()

    with pytest.raises(Damaged):
        open_log(anna.unlocked, FRIDAY)

    assert not anna.folder.database.exists()
