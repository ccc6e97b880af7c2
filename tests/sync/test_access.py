"""The table of who reads what, cell by cell: said here as the law and the domain say it, not as the code does."""

from dataclasses import replace
from typing import Any

import pytest

from fieldlog.models.entry import KINDS
from fieldlog.models.worker import ROLES
from sync.access import ALL, CORE, Matter, Reader, once_given, parts_given

NO = None
FIELD = ("ov", "falt", "soc")
# role -> what is given of a colleague's observation of class A, B, C; and of B and C about the staff's own safety.
OWN = {
    "ov": (ALL, ALL, NO, ALL, NO),
    "falt": (ALL, ALL, NO, ALL, NO),
    "soc": (ALL, ALL, NO, ALL, NO),
    "gl": (ALL, ALL, ALL, ALL, ALL),
    "sam": (ALL, ALL, NO, ALL, NO),
    "ana": (NO, NO, NO, NO, NO),
    "par": (NO, NO, NO, NO, NO),
    "sky": (ALL, NO, NO, CORE, CORE),
    "reg": (NO, NO, NO, NO, NO),
    "adm": (NO, NO, NO, NO, NO),
}
SHARED = ("ov", "falt", "soc", "gl", "sam")
COUNTED = (*SHARED, "ana")
SHOWN = frozenset({"core", "words"})


def reader(role: str, org: str = "OVB") -> Reader:
    return Reader(org, "OV-99", role)


def matter(secrecy: str = "A", **more: Any) -> Matter:
    return Matter("OVB", "OV-12", "observation", secrecy, secrecy, **more)


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("place", range(3))
def test_each_role_reads_of_its_own_organisation_what_the_table_says(role: str, place: int) -> None:
    for kind in ("observation", "amend", "withdraw", "classify", "review", "comment"):
        assert parts_given(reader(role), matter("ABC"[place]), kind) == OWN[role][place]
    if place:
        for kind in ("observation", "amend", "comment"):
            assert parts_given(reader(role), matter("ABC"[place], safety=True), kind) == OWN[role][place + 2]


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("secrecy", "ABC")
@pytest.mark.parametrize("approved", [False, True])
@pytest.mark.parametrize("free", [False, True])
def test_of_another_organisation_only_what_is_approved_and_open(
    role: str, secrecy: str, approved: bool, free: bool
) -> None:
    shown = SHOWN if approved else None
    found = parts_given(reader(role, "SOC"), matter(secrecy, shown=shown, words_may_leave=free), "observation")

    if secrecy == "A" and approved and role in SHARED:
        assert found == (SHOWN if free else CORE)
    else:
        assert found is NO


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("shown", [None, frozenset(), CORE, frozenset({"words"})])
def test_of_each_version_another_organisation_gets_what_belongs_to_the_approved_one(
    role: str, shown: frozenset[str] | None
) -> None:
    for kind in ("observation", "amend"):
        found = parts_given(reader(role, "SOC"), matter("A", shown=shown, words_may_leave=True), kind)
        assert found == (shown if role in SHARED else NO)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_counts_are_for_whoever_is_given_any(role: str) -> None:
    for org in ("OVB", "SOC"):
        found = parts_given(reader(role, org), Matter("*", "", "tally"), "tally")
        assert found == (ALL if role in COUNTED else NO)


@pytest.mark.parametrize("kind", ["withdraw", "classify", "review", "comment"])
@pytest.mark.parametrize("role", sorted(ROLES))
def test_how_an_organisation_judges_its_own_stays_there(role: str, kind: str) -> None:
    assert parts_given(reader(role, "SOC"), matter("A", shown=SHOWN, words_may_leave=True), kind) is NO


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("secrecy", "ABC")
def test_anna_reads_all_that_she_wrote_herself_whatever_her_role(role: str, secrecy: str) -> None:
    assert parts_given(Reader("OVB", "OV-12", role), matter(secrecy), "observation") == ALL


def test_the_same_service_number_in_another_organisation_is_somebody_else() -> None:
    assert parts_given(Reader("SOC", "OV-12", "gl"), matter("C"), "observation") is NO


@pytest.mark.parametrize("role", sorted(ROLES))
def test_how_safe_it_felt_is_never_read_alone(role: str) -> None:
    found = parts_given(reader(role), Matter("OVB", "OV-12", "shift"), "end")

    assert found is NO or "core" not in found
    assert found != ALL


@pytest.mark.parametrize("role", ["reg", "adm", "par"])
def test_whoever_keeps_accounts_reads_no_content(role: str) -> None:
    for secrecy in "ABC":
        for kind in ("observation", "amend", "shift", "end", "comment", "later"):
            root = "shift" if kind in ("shift", "end") else "observation"
            assert parts_given(reader(role), Matter("OVB", "OV-12", root, secrecy, secrecy), kind) is NO


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_warning_reaches_every_role_of_every_organisation(role: str) -> None:
    for org in ("OVB", "SOC"):
        assert parts_given(reader(role, org), Matter("OVB", "OV-12", "warning"), "warning") == ALL
    assert parts_given(reader(role), Matter("OVB", "OV-12", "warning"), "withdraw") == ALL


@pytest.mark.parametrize("role", sorted(ROLES))
def test_that_a_warning_was_taken_back_everybody_reads_but_why_only_the_organisation(role: str) -> None:
    assert parts_given(reader(role, "SOC"), Matter("OVB", "OV-12", "warning"), "withdraw") == CORE


@pytest.mark.parametrize("role", sorted(ROLES))
def test_what_a_newer_program_writes_is_class_c(role: str) -> None:
    newer = Matter("OVB", "OV-12", "later")

    assert "later" not in KINDS
    assert parts_given(reader(role), newer, "later") == (ALL if role == "gl" else NO)
    assert parts_given(reader(role, "SOC"), newer, "later") is NO


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_reads_whom_is_for_the_registrar_the_supervisors_and_the_reader_herself(role: str) -> None:
    audits = ALL if role in ("reg", "gl") else NO
    assert parts_given(reader(role), Matter("OVB", "OV-12", "read"), "read") == audits
    assert parts_given(reader(role, "SOC"), Matter("OVB", "OV-12", "read"), "read") is NO
    assert parts_given(Reader("OVB", "OV-12", role), Matter("OVB", "OV-12", "read"), "read") == ALL


@pytest.mark.parametrize("role", sorted(ROLES))
def test_anna_learns_that_hers_was_read_and_only_who_checks_it_learns_why(role: str) -> None:
    found = parts_given(Reader("OVB", "OV-12", role), matter("C"), "read")

    assert found == (ALL if role in ("reg", "gl") else CORE)
    assert parts_given(Reader("OVB", "OV-12", role), Matter("OVB", "OV-12", "read"), "read") == ALL
    assert parts_given(Reader("SOC", "OV-12", role), matter("C"), "read") is NO


@pytest.mark.parametrize("role", sorted(ROLES))
def test_what_was_read_at_the_server_is_for_who_checks_in_the_feed_it_stands_in(role: str) -> None:
    found = parts_given(reader(role), Matter("*", "server", "read"), "read")

    assert found == (ALL if role in ("reg", "gl") else NO)


def test_bo_is_told_of_a_raised_class_only_if_he_may_have_had_it() -> None:
    raised = Matter("OVB", "OV-12", "observation", "C", widest="A")
    always = Matter("OVB", "OV-12", "observation", "C", widest="C")

    assert parts_given(reader("falt"), raised, "observation") is NO
    assert once_given(reader("falt"), raised, "observation")
    assert not once_given(reader("falt"), always, "observation")


def test_the_safety_representative_is_told_when_an_entry_is_no_longer_about_safety() -> None:
    no_longer = Matter("OVB", "OV-12", "observation", "B", "B", once_safety=True)

    assert parts_given(reader("sky"), no_longer, "observation") is NO
    assert once_given(reader("sky"), no_longer, "observation")
    assert not once_given(reader("sky"), replace(no_longer, once_safety=False), "observation")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_of_a_colleagues_shift_the_safety_representative_reads_who_was_out_and_no_words(role: str) -> None:
    for kind in ("shift", "end"):
        found = parts_given(reader(role), Matter("OVB", "OV-12", "shift"), kind)
        if role in (*FIELD, "gl", "sam"):
            assert found == (ALL if kind == "shift" else {"out", "words"})
        elif role == "sky":
            assert found == (CORE if kind == "shift" else frozenset())
        else:
            assert found is NO


def test_another_role_is_another_scope() -> None:
    scopes = {reader(role).scope for role in ROLES} | {reader("ov", "SOC").scope, Reader("OVB", "OV-1", "ov").scope}

    assert len(scopes) == len(ROLES) + 2
