"""Leaks that are planted in the code under test: each of them has to be found."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from fieldlog.models import shared as sharing
from fieldlog.models.fold import versions
from sync import access
from sync.access import ALL, CORE, Matter
from sync.archive import leaving, matters, pulling, rights

Plant = Callable[[pytest.MonkeyPatch], None]


def a_colleagues_class_c_is_read(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(access, "TABLE", {**access.TABLE, "falt": access.TABLE["falt"]._replace(own_c=access.FULL)})


def words_leave_whoever_was_asked(patch: pytest.MonkeyPatch) -> None:
    asked = access.of_observation

    def asked_nobody(cells: Any, matter: Matter, kind: str, *, own: bool) -> frozenset[str] | None:
        return asked(cells, replace(matter, words_may_leave=True, shown=matter.shown and ALL), kind, own=own)

    patch.setattr(access, "of_observation", asked_nobody)


def the_linter_is_not_asked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(leaving, "find_personal", lambda _text: ())


def what_nobody_approved_leaves_with_the_rest(patch: pytest.MonkeyPatch) -> None:
    """As if every version of an approved entry were the approved one."""
    patch.setattr(rights, "shown", lambda given, id_: None if given is None else CORE)
    patch.setattr(
        leaving,
        "shared",
        lambda cluster, known, said: (
            (found := sharing.shared(cluster, known, said))
            and replace(found, lines=tuple(versions(cluster, known).all))
        ),
    )


def a_returned_version_still_leaves(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sharing, "RETURN", "never said")


def a_withdrawn_entry_still_leaves(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sharing, "withdrawn", lambda _cluster, _known: None)


def a_raised_class_is_not_looked_at_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(matters, "_leaves", lambda row: set() if row[4] != "A" else leaving.ids_in(row[9]))
    announced = matters.announce

    def announce(session: Any, org: str, fresh: Any, changed: matters.Changed) -> None:
        changed.shared = [key for old, row in changed.rows if old is None or old[4] == row[4] for key in
                          leaving.ids_in(row[9])]  # fmt: skip
        announced(session, org, fresh, changed)

    patch.setattr(matters, "announce", announce)


def every_part_is_packed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pulling, "ALL", None)
    judged = rights.Rights.judge

    def judge(self: rights.Rights, *asked: Any) -> Any:
        given = judged(self, *asked)
        return given if given is None or given is rights.GONE else given | {"core", "words"}

    patch.setattr(rights.Rights, "judge", judge)


MUTANTS: Final = (
    a_colleagues_class_c_is_read,
    words_leave_whoever_was_asked,
    the_linter_is_not_asked,
    what_nobody_approved_leaves_with_the_rest,
    a_returned_version_still_leaves,
    a_withdrawn_entry_still_leaves,
    a_raised_class_is_not_looked_at_again,
    every_part_is_packed,
)
