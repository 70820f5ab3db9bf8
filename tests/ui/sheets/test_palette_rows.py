"""The rows of the palette's list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from vibekoder.core.fuzzy import match
from vibekoder.ui.keymap import native_key
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.palette_rows import FoundDelegate, FoundRows
from vibekoder.ui.sheets.sifting import Choice, Found


def test_a_row_is_read_with_what_stands_beside_it_and_a_head_cannot_be_chosen(
    qtbot: QtBot, look: Look
) -> None:
    view, rows = QListView(), FoundRows()
    qtbot.addWidget(view)
    view.setModel(rows)
    view.setItemDelegate(FoundDelegate(look, view))
    one = Choice("a", "New session", detail="File", keys="Ctrl+T", icon="session-new")
    found = match("new", one.text)
    assert found is not None
    rows.show([Found(None, head="Actions"), Found(one, found)])
    told = rows.data(rows.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert told == f"New session, File, {native_key('Ctrl+T')}"
    assert rows.flags(rows.index(0)) == Qt.ItemFlag.NoItemFlags
    view.setCurrentIndex(rows.index(1))
    assert not view.grab().isNull()
