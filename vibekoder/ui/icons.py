"""The program's icons, drawn from SVG in the theme's colours at the screen's own resolution."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from vibekoder.store.paths import resources
from vibekoder.ui.theme import Theme

RATIOS: Final = (1.0, 1.25, 1.5, 1.75, 2.0, 3.0)
SMALL_LOGO: Final = 20


class Icons(QObject):
    """Every icon by its name, in any token's colour; one object for the program's life.

    A pixmap is rendered once per name, colour, size and device pixel ratio; a change of the theme
    forgets them all.
    """

    def __init__(
        self, theme: Theme, *, folder: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.folder = folder or resources() / "icons"
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        theme.changed.connect(self._pixmaps.clear)

    def names(self) -> list[str]:
        """All icons there are."""
        return sorted(path.stem for path in self.folder.glob("*.svg"))

    def pixmap(
        self, name: str, color: str | QColor = "dim", size: int = 16, ratio: float = 1.0
    ) -> QPixmap:
        """The icon as a square of ``size`` logical pixels; an unknown name raises OSError."""
        pen = self.theme.color(color) if isinstance(color, str) else color
        key = (name, pen.name(), size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._render(name, pen.name(), size, ratio)
        return found

    def paint(
        self,
        painter: QPainter,
        rect: QRect | QRectF,
        name: str,
        color: str | QColor = "dim",
        size: int = 0,
    ) -> None:
        """Paint the icon in the middle of ``rect``: 16 px, or ``size``, on whole device pixels."""
        side = size or self.theme.size("icon")
        ratio = painter.device().devicePixelRatio()
        box = rect.toRectF() if isinstance(rect, QRect) else rect
        left = box.x() + (box.width() - side) / 2
        top = box.y() + (box.height() - side) / 2
        spot = QRectF(round(left * ratio) / ratio, round(top * ratio) / ratio, side, side)
        pixmap = self.pixmap(name, color, side, ratio)
        painter.drawPixmap(spot.topLeft(), pixmap)

    def icon(self, name: str, color: str = "dim", size: int = 16) -> QIcon:
        """The icon for stock widgets, sharp on every usual screen; disabled ones are faint.

        Made anew after ``theme.changed`` by whoever shows it.
        """
        icon = QIcon()
        for ratio in RATIOS:
            icon.addPixmap(self.pixmap(name, color, size, ratio))
            faint = self.pixmap(name, "faint", size, ratio)
            icon.addPixmap(faint, QIcon.Mode.Disabled)
        return icon

    def logo(self, size: int, ratio: float = 1.0) -> QPixmap:
        """The application's own icon; up to 20 px its simple form."""
        return self.pixmap(
            "vibekoder-16" if size <= SMALL_LOGO else "vibekoder", "dim", size, ratio
        )

    def window_icon(self) -> QIcon:
        """The application's icon for the system's bars and lists."""
        icon = QIcon()
        for size in (16, 20, 24, 32, 48, 64, 128, 256):
            icon.addPixmap(self.logo(size))
        return icon

    def _render(self, name: str, pen: str, size: int, ratio: float) -> QPixmap:
        if name not in self._sources:
            self._sources[name] = (self.folder / f"{name}.svg").read_bytes()
        source = self._sources[name].replace(b"currentColor", pen.encode())
        side = round(size * ratio)
        pixmap = QPixmap(QSize(side, side))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
