"""The menu of the reading view: it answers by signals, and nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from vibekoder.ui.editor.banners import Act


def reading_menu(
    parent: QWidget,
    copy: Callable[[], None],
    select: Callable[[], None],
    follow: Callable[[], None] | None,
    acts: Sequence[tuple[Act, Callable[[], None]]],
) -> QMenu:
    """Copy and select, a link's way, and under a line what can be done with the slice."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    keys = QKeySequence.StandardKey
    menu.addAction(menu.tr("Copy"), copy).setShortcut(QKeySequence(keys.Copy))
    menu.addAction(menu.tr("Select slice"), select).setShortcut(QKeySequence(keys.SelectAll))
    if follow is not None:
        menu.addAction(menu.tr("Open link…"), follow)
    if acts:
        menu.addSeparator()
    for act, deed in acts:
        menu.addAction(act.label, deed).setShortcut(QKeySequence(act.key))
    return menu
