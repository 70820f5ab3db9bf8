"""The text of a request: its exact body, its members to read, or one of its pieces."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from vibekoder.core.laid_out import laid_out
from vibekoder.core.readable import readable
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.draw import CENTER, draw_line, draw_text, fill_box
from vibekoder.ui.ground import Ground
from vibekoder.ui.look import Look
from vibekoder.ui.style import thin_bars

MOST: Final = 400_000
"""So many characters of a text are shown; the rest is said to be there."""
LONGEST: Final = 20_000
"""So many characters of a line are shown."""
COLOURED: Final = 2000
"""So many characters of a line are coloured."""
_JSON = re.compile(
    r'(?P<key>"[^"\\]*(?:\\.[^"\\]*)*")(?=\s*:)|(?P<string>"[^"\\]*(?:\\.[^"\\]*)*"?)'
    r"|(?P<number>-?\b\d[\d.eE+-]*|\b(?:true|false|null)\b)"
)
_COLORS: Final = {"key": "synFunction", "string": "synString", "number": "synNumber"}


def shortened(text: str, mark: int | None) -> tuple[str, int | None]:
    """The text with its endless lines cut, and where the mark is in it.

    The time that a line takes grows faster than its length; a file without line ends would hold up
    the window.
    """
    made: list[str] = []
    start = size = 0
    place = mark
    for line in text.split("\n"):
        over = len(line) - LONGEST
        told = _more(over) if over > 0 else ""
        if mark is not None and start <= mark <= start + len(line):
            place = size + min(mark - start, LONGEST)
        made.append(line[:LONGEST] + told)
        start += len(line) + 1
        size += len(made[-1]) + 1
    return "\n".join(made), place


def _more(count: int) -> str:
    told = QCoreApplication.translate("FlightText", " … {n} more characters in this line")
    return told.format(n=f"{count:,}")


_GROUNDS: Final = {"+": ("diffAdd", "diffAddText"), "-": ("diffDel", "diffDelText")}


class TextColors(QSyntaxHighlighter):
    """Colours names, texts and figures of a body, or the lines of a difference; of very long lines
    their beginning. ``way`` is json, diff, or empty for plain text."""

    def __init__(self, look: Look, text: BodyText) -> None:
        super().__init__(text.document())
        self._look = look
        self.way = "json"
        look.theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        if self.way == "diff" and text[:1] in _GROUNDS:
            look = QTextCharFormat()
            ground, ink = _GROUNDS[text[:1]]
            look.setBackground(self._look.theme.color(ground))
            look.setForeground(self._look.theme.color(ink))
            self.setFormat(0, len(text), look)
        if self.way != "json":
            return
        for found in _JSON.finditer(text[:COLOURED]):
            color = self._look.theme.color(_COLORS[str(found.lastgroup)])
            self.setFormat(found.start(), found.end() - found.start(), color)


class BodyText(QPlainTextEdit):
    """A text to read, with a line where it begins to differ from the last one that was sent."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._mark: int | None = None
        self._label = ""
        self.setReadOnly(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setFont(look.theme.font("code"))
        self.document().setDocumentMargin(12)
        self.setCornerWidget(QWidget(self))
        thin_bars(look, self)

    def show_text(self, text: str, mark: int | None = None, label: str = "") -> None:
        """Show this; from ``mark`` on it is new, and the label says what that means."""
        shown, self._mark = shortened(text, mark)
        self._label = label
        self.setPlainText(shown)
        self._show_new()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._mark is None:
            return
        theme, painter = self._look.theme, QPainter(self.viewport())
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._mark)
        y, width = self.cursorRect(cursor).top(), self.viewport().width()
        if not -30 < y < self.viewport().height() + 30:
            return
        draw_line(painter, 0, y, width, theme.color("brass"))
        font = theme.font("caption")
        painter.setFont(font)
        wide = painter.fontMetrics().horizontalAdvance(self._label) + 18
        pill = QRect(QPoint(width - wide - 10, y - 10), QPoint(width - 10, y + 10))
        ground, line = theme.color("raised"), theme.color("border")
        fill_box(painter, pill, theme.radius("control"), ground, line)
        draw_text(painter, pill, self._label, font, theme.color("text"), CENTER)

    def _show_new(self) -> None:
        if self._mark is None:
            self.setExtraSelections([])
            return
        selection = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setBackground(QColor(self._look.theme.color("diffAdd")))
        look.setProperty(QTextFormat.Property.FullWidthSelection, True)
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._mark)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        selection.format = look  # pyright: ignore[reportAttributeAccessIssue]
        selection.cursor = cursor  # pyright: ignore[reportAttributeAccessIssue]
        self.setExtraSelections([selection])


class FlightText(QWidget):
    """The text below the rows, with what is shown of it.

    Signals:
        saveWanted(object): these bytes are to be saved to a file.
    """

    saveWanted = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._body = b""
        self._alike: int | None = None
        self._piece = ("", "", 0)
        self.text = BodyText(look, self)
        Ground(look, self.text, "codeBg")
        self.text.setAccessibleName(self.tr("Text of the request"))
        self.colors = TextColors(look, self.text)
        self.body = Button(look, self.tr("Exact body"), kind="quiet", parent=self)
        self.members = Button(look, self.tr("Readable"), kind="quiet", parent=self)
        self.piece = Button(look, "", kind="quiet", parent=self)
        self.about = QLabel(self)
        self.copy = IconButton(look, "copy", self.tr("Copy what is shown"), parent=self)
        self.save = IconButton(look, "save-as", self.tr("Save the exact body"), parent=self)
        self.body.setToolTip(self.tr("Every character as it goes; only line ends are put between"))
        self._lay_out()
        self.body.clicked.connect(self.show_body)
        self.members.clicked.connect(self.show_members)
        self.piece.clicked.connect(self._show_piece)
        self.copy.clicked.connect(self._on_copy)
        self.save.clicked.connect(self._on_save)
        look.theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_body(self, body: bytes, alike: int | None) -> None:
        """Another body; ``alike`` is where it begins to differ from the last one."""
        self._body, self._alike = body, alike
        self.piece.hide()
        self.show_body()

    def show_body(self) -> None:
        """Show the body as it goes."""
        shown = self._body[: 4 * MOST].decode("utf-8", "replace")[:MOST]
        mark = None
        if self._alike is not None:
            mark = len(self._body[: self._alike].decode("utf-8", "ignore"))
        found = laid_out(shown, mark)
        label = self.tr("first byte that differs: {n}").format(n=f"{self._alike or 0:,}")
        text = self._cut(found.text, len(shown))
        self._show(self.body, text, found.place, label, way="json")

    def show_members(self) -> None:
        """Show what it says: long texts as lines."""
        text = readable(self._body)
        self._show(self.members, self._cut(text[:MOST], len(text)))

    def show_piece(self, name: str, text: str, size: int) -> None:
        """Show the text of a piece, as the model reads it."""
        self._piece = (name, text, size)
        self.piece.set_text(name)
        self.piece.show()
        self._show_piece()

    def show_changes(self, name: str, changes: str) -> None:
        """Show a difference of lines; what came and what went has its ground."""
        self._piece = (name, changes, 0)
        self.piece.set_text(name)
        self.piece.show()
        self._show(self.piece, self._cut(changes[:MOST], len(changes)), way="diff")
        self.about.setText("")

    def _show_piece(self) -> None:
        name, text, size = self._piece
        self._show(self.piece, self._cut(text[:MOST], len(text)))
        self.about.setText(self.tr("{name} · {n} bytes").format(name=name, n=f"{size:,}"))

    def _show(
        self, tab: Button, text: str, mark: int | None = None, label: str = "", way: str = ""
    ) -> None:
        for one in (self.body, self.members, self.piece):
            one.face = "bodyStrong" if one is tab else "body"
            one.text_color = "text" if one is tab else "dim"
            one.update()
        digest = hashlib.sha256(self._body).hexdigest()[:8]
        told = self.tr("{n} bytes · {hash}").format(n=f"{len(self._body):,}", hash=digest)
        self.about.setText(told if self._body else "")
        self.colors.way = way
        wraps = tab is not self.body
        mode = QPlainTextEdit.LineWrapMode
        self.text.setLineWrapMode(mode.WidgetWidth if wraps else mode.NoWrap)
        self.text.show_text(text, mark, label)

    def _cut(self, text: str, whole: int) -> str:
        rest = max(whole, len(self._body) if whole == MOST else whole) - MOST
        if rest <= 0:
            return text
        return text + self.tr("\n… and about {n} more characters").format(n=f"{rest:,}")

    def _on_copy(self) -> None:
        shown = self._body.decode("utf-8", "replace")
        text = shown if self.colors.way == "json" else self.text.toPlainText()
        QGuiApplication.clipboard().setText(text)

    def _on_save(self) -> None:
        self.saveWanted.emit(self._body)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 3, 12, 3)
        head.setSpacing(4)
        for one in (self.body, self.members, self.piece):
            head.addWidget(one)
        head.addStretch(1)
        head.addWidget(self.about)
        head.addSpacing(6)
        head.addWidget(self.copy)
        head.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        self.piece.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_line(QPainter(self), 0, 0, self.width(), self._look.theme.color("border"))

    def _on_theme(self) -> None:
        theme = self._look.theme
        self.about.setFont(theme.font("small"))
        palette = theme.palette()
        palette.setColor(palette.ColorRole.WindowText, theme.color("dim"))
        self.about.setPalette(palette)
