"""Servers and laptops that are killed at any moment: what was acknowledged is there, once, and whole."""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fieldlog.home import Home
from fieldlog.logbook.log import open_log
from fieldlog.logbook.verifying import verify as verify_log
from fieldlog.models.core import NewObservation
from fieldlog.models.moment import STOCKHOLM
from fieldlog.vault import Unlocked, boxes, create_vault
from sync.archive import people
from sync.archive.archive import Archive, create
from sync.archive.verifying import verify
from sync.client.enrolling import enrol
from tests.conftest import FRIDAY, PASSPHRASE
from tests.sync.databases import Postgres
from tests.sync.proof.processes import looked_at, prepared
from tests.sync.serving import serving

ROUNDS = [5, pytest.param(200, marks=pytest.mark.proof)]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, postgres: Postgres) -> Iterator[str | None]:
    if request.param == "sqlite":
        yield None
    else:
        with postgres.empty() as address:
            yield address


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_server_that_is_killed_as_laptops_push_loses_nothing_it_answered_for(
    tmp_path: Path, url: str | None, rounds: int
) -> None:
    chance, answered = random.Random(rounds), 0
    with prepared(tmp_path / "server", url, 2) as (server, laptops):
        for number in range(rounds):
            server.start()
            before = sum(each.acknowledged for each in laptops)
            threads = [threading.Thread(target=each.push_until_it_breaks) for each in laptops]
            for thread in threads:
                thread.start()
            time.sleep(chance.uniform(0.005, 0.25))  # the moment at which it is killed
            server.kill()
            for thread in threads:
                thread.join(60)
            answered += sum(each.acknowledged for each in laptops) - before
            looked_at(server, laptops, whole=number % 20 < 3)
        server.start()
        for each in laptops:
            talk = each.talk()
            while each.acknowledged < len(each.laptop.entries):
                each.push(talk, 500)
            talk.close()
        server.kill()
        looked_at(server, laptops)
    assert answered > rounds


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = create(tmp_path / "server", FRIDAY)
    people.add_organisation(made, "OVB", "Ordningsvakterna", "08-1", FRIDAY)
    people.add_worker(made, "OVB", "OV-12", "ov", FRIDAY)
    yield made
    made.close()


@pytest.fixture
def unlocked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Unlocked:
    """Anna's log, with a passphrase that is stretched little: it is opened hundreds of times."""
    monkeypatch.setattr(boxes, "MEMORY_KIB", 8 * 1024)
    monkeypatch.setattr(boxes, "PASSES", 1)
    folder = Home(tmp_path / "home").folder("OV-12")
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    return create_vault(folder, PASSPHRASE, worker="OV-12", org="OVB", role="ov", keyring=False)


def write(unlocked: Unlocked, count: int) -> None:
    now = datetime.now(STOCKHOLM) - timedelta(minutes=5)
    log = open_log(unlocked, now)
    core = NewObservation(at=now, place="PLA", category="NH", severity=2, incomplete=True).core(log.vocabulary, "B")
    with log.writing(now) as pen:
        for number in range(count):
            pen.write("observation", core, {"note": f"två vid trappan {number}"})
    log.close()


def sync(home: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "fieldlog", "sync", "--home", str(home / "home"), "--passphrase-file",
               str(home / "passphrase"), "--json"]  # fmt: skip
    environment = {**os.environ, "FIELDLOG_KEYRING": "no"}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_laptop_that_is_killed_as_it_sends_loses_nothing_and_doubles_nothing(
    tmp_path: Path, archive: Archive, unlocked: Unlocked, rounds: int
) -> None:
    chance, killed = random.Random(rounds), 0
    with serving(archive) as address:
        log = open_log(unlocked, FRIDAY)
        enrol(log, address, people.new_code(archive, "OVB", "ov", "OV-12", datetime.now(STOCKHOLM)), "", FRIDAY)
        log.close()
        begun = time.monotonic()
        running = sync(tmp_path)
        _out, said = running.communicate(timeout=60)
        assert running.returncode == 0, said
        whole = time.monotonic() - begun
        for _round in range(rounds):
            write(unlocked, 30)
            running = sync(tmp_path)
            try:
                running.wait(chance.uniform(0.2, 0.8) * whole)
            except subprocess.TimeoutExpired:
                running.kill()
                killed += 1
            running.communicate()
        running = sync(tmp_path)
        _out, said = running.communicate(timeout=60)
        assert running.returncode == 0, said
    assert killed
    unlocked.refresh()
    log = open_log(replace(unlocked), datetime.now(STOCKHOLM))
    with log.store.read() as connection:
        own = [row.line for row in connection.exec_driver_sql("SELECT line FROM entry WHERE own = 1 ORDER BY seq")]
    assert verify_log(log).fault is None
    log.close()
    with archive.database.reading() as session:
        there = [row[0] for row in session.rows("SELECT line FROM entry WHERE org = 'OVB' ORDER BY n")]
        assert session.row("SELECT count(*) FROM fork") == (0,)
    assert there == own[: len(there)]
    assert len(there) >= 1 + 30 * rounds
    assert not verify(archive).fault
