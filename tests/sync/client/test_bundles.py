"""The exchange by stick: only the server reads what goes, only Anna's laptop what comes, and nothing counts twice."""

from datetime import datetime

import pytest

from fieldlog.logbook import delivery
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.strict import encode
from sync.archive.bundles import take
from sync.archive.devices import revoke
from sync.bundle import Bundle, BundleFault, box_of, read_bundle, write_bundle
from sync.client.bundles import take_in, write_out
from tests.sync.client.conftest import CONTACT, Laptop, Server, told


def answer(server: Server, data: bytes) -> bytes:
    """What the server writes for a bundle that came in."""
    return take(server.archive, data, datetime.now(STOCKHOLM)).answer


def test_by_stick_anna_hands_over_and_eva_reads(annas: Laptop, evas: Laptop, server: Server) -> None:
    id_ = annas.see("med sticka")
    back = answer(server, write_out(annas.log, annas.later().now))

    outcome = take_in(annas.log, back, annas.now)

    assert (outcome.sent, outcome.unsent) == (2, 0)
    assert outcome.receipt is not None
    assert server.lines(annas.log.device) == annas.lines()
    take_in(evas.log, answer(server, write_out(evas.log, evas.later().now)), evas.now)
    with evas.log.store.read() as connection:
        found = connection.exec_driver_sql("SELECT note FROM observation WHERE id = ?", (id_,)).one()
    assert found.note == "med sticka"


def test_the_stick_can_be_lost_found_and_put_in_twice(annas: Laptop, server: Server) -> None:
    annas.see("först")
    out = write_out(annas.log, annas.later().now)
    back = answer(server, out)
    assert answer(server, out) != back  # put in twice at the server
    take_in(annas.log, back, annas.now)
    annas.see("sedan")
    annas.later().exchange()

    again = take_in(annas.log, back, annas.now)

    assert (again.sent, again.unsent) == (0, 0)
    assert told(again) == ["Filen är äldre än det som redan är hämtat. Det äldre hoppades över."]
    assert server.lines(annas.log.device) == annas.lines()


def test_what_goes_is_read_by_the_server_alone_and_what_comes_by_the_laptop_alone(
    annas: Laptop, evas: Laptop, server: Server
) -> None:
    annas.see("kanariefågel")
    out = write_out(annas.log, annas.later().now)
    back = answer(server, out)

    assert b"kanarie" not in out
    with pytest.raises(RuleBroken, match="inget svar från servern"):
        take_in(evas.log, back, evas.now)
    with pytest.raises(RuleBroken, match="inget svar från servern"):
        take_in(annas.log, out, annas.now)


@pytest.mark.parametrize("change", ["cut", "flip", "nothing", "text"])
def test_a_file_that_was_changed_is_no_answer(annas: Laptop, server: Server, change: str) -> None:
    back = answer(server, write_out(annas.log, annas.later().now))
    changed = {
        "cut": back[:-1],
        "flip": back[:40] + bytes([back[40] ^ 1]) + back[41:],
        "nothing": b"",
        "text": b"Hej",
    }[change]

    with pytest.raises(RuleBroken, match="inget svar från servern"):
        take_in(annas.log, changed, annas.now)


def test_an_answer_that_another_server_signed_is_none(annas: Laptop, server: Server) -> None:
    annas.see()
    out = write_out(annas.log, annas.later().now)
    asked = read_bundle(out, server.archive.keys.open_sealed, lambda facts: str(facts["device"]))
    forged = Bundle({"enrolled": [], "answers": [], "pages": []}, [])
    key = annas.log.unlocked.signing_key()
    data = write_bundle(forged, box_of(annas.log.device), lambda said: key.sign(said).signature)

    with pytest.raises(RuleBroken):
        take_in(annas.log, data, annas.now)
    with pytest.raises(BundleFault):
        read_bundle(out, server.archive.keys.open_sealed, lambda _facts: server.archive.keys.device)
    assert asked.facts["device"] == annas.log.device


def test_a_revoked_laptop_is_told_so_by_stick_too(annas: Laptop, evas: Laptop, server: Server) -> None:
    annas.see()
    annas.later().exchange()
    evas.later().exchange()
    revoke(server.archive, evas.log.device, evas.now)

    outcome = take_in(evas.log, answer(server, write_out(evas.log, evas.now)), evas.now)

    assert (outcome.revoked, outcome.contact) == (True, CONTACT)
    with evas.log.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM entry WHERE own = 0").scalar_one() == 0


def test_a_laptop_with_a_new_device_joins_by_stick(annas: Laptop, server: Server) -> None:
    annas.see()
    annas.later().exchange()
    annas.log.unlocked.new_device()
    annas.see("på den nya enheten")

    outcome = take_in(annas.log, answer(server, write_out(annas.log, annas.later().now)), annas.now)

    assert outcome.unsent == 0
    assert server.lines(annas.log.device) == annas.lines()
    assert annas.exchange().unsent == 0


def test_a_fork_comes_out_by_stick_too_and_the_next_stick_carries_it(annas: Laptop, server: Server) -> None:
    annas.see()
    annas.later().exchange()
    old = annas.log.device
    with server.archive.database.writing() as session:
        session.run("UPDATE entry SET hash = ? WHERE org = 'OVB' AND n = 2", (bytes(32),))
    annas.see("efter")
    first = take_in(annas.log, answer(server, write_out(annas.log, annas.later().now)), annas.now)
    with annas.log.store.read() as connection:
        assert delivery.is_forked(connection, old)

    second = take_in(annas.log, answer(server, write_out(annas.log, annas.later().now)), annas.now)

    assert told(first)[0].startswith("Loggen har skrivits på två datorer.")
    assert second.unsent == 0
    assert set(server.forks()) >= {annas.lines(old)[2]}


def test_facts_and_bodies_come_out_as_they_went_in() -> None:
    from nacl.public import PrivateKey, SealedBox
    from nacl.signing import SigningKey

    box, key = PrivateKey.generate(), SigningKey.generate()
    data = write_bundle(
        Bundle({"a": ["å"]}, [b"", b"\0" * 9, b"x\n"]), bytes(box.public_key), lambda said: key.sign(said).signature
    )
    import base64

    writer = base64.urlsafe_b64encode(bytes(key.verify_key)).decode().rstrip("=")
    found = read_bundle(data, SealedBox(box).decrypt, lambda _facts: writer)

    assert found.bodies == [b"", b"\0" * 9, b"x\n"]
    assert encode(found.facts["a"]) == '["å"]'.encode()
