"""Every value of every enum has words for people."""

import pytest

from policies.domain.labels import ENUMS, label, label_of
from policies.domain.types import Outcome


@pytest.mark.parametrize("member", [member for enum in ENUMS for member in enum], ids=str)
def test_every_value_has_words(member):
    assert label(member)
    assert "_" not in label(member)


def test_a_stored_value_that_is_not_known_stands_for_itself():
    assert label_of(Outcome, "barred") == "Barred"
    assert label_of(Outcome, "from_the_future") == "from_the_future"
