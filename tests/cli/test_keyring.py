"""Where a keyring has the key nobody is asked for the passphrase, until the log is locked."""

from pathlib import Path

from fieldlog.home import Home
from fieldlog.vault.lock import lock
from tests.cli.conftest import Command
from tests.secret_service import running_secret_service


def test_the_keyring_opens_the_log_until_it_is_locked(process: Command, tmp_path: Path, passphrase_file: Path) -> None:
    home = tmp_path / "new"
    words = ("init", "--org", "OVB", "--role", "ov", "--worker", "OV-12", "--passphrase-file", str(passphrase_file))
    with running_secret_service() as bus:
        env = {**bus, "FIELDLOG_HOME": str(home), "FIELDLOG_PASSPHRASE_FILE": ""}
        assert process(*words, "--json", env=env).object["keyring"] is True
        assert process("add", "tl pla", env=env).code == 0

        lock(Home(home).folder("OV-12"))

        assert process("list", env=env).code == 3
        assert process("list", "--passphrase-file", str(passphrase_file), env=env).code == 0
