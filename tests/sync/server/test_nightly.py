"""What is due goes by itself each day, once somebody has decided: at its hour, once, and while the server serves."""

import asyncio
import threading
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from fieldlog.home import Folder, only_one
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import RuleBroken
from sync.archive import periods, retention
from sync.archive.archive import Archive
from sync.archive.verifying import verify
from sync.server.nightly import LOCK, each_day, look
from sync.server.settings import Limits, read_limits
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import sent
from tests.sync.archive.retaining import CANARY, parts
from tests.sync.laptops import Laptop
from tests.sync.serving import serving

NIGHT = (FRIDAY + timedelta(days=100)).replace(hour=4, minute=0)
AT = "04:00"


def is_run(archive: Archive, home: Path, now: datetime) -> bool:
    return look(archive, home, AT, now, threading.Event())


def test_until_somebody_has_decided_nothing_goes_by_itself(
    archive: Archive, annas_laptop: Laptop, tmp_path: Path
) -> None:
    entry = annas_laptop.observe(CANARY, "C")
    sent(archive, annas_laptop)

    assert not is_run(archive, tmp_path, NIGHT)
    assert parts(archive, entry) == {"core", "words"}

    periods.decide(archive, "C", 60, None, FRIDAY)
    assert is_run(archive, tmp_path, NIGHT)
    assert parts(archive, entry) == set()
    assert verify(archive).fault == ""


def test_it_goes_at_its_hour_once_a_day_and_a_missed_night_is_made_up_for(archive: Archive, tmp_path: Path) -> None:
    periods.decide(archive, "C", 60, None, FRIDAY)

    assert not is_run(archive, tmp_path, NIGHT - timedelta(minutes=1))
    assert is_run(archive, tmp_path, NIGHT)
    assert not is_run(archive, tmp_path, NIGHT + timedelta(hours=3))
    assert is_run(archive, tmp_path, NIGHT + timedelta(days=3, hours=9))
    summer = datetime(2027, 7, 1, 3, 59, tzinfo=STOCKHOLM)
    assert not is_run(archive, tmp_path, summer)
    assert is_run(archive, tmp_path, summer + timedelta(minutes=1))


def test_of_several_processes_one_destroys(archive: Archive, tmp_path: Path) -> None:
    periods.decide(archive, "C", 60, None, FRIDAY)

    with only_one(Folder(tmp_path, ""), LOCK) as mine:
        assert mine
        assert not is_run(archive, tmp_path, NIGHT)
    assert is_run(archive, tmp_path, NIGHT)


def test_a_server_that_goes_down_leaves_off_and_the_next_one_goes_on(
    archive: Archive, annas_laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [annas_laptop.observe(CANARY, "C") for _number in range(5)]
    sent(archive, annas_laptop)
    periods.decide(archive, "C", 60, None, FRIDAY)
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    going_down = threading.Event()
    going_down.set()

    assert not look(archive, tmp_path, AT, NIGHT, going_down)
    assert sorted(len(parts(archive, entry)) for entry in entries) == [0, 0, 2, 2, 2]
    assert verify(archive).fault == ""

    assert is_run(archive, tmp_path, NIGHT + timedelta(minutes=5))
    assert [parts(archive, entry) for entry in entries] == [set()] * 5


async def test_while_it_runs_the_server_answers(
    archive: Archive, annas_laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [annas_laptop.observe(CANARY, "C") for _number in range(40)]
    sent(archive, annas_laptop)
    periods.decide(archive, "C", 60, None, FRIDAY)
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    with serving(archive) as address:
        running = asyncio.create_task(each_day(archive, tmp_path, AT, lambda: NIGHT))
        answered = []
        async with httpx.AsyncClient(trust_env=False) as client:
            while any(parts(archive, entry) for entry in entries):
                answered.append((await client.get(f"{address}/ready")).status_code)
        running.cancel()

    assert answered
    assert set(answered) == {200}


def test_the_hour_is_one_or_never(tmp_path: Path) -> None:
    assert read_limits(tmp_path) == Limits()
    for said, is_good in (("23:30", True), ("never", True), ("4", False), ("24:00", False)):
        (tmp_path / "limits.toml").write_text(f'retention_at = "{said}"\n')
        if is_good:
            assert read_limits(tmp_path).retention_at == said
        else:
            with pytest.raises(RuleBroken):
                read_limits(tmp_path)
