"""A question in the window with two answers, such as: stop and quit, or stay."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vibekoder.ui.buttons import Button
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.sheet import Sheet

WIDTH = 440


class ConfirmSheet(Sheet):
    """Asks once; staying is what Esc means and where the focus starts.

    What is to be looked at before one answers goes into ``middle``, under the text.

    Signals:
        confirmed(): the verb was pressed; ``closed`` has been emitted before.
        declined(): anything else; ``closed`` has been emitted before.
    """

    confirmed = Signal()
    declined = Signal()

    def __init__(
        self,
        look: Look,
        title: str,
        text: str,
        *,
        verb: str,
        stay: str,
        width: int = WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, title, QSize(width, 0), parent)
        self._decided = False
        self.verb = Button(look, verb, height="buttonDialog", parent=self.box)
        self.stay = Button(look, stay, kind="primary", height="buttonDialog", parent=self.box)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(24, 20, 18, 16)
        column.setSpacing(6)
        column.addWidget(Paragraph(look, title, face="dialogTitle", parent=self.box))
        column.addWidget(Paragraph(look, text, color="dim", parent=self.box))
        self.middle = QVBoxLayout()
        column.addLayout(self.middle)
        column.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addStretch(1)
        row.addWidget(self.verb)
        row.addWidget(self.stay)
        column.addLayout(row)
        self.verb.clicked.connect(self._on_verb)
        self.stay.clicked.connect(self.dismiss)

    def dismiss(self) -> None:
        asked = not self.isHidden()
        decided, self._decided = self._decided, False
        super().dismiss()
        if asked:
            (self.confirmed if decided else self.declined).emit()

    def first_focus(self) -> QWidget:
        return self.stay

    def _on_verb(self) -> None:
        self._decided = True
        self.dismiss()
