"""A plain text layout whose lines stand as far apart as the type table says."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout


class PitchedLayout(QPlainTextDocumentLayout):
    """Moves the lines that Qt has laid out; where they break is Qt's own decision.

    Only looks at the lines of the block it is asked about, which are those in sight.
    """

    def __init__(self, document: QTextDocument, pitch: int) -> None:
        super().__init__(document)
        self.pitch = pitch

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        rect = super().blockBoundingRect(block)
        layout = block.layout()
        count = layout.lineCount()
        if not block.isVisible() or not count:
            return rect
        # Qt lays an edited block out from 0 again; half the lead is never 0, so that is seen
        lead = max(0.5, (self.pitch - layout.lineAt(0).height()) / 2)
        if layout.lineAt(0).y() != lead:
            for at in range(count):
                line = layout.lineAt(at)
                line.setPosition(QPointF(line.x(), at * self.pitch + lead))
        return QRectF(rect.x(), rect.y(), rect.width(), count * self.pitch)
