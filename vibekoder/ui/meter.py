"""How much of a model's window a request takes: a bar, and the words beside it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vibekoder.app.next_request import NextRequest
from vibekoder.app.tongue import tr
from vibekoder.core.calibration import Calibration
from vibekoder.ui import words
from vibekoder.ui.look import Look
from vibekoder.ui.theme import Theme


def _tr(text: str) -> str:
    return QCoreApplication.translate("Meter", text)


def tokens_of(next_request: NextRequest) -> str:
    """``~18.4k``."""
    return f"~{words.count(next_request.outlook.tokens)}"


def error_of(next_request: NextRequest) -> str:
    """``~18.4k ± 6 % tokens``: an estimate, and about how far it is off."""
    told = _tr("{n} {share} tokens, estimated")
    return told.format(n=tokens_of(next_request), share=share_of(next_request.calibration))


def share_of(calibration: Calibration) -> str:
    """``± 6 %``: about how far an estimate is off."""
    return f"± {100 * calibration.error:.0f} %"


def window_of(next_request: NextRequest) -> str:
    """``of 200k``, or ``tokens`` where the model's window is not known."""
    context = next_request.facts.context
    return _tr("of {n}").format(n=words.count(context)) if context else _tr("tokens")


def cost_of(next_request: NextRequest) -> str:
    """``~$0.029``; empty where its prices are not known."""
    cost = next_request.cost
    return f"~{words.money(cost)}" if cost is not None else ""


def short_form(next_request: NextRequest) -> str:
    """``Next send ~18.4k tokens · ~$0.029``."""
    if next_request.outlook.empty:
        return ""
    tokens = _tr("Next send {n} tokens").format(n=tokens_of(next_request))
    return " · ".join(one for one in (tokens, cost_of(next_request)) if one)


def missing_of(next_request: NextRequest) -> str:
    """``1 piece is missing: fix before sending``; empty if none is."""
    count = len(next_request.outlook.missing)
    if not count:
        return ""
    return tr("%n pieces are missing: fix before sending", count)


class Meter(QWidget):
    """A bar: what the last request had as well in accent, the rest in brass, over all in red."""

    def __init__(self, look: Look, width: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._width = width
        self._shares = (0.0, 0.0)
        fixed, grows = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(fixed if width else grows, fixed)
        self.setAccessibleName(_tr("Share of the model's window"))
        look.theme.changed.connect(self.update)

    def set_request(self, next_request: NextRequest) -> None:
        """Show how full the window would be."""
        outlook, context = next_request.outlook, next_request.facts.context
        whole = outlook.tokens / context if context else 0.0
        before = min(outlook.before or 0, outlook.tokens)
        old = whole * before / outlook.tokens if outlook.tokens else 0.0
        if (old, whole) != self._shares:
            self._shares = (old, whole)
            self.setAccessibleDescription(f"{whole:.0%}" if context else "")
            self.update()
        self.setVisible(bool(context))

    @property
    def shares(self) -> tuple[float, float]:
        """What was sent before, and all of it, as shares of the window."""
        return self._shares

    def sizeHint(self) -> QSize:
        return QSize(self._width or 120, 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        box = QRectF(0, (self.height() - 5) / 2, self.width(), 5)
        paint_meter(QPainter(self), box, self._shares, self._look.theme)


def paint_meter(painter: QPainter, box: QRectF, shares: tuple[float, float], theme: Theme) -> None:
    """A bar of these shares: what the last request had, and all of it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(box, 2.5, 2.5)
    painter.setClipPath(path)
    painter.fillRect(box, theme.color("press"))
    old, whole = shares
    if whole > 1:
        painter.fillRect(box, theme.color("error"))
    elif whole > 0:
        width = max(box.width() * whole, 2.0)
        painter.fillRect(QRectF(box.x(), box.y(), width, 5), theme.color("brass"))
        if old > 0:
            part = QRectF(box.x(), box.y(), box.width() * old, 5)
            painter.fillRect(part, theme.color("accent"))
            if old < whole:
                edge = QRectF(part.right() - 0.5, box.y(), 1, 5)
                painter.fillRect(edge, theme.color("panel"))
    painter.restore()
