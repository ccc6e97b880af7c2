"""What is asked of each line: anything a device can send is a verdict, never an accident of the server's."""

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from fieldlog.models.entry import KINDS, LINE_LIMIT, PART_LIMIT, SIGNED, Entry, Line, Part, new_id
from fieldlog.models.strict import encode
from sync.archive.checking import Framed, Owner, content_fault, framed, signed
from sync.archive.cores import core_holds, line_holds
from sync.archive.signatures import FEW
from sync.protocol import CONTENT_FAULTS, FRAME_FAULTS, Head
from tests.sync.laptops import Laptop

KEY = SigningKey(bytes(range(32)))
DEVICE = base64.urlsafe_b64encode(bytes(KEY.verify_key)).decode().rstrip("=")
OWNER = Owner("OVB", DEVICE, "OV-12", "ov")
AT = "2026-11-20T21:52:00.000+01:00"

TORTURE = (
    b"", b" ", b"{", b"[]", b"null", b"1", b'"x"', b"{}", b"{}\n", b"\xff\xfe", b"\xef\xbb\xbf{}", b"\0", b"nul",
    b'{"a":1,"a":1}', b'{"a":1.0}', b'{"a":1e9}', b'{"a":-0}', b'{"a":NaN}', b'{"a":Infinity}',
    b'{"a":9007199254740993}',
    b'{"a":' + b"9" * 5_000 + b"}", b'{"a":"\\ud800"}', b'{"a":"\xed\xa0\x80"}', '{"a":"e\u0301"}'.encode(),
    b'{"a":"e\\u0301"}', b'{"a":"\\u0000"}', b"[" * 50_000, b'{"a":' * 50_000, b"[" * 40 + b"]" * 40,
    b'{"v":1}', b'{"a":"\n"}', b'{"a":"' + b"x" * 900_000 + b'"}', b"{" + b'"a":[],' * 1000 + b'"b":1}', b'{"a":tru}',
    b'{"__proto__":{}}', b'{"a":1}{"a":1}', b'{"a":"\x7f"}', b"\x1b]52;c;aGVq\x07",
)  # fmt: skip

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.sampled_from(["A", "C", "OVB", "OV-12", AT, new_id(), DEVICE, "\0", "🙂", "å" * 500])
    | st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0x2FF), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["class", "at", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = ("v", "id", "device", "n", "prev", "kind", "org", "at", "target", "base", "parts", "more")
CORE_FIELDS = (
    "worker", "role", "at", "class", "severity", "fields", "actions", "seen_by", "crew", "on_foot", "felt_safe",
    "reason", "verdict", "rule", "gone", "text", "until", "words_may_leave", "source", "extra", "later",
)  # fmt: skip


def line_of(**changes: Any) -> dict[str, Any]:
    line = {
        "v": 1, "id": new_id(), "device": DEVICE, "n": 1, "prev": "0" * 64, "kind": "observation", "org": "OVB",
        "at": AT, "target": None, "base": [], "parts": {},
    }  # fmt: skip
    return line | changes


def entry_of(line: bytes, parts: dict[str, Part] | None = None) -> Entry:
    return Entry(line, KEY.sign(SIGNED + line).signature, parts or {})


def verdict(entry: Entry, head: Head | None = None) -> str:
    """The fault that is found, of frame or content; nothing if there is none."""
    lines, fault = framed(DEVICE, head or Head(), [entry])
    if fault is not None:
        assert fault.code in FRAME_FAULTS
        return fault.code
    if signed(DEVICE, lines) == 0:
        return "signature"
    return content_fault(lines[0], OWNER)


def known(code: str) -> bool:
    return not code or code in FRAME_FAULTS or code in CONTENT_FAULTS


@pytest.mark.parametrize("data", TORTURE, ids=range(len(TORTURE)))
def test_torture_as_a_line_is_no_line(data: bytes) -> None:
    assert verdict(entry_of(data)) == "line"


@pytest.mark.parametrize("name", ["core", "words", "later"])
@pytest.mark.parametrize("data", TORTURE, ids=range(len(TORTURE)))
def test_torture_as_a_part_is_a_verdict(data: bytes, name: str) -> None:
    part = Part(bytes(16), data)
    other = {"core": Part.of({"worker": "OV-12", "role": "ov"})} if name != "core" else {}
    parts = other | {name: part}
    line = encode(line_of(kind="device", parts={name: part.seal(name) for name, part in parts.items()}))

    assert verdict(entry_of(line, parts)) in {"", "strict", "schema", "worker", "large"}


@given(st.binary(max_size=300), st.binary(min_size=64, max_size=64), st.binary(max_size=60), st.binary(max_size=20))
def test_any_bytes_are_a_verdict(line: bytes, sig: bytes, data: bytes, salt: bytes) -> None:
    assert known(verdict(Entry(line, sig, {"core": Part(salt, data)})))


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=3))
@settings(max_examples=400)
def test_any_line_is_a_verdict(changes: dict[str, Any]) -> None:
    assert known(verdict(entry_of(encode(line_of(**changes)))))


@given(
    st.sampled_from([*sorted(KINDS), "drone"]),
    VALUES | st.dictionaries(st.sampled_from(CORE_FIELDS), VALUES, max_size=6),
    VALUES,
    st.none() | st.just(new_id()),
)
@settings(max_examples=400)
def test_any_core_of_any_kind_is_a_verdict(kind: str, core: Any, words: Any, target: str | None) -> None:
    parts = {"core": Part.of(core), "words": Part.of(words)}
    seals = {name: part.seal(name) for name, part in parts.items()}
    head = Head() if kind == "device" else Head(1, "ab" * 32)
    line = encode(line_of(kind=kind, target=target, parts=seals, n=head.n + 1, prev=head.hash))

    code = verdict(entry_of(line, parts), head)

    assert code in {"", "schema", "worker"}
    if kind == "drone":
        assert code == ""


@given(st.data())
@settings(max_examples=200)
def test_whatever_byte_of_a_signed_entry_is_another_it_is_noticed(data: st.DataObject) -> None:
    laptop = Laptop("OVB", "OV-12", "ov", KEY)
    entry = laptop.begin()
    where = data.draw(st.sampled_from(["line", "sig", "salt", "data"]))
    part = entry.parts["core"]
    old = {"line": entry.line, "sig": entry.sig, "salt": part.salt, "data": part.data}
    at = data.draw(st.integers(0, len(old[where]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != old[where][at]))
    new = old | {where: old[where][:at] + bytes([byte]) + old[where][at + 1 :]}

    code = verdict(Entry(new["line"], new["sig"], {"core": Part(new["salt"], new["data"])}))

    assert code == "part" if where in {"salt", "data"} else code in FRAME_FAULTS


@pytest.mark.parametrize("at", [0, 1, 31, 32, 63, 99])
def test_the_first_false_signature_is_found_wherever_it_is(at: int) -> None:
    laptop = Laptop("OVB", "OV-12", "ov", KEY)
    entries = [laptop.observe() for _ in range(99)]
    entries.insert(0, laptop.entries[0])
    lines, fault = framed(DEVICE, Head(), entries)
    assert fault is None
    assert signed(DEVICE, lines) == 100
    for number in (at, 99):
        lines[number].entry = Entry(entries[number].line, bytes(64))

    assert signed(DEVICE, lines) == at
    assert FEW < 100


def _framed(**changes: Any) -> Framed:
    line = Line(**(line_of() | {"base": ()} | changes))
    return Framed(Entry(b"", b""), line, "", b"")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"org": "NIS"}, "org"),
        ({"kind": "device", "n": 2}, "first"),
        ({"kind": "observation", "n": 1}, "first"),
        ({"n": 2}, "schema"),  # a known kind has a core
        ({"n": 2, "kind": "drone"}, ""),
        ({"n": 2, "target": new_id(), "parts": {"core": "ab" * 32}}, "schema"),  # an observation is about nothing
        ({"n": 2, "kind": "amend", "parts": {"core": "ab" * 32}}, "schema"),  # an amendment is about something
        ({"n": 2, "parts": {"core": "ab" * 32}}, ""),  # a line may come before its parts
    ],
)
def test_what_a_line_alone_can_have_wrong(changes: dict[str, Any], code: str) -> None:
    assert content_fault(_framed(**changes), OWNER) == code


def test_nothing_is_about_itself() -> None:
    id_ = new_id()
    assert not line_holds(_framed(id=id_, target=id_, kind="comment", parts={"core": "ab" * 32}).line)


def test_a_line_and_a_part_may_be_as_long_as_the_page_says() -> None:
    for more, code in ((0, ""), (1, "large")):
        line = line_of(kind="drone", n=2, prev="ab" * 32, more="")
        line["more"] = "x" * (LINE_LIMIT - len(encode(line)) + more)
        assert verdict(entry_of(encode(line)), Head(1, "ab" * 32)) == code
        part = Part(bytes(16), b'"' + b"x" * (PART_LIMIT - 2 + more) + b'"')
        line = line_of(kind="drone", n=2, prev="ab" * 32, parts={"later": part.seal("later")})
        assert verdict(entry_of(encode(line), {"later": part}), Head(1, "ab" * 32)) == code


OBSERVATION = {"at": AT, "class": "B", "severity": 2}


@pytest.mark.parametrize(
    ("kind", "core", "holds"),
    [
        ("observation", OBSERVATION, True),
        ("observation", OBSERVATION | {"later": [1], "place": None, "fields": {"a": True}}, True),
        ("observation", OBSERVATION | {"class": "D"}, False),
        ("observation", OBSERVATION | {"class": ["A"]}, False),
        ("observation", OBSERVATION | {"severity": True}, False),
        ("observation", OBSERVATION | {"severity": 5}, False),
        ("observation", OBSERVATION | {"at": "2026-11-20 21:52"}, False),
        ("observation", OBSERVATION | {"ages": ["18-20", 3]}, False),
        ("observation", OBSERVATION | {"words_may_leave": 1}, False),
        ("observation", OBSERVATION | {"spot": {"x": 1}}, False),
        ("amend", OBSERVATION, True),
        ("amend", {}, False),
        ("withdraw", {"reason": "undo"}, True),
        ("withdraw", {}, False),
        ("classify", {"class": "A"}, True),
        ("classify", {"class": "a"}, False),
        ("review", {"verdict": "return"}, True),
        ("review", {"verdict": None}, False),
        ("comment", {}, True),
        ("comment", [], False),
        ("shift", {"at": AT, "crew": ["OV-14"], "on_foot": False}, True),
        ("shift", {"at": AT, "crew": "OV-14"}, False),
        ("end", {"at": AT, "felt_safe": None}, True),
        ("end", {"at": AT, "felt_safe": 6}, False),
        ("purge", {"rule": "undo", "gone": [[new_id(), "words"]]}, True),
        ("purge", {"rule": "undo", "gone": [["x"]]}, False),
        ("erase", {"rule": "5 år", "gone": {}}, False),
        ("warning", {"place": "PLA", "text": "gå inte ensam", "at": AT, "until": AT}, True),
        ("warning", {"text": ["x"]}, False),
        ("warning", {"text": "x", "until": "snart"}, False),
        ("read", {"anything": 1}, True),
        ("read", "x", False),
        ("drone", "x", True),
    ],
)
def test_what_the_folds_rely_on(kind: str, core: Any, holds: bool) -> None:
    assert core_holds(kind, core) is holds


@pytest.mark.parametrize("moved", [-1, 1])
def test_no_byte_changes_sides_between_salt_and_part(moved: int) -> None:
    laptop = Laptop("OVB", "OV-12", "ov", KEY)
    entry = laptop.begin()
    whole = entry.parts["core"].salt + entry.parts["core"].data

    code = verdict(Entry(entry.line, entry.sig, {"core": Part(whole[: 16 + moved], whole[16 + moved :])}))

    assert code == "part"
