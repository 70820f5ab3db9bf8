"""What a single setting may be; the table's own are in test_settings."""

from __future__ import annotations

from typing import Any

import pytest

from vibekoder.core.errors import FormatError
from vibekoder.core.setting import Kind, Layer, Limits, Setting, check

SWITCH = Setting("a.b", Kind.SWITCH, False, "B", "Help.", frozenset({Layer.APP}))
WORD = Setting(
    "a.c", Kind.TEXT, "x", "C", "Help.", frozenset(Layer), Limits(pattern="[a-z]+", form="letters")
)


@pytest.mark.parametrize("value", [True, False])
def test_a_switch_is_true_or_false(value: bool) -> None:
    assert check(SWITCH, value) is value


@pytest.mark.parametrize("raw", [1, "true", None])
def test_a_switch_is_nothing_else(raw: Any) -> None:
    with pytest.raises(FormatError, match="must be true or false"):
        check(SWITCH, raw)


def test_the_form_of_a_text_is_told_in_words() -> None:
    with pytest.raises(FormatError, match="must be letters"):
        check(WORD, "A1")
