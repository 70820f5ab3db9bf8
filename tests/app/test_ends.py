"""How a request ended, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vibekoder.app import ends
from vibekoder.app.ends import Failed
from vibekoder.core import events
from vibekoder.core.errors import Code, Failure

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def test_a_failure_is_told_in_its_words_with_the_time_of_the_next_try() -> None:
    failure = Failure(Code.RATE_LIMITED, "m", "h", retry_after=90.0, detail="d")
    failed = ends.failed_of(events.error(failure), NOW)
    assert failed == Failed("rate_limited", "m", "h", "d", NOW + timedelta(seconds=90))


@pytest.mark.parametrize("seconds", [None, 0.0, 1e300])
def test_a_pause_that_is_none_has_no_time(seconds: float | None) -> None:
    failure = Failure(Code.RATE_LIMITED, "m", retry_after=seconds)
    assert ends.failed_of(events.error(failure), NOW).not_before is None


def test_an_end_without_an_answer_says_why() -> None:
    assert ends.failed_of(events.cancelled(""), NOW).code == "stopped"
    assert ends.failed_of(events.completed("", "stop"), NOW).code == "empty"


def test_a_whole_answer_may_have_a_warning() -> None:
    assert ends.warning_of(events.completed("x", "stop")) == ""
    told = ends.warning_of(events.completed("x", "stop", skipped=2, warning="Mind it."))
    assert told == "2 pieces of the answer were unreadable. Mind it."


def test_half_an_answer_says_too_what_was_unreadable() -> None:
    broken = Failure(Code.CUT_OFF, "It was cut off.")
    told = ends.warning_of(events.error(broken, "Half", skipped=2))
    assert told == "2 pieces of the answer were unreadable."
    assert ends.warning_of(events.error(broken, skipped=2)) == ""
    assert ends.warning_of(events.cancelled("Half")) == ""


def test_what_could_not_be_kept_did_not_leave() -> None:
    failure = ends.unkept("disk full")
    assert "cannot be kept: disk full" in failure.message
    assert "Nothing was sent again" in failure.hint
