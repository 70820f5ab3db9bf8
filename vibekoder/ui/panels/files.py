"""The files of the project in its panel: a tree to take pieces from, with what git says of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QWidget,
)

from vibekoder.app.folders import Opened
from vibekoder.app.tongue import later, tr
from vibekoder.ui.draw import RIGHT, draw_text
from vibekoder.ui.look import Look
from vibekoder.ui.row_delegate import FLAG, RowDelegate, RowPlace
from vibekoder.ui.row_views import dress_list
from vibekoder.ui.rows import ROW, Index, Rows
from vibekoder.ui.words import count

FOLD_X: Final = 10
ICON_X: Final = 24
NAME_X: Final = 46
STEP: Final = 15
TOKENS_WIDTH: Final = 56
BYTES_PER_TOKEN: Final = 4
"""A file is not read to be listed; about so many bytes of a source make a token."""

LETTERS: Final = {
    "M": later("changed"),
    "A": later("added"),
    "D": later("deleted"),
    "T": later("changed"),
    "U": later("in conflict"),
    "?": later("not in git"),
}
NO_TEXT: Final = ("image/", "audio/", "video/", "font/", "application/zip", "application/pdf")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file or folder; ``name`` is its path from the project, that of a folder without ``/``.

    ``letter`` is git's, for a folder that of what lies in it; ``why`` it cannot be included.
    ``tokens`` is a guess from its size, None where it is no text.
    """

    name: str
    depth: int
    folder: bool = False
    open: bool = False
    letter: str = ""
    tokens: int | None = None
    why: str = ""

    @property
    def title(self) -> str:
        """Its own name."""
        return self.name.rpartition("/")[2]

    @property
    def target(self) -> str:
        """Its name in a directive."""
        return f"{self.name}/" if self.folder else self.name


def rows_of(opened: Opened, unfolded: Collection[str]) -> list[FileRow]:
    """What is seen of a project with these folders unfolded, from the top, folders first."""
    letters: Mapping[str, str] = opened.changes.files if opened.changes is not None else {}
    inner: dict[str, str] = {}
    for name, letter in letters.items():
        for at, sign in enumerate(name):
            if sign == "/":
                inner.setdefault(name[:at], "" if letter == "D" else "M")
    return list(_rows(opened, unfolded, letters, inner, "", 0))


def _rows(
    opened: Opened,
    unfolded: Collection[str],
    letters: Mapping[str, str],
    inner: Mapping[str, str],
    folder: str,
    depth: int,
    inherited: str = "",
) -> Iterator[FileRow]:
    folders, files = opened.folders.get(folder, ((), ()))
    for name in folders:
        letter = inherited or letters.get(name, "")
        is_open = name in unfolded
        shown = letter or ("" if is_open else inner.get(name, ""))
        yield FileRow(name, depth, folder=True, open=is_open, letter=shown)
        if is_open:
            yield from _rows(opened, unfolded, letters, inner, name, depth + 1, letter)
    for one in files:
        kind = guess_type(one.name)[0] or ""
        text = not one.why and not kind.startswith(NO_TEXT)
        tokens = -(-one.size // BYTES_PER_TOKEN) if text else None
        letter = inherited or letters.get(one.name, "")
        yield FileRow(one.name, depth, letter=letter, tokens=tokens, why=one.why)


class FileList(Rows[FileRow]):
    """The rows of the tree; ``root`` tells the project's folder, for what is dragged out."""

    def __init__(self, root: Callable[[], Path | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._root = root

    def show(self, rows: Sequence[FileRow]) -> None:
        """Show these; the rows that stay keep what is selected."""
        names = {row.name for row in rows}
        self.keep(lambda row: row.name in names)
        places = {row.name: at for at, row in enumerate(self.rows)}
        at = 0
        while at < len(rows):
            if at < len(self.rows) and self.rows[at].name == rows[at].name:
                at += 1
                continue
            if rows[at].name in places:
                # known rows in another order, which happens where a file became a folder
                super().show(rows)
                return
            end = at
            while end < len(rows) and rows[end].name not in places:
                end += 1
            self.beginInsertRows(QModelIndex(), at, end - 1)
            self.rows = (*self.rows[:at], *rows[at:end], *self.rows[at:])
            self.endInsertRows()
            at = end
        if self.rows != tuple(rows):
            self.renew(rows)

    def position(self, name: str) -> int:
        """The row of a path, or -1."""
        return next((at for at, row in enumerate(self.rows) if row.name == name), -1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        root, data = self._root(), QMimeData()
        if root is not None:
            paths = [root / self.rows[index.row()].name for index in indexes]
            data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        return data

    def tell(self, row: FileRow, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(self._facts(row))
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join([row.name, *self._facts(row)[1:]])
        return None

    def _facts(self, row: FileRow) -> list[str]:
        facts = [row.title]
        if row.folder:
            facts.append(self.tr("folder, unfolded") if row.open else self.tr("folder, folded"))
        if row.letter:
            inside = row.folder and row.letter == "M"
            facts.append(self.tr("changes inside") if inside else tr(LETTERS[row.letter]))
        if row.tokens is not None:
            facts.append(self.tr("about {n} tokens").format(n=count(row.tokens)))
        if row.why:
            facts.append(row.why)
        return facts


class FileDelegate(RowDelegate):
    """Paints one row: chevron, icon, name, git's letter, about how many tokens."""

    marked = FLAG.State_HasFocus

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        theme, icons, rect = self._look.theme, self._look.icons, at.rect
        row: FileRow = index.data(ROW)
        x = rect.x() + STEP * row.depth
        if row.folder:
            shape = "chevron-down" if row.open else "chevron-right"
            icons.paint(painter, QRectF(x + FOLD_X, rect.y(), 10, rect.height()), shape, "dim", 10)
        icon = "folder" if row.folder else "file"
        place = QRectF(x + ICON_X, rect.y(), 14, rect.height())
        icons.paint(painter, place, icon, "faint" if row.why else "dim", 14)
        small = theme.font("small")
        right = rect.right() + 1 - theme.space("panelPadX") + 2
        room = QRect(right - TOKENS_WIDTH, rect.y(), TOKENS_WIDTH, rect.height())
        if row.tokens is not None:
            draw_text(painter, room, f"~{count(row.tokens)}", small, theme.color("dim"), RIGHT)
        left = x + NAME_X
        end = (room.x() if row.tokens is not None else right) - 4 - (18 if row.letter else 0)
        name = QRect(left, rect.y(), max(0, end - left), rect.height())
        font = theme.font("body")
        draw_text(painter, name, row.title, font, theme.color("faint" if row.why else "text"))
        if row.letter:
            small.setWeight(small.Weight.DemiBold)
            width = min(QFontMetrics(font).horizontalAdvance(row.title), name.width())
            sign = QRect(left + width + 8, rect.y(), 16, rect.height())
            shown = "•" if row.folder and row.letter == "M" else row.letter
            draw_text(painter, sign, shown, small, theme.color("warn"))


class FileView(QListView):
    """The tree of files.

    Signals:
        takeWanted(row: FileRow): include it in the prompt; Return, or a double click on a file.
        openWanted(row: FileRow): open it in its own program; Alt+Return.
        foldWanted(row: FileRow, bool): fold (True) or unfold a folder.
        copyWanted(row: FileRow): copy its directive; Ctrl+C.
        menuWanted(row: FileRow, at: QPoint): the menu key or the right button, at a position of
            the screen.
    """

    takeWanted = Signal(object)
    openWanted = Signal(object)
    foldWanted = Signal(object, bool)
    copyWanted = Signal(object)
    menuWanted = Signal(object, QPoint)

    def __init__(self, look: Look, model: FileList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.list = model
        self.setModel(model)
        dress_list(look, self, FileDelegate(look, self), "panel")
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("Files"))
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double)

    @property
    def row(self) -> FileRow | None:
        """The marked row."""
        index = self.currentIndex()
        return self.list.rows[index.row()] if index.isValid() else None

    def event(self, event: QEvent) -> bool:
        # here Alt+Return opens what is marked, whatever it does elsewhere
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
            if alt and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.row
        if row is None or not self._act(event, row):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        # a press beside the rows marks none; what was marked stays so for the keys
        if event.button() is Qt.MouseButton.RightButton:
            index = self.indexAt(event.position().toPoint())
            if index.isValid():
                self.setCurrentIndex(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row, at = self.row, event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        elif not self.indexAt(self.viewport().mapFromGlobal(at)).isValid():
            row = None
        if row is not None:
            self.menuWanted.emit(row, at)

    def _act(self, event: QKeyEvent, row: FileRow) -> bool:
        key = event.key()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if modifiers == Qt.KeyboardModifier.AltModifier:
                self.openWanted.emit(row)
            elif row.folder and not modifiers:
                self.foldWanted.emit(row, row.open)
            elif not modifiers:
                self.takeWanted.emit(row)
            return True
        if key == Qt.Key.Key_C and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.copyWanted.emit(row)
        elif key == Qt.Key.Key_Left and not modifiers:
            self._go_out(row)
        elif key == Qt.Key.Key_Right and not modifiers:
            self._go_in(row)
        else:
            return False
        return True

    def _go_out(self, row: FileRow) -> None:
        """Fold a folder, or go to the one that this lies in."""
        if row.folder and row.open:
            self.foldWanted.emit(row, True)
            return
        above = self.list.position(row.name.rpartition("/")[0])
        if above >= 0:
            self.setCurrentIndex(self.list.index(above))

    def _go_in(self, row: FileRow) -> None:
        """Unfold a folder, or go to the first that lies in it."""
        if row.folder and not row.open:
            self.foldWanted.emit(row, False)
            return
        at = self.currentIndex().row() + 1
        if at < len(self.list.rows) and self.list.rows[at].depth > row.depth:
            self.setCurrentIndex(self.list.index(at))

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self.list.rows[index.row()]
        if row.folder:
            self.foldWanted.emit(row, row.open)

    def _on_double(self, index: QModelIndex) -> None:
        row = self.list.rows[index.row()]
        if not row.folder:
            self.takeWanted.emit(row)
