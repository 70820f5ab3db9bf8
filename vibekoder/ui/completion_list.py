"""The little list at the caret: what may be meant by what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from vibekoder.ui.draw import draw_shadow, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.row_views import dress_list
from vibekoder.ui.rows import ROW
from vibekoder.ui.sheets.palette_rows import FoundDelegate, FoundRows
from vibekoder.ui.sheets.sifting import Choice, Found

SHADOW: Final = 20
BELOW: Final = 26
PAD: Final = 5
ROWS: Final = 8
NARROW: Final = 280
WIDE: Final = 560
BESIDE: Final = 84


class CompletionList(QWidget):
    """Rows to choose from, over the window and at the caret; the focus stays in the text.

    Signals:
        taken(object): this Choice was pressed.
    """

    taken = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._over = parent
        self.setAccessibleName(self.tr("Completions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view = QListView(self)
        self.model = FoundRows(self)
        self.view.setModel(self.model)
        dress_list(look, self.view, FoundDelegate(look, self.view), "raised")
        self.view.setAccessibleName(self.tr("Completions"))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        column = QVBoxLayout(self)
        column.setContentsMargins(SHADOW, SHADOW, SHADOW, BELOW)
        column.addWidget(self.view)
        self.view.setContentsMargins(0, 0, 0, 0)
        self.view.clicked.connect(self._on_clicked)
        look.theme.changed.connect(self.update)
        self.hide()

    @property
    def current(self) -> Choice | None:
        """The row that Return takes."""
        index = self.view.currentIndex()
        return self.model.rows[index.row()].choice if index.isValid() else None

    @property
    def shown(self) -> list[Choice]:
        """The rows, in order."""
        return [row.choice for row in self.model.rows if row.choice is not None]

    def offer(self, rows: Sequence[Found], caret: QRect, *, above: bool = False) -> None:
        """Show these rows at a caret, given in the parent's pixels; the first one is current.

        ``above`` the caret's line if there is room, for a field at the foot of the window.
        """
        self.model.show(rows)
        self.view.setCurrentIndex(self.model.index(0))
        self.view.scrollToTop()
        self._place(caret, above=above)
        self.show()
        self.raise_()
        self._say()

    def step(self, by: int) -> None:
        """Another row is current; one step goes round the ends, a page stops there."""
        count = len(self.model.rows)
        at = self.view.currentIndex().row() + by
        at = at % count if abs(by) == 1 else min(max(at, 0), count - 1)
        self.view.setCurrentIndex(self.model.index(at))
        self._say()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        box, radius = self._box(), theme.radius("card")
        draw_shadow(painter, box, radius)
        fill_box(painter, box, radius, theme.color("raised"), theme.color("border"))

    def _box(self) -> QRect:
        return self.rect().adjusted(SHADOW - PAD, SHADOW - PAD, PAD - SHADOW, PAD - BELOW)

    def _place(self, caret: QRect, *, above: bool) -> None:
        """On the wished side of the caret's line, or on the other one where that has no room."""
        room = self._over.rect()
        height = min(len(self.model.rows), ROWS) * self._look.theme.size("rowPalette")
        width = min(self._wanted_width(), room.width() - 2 * PAD)
        over = caret.top() - 6 - PAD - height
        under = caret.bottom() + 6 + PAD
        fits_over, fits_under = over >= PAD, under + height + PAD <= room.bottom()
        top = over if (fits_over and above) or not fits_under else under
        left = min(max(caret.left() - BESIDE // 2, PAD), room.width() - width - PAD)
        self.setGeometry(left - SHADOW, top - SHADOW, width + 2 * SHADOW, height + SHADOW + BELOW)

    def _wanted_width(self) -> int:
        theme = self._look.theme
        widest = 0
        for row in self.model.rows[: 4 * ROWS]:
            if row.choice is None:
                continue
            face = QFontMetrics(theme.font("code" if row.choice.is_code else "bodyStrong"))
            small = QFontMetrics(theme.font("small"))
            told = small.horizontalAdvance(f"{row.choice.detail}  {row.choice.right}")
            keys = 60 if row.choice.keys else 0
            widest = max(widest, face.horizontalAdvance(row.choice.text) + told + keys)
        return min(max(NARROW, widest + BESIDE + 24), WIDE)

    def _say(self) -> None:
        """A screen reader stays in the text: it is told what Return would take."""
        said = self.view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, str(said)))

    def _on_clicked(self, index: QModelIndex) -> None:
        found: Found = index.data(ROW)
        self.taken.emit(found.choice)
