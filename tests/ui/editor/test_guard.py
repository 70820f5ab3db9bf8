"""What a method raises that Qt called is logged, and goes no further."""

from __future__ import annotations

import logging

import pytest

from vibekoder.ui.editor.guard import guarded


class Thing:
    @guarded(lambda: 7)
    def double(self, number: int) -> int:
        """Twice."""
        if number < 0:
            raise TypeError("planted")
        return 2 * number


def test_a_good_call_gives_its_result() -> None:
    assert Thing().double(4) == 8


def test_a_fault_is_logged_and_the_fallback_given(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert Thing().double(-1) == 7
    assert "Thing.double" in caplog.text
    assert "planted" in caplog.text
