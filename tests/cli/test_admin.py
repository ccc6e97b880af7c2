"""fieldlog admin: as typed, against a real server; the server judges, and no answer holds content."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.archive import audit, people
from sync.archive.archive import Archive, create
from tests.cli.conftest import Answer, Command
from tests.conftest import FRIDAY
from tests.sync.serving import serving

CANARY = "kanariefågeln i trappan"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = create(tmp_path / "server", FRIDAY)
    people.add_organisation(made, "OVB", "Ordningsvakterna", "08-123", FRIDAY)
    for worker, role in (("AD-01", "adm"), ("SA-01", "sam"), ("RE-01", "reg"), ("OV-12", "ov")):
        people.add_worker(made, "OVB", worker, role, FRIDAY)
    yield made
    made.close()


@pytest.fixture
def address(archive: Archive) -> Iterator[str]:
    with serving(archive) as found:
        yield found


@pytest.fixture
def joined(fieldlog: Command, archive: Archive, address: str, tmp_path: Path) -> Callable[..., Callable[..., Answer]]:
    """A laptop of a worker, enrolled with a code: what is typed at it."""

    def join(worker: str, role: str, code: str = "") -> Callable[..., Answer]:
        home = str(tmp_path / worker)
        code = code or people.new_code(archive, "OVB", role, worker, datetime.now(UTC))
        words = ("--worker", worker, "--org", "OVB", "--role", role, "--no-keyring", "--home", home)
        made = fieldlog("enrol", address, code, *words)
        assert made.code == 0, made.err
        return lambda *typed, **more: fieldlog(*typed, "--home", home, "--json", **more)

    return join


def test_astrid_makes_a_code_a_new_worker_joins_with_it_and_her_device_is_seen_and_shut_out(
    joined: Callable[..., Callable[..., Answer]], archive: Archive
) -> None:
    astrid = joined("AD-01", "adm")
    assert astrid("admin", "worker", "OV-15", "--role", "ov").object == {"worker": "OV-15", "role": "ov"}
    made = astrid("admin", "code", "OV-15")
    assert "visas inte igen" in made.err
    assert [row["worker"] for row in astrid("admin", "codes").objects] == ["OV-15"]

    siv = joined("OV-15", "ov", made.object["code"])
    assert siv("add", f"nh trp {CANARY}").code == 0
    assert siv("sync", now=FRIDAY + timedelta(minutes=2)).object["unsent"] == 0

    assert astrid("admin", "codes").objects == []
    devices = {row["worker"]: row for row in astrid("admin", "devices").objects}
    assert (devices["OV-15"]["state"], devices["OV-15"]["unsent"]) == ("active", 0)
    assert devices["OV-15"]["contacted"]
    device = devices["OV-15"]["device"]
    assert "Inget är spärrat" in astrid("admin", "revoke", device[:9], "--confirm", "OV-12").err
    shut = astrid("admin", "lost", device[:9], "--confirm", "ov-15")
    assert shut.object["state"] == "revoked"
    assert shut.object["observations"][0]["count"] == 1
    assert CANARY not in shut.out
    assert siv("sync").code == 6
    acts = [(each.by, each.of) for each in audit.listed(archive, limit=99)]
    assert acts[-2:] == [("AD-01", "codes"), ("AD-01", "workers")]
    assert acts[0] == ("AD-01", "lost")


def test_a_wrong_role_learns_only_that_there_is_no_such_thing(joined: Callable[..., Callable[..., Answer]]) -> None:
    anna = joined("OV-12", "ov")

    for typed in (("devices",), ("workers",), ("code", "OV-12"), ("vocabulary",), ("policies",)):
        answer = anna("admin", *typed)
        assert (answer.code, answer.out) == (6, "")
        assert "för din roll" in answer.err


def test_kim_adds_a_place_and_rut_decides_a_period_and_each_is_told_what_is_wrong(
    joined: Callable[..., Callable[..., Answer]],
) -> None:
    kim, rut = joined("SA-01", "sam"), joined("RE-01", "reg")

    added = kim("admin", "place", "pav", "--zone", "TG", "--name", "Paviljongen", "--alias", "pavven")
    assert added.object == {"version": 1}
    assert kim("admin", "vocabulary").object["places"]["PAV"]["aliases"] == ["pavven"]
    assert "finns redan" in kim("admin", "place", "LOB", "--zone", "TG", "--name", "Lobbyn").err
    assert "bara höjas" in kim("admin", "category", "UV", "--class", "A").err
    assert rut("admin", "policy", "laptop-C", "5").object["laptops"]["C"] == 5
    refused = rut("admin", "policy", "C", "900")
    assert (refused.code, refused.out) == (2, "")
    assert rut("admin", "ground", "consent", "--to", "2027-01-01").object == {"version": 2}


def test_without_a_network_what_was_fetched_last_is_shown_with_its_age(
    joined: Callable[..., Callable[..., Answer]], fieldlog: Command, archive: Archive, tmp_path: Path
) -> None:
    with serving(archive) as address:
        home = str(tmp_path / "away")
        code = people.new_code(archive, "OVB", "adm", "AD-01", datetime.now(UTC))
        words = ("--worker", "AD-01", "--org", "OVB", "--role", "adm", "--no-keyring", "--home", home)
        assert fieldlog("enrol", address, code, *words).code == 0
        assert len(fieldlog("admin", "workers", "--home", home, "--json").objects) == 4

    later = fieldlog("admin", "workers", "--home", home, "--json")

    assert (later.code, len(later.objects)) == (0, 4)
    assert "hämtades 20/11 21:52" in later.err
    assert fieldlog("admin", "devices", "--home", home, "--json").code == 5
