"""What the settings say of looks, at once."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QFontDatabase

from vibekoder.core.settings import Layer, Values
from vibekoder.ui.appearance import dress
from vibekoder.ui.look import Look


def values(**tables: Any) -> Values:
    return Values().with_layer(Layer.APP, tables)


def test_the_theme_changes_at_once(look: Look) -> None:
    dress(look, values(ui={"theme": "dark", "contrast": "high", "motion": "none"}))
    assert look.theme.dark
    assert look.theme.high_contrast
    assert look.theme.motion("normal") == 0


def test_what_is_no_longer_set_is_usual_again(look: Look) -> None:
    dress(look, values(ui={"contrast": "high", "motion": "none"}, editor={"column": 40}))
    dress(look, values(ui={"theme": "light", "contrast": "usual", "motion": "full"}))
    assert not look.theme.high_contrast
    assert look.theme.motion("normal") > 0
    assert look.theme.column("text") == 690


@pytest.mark.parametrize(("columns", "pixels"), [(42, 345), (84, 690), (0, 3840)])
def test_the_text_is_as_wide_as_is_wished(look: Look, columns: int, pixels: int) -> None:
    dress(look, values(editor={"column": columns}))
    assert look.theme.column("text") == pixels
    assert look.theme.column("card") == pixels + 36


def test_a_family_that_is_installed_is_taken_for_the_text_alone(look: Look) -> None:
    family = next(filter(QFontDatabase.hasFamily, reversed(QFontDatabase.families())))
    dress(look, values(editor={"font": family, "code_font": "No Such Family"}))
    assert look.theme.font("prose").families()[0] == family
    assert look.theme.font("body").families() == look.theme.families("ui")
    assert "No Such Family" not in look.theme.families("code")


def test_one_font_is_that_of_code(look: Look) -> None:
    dress(look, values(editor={"one_font": True}))
    for token in ("prose", "h1", "h3"):
        assert look.theme.font(token).families() == look.theme.font("code").families()
        assert look.theme.font(token).pixelSize() == look.theme.font("code").pixelSize()
        assert look.theme.line(token) == look.theme.line("code")


def test_keys_are_taken_over(look: Look) -> None:
    dress(look, values(keys={"session.new": "Ctrl+J"}))
    assert look.keys.key("session.new") == "Ctrl+J"
