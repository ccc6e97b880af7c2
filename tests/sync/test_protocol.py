"""What the two sides say to each other: each answer reads as it was written, and anything else is refused."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.answers import Enrolled, Enrolment, HeadAnswer, PushAnswer, Verdict, verdicts
from sync.protocol import NO_HEAD, STATUS, Cursor, Epoch, Head, Problem, ProtocolFault, Refused, common_version

HASH = "ab" * 32
EPOCH = Epoch(3, "0" * 32)


@pytest.mark.parametrize(
    "said",
    [
        HeadAnswer(EPOCH, Head(4, HASH)),
        PushAnswer(EPOCH, Head(), (), "{}", "x"),
        PushAnswer(EPOCH, Head(4, HASH), (Verdict(1, 3, "stored"), Verdict(4, 4, "quarantined", "schema")), "{}", "x"),
        Enrolment("KOD", "d", "OVB", "OV-12", "ov", "fieldlog 1", "p", ""),
        Enrolled("t", "s", "b", "OVB", "Bolaget", "OV-12", "ov", "08-1", str(EPOCH)),
        Problem("gap", {"head": str(Head()), "at": 4}),
    ],
)
def test_an_answer_reads_as_it_was_written(said: HeadAnswer) -> None:
    assert type(said).read(said.data()) == said


@pytest.mark.parametrize("kind", [HeadAnswer, PushAnswer, Enrolment, Enrolled, Problem])
@pytest.mark.parametrize(
    "data", [b"", b"<html>Logga in</html>", b"[]", b"{}", b'{"epoch":1}', b'{"error":"nej"}', b"\xff"]
)
def test_a_captive_portal_says_nothing_of_the_protocol(kind: type[HeadAnswer], data: bytes) -> None:
    with pytest.raises(ProtocolFault):
        kind.read(data)


@given(st.lists(st.sampled_from([("stored", ""), ("have", ""), ("quarantined", "org"), ("quarantined", "part")])))
def test_runs_of_verdicts_say_the_same_of_every_line(each: list[tuple[str, str]]) -> None:
    runs = verdicts((n, what, code) for n, (what, code) in enumerate(each, 5))

    assert [(run.what, run.code) for run in runs for _n in range(run.first, run.last + 1)] == each
    assert all(one.last + 1 == other.first for one, other in pairwise(runs))


@given(st.integers(0, 10**9), st.binary(min_size=16, max_size=16), st.integers(0, 10**12))
def test_a_cursor_comes_back_as_it_was_given(number: int, mark: bytes, seq: int) -> None:
    cursor = Cursor(Epoch(number, mark.hex()), "0123456789abcdef", seq)

    assert Cursor.read(str(cursor)) == cursor


@given(st.text(max_size=80))
def test_any_other_text_is_no_cursor_no_head_and_no_epoch(text: str) -> None:
    for kind in (Cursor, Head, Epoch):
        try:
            assert str(kind.read(text)) == text  # type: ignore[attr-defined]  # all three have it
        except ProtocolFault:
            continue


@pytest.mark.parametrize("text", [f"0:{HASH}", f"1:{NO_HEAD}", f"01:{HASH}", f"-1:{HASH}", "1:", HASH])
def test_a_head_has_one_spelling(text: str) -> None:
    with pytest.raises(ProtocolFault):
        Head.read(text)


def test_two_programs_speak_the_newest_version_that_both_know() -> None:
    assert [common_version(said) for said in ("1", "1-1", "1-7")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("said", "code"), [("2-3", "version"), ("", "malformed"), ("0-1", "malformed"), ("x", "malformed")]
)
def test_a_program_that_is_too_new_is_told_what_is_spoken(said: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        common_version(said)
    assert refused.value.problem.code == code
    assert refused.value.status == STATUS[code]


def test_a_token_is_not_seen_in_what_is_printed() -> None:
    assert "hemlig" not in repr(Enrolled("hemlig", "s", "b", "OVB", "B", "OV-12", "ov", "", str(EPOCH)))
