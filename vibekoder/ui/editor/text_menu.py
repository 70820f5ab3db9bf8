"""The menu of the text and of a slice: it answers by signals, and nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QPlainTextEdit

from vibekoder.app.tongue import tr
from vibekoder.ui.editor.banners import Act
from vibekoder.ui.keymap import Keymap


def text_menu(
    editor: QPlainTextEdit,
    undo: Callable[[], None],
    redo: Callable[[], None],
    acts: Sequence[tuple[Act, Callable[[], None]]],
    keymap: Keymap,
) -> QMenu:
    """Undo to select all, and under a line the acts of a slice with what they do."""
    menu = QMenu(editor)
    selected = editor.textCursor().hasSelection()
    keys = QKeySequence.StandardKey
    for text, key, slot, enabled in (
        (menu.tr("Undo"), keys.Undo, undo, True),
        (menu.tr("Redo"), keys.Redo, redo, True),
        (menu.tr("Cut"), keys.Cut, editor.cut, selected),
        (menu.tr("Copy"), keys.Copy, editor.copy, selected),
        (menu.tr("Paste"), keys.Paste, editor.paste, editor.canPaste()),
        (menu.tr("Select all"), keys.SelectAll, editor.selectAll, True),
    ):
        action = menu.addAction(text, slot)
        action.setShortcut(QKeySequence(key))
        action.setEnabled(enabled)
        if key in (keys.Redo, keys.Paste):
            menu.addSeparator()
    if acts:
        menu.addSeparator()
    for act, slot in acts:
        menu.addAction(tr(act.label), slot).setShortcut(QKeySequence(keymap.key(act.key)))
    return menu
