"""The bugs that are planted in the code under test, each with the story that shows it soonest."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import pytest

from tests.sync.proof import mutants_of_client, mutants_of_server, stories

Plant = Callable[[pytest.MonkeyPatch], None]

MUTANTS: Final[Mapping[Plant, stories.Story]] = {
    mutants_of_server.without_dedup: stories.answers_get_lost,
    mutants_of_server.without_chain_check: stories.a_chain_put_back_meets_its_own_late_push,
    mutants_of_client.blind_acknowledgement: stories.a_chain_is_put_back_and_written_on,
    mutants_of_client.any_receipt: stories.an_impostor_answers,
    mutants_of_server.epoch_stays: stories.an_archive_set_back_gives_out_its_numbers_again,
    mutants_of_server.epoch_of_cursor_ignored: stories.an_archive_set_back_gives_out_its_numbers_again,
    mutants_of_server.scope_ignored: stories.a_role_becomes_another,
    mutants_of_client.hand_over_ignores_epoch: stories.two_copies_and_an_archive_set_back,
    mutants_of_client.without_fork_check: stories.a_chain_is_put_back_and_written_on,
    mutants_of_client.fork_not_handed_over: stories.a_chain_is_put_back_and_written_on,
    mutants_of_server.without_revocation_check: stories.a_laptop_is_revoked_and_the_archive_set_back,
    mutants_of_server.revoked_reads: stories.a_laptop_is_revoked_and_the_archive_set_back,
    mutants_of_server.revocations_forgotten: stories.a_laptop_is_revoked_and_the_archive_set_back,
    mutants_of_client.cursor_before_rows: stories.a_reader_ends_again_and_again,
    mutants_of_server.numbers_before_rows: stories.several_write_at_once,
    mutants_of_client.gone_ignored: stories.a_class_is_raised_after_others_have_read,
    mutants_of_server.gone_not_said: stories.a_class_is_raised_after_others_have_read,
    mutants_of_server.not_looked_at_again: stories.a_class_is_raised_after_others_have_read,
    mutants_of_server.parts_not_compared: stories.something_is_put_aside,
    mutants_of_server.late_parts_dropped: stories.a_long_backlog_with_something_severe,
    mutants_of_server.faulty_late_parts_dropped: stories.a_long_backlog_with_something_odd,
    mutants_of_client.only_copy_destroyed: stories.secret_words_are_spoilt,
    mutants_of_client.bare_lines_count: stories.a_long_backlog_with_something_severe,
    mutants_of_client.aside_not_told: stories.something_is_put_aside,
    mutants_of_server.answered_before_commit: stories.several_write_at_once,
    mutants_of_client.destroyed_unsaid: stories.years_go_by,
    mutants_of_client.destroyed_unheard: stories.secret_words_are_due_before_it_is_heard_that_the_archive_was_set_back,
    mutants_of_server.forks_taken_once: stories.two_copies_and_an_archive_set_back,
}


@contextmanager
def planted(mutant: Plant) -> Iterator[None]:
    """The code under test with this bug in it, for as long as the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        mutant(patch)
        yield
