"""A sheet with a picture to look at, such as one that was sent."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.reading import ReadingSheet, ShowingSheet
from vibekoder.ui.sheets.sheet import Sheet


class PictureSheet(ShowingSheet):
    """Shows a picture, made smaller where it does not fit; Esc closes it."""

    def __init__(
        self, look: Look, title: str, image: QImage, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, title, parent)
        self.picture = Shrinking(image, self.box)
        self.picture.setAccessibleName(title)
        self.middle.addWidget(self.picture)


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
