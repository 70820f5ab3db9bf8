"""A paragraph of plain text with the line pitch of the type table."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from vibekoder.ui.look import Look


class Paragraph(QWidget):
    """Words that wrap; a stock label knows no line pitch and would read cramped."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        face: str = "body",
        color: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._face = face
        self._color = color
        self._text = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)
        look.theme.changed.connect(self.update)

    def text(self) -> str:
        """The words shown."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show these words."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def set_color(self, token: str) -> None:
        """Paint in the colour of another token."""
        if token != self._color:
            self._color = token
            self.update()

    def heightForWidth(self, width: int) -> int:
        if not self._text:
            return 0
        around = self.contentsMargins()
        height = self._laid_out(width - around.left() - around.right())[1]
        return height + around.top() + around.bottom()

    def sizeHint(self) -> QSize:
        layout, height = self._laid_out(640)
        widest = max(
            (layout.lineAt(n).naturalTextWidth() for n in range(layout.lineCount())), default=0
        )
        around = self.contentsMargins()
        across, down = around.left() + around.right(), around.top() + around.bottom()
        return QSize(int(widest) + 2 + across, height + down if self._text else 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._look.theme.line(self._face) if self._text else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._look.theme.color(self._color))
        box = self.contentsRect()
        self._laid_out(box.width())[0].draw(painter, QPointF(box.topLeft()))

    def _laid_out(self, width: int) -> tuple[QTextLayout, int]:
        font = self._look.theme.font(self._face)
        pitch = self._look.theme.line(self._face)
        # a line separator breaks the line without ending the layout's one paragraph
        layout = QTextLayout(self._text.replace("\n", "\u2028"), font)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        top = 0
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, top + (pitch - line.height()) / 2))
            top += pitch
            line = layout.createLine()
        layout.endLayout()
        return layout, top
