"""The look as one thing to hand on."""

from __future__ import annotations

from PySide6.QtCore import QObject

from vibekoder.ui.look import make_look


def test_the_parts_of_a_look_belong_together(qapp: object) -> None:
    owner = QObject()
    look = make_look("dark", owner)
    assert look.icons.theme is look.theme
    assert look.theme.dark
    assert {part.parent() for part in (look.theme, look.icons, look.pulse, look.keys)} == {owner}
