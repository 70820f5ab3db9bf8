"""The outline: the slices of the shown session and their headings, beside its text."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from vibekoder.core.messages import Role
from vibekoder.core.outline import Heading
from vibekoder.ui.buttons import IconButton
from vibekoder.ui.draw import NODE_ICONS, RIGHT, draw_dot, draw_text, node_of
from vibekoder.ui.editor.banners import COLORS, ICONS
from vibekoder.ui.look import Look
from vibekoder.ui.panels.outline_rows import Entry
from vibekoder.ui.panels.outline_tree import OutlineTree
from vibekoder.ui.row_delegate import RowPlace, TreeRowDelegate
from vibekoder.ui.row_views import dress_tree
from vibekoder.ui.rows import ROW, Index
from vibekoder.ui.slice_states import BRIEF_MS

FOLD_X: Final = 7
ICON_X: Final = 22
TEXT_X: Final = 45
DEEPER: Final = 12
FIGURE_WIDTH: Final = 52
HEAD: Final = 34


class OutlineDelegate(TreeRowDelegate):
    """Paints a slice: fold, icon of its role, first words, state, tokens; or a heading."""

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        row: Entry | Heading = index.data(ROW)
        if isinstance(row, Heading):
            self._paint_heading(painter, at.box, row, selected=at.selected)
        else:
            self.paint_fold(painter, self.fold_box(at.rect), index)
            self._paint_slice(painter, at.box, row, str(index.data()), selected=at.selected)

    def fold_box(self, rect: QRect) -> QRect:
        """Where the sign lies that shows or hides the headings of a slice."""
        return QRect(FOLD_X, rect.y(), 14, rect.height())

    def _paint_slice(
        self, painter: QPainter, box: QRect, entry: Entry, text: str, *, selected: bool
    ) -> None:
        theme, role = self._look.theme, entry.role or Role.USER
        node = node_of(entry.state)
        running = node in ("running", "retrying")
        color = COLORS[role] if entry.sent else "faint"
        spot = QRect(ICON_X, box.y(), 16, box.height())
        self._look.icons.paint(painter, spot, ICONS[role], color, theme.size("iconSmall"))
        figures = theme.font("small")
        if running:
            figures.setWeight(figures.Weight.Medium)
        right = box.right() + 1 - 8
        place = QRect(right - FIGURE_WIDTH, box.y(), FIGURE_WIDTH, box.height())
        shade = "accentText" if running or selected else "dim"
        draw_text(painter, place, entry.figure, figures, theme.color(shade), RIGHT)
        edge = place.left() if entry.figure else right
        if node in NODE_ICONS:
            name, color = NODE_ICONS[node]
            edge = place.left() - 4
            spot = QRect(edge, box.y(), 16, box.height())
            self._look.icons.paint(painter, spot, name, color, 13)
        elif running:
            edge = place.left() - 4
            center = QRect(edge, box.y(), 16, box.height()).toRectF().center()
            draw_dot(painter, center, self._look)
        font = theme.font("body")
        if selected:
            font.setWeight(font.Weight.Medium)
        name = QRect(TEXT_X, box.y(), max(0, edge - TEXT_X - 4), box.height())
        draw_text(painter, name, text, font, theme.color("text" if entry.sent else "dim"))

    def _paint_heading(
        self, painter: QPainter, box: QRect, heading: Heading, *, selected: bool
    ) -> None:
        theme = self._look.theme
        left = TEXT_X + DEEPER * min(heading.level - 1, 4)
        font = theme.font("small")
        if selected or heading.level == 1:
            font.setWeight(font.Weight.Medium)
        place = QRect(left, box.y(), max(0, box.right() - left - 8), box.height())
        draw_text(painter, place, heading.text, font, theme.color("text" if selected else "dim"))


class OutlineView(QTreeView):
    """The tree of one session.

    Signals:
        goWanted(index: QModelIndex): Return, or a click: go there in the text.
    """

    goWanted = Signal(QModelIndex)

    def __init__(self, look: Look, model: OutlineTree, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = model
        self.faces = OutlineDelegate(look, self)
        dress_tree(look, self, self.faces, "panel")
        # last: how rows are scrolled and how high they are lays out all that there are anew
        self.setModel(model)
        self.setAccessibleName(self.tr("Outline"))

    def mark(self, part: int, point: int) -> None:
        """Mark the row of a place: its heading where that is shown, else its slice."""
        index = self.tree.index_at(part, point)
        above = index.parent()
        wanted = index if not above.isValid() or self.isExpanded(above) else above
        if wanted != self.currentIndex():
            self.setCurrentIndex(wanted)
            self.scrollTo(wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.goWanted.emit(index)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if index.isValid() and self.tree.rowCount(index):
            fold = self.faces.fold_box(self.visualRect(index))
            if fold.adjusted(-4, 0, 2, 0).contains(at):
                self.setExpanded(index, not self.isExpanded(index))
                return
        super().mousePressEvent(event)
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self.goWanted.emit(index)


class OutlineHead(QWidget):
    """The panel's title, how many slices there are, and the way to one by its letters."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._count = 0
        self.go = IconButton(
            look, "search", self.tr("Go to slice or heading"), key="edit.go_to", parent=self
        )
        self.setFixedHeight(HEAD)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.theme.space("panelPadX"), 3, 9, 3)
        row.addStretch(1)
        row.addWidget(self.go)

    def set_count(self, count: int) -> None:
        """How many slices the session has."""
        self._count = count
        self.setAccessibleName(self.tr("Outline, {n} slices").format(n=count))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        font = theme.font("small")
        font.setWeight(font.Weight.DemiBold)
        box = self.rect().adjusted(theme.space("panelPadX"), 0, -44, 0)
        used = draw_text(painter, box, self.tr("Outline"), font, theme.color("dim"))
        count = str(self._count) if self._count else ""
        place = box.adjusted(used + 5, 0, 0, 0)
        draw_text(painter, place, count, theme.font("small"), theme.color("dim"))


class OutlinePanel(QWidget):
    """The outline of the session that is shown; each session's keeps its folds and its place.

    Signals:
        findWanted(): a slice or heading is to be chosen by its letters.
        resized(): it has other rows, and would like another height.
    """

    findWanted = Signal()
    resized = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.head = OutlineHead(look, self)
        self.pages = QStackedWidget(self)
        self._none = QWidget(self)
        self.pages.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.pages, 1)
        self.setAccessibleName(self.tr("Outline"))
        # rows come one after another, and each would have all panels laid out anew
        self._seen: int | None = None
        self._rows_soon = QTimer(self, singleShot=True, interval=BRIEF_MS)
        self._rows_soon.timeout.connect(self._on_rows)
        self.head.go.clicked.connect(self.findWanted)

    def add(self, view: OutlineView) -> None:
        """Take in the outline of a session."""
        self.pages.addWidget(view)
        view.tree.rowsInserted.connect(self._rows_soon.start)
        view.tree.rowsRemoved.connect(self._rows_soon.start)
        view.expanded.connect(self._on_folds)
        view.collapsed.connect(self._on_folds)

    def show_view(self, view: OutlineView | None) -> None:
        """Show this outline, or none."""
        self.pages.setCurrentWidget(view or self._none)
        self._on_rows()

    @property
    def view(self) -> OutlineView | None:
        """The outline that is shown."""
        shown = self.pages.currentWidget()
        return shown if isinstance(shown, OutlineView) else None

    def take_focus(self) -> None:
        """Put the keys into the tree, or beside it as long as it has no rows."""
        filled = self.view is not None and self.view.tree.count
        wanted = self.view if filled and self.view is not None else self.head.go
        wanted.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def sizeHint(self) -> QSize:
        """As tall as its rows."""
        rows = self.view.tree.count if self.view is not None else 0
        opened = self._opened() if self.view is not None and rows < 100 else 0
        return QSize(300, HEAD + (rows + opened) * self._look.theme.size("row") + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HEAD + 2 * self._look.theme.size("row"))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.color("panel"))

    def _opened(self) -> int:
        """How many headings are seen; whoever lays out asks for it again and again."""
        view = self.view
        if view is None:
            return 0
        if self._seen is None:
            rows = (view.tree.index(row, 0) for row in range(view.tree.count))
            self._seen = sum(view.tree.rowCount(one) for one in rows if view.isExpanded(one))
        return self._seen

    def _on_folds(self) -> None:
        self._seen = None
        self.resized.emit()

    def _on_rows(self) -> None:
        self._seen = None
        self.head.set_count(self.view.tree.count if self.view is not None else 0)
        self.updateGeometry()
        self.resized.emit()
