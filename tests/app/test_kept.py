"""Failures survive as plain values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from vibekoder.app.ends import Failed
from vibekoder.app.kept import read, written

THEN = datetime(2026, 11, 21, 19, tzinfo=UTC)
FAILED = Failed("server", "down", "Try again.", "raw", THEN)


def test_what_is_kept_is_what_was_known() -> None:
    both = {"a": FAILED, "b": Failed("auth", "no")}
    assert read(written(both)) == both


@pytest.mark.parametrize("value", [3, None, "x"])
def test_what_cannot_be_read_is_left_out(value: Any) -> None:
    assert read({"a": value}) == {}


@pytest.mark.parametrize("moment", ["tomorrow", 3, None])
def test_a_moment_that_is_none_is_left_out(moment: Any) -> None:
    assert read({"a": {"code": "server", "not_before": moment}}) == {"a": Failed("server", "")}
