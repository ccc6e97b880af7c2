"""The exchange by stick at the server: the same as by network, however often the file is put in."""

from typing import Any

import pytest
from nacl.bindings import crypto_sign_ed25519_sk_to_curve25519
from nacl.public import PrivateKey, SealedBox

from fieldlog.models.moment import written
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.strict import decode
from sync.answers import PushAnswer, Verdict
from sync.archive import bundles, devices
from sync.archive.archive import Archive
from sync.archive.spelling import unspelled
from sync.batch import Batch, pack, unpack
from sync.bundle import Bundle, read_bundle, write_bundle
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import count, own, state_of
from tests.sync.laptops import Laptop


def out(archive: Archive, laptop: Laptop, first: int = 1, **changes: Any) -> bytes:
    """The laptop's file, with what it has from entry `first` on."""
    pushes = [{"to": "entries", "device": laptop.device, "head": str(laptop.head_at(first - 1))}]
    facts = {
        "org": laptop.org, "device": laptop.device, "token": laptop.token, "at": written(FRIDAY), "successors": [],
        "pushes": pushes, "after": {"feed": "", "shared": ""}, **changes,
    }  # fmt: skip
    bodies = [pack(Batch(laptop.entries[first - 1 :]))] * len(facts["pushes"])
    return write_bundle(Bundle(facts, bodies), unspelled(archive.keys.box), laptop.sign)


def opened(archive: Archive, laptop: Laptop, data: bytes) -> Bundle:
    private = PrivateKey(crypto_sign_ed25519_sk_to_curve25519(bytes(laptop.key) + bytes(laptop.key.verify_key)))
    return read_bundle(data, SealedBox(private).decrypt, lambda _facts: archive.keys.device)


def test_anna_hands_over_by_stick_and_eva_reads(archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop) -> None:
    annas_laptop.observe("med sticka")

    taken = bundles.take(archive, out(archive, annas_laptop), FRIDAY)
    answer = opened(archive, annas_laptop, taken.answer)

    assert (taken.worker, taken.entries, taken.problems) == ("OV-12", 2, ())
    said = PushAnswer.read(answer.facts["answers"][0]["answer"].encode())
    assert (said.verdicts, said.head) == ((Verdict(1, 2, "stored"),), annas_laptop.head)
    evas = opened(archive, evas_laptop, bundles.take(archive, out(archive, evas_laptop), FRIDAY).answer)
    read = [entry.line for body in evas.bodies for entry in own(unpack(body))]
    assert read == [entry.line for entry in annas_laptop.entries]
    assert b"med sticka" not in taken.answer


def test_put_in_twice_it_changes_nothing(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe()
    data = out(archive, annas_laptop)
    bundles.take(archive, data, FRIDAY)
    before = state_of(archive)

    again = opened(archive, annas_laptop, bundles.take(archive, data, FRIDAY).answer)

    assert PushAnswer.read(again.facts["answers"][0]["answer"].encode()).verdicts == (Verdict(1, 2, "have"),)
    assert state_of(archive) == before


def test_every_page_comes_at_once_and_the_next_stick_goes_on_from_there(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "PAGE", 2)
    for number in range(6):
        annas_laptop.observe(f"{number}")
    bundles.take(archive, out(archive, annas_laptop), FRIDAY)

    first = opened(archive, evas_laptop, bundles.take(archive, out(archive, evas_laptop), FRIDAY).answer)
    pages = [page for page in first.facts["pages"] if page["feed"] == "feed"]
    cursors = [unpack(body).facts["cursor"] for body in first.bodies]

    assert [page["after"] for page in pages] == ["", *cursors[: len(pages) - 1]]
    after = {"feed": cursors[len(pages) - 1], "shared": cursors[-1]}
    second = opened(archive, evas_laptop, bundles.take(archive, out(archive, evas_laptop, after=after), FRIDAY).answer)
    assert [entry for body in second.bodies for entry in unpack(body).entries] == []


def test_after_the_first_problem_of_a_chain_nothing_more_of_it_is_tried(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe()
    push = {"to": "entries", "device": annas_laptop.device}
    gap = [push | {"head": str(annas_laptop.head)}, push | {"head": "0:" + "0" * 64}]

    taken = bundles.take(archive, out(archive, annas_laptop, pushes=gap), FRIDAY)

    assert taken.problems == ("gap",)
    assert len(opened(archive, annas_laptop, taken.answer).facts["answers"]) == 1
    assert count(archive, "entry") == 0


def test_a_revoked_laptop_hands_over_and_gets_nothing(archive: Archive, annas_laptop: Laptop) -> None:
    annas_laptop.observe()
    devices.revoke(archive, annas_laptop.device, FRIDAY)

    taken = bundles.take(archive, out(archive, annas_laptop), FRIDAY)
    answer = opened(archive, annas_laptop, taken.answer)

    assert (answer.facts["state"], answer.facts["pages"], answer.bodies) == ("revoked", [], [])
    said = PushAnswer.read(answer.facts["answers"][0]["answer"].encode())
    assert said.verdicts == (Verdict(1, 2, "quarantined", "revoked"),)


def test_a_newer_device_joins_and_an_old_stick_does_not_void_its_token(archive: Archive, annas_laptop: Laptop) -> None:
    newer = Laptop("OVB", "OV-12", "ov", token=annas_laptop.token)
    newer.begin(annas_laptop.device)
    asked = decode(newer.enrolment("", previous=annas_laptop.device).data())
    data = out(archive, newer, successors=[asked])

    lost = opened(archive, newer, bundles.take(archive, data, FRIDAY).answer).facts["enrolled"]
    given = opened(archive, newer, bundles.take(archive, data, FRIDAY).answer).facts["enrolled"]
    newer.token = given[0]["token"]

    assert lost[0]["token"] != newer.token
    bundles.take(archive, out(archive, newer), FRIDAY)  # heard of: the answer has come
    assert opened(archive, newer, bundles.take(archive, data, FRIDAY).answer).facts["enrolled"] == []
    assert bundles.take(archive, out(archive, newer), FRIDAY).problems == ()


def test_anothers_token_in_ones_own_file_gives_nothing(
    archive: Archive, annas_laptop: Laptop, bos_laptop: Laptop, evas_laptop: Laptop
) -> None:
    for thief in (bos_laptop, evas_laptop, Laptop("OVB", "OV-12", "ov")):
        with pytest.raises(RuleBroken, match="inte är ansluten"):
            bundles.take(archive, out(archive, thief, token=annas_laptop.token), FRIDAY)


@pytest.mark.parametrize("change", ["cut", "flip", "nothing", "text", "another server"])
def test_what_is_no_file_for_this_server_is_told_so(archive: Archive, annas_laptop: Laptop, change: str) -> None:
    annas_laptop.observe()
    data = out(archive, annas_laptop)
    other = PrivateKey.generate().public_key
    changed = {
        "cut": data[:-1],
        "flip": data[:60] + bytes([data[60] ^ 1]) + data[61:],
        "nothing": b"",
        "text": b"Hej",
        "another server": write_bundle(Bundle({}, []), bytes(other), annas_laptop.sign),
    }[change]

    with pytest.raises(RuleBroken, match="ingen fil från en dator"):
        bundles.take(archive, changed, FRIDAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"pushes": {}}, {"pushes": [1]}, {"pushes": [{}]}, {"pushes": []}, {"after": []}, {"after": {"feed": ""}},
        {"after": {"feed": "x", "shared": ""}}, {"successors": None}, {"successors": [{}]}, {"successors": ["x"]},
        {"org": 1}, {"token": None}, {"device": ["x"]}, {"device": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_a_signed_file_that_says_nonsense_is_told_so_too(
    archive: Archive, annas_laptop: Laptop, changes: dict[str, Any]
) -> None:
    annas_laptop.observe()
    bodies = [pack(Batch(annas_laptop.entries))]
    facts = {
        "org": "OVB", "device": annas_laptop.device, "token": annas_laptop.token, "at": "", "successors": [],
        "pushes": [{"to": "entries", "device": annas_laptop.device, "head": "0:" + "0" * 64}],
        "after": {"feed": "", "shared": ""}, **changes,
    }  # fmt: skip

    with pytest.raises(RuleBroken):
        bundles.take(
            archive, write_bundle(Bundle(facts, bodies), unspelled(archive.keys.box), annas_laptop.sign), FRIDAY
        )
