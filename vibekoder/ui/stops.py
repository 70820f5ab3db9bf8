"""The widgets that Tab comes to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget


def stops(inside: QWidget) -> list[QWidget]:
    """What of a widget takes the keys by Tab and is shown, in the order of its window's chain.

    A list without rows is none: nothing in it could show that it has the keys.
    """
    found: list[QWidget] = []
    widget = _next(inside)
    while widget is not None and widget is not inside:
        if inside.isAncestorOf(widget) and _is_stop(widget):
            found.append(widget)
        widget = _next(widget)
    return found


def _is_stop(widget: QWidget) -> bool:
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return False
    if isinstance(widget, QAbstractItemView) and not widget.model().rowCount():
        return False
    return widget.isVisible() and widget.isEnabled()


def _next(widget: QWidget) -> QWidget | None:
    following = widget.nextInFocusChain()
    # PySide takes one of the two for a child of the other where it knows no parent of it (viewports
    # are such), and would let it go together with that; its own parent once more undoes this
    for one in (widget, following):
        if one is not None:
            one.setParent(one.parentWidget())
    return following
