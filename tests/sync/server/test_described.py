"""The description of the routes is honest: whatever is sent to a running server, it answers as it says there."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.archive.archive import Archive
from sync.protocol import SPOKEN, VERSION_HEADER
from sync.server.app import make_app
from sync.server.settings import Limits
from tests.sync.archive.exchanging import sent
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop
from tests.sync.serving import serving

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
HOME = Path(__file__).parents[3]
AT_WILL = "1000000/minute"

EXCLUDED = (
    "negative_data_rejection",  # what a later program says beyond this protocol is passed over
    "positive_data_acceptance",  # a description cannot say what a good signature or proof is
)


@pytest.fixture
def patient(archive: Archive) -> Iterator[str]:
    limits = Limits(per_device=AT_WILL, per_address=AT_WILL, enrolments_per_address=AT_WILL)
    with serving(archive, limits) as address:
        yield address


def found_by_schemathesis(address: str, laptop: Laptop, folder: Path, seconds: int, *only: str) -> tuple[int, str]:
    """Exit code and report of a run of so many seconds, as Anna's laptop and as others."""
    settings = folder / "schemathesis.toml"
    settings.write_text(f'[parameters]\n"path.org" = "{laptop.org}"\n"path.device" = "{laptop.device}"\n')
    headers = (f"Authorization: Bearer {laptop.token}", f"{VERSION_HEADER}: {SPOKEN}")
    run = subprocess.run(
        [
            str(SCHEMATHESIS), "--config-file", str(settings), "run", f"{address}/openapi.json",
            *only,
            "--exclude-checks", ",".join(EXCLUDED), "--max-time", str(seconds), "--no-color", "--warnings", "off",
            *(word for header in headers for word in ("--header", header)),
        ],
        capture_output=True, text=True, check=False, cwd=folder, timeout=seconds + 120,
        env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.sync.server.batches", "PYTHONPATH": str(HOME)},
    )  # fmt: skip
    return run.returncode, run.stdout[-6000:] + run.stderr[-2000:]


def test_no_request_that_schemathesis_makes_up_is_answered_otherwise_than_described(
    patient: str, archive: Archive, annas_laptop: Laptop, tmp_path: Path
) -> None:
    annas_laptop.observe("ett")
    sent(archive, annas_laptop)

    code, report = found_by_schemathesis(patient, annas_laptop, tmp_path, 12)

    assert code == 0, report
    described = make_app(archive).openapi()["paths"]
    count = sum(len(ways) for ways in described.values())
    assert f"{count} selected / {count} total" in report


@pytest.mark.parametrize("role", ["adm", "sam", "reg"])
def test_nor_of_whoever_administers(
    role: str, patient: str, annas_laptop: Laptop, enrolled: Enroller, tmp_path: Path
) -> None:
    hers = enrolled("OVB", "XX-99", role)
    over_annas = Laptop("OVB", hers.worker, role, annas_laptop.key, token=hers.token)
    administration = ("--include-path-regex", "^/v1/admin/")

    code, report = found_by_schemathesis(patient, over_annas, tmp_path, 4, *administration)

    assert code == 0, report


@pytest.mark.proof
def test_nor_in_five_minutes(patient: str, archive: Archive, annas_laptop: Laptop, tmp_path: Path) -> None:
    annas_laptop.observe("ett")
    sent(archive, annas_laptop)

    code, report = found_by_schemathesis(patient, annas_laptop, tmp_path, 300)

    assert code == 0, report


def test_every_route_that_asks_for_a_token_says_so(archive: Archive) -> None:
    said = make_app(archive).openapi()

    assert said["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}
    open_to_all = {path for path, ways in said["paths"].items() if any(not way["security"] for way in ways.values())}
    assert open_to_all == {"/health", "/ready", "/v1/versions", "/v1/enrol"}
    for ways in said["paths"].values():
        for way in ways.values():
            assert {"405", "408", "429", "431", "500", "503"} <= way["responses"].keys()
