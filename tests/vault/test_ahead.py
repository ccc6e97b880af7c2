"""Keys that are fetched while the screen is put together."""

import pytest

from fieldlog.home import Home
from fieldlog.models.refusal import Locked, WrongPassphrase
from fieldlog.vault import create_vault
from fieldlog.vault.ahead import Ahead

PASSPHRASE = "rätt häst batteri"


def test_anna_gets_her_keys_once(home: Home) -> None:
    folder = home.folder("OV-12")
    made = create_vault(folder, PASSPHRASE, worker="OV-12", org="OVB", role="ov", keyring=False)

    ahead = Ahead(folder, PASSPHRASE)

    assert ahead.take().database_key == made.database_key
    with pytest.raises(RuntimeError):
        ahead.take()


@pytest.mark.parametrize(("given", "refusal"), [("fel häst batteri", WrongPassphrase), (None, Locked)])
def test_what_refuses_a_vault_is_said_to_whoever_takes_the_keys(
    home: Home, given: str | None, refusal: type[Exception]
) -> None:
    folder = home.folder("OV-12")
    create_vault(folder, PASSPHRASE, worker="OV-12", org="OVB", role="ov", keyring=False)

    with pytest.raises(refusal):
        Ahead(folder, given).take()
