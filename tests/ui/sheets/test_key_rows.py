"""Rows of the list of keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from vibekoder.app.actions import by_id
from vibekoder.ui.keymap import native_key
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.key_rows import KeyDelegate, KeyRow, KeyRows

NEW = KeyRow(by_id("session.new"), "New session", "File", own=True)
STOP = KeyRow(by_id("session.stop_all"), "Stop all requests", "Session")


def test_a_row_is_read_with_its_keys_and_whose_they_are(qapp: object) -> None:
    rows = KeyRows()
    rows.show([NEW, STOP])
    role = Qt.ItemDataRole.AccessibleTextRole
    told = [rows.data(rows.index(at), role) for at in range(2)]
    assert told == [
        f"New session, File, {native_key('Ctrl+T')}, yours",
        "Stop all requests, Session, no key",
    ]


def test_the_same_actions_keep_the_current_row(qtbot: QtBot, look: Look) -> None:
    view, rows = QListView(), KeyRows()
    qtbot.addWidget(view)
    view.setModel(rows)
    view.setItemDelegate(KeyDelegate(look, view))
    rows.show([NEW, STOP])
    view.setCurrentIndex(rows.index(1))
    rows.show([STOP, NEW][::-1])
    assert view.currentIndex().row() == 1
    assert not view.grab().isNull()
