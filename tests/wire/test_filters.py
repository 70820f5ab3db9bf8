"""What a provider's content filter found."""

from __future__ import annotations

import pytest

from vibekoder.wire import filters

RESULTS = {
    "hate": {"filtered": False, "severity": "safe"},
    "violence": {"filtered": True, "severity": "medium"},
    "jailbreak": {"filtered": True, "detected": True},
    "error": "none",
}


def test_only_what_stopped_the_answer_is_named() -> None:
    assert filters.named(RESULTS) == ("violence (medium)", "jailbreak")


@pytest.mark.parametrize("odd", [None, [], "hate", {"hate": True}, {"hate": {"filtered": "yes"}}])
def test_results_that_say_nothing_name_nothing(odd: object) -> None:
    assert filters.named(odd) == ()


def test_the_categories_are_one_sentence() -> None:
    assert (
        filters.sentence(("self_harm (low)", "hate")) == "Its filter names: self harm (low), hate."
    )
    assert filters.sentence(()) == ""
