"""A question about what a project wants shows it to the letter."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.exact import LINES, ExactSheet


def sheet(look: Look, window: QWidget, shown: str) -> ExactSheet:
    look.theme.set_reduced(True)
    made = ExactSheet(
        look, "May it?", "Why.", shown, name="Words", verb="Yes", stay="No", parent=window
    )
    made.open_over(window)
    return made


def test_the_text_can_be_read_and_not_changed(look: Look, window: QWidget) -> None:
    made = sheet(look, window, "exactly this")
    assert made.shown.toPlainText() == "exactly this"
    assert made.shown.isReadOnly()
    assert made.shown.accessibleName() == "Words"
    assert made.first_focus() is made.stay


@pytest.mark.parametrize(("lines", "seen"), [(1, 1), (3, 3), (100, LINES)])
def test_so_many_lines_are_seen_at_once(look: Look, window: QWidget, lines: int, seen: int) -> None:
    bar = sheet(look, window, "\n".join("x" * lines)).shown.verticalScrollBar()
    # a bar counts in lines
    assert bar.maximum() == lines - seen
