"""What the chips say of what was understood."""

import pytest

from fieldlog.models.vocabulary import vocabulary
from fieldlog.screens.understood import spoken_name


@pytest.mark.parametrize(
    ("code", "name"),
    [("TRP", "Trappan"), ("PLA", "Plattan"), ("HOT", "Hötorget"), ("KUL", "Kulturhuset Stadsteatern"),
     ("DRM", "Drottninggatan"), ("SEG", "Sergelgatan"), ("TCS", "T-c plattan"), ("KKY", "Kyrkan")],
)  # fmt: skip
def test_a_place_is_called_by_a_word_and_not_by_a_cut_one(code: str, name: str) -> None:
    assert spoken_name(vocabulary().places[code]) == name


def test_every_place_has_a_name_that_leaves_room_for_other_chips() -> None:
    assert max(len(spoken_name(place)) for place in vocabulary().places.values()) <= 26
