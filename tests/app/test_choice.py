"""What is meant for one request alone."""

from __future__ import annotations

from vibekoder.app.choice import NOTHING_ELSE, Once


def test_nothing_meant_for_one_request_is_nothing() -> None:
    assert not NOTHING_ELSE
    assert Once(model="other")
    assert Once(params={"seed": 1})
