"""A sheet with a picture to look at, such as one that was sent."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from vibekoder.ui.buttons import Button
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.reading import SIZE, ReadingSheet
from vibekoder.ui.sheets.sheet import Sheet


class PictureSheet(Sheet):
    """Shows a picture, made smaller where it does not fit; Esc closes it."""

    def __init__(
        self, look: Look, title: str, image: QImage, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, title, SIZE, parent)
        self.picture = Shrinking(image, self.box)
        self.picture.setAccessibleName(title)
        self.close_button = Button(
            look, self.tr("Close"), kind="primary", height="buttonDialog", parent=self.box
        )
        column = QVBoxLayout(self.box)
        column.setContentsMargins(24, 20, 18, 16)
        column.setSpacing(12)
        column.addWidget(Paragraph(look, title, face="dialogTitle", parent=self.box))
        column.addWidget(self.picture, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self.close_button.clicked.connect(self.dismiss)

    def first_focus(self) -> QWidget:
        return self.close_button


class Shrinking(QLabel):
    """A picture that takes the room it is given, and is never made larger than it is."""

    def __init__(self, image: QImage, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = image
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        image = self._image
        if image.width() > room.width() or image.height() > room.height():
            ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = image.scaled(QSize(room.width(), room.height()), *ways)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        self.setPixmap(pixmap)


def show(look: Look, title: str, shown: str | QImage, window: QWidget) -> None:
    """Open a sheet over a window with this text or picture."""
    if isinstance(shown, QImage):
        sheet: Sheet = PictureSheet(look, title, shown, window)
    else:
        sheet = ReadingSheet(look, title, shown, window)
    sheet.closed.connect(sheet.deleteLater)
    sheet.open_over(window)
