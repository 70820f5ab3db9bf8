"""What the last requests went through."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from vibekoder.core import events
from vibekoder.core.errors import Code, Failure
from vibekoder.engine.ledger import MOST, Ledger, Line

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


def line(name: str, backend: str = "house") -> Line:
    return Line(name, backend, "big", NOW, since=100.0)


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger()
    made.begin(line("one"))
    return made


def end(ledger: Ledger, name: str, now: float, **more: Any) -> None:
    ledger.took(name, events.completed("Hello", "stop", **more), now)


def test_times_count_from_the_asking(ledger: Ledger) -> None:
    ledger.heard("one", "connected", 0, 100.2)
    ledger.heard("one", "opened", 0, 100.5)
    ledger.heard("one", "received", 40, 100.6)
    ledger.heard("one", "received", 90, 100.7)
    ledger.took("one", events.delta("Hel"), 100.7)
    ledger.took("one", events.delta("lo"), 101.0)
    end(ledger, "one", 102.7, usage={"output": 10}, skipped=2)
    (only,) = ledger.lines
    assert (only.opened, only.first_byte, only.first_text, only.end) == pytest.approx(
        (0.5, 0.6, 0.7, 2.7)
    )
    assert only.connected == pytest.approx(0.2)
    assert (only.size, only.events, only.chars, only.skipped) == (90, 2, 5, 2)
    assert only.rate == pytest.approx(5.0)
    assert only.state == "completed"


def test_reasoning_is_text_that_came(ledger: Ledger) -> None:
    ledger.took("one", events.step("waiting"), 101.0)
    ledger.took("one", events.step("reasoning", "Hm"), 102.0)
    (only,) = ledger.lines
    assert only.first_text == pytest.approx(2.0)
    assert only.rate is None


def test_a_retry_is_counted_and_its_answer_measured(ledger: Ledger) -> None:
    ledger.heard("one", "opened", 0, 100.5)
    ledger.heard("one", "received", 40, 100.6)
    ledger.took("one", events.step("retrying", after=1.0), 100.7)
    ledger.heard("one", "opened", 0, 103.0)
    (only,) = ledger.lines
    assert (only.retries, only.opened, only.size) == (1, pytest.approx(3.0), 0)
    assert only.first_byte is None


def test_a_failure_has_its_code(ledger: Ledger) -> None:
    ledger.took("one", events.error(Failure(Code.AUTH, "no")), 101.0)
    (only,) = ledger.lines
    assert (only.state, only.code) == ("failed", "auth")


def test_after_its_end_nothing_changes_a_line(ledger: Ledger) -> None:
    end(ledger, "one", 101.0)
    before = ledger.lines
    ledger.heard("one", "received", 9, 102.0)
    ledger.took("one", events.delta("late"), 102.0)
    ledger.took("two", events.delta("unknown"), 102.0)
    ledger.heard("two", "opened", 0, 102.0)
    assert ledger.lines == before


def test_other_facts_say_nothing(ledger: Ledger) -> None:
    before = ledger.lines
    ledger.heard("one", "queued", 0, 101.0)
    assert ledger.lines == before


def test_the_newest_stands_first_and_the_oldest_goes(ledger: Ledger) -> None:
    for number in range(MOST):
        ledger.begin(line(f"n{number}"))
    assert len(ledger.lines) == MOST
    assert ledger.lines[0].id == f"n{MOST - 1}"
    assert ledger.lines[-1].id == "n0"


def test_a_request_is_known_by_its_session_and_its_receipt(ledger: Ledger) -> None:
    ledger.name("two", "Ties", "3fa9c1d20b7e")
    ledger.begin(line("two"))
    two, one = ledger.lines
    assert (two.session, two.receipt) == ("Ties", "3fa9c1d20b7e")
    assert (one.session, one.receipt) == ("", "")


def test_a_piece_without_text_is_no_text(ledger: Ledger) -> None:
    ledger.took("one", events.created("house", "big", "one"), 100.0)
    assert ledger.lines[0].first_text is None


def test_an_answer_without_a_count_of_tokens_has_no_rate(ledger: Ledger) -> None:
    ledger.took("one", events.delta("Hello"), 101.0)
    end(ledger, "one", 105.0)
    assert ledger.lines[0].rate is None


def test_backends_are_summed(ledger: Ledger) -> None:
    ledger.took("one", events.delta("Hello"), 101.0)
    end(ledger, "one", 104.0)
    for name in ("two", "three"):
        ledger.begin(line(name))
    ledger.took("two", events.error(Failure(Code.SERVER, "no")), 101.0)
    ledger.took("three", events.cancelled(""), 101.0)
    ledger.begin(line("four", "attic"))
    attic, house = ledger.sums()
    assert (house.backend, house.asked, house.completed, house.failed) == ("house", 3, 1, 1)
    assert (house.success, house.seconds, house.first) == (0.5, 4.0, 1.0)
    assert (attic.success, attic.seconds) == (None, None)


def test_a_request_that_goes_once_more_has_the_receipt_of_what_went_last() -> None:
    ledger = Ledger()
    ledger.name("one", "Notes", "first")
    ledger.begin(line("one"))
    ledger.healed("one", "second")
    end(ledger, "one", 101.0)
    ledger.healed("one", "third")
    assert [(one.session, one.receipt) for one in ledger.lines] == [("Notes", "second")]
