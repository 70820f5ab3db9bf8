"""A sheet with a text to read and to copy, such as the raw details of a failure."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from vibekoder.ui.buttons import Button
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.style import thin_bars

SIZE = QSize(640, 441)


class ShowingSheet(Sheet):
    """A title, what is to be seen in ``middle``, and under it a ``row`` that ends with *Close*."""

    def __init__(self, look: Look, title: str, parent: QWidget | None = None) -> None:
        super().__init__(look, title, SIZE, parent)
        self.close_button = Button(
            look, self.tr("Close"), kind="primary", height="buttonDialog", parent=self.box
        )
        self.middle = QVBoxLayout()
        self.row = QHBoxLayout()
        self.row.setSpacing(6)
        self.row.addStretch(1)
        self.row.addWidget(self.close_button)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(24, 20, 18, 16)
        column.setSpacing(12)
        column.addWidget(Paragraph(look, title, face="dialogTitle", parent=self.box))
        column.addLayout(self.middle, 1)
        column.addLayout(self.row)
        self.close_button.clicked.connect(self.dismiss)

    def first_focus(self) -> QWidget:
        return self.close_button


class ReadingSheet(ShowingSheet):
    """Shows plain text in the code font; Esc closes it."""

    def __init__(self, look: Look, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(look, title, parent)
        self.text = QPlainTextEdit(self.box)
        self.text.setReadOnly(True)
        # read-only alone would leave selecting to the pointer
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )
        self.text.setPlainText(text)
        self.text.setFont(look.theme.font("code"))
        self.text.setAccessibleName(title)
        self.text.setTabChangesFocus(True)
        thin_bars(look, self.text)
        self.copy_all = Button(look, self.tr("Copy"), height="buttonDialog", parent=self.box)
        self.middle.addWidget(self.text)
        self.row.insertWidget(1, self.copy_all)
        for before, after in ((self.text, self.copy_all), (self.copy_all, self.close_button)):
            QWidget.setTabOrder(before, after)
        self.copy_all.clicked.connect(self._on_copy)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
