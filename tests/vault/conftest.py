"""What the vault's tests share: folders with vaults (Argon2id once a vault), and a private Secret Service."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldlog.home import Folder, Home
from fieldlog.vault import Unlocked, create_vault

sys.path.insert(0, str(Path(__file__).parents[1]))

from secret_service import running_secret_service

PASSPHRASE = "rätt häst på Sergels torg"


@pytest.fixture(autouse=True)
def no_keyring_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a bus there is no Secret Service: no test can reach the keyring of whoever runs it."""
    import keyring.core

    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)


@pytest.fixture(scope="session")
def anna_once(tmp_path_factory: pytest.TempPathFactory) -> Unlocked:
    folder = Home(tmp_path_factory.mktemp("home")).folder("OV-12")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        return create_vault(folder, PASSPHRASE, worker="OV-12", org="OVB", role="ov", keyring=False)


@pytest.fixture
def anna(anna_once: Unlocked, tmp_path: Path) -> Unlocked:
    """Anna's open vault in a folder of its own: a copy, so that no test sees another's."""
    folder = Home(tmp_path / "home").folder("OV-12")
    folder.make()
    shutil.copytree(anna_once.folder.path, folder.path, dirs_exist_ok=True)
    return Unlocked(folder, anna_once.facts, anna_once.database_key, anna_once.secrets)


@pytest.fixture
def folder(anna: Unlocked) -> Folder:
    return anna.folder


@pytest.fixture
def waits() -> list[float]:
    """The seconds that an unlocking would have waited."""
    return []


@pytest.fixture
def wait(waits: list[float]) -> Callable[[float], None]:
    return waits.append


@pytest.fixture(scope="session")
def shared_secret_service() -> Iterator[dict[str, str]]:
    with running_secret_service() as environ:
        yield environ


@pytest.fixture
def secret_service(
    shared_secret_service: dict[str, str], no_keyring_of_the_user: None, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The environment of a private unlocked keyring; this process uses it too while the test runs."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", shared_secret_service["DBUS_SESSION_BUS_ADDRESS"])
    return shared_secret_service


@pytest.fixture
def own_secret_service(no_keyring_of_the_user: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """As `secret_service`, for a test that locks it."""
    with running_secret_service() as environ:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environ["DBUS_SESSION_BUS_ADDRESS"])
        yield environ
