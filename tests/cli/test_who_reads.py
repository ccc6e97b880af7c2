"""What others wrote, shown by a command: written down too, after the answer."""

from pathlib import Path

from fieldlog.home import Home
from fieldlog.logbook.log import open_log
from fieldlog.vault import unlock_with_passphrase
from tests.cli.conftest import Command
from tests.conftest import FRIDAY, PASSPHRASE
from tests.logbook.test_reads import written
from tests.logbook.test_received import CORE
from tests.proof.rich import Stranger, receive


def test_show_list_and_export_tell_what_was_read(fieldlog: Command, anna_at: Path, tmp_path: Path) -> None:
    log = open_log(unlock_with_passphrase(Home(anna_at).folder("OV-12"), PASSPHRASE), FRIDAY)
    kim = Stranger("OV-14", "OVB")
    seen = kim.write("observation", CORE, {"note": "lampa mörk"})
    receive(log, kim.entries)
    fieldlog("add", "tl pla")

    assert fieldlog("show", seen.fields.id).code == 0
    assert fieldlog("list", "--json").code == 0
    assert fieldlog("search", "lampa").code == 0
    assert fieldlog("export", "--format", "csv", "--out", str(tmp_path / "ut.csv")).code == 0

    listed = {"ids": [seen.fields.id]}
    assert [(entry.fields.target, entry.content("core")) for entry in written(log)] == [
        (seen.fields.id, {}), (None, listed), (None, listed),
        (None, listed | {"how": "export", "own": 1}),
    ]  # fmt: skip
    assert fieldlog("verify").code == 0
    log.close()
