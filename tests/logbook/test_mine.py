"""Mine: what is kept about Anna, and who has read it."""

from fieldlog.logbook import observations
from fieldlog.logbook.log import Log
from fieldlog.logbook.mine import mine
from tests.conftest import FRIDAY
from tests.proof.rich import Stranger, receive


def test_anna_sees_how_much_is_kept_and_who_opened_it(anna: Log) -> None:
    new = observations.new_observation(at=FRIDAY, category="OS", place="PLA", persons="2-4")
    id_ = observations.save(anna, new, FRIDAY)
    lo = Stranger("GL-01", "OVB")
    lo.write("read", {}, target=id_)
    receive(anna, lo.entries)

    found = mine(anna)

    assert (found.entries, found.drafts, found.destroyed) == (1, 0, 0)
    assert [(read.at, read.reader, read.what) for read in found.readers] == [(FRIDAY, "GL-01", "OS PLA")]
