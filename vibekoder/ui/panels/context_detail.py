"""What a row of the panel has no room for: its whole name, size, tokens, cost, state, and why."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vibekoder.ui.draw import draw_line, draw_text
from vibekoder.ui.look import Look
from vibekoder.ui.panels.context_rows import Face
from vibekoder.ui.paragraph import Paragraph


class ContextDetail(QWidget):
    """The piece at the cursor, or under the pointer, in full; nothing where there is none."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.name = _PathLine(look, self)
        self.figures = Paragraph(look, face="small", color="dim", parent=self)
        self.why = Paragraph(look, face="small", color="error", parent=self)
        column = QVBoxLayout(self)
        pad = look.theme.space("panelPadX")
        column.setContentsMargins(pad, 8, pad, 8)
        column.setSpacing(0)
        for one in (self.name, self.figures, self.why):
            column.addWidget(one)
        self.hide()

    @property
    def text(self) -> str:
        """All that it says."""
        told = (self.name.text, self.figures.text(), self.why.text())
        return "\n".join(one for one in told if one)

    def show_face(self, face: Face | None) -> None:
        """Tell of this row."""
        self.setVisible(face is not None)
        if face is None:
            return
        self.name.show_text(face.path or face.name)
        self.figures.set_text(face.figures)
        self.why.set_color("error" if face.state_color == "error" else "dim")
        self.why.set_text(face.why)
        self.why.setVisible(bool(face.why))
        self.setAccessibleName(self.text)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_line(QPainter(self), 0, 0, self.width(), self._look.theme.color("hairline"))


class _PathLine(QWidget):
    """A path in one line; where it is too long it is cut before its last name."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.text = ""
        self.setFixedHeight(look.theme.line("small") + 2)

    def show_text(self, text: str) -> None:
        """Show this instead."""
        self.text = text
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        font = theme.font("chip")
        room = QRect(0, 0, self.width(), self.height())
        shown = QFontMetrics(font).elidedText(self.text, Qt.TextElideMode.ElideMiddle, room.width())
        draw_text(QPainter(self), room, shown, font, theme.color("text"))
