"""The table of who reads what, cell by cell: said here as the law and the domain say it, not as the code does."""

import pytest

from fieldlog.models.entry import KINDS
from fieldlog.models.worker import ROLES
from sync.access import ALL, CORE, Matter, Reader, once_given, parts_given

NO = None
FIELD = ("ov", "falt", "soc")
# role -> what is given of a colleague's observation of class A, B, C.
OWN = {
    "ov": (ALL, ALL, NO),
    "falt": (ALL, ALL, NO),
    "soc": (ALL, ALL, NO),
    "gl": (ALL, ALL, ALL),
    "sam": (ALL, ALL, NO),
    "ana": (CORE, CORE, NO),
    "par": (NO, NO, NO),
    "sky": (ALL, NO, NO),
    "reg": (NO, NO, NO),
    "adm": (NO, NO, NO),
}
SHARED = ("ov", "falt", "soc", "gl", "sam", "ana")


def reader(role: str, org: str = "OVB") -> Reader:
    return Reader(org, "OV-99", role)


def matter(secrecy: str = "A", **more: bool) -> Matter:
    return Matter("OVB", "OV-12", "observation", secrecy, secrecy, **more)


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("place", range(3))
def test_each_role_reads_of_its_own_organisation_what_the_table_says(role: str, place: int) -> None:
    for kind in ("observation", "amend", "withdraw", "classify", "review", "comment"):
        assert parts_given(reader(role), matter("ABC"[place]), kind) == OWN[role][place]


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("secrecy", "ABC")
@pytest.mark.parametrize("approved", [False, True])
@pytest.mark.parametrize("free", [False, True])
def test_of_another_organisation_only_what_is_approved_and_open(
    role: str, secrecy: str, approved: bool, free: bool
) -> None:
    found = parts_given(reader(role, "SOC"), matter(secrecy, approved=approved, words_may_leave=free), "observation")

    if secrecy == "A" and approved and role in SHARED:
        assert found == (CORE | {"words"} if free else CORE)
    else:
        assert found is NO


@pytest.mark.parametrize("kind", ["withdraw", "classify", "review", "comment"])
@pytest.mark.parametrize("role", sorted(ROLES))
def test_how_an_organisation_judges_its_own_stays_there(role: str, kind: str) -> None:
    assert parts_given(reader(role, "SOC"), matter("A", approved=True, words_may_leave=True), kind) is NO


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
def test_who_reads_whom_is_for_the_registrar_and_the_reader_herself(role: str) -> None:
    assert parts_given(reader(role), Matter("OVB", "OV-12", "read"), "read") == (ALL if role == "reg" else NO)


def test_bo_is_told_of_a_raised_class_only_if_he_may_have_had_it() -> None:
    raised = Matter("OVB", "OV-12", "observation", "C", widest="A")
    always = Matter("OVB", "OV-12", "observation", "C", widest="C")

    assert parts_given(reader("falt"), raised, "observation") is NO
    assert once_given(reader("falt"), raised, "observation")
    assert not once_given(reader("falt"), always, "observation")


def test_another_role_is_another_scope() -> None:
    scopes = {reader(role).scope for role in ROLES} | {reader("ov", "SOC").scope, Reader("OVB", "OV-1", "ov").scope}

    assert len(scopes) == len(ROLES) + 2
