"""A real, private, unlocked Secret Service for tests: gnome-keyring on a bus of its own, nothing of the user's."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection  # type: ignore[import-untyped] # jeepney has no py.typed

# No service directories: nothing but our own daemon can be started on this bus.
BUS = """<busconfig><type>session</type><listen>unix:dir={home}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"""
WAIT = 20.0  # seconds until a daemon that does not answer is a failure


@contextlib.contextmanager
def running_secret_service() -> Iterator[dict[str, str]]:
    """The environment in which keys go to a private keyring. Both daemons have ended when this is left.

    A missing gnome-keyring or dbus-daemon is a failure (FileNotFoundError), not a skip.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, contextlib.ExitStack() as stack:
        environ = _environment(Path(name))
        config = Path(name) / "bus.xml"
        config.write_text(BUS.format(home=name))
        bus = _started(
            stack, ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1"], environ
        )
        assert bus.stdout is not None
        environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        daemon = _started(stack, ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"], environ)
        assert daemon.stdin is not None
        daemon.stdin.write(b"a login that only this test knows")
        daemon.stdin.close()
        _await_keyring(environ["DBUS_SESSION_BUS_ADDRESS"], daemon)
        yield environ


def lock_collections(environ: Mapping[str, str]) -> None:
    """Lock the private keyring, as a desktop does at log-out."""
    with _connected(environ["DBUS_SESSION_BUS_ADDRESS"]) as connection:
        import secretstorage

        for collection in secretstorage.get_all_collections(connection):
            collection.lock()


def stored_secrets(environ: Mapping[str, str]) -> list[bytes]:
    """Every secret that the private keyring holds."""
    with _connected(environ["DBUS_SESSION_BUS_ADDRESS"]) as connection:
        import secretstorage

        return [item.get_secret() for item in secretstorage.search_items(connection, {"service": "fieldlog"})]


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    places = {f"XDG_{part.upper()}": home / part for part in ("data_home", "runtime_dir", "config_home", "cache_home")}
    for place in places.values():
        place.mkdir(mode=0o700)
    (places["XDG_DATA_HOME"] / "keyrings").mkdir(mode=0o700)
    return {**kept, "HOME": str(home), **{name: str(place) for name, place in places.items()}}


def _started(stack: contextlib.ExitStack, command: list[str], environ: dict[str, str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    stack.callback(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _await_keyring(address: str, daemon: subprocess.Popen[bytes]) -> None:
    import secretstorage

    with _connected(address) as connection:
        for _attempt in range(int(WAIT / 0.01)):
            if secretstorage.check_service_availability(connection):
                return
            assert daemon.poll() is None, "gnome-keyring-daemon ended at once"
            Event().wait(0.01)
    raise AssertionError("gnome-keyring-daemon does not answer")


@contextlib.contextmanager
def _connected(address: str) -> Iterator["DBusConnection"]:
    import secretstorage
    from jeepney.io.blocking import open_dbus_connection

    with contextlib.closing(open_dbus_connection(address)) as connection:
        secretstorage.util.add_match_rules(connection)
        yield connection
