"""The strip above the sessions: their tabs, and the list of all of them where they are too many."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from vibekoder.ui.buttons import IconButton
from vibekoder.ui.draw import draw_line
from vibekoder.ui.look import Look
from vibekoder.ui.tab_bar import TabBar, words_of

GAP: Final = 4


class TabStrip(QWidget):
    """``bar`` has the tabs; ``all_tabs`` beside it comes once a title has to be cut."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.bar = TabBar(look, self)
        self.all_tabs = IconButton(
            look, "chevron-down", self.tr("All tabs"), key="tab.list", parent=self
        )
        self.all_tabs.hide()
        self.setFixedHeight(look.theme.size("tab"))
        self.bar.fitted.connect(self._fit)
        self.all_tabs.clicked.connect(self.list_tabs)

    def list_tabs(self) -> None:
        """Show all tabs as a list to choose from; the shown one is marked."""
        bar = self.bar
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for at in range(bar.count()):
            tab = bar.tab(at)
            words = words_of(tab)
            text = f"{tab.title}, {words}" if words else tab.title
            action = QAction(text.replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(at == bar.currentIndex())
            action.triggered.connect(partial(bar.setCurrentIndex, at))
            menu.addAction(action)
        place = self.rect().bottomRight()
        place.setX(place.x() - menu.sizeHint().width())
        if menu.actions():
            menu.setActiveAction(menu.actions()[max(0, bar.currentIndex())])
            menu.popup(self.mapToGlobal(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The strip goes on below the list's button."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("window"))
        draw_line(painter, 0, self.height() - 1, self.width(), theme.color("border"))

    def _fit(self) -> None:
        # laid out by hand: whether the button is there depends on the room without it
        needed = self.bar.wanted_width > self.width()
        side = self.all_tabs.sizeHint().width()
        room = self.width() - (side + 2 * GAP if needed else 0)
        self.bar.setGeometry(0, 0, room, self.height())
        self.all_tabs.setGeometry(room + GAP, (self.height() - side) // 2, side, side)
        self.all_tabs.setVisible(needed)
