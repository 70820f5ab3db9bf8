"""The handbook in the window: its parts at the left, found by a word, and the text at the right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vibekoder.core.handbook import Page, Part, found, parts, target
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.draw import draw_text
from vibekoder.ui.editor.syntax import Palette
from vibekoder.ui.focus_line import FocusLine
from vibekoder.ui.ground import Ground
from vibekoder.ui.keymap import KeyTip
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.reading import blocks, typeset
from vibekoder.ui.reading.leaves import Leaf
from vibekoder.ui.reading.pictures import Picture
from vibekoder.ui.row_delegate import RowDelegate, RowPlace
from vibekoder.ui.row_views import dress_list
from vibekoder.ui.rows import ROW, Index, Rows
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.style import thin_bars

SIZE: Final = QSize(980, 720)
LIST_WIDTH: Final = 260
TEXT_X: Final = 26
STEP: Final = 14


class PartRows(Rows[Part]):
    """The parts of the handbook as rows."""

    def tell(self, row: Part, role: int) -> Any:
        texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return row.title if role in texts else None


class PartDelegate(RowDelegate):
    """Paints a heading: pages strong, their parts below them."""

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        theme = self._look.theme
        part: Part = index.data(ROW)
        place = at.box.adjusted(10 + STEP * (part.level - 1), 0, -6, 0)
        face = "bodyStrong" if part.level == 1 else "body"
        draw_text(painter, place, part.title, theme.font(face), theme.color("text"))


class HelpText(QScrollArea):
    """A page of the handbook; Tab goes over its links, Return follows one.

    Signals:
        linkWanted(link: str): a link was followed; its address as it is written.
    """

    linkWanted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._line = 0
        self._at = -1
        self.leaf = Leaf(look, self)
        self.leaf.linkWanted.connect(self.linkWanted)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # one that comes and goes would change the width that it comes from
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setWidget(self.leaf)
        self.leaf.setAutoFillBackground(False)
        # once it is laid out: a place in the text needs its final width
        self._laid = QTimer(self, singleShot=True, interval=0)
        self._laid.timeout.connect(self._scroll)
        thin_bars(look, self)
        FocusLine(look, self)

    def show_page(self, page: Page, line: int) -> None:
        """Show a page from the heading in this line on."""
        self.leaf.setAccessibleName(page.title)
        self.setAccessibleName(page.title)
        self._line, self._at = line, -1
        look = self._look
        palette = Palette(look.theme.tokens.syntax_map)
        leaf = typeset.Page(look, 1.0, self._width, palette, _no_lexer, _no_picture)
        self.leaf.fill(blocks.read(page.text), leaf)
        self._lay()

    def resizeEvent(self, event: Any) -> None:
        """The text takes the width that there is."""
        super().resizeEvent(event)
        self._lay()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  (Qt's name)
        """Over the links, then on."""
        at = self._at + 1 if next else (max(self._at, 0)) - 1
        if 0 <= at < len(self.leaf.anchors):
            self._at = at
            start, end = self.leaf.anchors[at][:2]
            self.leaf.select(start, end)
            cursor = QTextCursor(self.leaf.document())
            cursor.setPosition(start)
            place = self.leaf.cursorRect(cursor)
            self.ensureVisible(place.x(), place.center().y(), 0, 60)
            return True
        self._at = -1
        self.leaf.select(0, 0)
        # a scroll area would go on inside itself
        return QWidget.focusNextPrevChild(self, next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return follows the link that Tab has come to; the others scroll."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        bar, page = self.verticalScrollBar(), self.viewport().height() - 40
        jumps = {
            Qt.Key.Key_Home: -bar.maximum(),
            Qt.Key.Key_End: bar.maximum(),
            Qt.Key.Key_Space: page,
        }
        if enter and self._at >= 0:
            self.linkWanted.emit(self.leaf.anchors[self._at][2])
        elif event.key() in jumps:
            bar.setValue(bar.value() + jumps[Qt.Key(event.key())])
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    @property
    def _width(self) -> int:
        return max(200, self.viewport().width() - TEXT_X)

    def _lay(self) -> None:
        width = self._width
        self.leaf.setFixedSize(width, self.leaf.height_at(width) + TEXT_X)
        self._laid.start()

    def _scroll(self) -> None:
        top = typeset.top_of_line(self.leaf.document(), self._line)
        self.verticalScrollBar().setValue(max(0, round(top) - 4) if self._line else 0)


class HelpSheet(Sheet):
    """Shows the pages; what is typed in the field leaves the parts that have it.

    Signals:
        outwardWanted(address: str): a link leads out of the handbook.
    """

    outwardWanted = Signal(str)

    def __init__(self, look: Look, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("Help"), SIZE, parent)
        self._pages = {page.name: page for page in pages}
        self._trail: list[Part] = []
        self._reading: Part | None = None
        self.field = QLineEdit(self.box)
        self.view = QListView(self.box)
        self.model = PartRows(self)
        self.back = Button(look, self.tr("Back"), kind="quiet", parent=self.box)
        KeyTip(self.back, look.keys, self.tr("Back"), "Alt+Left")
        self.text = HelpText(look, self.box)
        self.close_button = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self.box)
        self._lay_out()
        self.field.textChanged.connect(self._list)
        self.field.returnPressed.connect(self._open_current)
        self.view.clicked.connect(self._on_row)
        self.text.linkWanted.connect(self._follow)
        self.back.clicked.connect(self.go_back)
        self.close_button.clicked.connect(self.dismiss)
        self._list()

    @property
    def shown(self) -> Part | None:
        """The part that is read."""
        return self._reading

    def show_part(self, link: str) -> None:
        """Show what a link leads to, such as ``failures.md#a-request``, or the first page."""
        pages = list(self._pages.values())
        part = target(pages, link, "") or next(iter(found(pages, "")), None)
        if part is not None:
            self._show(part)

    def go_back(self) -> None:
        """To what was read before."""
        if self._trail:
            self._reading = None
            self._show(self._trail.pop())

    def first_focus(self) -> QWidget:
        return self.field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Left goes back; Up and Down in the field go through the list."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() == Qt.Key.Key_Left:
            self.go_back()
        elif self.field.hasFocus() and event.key() in steps:
            at = self.view.currentIndex().row() + steps[Qt.Key(event.key())]
            if 0 <= at < len(self.model.rows):
                self.view.setCurrentIndex(self.model.index(at))
        elif self.view.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_current()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        look, title = self._look, self.tr("Help")
        self.field.setPlaceholderText(self.tr("A word to look for"))
        self.field.setAccessibleName(self.tr("Look for a word in the help"))
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumHeight(look.theme.size("field"))
        self.field.setTextMargins(4, 0, 4, 0)
        self.view.setModel(self.model)
        dress_list(look, self.view, PartDelegate(look, self.view), "raised")
        self.view.setAccessibleName(self.tr("Parts of the help"))
        Ground(look, self.text, "raised")
        self.text.viewport().setAutoFillBackground(False)
        head = QHBoxLayout()
        head.setContentsMargins(24, 12, 12, 8)
        head.addWidget(Paragraph(look, title, face="dialogTitle", parent=self.box), 1)
        head.addWidget(self.back)
        head.addWidget(self.close_button)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 8, 0)
        row.addWidget(self.field)
        left.addLayout(row)
        left.addWidget(self.view, 1)
        both = QHBoxLayout()
        both.setContentsMargins(1, 0, 1, 10)
        both.setSpacing(0)
        side = QWidget(self.box)
        side.setLayout(left)
        side.setFixedWidth(LIST_WIDTH)
        both.addWidget(side)
        both.addSpacing(TEXT_X - 10)
        both.addWidget(self.text, 1)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(both, 1)
        # as it is read: the word, what has it, the text
        order = (self.field, self.view, self.text, self.back, self.close_button)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _list(self) -> None:
        rows = found(list(self._pages.values()), self.field.text())
        self.model.show(rows)
        self._mark()
        if self.field.text().strip() and rows and self._reading not in rows:
            self.view.setCurrentIndex(self.model.index(0))

    def _mark(self) -> None:
        rows = self.model.rows
        at = next((at for at, row in enumerate(rows) if row == self._reading), -1)
        self.view.setCurrentIndex(self.model.index(at) if at >= 0 else QModelIndex())

    def _open_current(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self._show(self.model.rows[index.row()])

    def _on_row(self, index: QModelIndex) -> None:
        self._show(self.model.rows[index.row()])

    def _follow(self, link: str) -> None:
        beside = self._reading.page if self._reading is not None else ""
        part = target(list(self._pages.values()), link, beside)
        if part is not None:
            self._show(part)
        elif "://" in link:
            self.outwardWanted.emit(link)

    def _show(self, part: Part) -> None:
        if self._reading is not None and self._reading != part:
            self._trail.append(self._reading)
        self._reading = part
        first = parts(self._pages[part.page])[0]
        self.text.show_page(self._pages[part.page], 0 if part == first else part.line)
        self.back.setEnabled(bool(self._trail))
        self._mark()


def _no_lexer(_: str) -> None:
    return None


def _no_picture(_: str) -> Picture:
    """The pages are read without their pictures, which are not in the package."""
    return Picture(None)
