"""The fold: a function of the set of entries, whatever their order; and rights judged in it."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.models.entry import NO_HEAD, Entry, Part
from fieldlog.models.fold import Writer, fold_device, gather
from fieldlog.models.observation import fold_new, fold_observation
from fieldlog.models.shift import fold_shift
from fieldlog.models.strict import encode
from fieldlog.models.vocabulary import vocabulary

WORDS = vocabulary()
AT = "2026-11-20T21:52:00.000+01:00"
CORE = {"at": AT, "place": "PLA", "category": "OS", "severity": 2, "class": "A"}
WRITERS = {
    "A" * 43: Writer("OV-12", "OVB"),  # Anna
    "E" * 43: Writer("OV-12", "OVB"),  # Anna's other laptop
    "I" * 43: Writer("OV-14", "OVB"),  # Kim, on the same crew
    "M" * 43: Writer("GL-01", "OVB", supervisor=True),  # Lo, who supervises
    "Q" * 43: Writer("OV-12", "NIS"),  # the same number in another organisation
    "U" * 43: Writer("GL-01", "NIS", supervisor=True),
}
ANNA, LAPTOP, KIM, LO, OTHER, OTHER_LO = WRITERS


def ident(number: int) -> str:
    return f"0193a5b0-0000-7000-8000-{number:012x}"


def made(
    number: int, kind: str, device: str = ANNA, *, core: Any = None, words: Any = None, base: Sequence[int] = ()
) -> Entry:
    """Entry `number` about root 0, unsigned: the fold does not look at signatures."""
    values = {"core": core, "words": words}
    parts = {name: Part.of(value) for name, value in values.items() if value is not None}
    line = encode({
        "v": 1, "id": ident(number), "device": device, "n": number + 2, "prev": NO_HEAD, "kind": kind, "org": "OVB",
        "at": AT, "target": ident(0) if number else None, "base": [ident(one) for one in base],
        "parts": {name: part.seal(name) for name, part in parts.items()},
    })  # fmt: skip
    return Entry(line, b"", parts)


def seen(**values: Any) -> Entry:
    return made(0, "observation", core=CORE | values, words={"note": "två bråkar"})


def row_of(*entries: Entry) -> dict[str, Any]:
    cluster = gather(ident(0), entries, WRITERS)
    assert cluster is not None
    return fold_observation(cluster, WRITERS, WORDS)


ABOUT = st.builds(
    lambda kind, device, core, words, base: (kind, device, core, words, base),
    st.sampled_from(["amend", "withdraw", "classify", "review", "comment", "end", "drone"]),
    st.sampled_from([*WRITERS, "Y" * 43]),
    st.sampled_from([
        CORE, CORE | {"place": "TRP"}, {"class": "C"}, {"class": "B"}, {"class": "A"}, {"reason": "undo"},
        {"reason": "given"}, {"verdict": "approve"}, {"verdict": "return"}, [], 7, None,
    ]),
    st.sampled_from([{"note": "annat"}, {}, None, [1]]),
    st.lists(st.integers(0, 8), max_size=3, unique=True),
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(ABOUT, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_came_makes_no_difference(about: list[Any], dice: Any) -> None:
    entries = [seen()] + [
        made(number, kind, device, core=core, words=words, base=base)
        for number, (kind, device, core, words, base) in enumerate(about, 1)
    ]
    shuffled = entries[:]
    dice.shuffle(shuffled)

    assert row_of(*shuffled) == row_of(*entries)
    one, other = (gather(ident(0), some, WRITERS) for some in (entries, shuffled))
    assert one is not None
    assert other is not None
    assert fold_shift(one, WRITERS) == fold_shift(other, WRITERS)


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([ANNA, LAPTOP, KIM, OTHER]),
            st.sampled_from("ABC"),
            st.lists(st.integers(0, 7), max_size=3, unique=True),
        ),
        max_size=7,
    ),
    st.sampled_from("ABC"),
)
def test_the_writer_never_lowers_a_class_whatever_she_bases_it_on(said: list[Any], first: str) -> None:
    row = seen(**{"class": first})
    entries, class_ = [row], first
    for number, (device, wanted, base) in enumerate(said, 1):
        entries.append(made(number, "classify", device, core={"class": wanted}, base=[b for b in base if b < number]))
        now = row_of(*entries)["class"]
        assert now >= class_
        class_ = now


def test_her_supervisor_lowers_a_class_and_nobody_elses_does() -> None:
    raised = made(1, "classify", core={"class": "C"})
    lowered = made(2, "classify", LO, core={"class": "A"}, base=[1])

    assert row_of(seen(), raised)["class"] == "C"
    assert row_of(seen(), raised, lowered)["class"] == "A"
    assert row_of(seen(), raised, lowered, made(3, "classify", core={"class": "B"}, base=[2]))["class"] == "B"
    for stranger in (KIM, OTHER, OTHER_LO):
        assert row_of(seen(), raised, made(2, "classify", stranger, core={"class": "A"}, base=[1]))["class"] == "C"


def test_of_two_classifications_that_do_not_know_of_each_other_the_higher_holds() -> None:
    assert (
        row_of(seen(), made(1, "classify", core={"class": "C"}), made(2, "classify", LO, core={"class": "A"}))["class"]
        == "C"
    )


def test_an_amendment_carries_the_core_and_leaves_the_words() -> None:
    row = row_of(seen(), made(1, "amend", core=CORE | {"place": "TRP"}, base=[0]))

    assert (row["place"], row["zone"], row["note"], row["amendments"]) == (
        "TRP", WORDS.places["TRP"].zone, "två bråkar", 1,
    )  # fmt: skip
    assert row_of(seen(), made(1, "amend", core=CORE, words={}, base=[0]))["note"] == ""


@pytest.mark.parametrize("stranger", [KIM, LO, OTHER, OTHER_LO, "Y" * 43])
@pytest.mark.parametrize("kind", ["amend", "withdraw", "end"])
def test_what_somebody_else_amends_or_withdraws_has_no_effect(stranger: str, kind: str) -> None:
    alone, told = (
        row_of(seen(), *more) for more in ((), (made(1, kind, stranger, core=CORE | {"place": "X"}, base=[0]),))
    )

    assert told == alone


def test_anna_amends_and_withdraws_from_her_other_laptop() -> None:
    assert row_of(seen(), made(1, "amend", LAPTOP, core=CORE | {"place": "TRP"}, base=[0]))["place"] == "TRP"
    assert row_of(seen(), made(1, "withdraw", LAPTOP, core={"reason": "given"}, base=[0]))["state"] == "withdrawn"


def test_two_versions_are_both_shown_until_one_settles_them() -> None:
    here = made(1, "amend", core=CORE | {"place": "TRP"}, base=[0])
    there = made(2, "amend", LAPTOP, core=CORE | {"place": "KUL"}, base=[0])
    two = row_of(seen(), here, there)
    settled = row_of(seen(), here, there, made(3, "amend", core=CORE | {"place": "HOT"}, base=[1, 2]))

    assert (json.loads(two["tips"]), two["place"]) == ([ident(1), ident(2)], "KUL")
    assert (json.loads(settled["tips"]), settled["place"]) == ([ident(3)], "HOT")


def withdrawals(*bases: Iterable[int]) -> list[Entry]:
    return [made(number, "withdraw", core={"reason": "given"}, base=list(base)) for number, base in enumerate(bases, 1)]


def test_withdrawing_a_withdrawal_restores_and_that_can_be_withdrawn_too() -> None:
    def states(*bases: Iterable[int]) -> str:
        return str(row_of(seen(), *withdrawals(*bases))["state"])

    assert states([0]) == "withdrawn"
    assert states([0], [1]) == "saved"
    assert states([0], [1], [2]) == "withdrawn"
    assert states([0], [1], [0]) == "withdrawn"
    assert states([0], [0], [1]) == "withdrawn"
    assert states([0], [0], [1, 2]) == "saved"
    assert states([2], [1]) == "saved"  # a forged circle


def test_a_thousand_withdrawals_fold_at_once() -> None:
    every_other = [[0] if number % 2 == 0 else [number] for number in range(1000)]
    all_before = [list(range(1, number)) or [0] for number in range(1, 60)]

    assert row_of(seen(), *withdrawals(*every_other))["state"] == "saved"
    assert row_of(seen(), *withdrawals(*all_before))["state"] in {"saved", "withdrawn"}


def test_what_was_undone_is_folded_away() -> None:
    undone = row_of(seen(), made(1, "withdraw", core={"reason": "undo"}, base=[0]))

    assert (undone["state"], undone["hidden"]) == ("withdrawn", 1)


def judged(verdict: str, device: str = LO, base: Sequence[int] = (0,), number: int = 5) -> Entry:
    return made(number, "review", device, core={"verdict": verdict}, base=base)


def test_a_supervisor_approves_or_returns_exactly_what_she_has_seen() -> None:
    amended = made(1, "amend", core=CORE, base=[0])

    assert row_of(seen(), judged("approve"))["state"] == "approved"
    assert row_of(seen(), judged("approve"), judged("return", number=4))["state"] == "returned"
    assert row_of(seen(), amended, judged("approve"))["state"] == "saved"
    assert row_of(seen(), amended, judged("approve", base=[1]))["state"] == "approved"
    assert row_of(seen(), judged("perhaps"))["state"] == "saved"
    assert row_of(seen(), judged("approve"), *withdrawals([0]))["state"] == "withdrawn"


@pytest.mark.parametrize("stranger", [ANNA, LAPTOP, KIM, OTHER, OTHER_LO])
def test_nobody_else_reviews_and_nobody_herself(stranger: str) -> None:
    assert row_of(seen(), judged("approve", stranger))["state"] == "saved"


def test_an_erased_observation_stays_as_a_row_without_content() -> None:
    whole = seen()
    row = row_of(Entry(whole.line, whole.sig, {}))

    assert (row["state"], row["class"], row["place"], row["note"], row["at"]) == ("erased", "C", None, "", AT)


TEXT = st.sampled_from(["", "x", 'släckt "lampa"', "\\", "\x00\u2028", "PLA", "OS", "TO"])
NEW = st.fixed_dictionaries({
    "shift": st.none() | TEXT, "at": st.just(AT), "place": st.none() | TEXT, "spot": st.none() | TEXT,
    "category": st.none() | TEXT, "severity": st.integers(0, 4), "class": st.sampled_from("ABC"),
    "persons": st.none() | TEXT, "ages": st.lists(TEXT, max_size=2),
    "fields": st.dictionaries(st.sampled_from(sorted(WORDS.fields)), TEXT | st.booleans() | st.integers(0, 9)),
    "actions": st.lists(TEXT, max_size=2), "event": st.none() | TEXT, "seen_by": st.lists(TEXT, max_size=2),
    "protected": st.booleans(), "words_may_leave": st.booleans(), "incomplete": st.booleans(),
    "source": st.none() | st.fixed_dictionaries({"file": TEXT, "key": TEXT}), "vocabulary": st.just("1"),
    "extra": st.just({}),
})  # fmt: skip


@settings(max_examples=150)
@given(NEW, st.dictionaries(st.sampled_from(["note", "reason", "incomplete"]), TEXT.filter(bool)))
def test_what_an_import_folds_in_bulk_is_what_the_fold_says(core: dict[str, Any], words: dict[str, str]) -> None:
    root = made(0, "observation", core=core, words=words or None)

    quick = fold_new(core, words, encode(words).decode(), AT, WORDS)

    line, tips = root.fields, json.dumps([ident(0)])
    about = {"id": line.id, "device": ANNA, "n": line.n, "org": "OVB", "author": "OV-12", "tips": tips}
    assert quick | about == row_of(root)


def test_what_waits_for_its_root_or_device_gives_no_row() -> None:
    assert gather(ident(0), withdrawals([0]), WRITERS) is None
    assert gather(ident(0), [made(0, "observation", "Y" * 43, core=CORE)], WRITERS) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "x", AT, "PLA"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)
NAMES = [*CORE, "shift", "spot", "persons", "ages", "fields", "actions", "event", "seen_by", "protected", "source",
         "crew", "worker", "role", "previous", "felt_safe", "reason", "verdict", "handover", "note",
         "later"]  # fmt: skip


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(NAMES), JSON) | JSON, st.dictionaries(st.sampled_from(NAMES), JSON) | JSON)
def test_whatever_another_program_wrote_every_column_can_be_stored(core: Any, words: Any) -> None:
    root = made(0, "observation", core=core, words=words)
    about = [made(1, kind, core=core, words=words) for kind in ("end", "withdraw", "classify")]

    for entry in about:
        cluster = gather(ident(0), [root, entry], WRITERS)
        assert cluster is not None
        rows = [fold_observation(cluster, WRITERS, WORDS), fold_shift(cluster, WRITERS), fold_device(root)]
        assert all(type(value) in {str, int, type(None)} for row in rows for value in row.values())
