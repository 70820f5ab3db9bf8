"""Strokes shared by everything that paints itself: boxes, lines, rings, nodes and text."""

from typing import Final, Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from vibekoder.ui.look import Look
from vibekoder.ui.theme import SHADOW_DROP, SHADOW_RINGS

Node = Literal["idle", "running", "retrying", "cut", "failed"]

LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER: Final = Qt.AlignmentFlag.AlignCenter

# every word a session, slice or request may be in, and the node that stands for it
NODES: Final[dict[str, Node]] = {
    "sending": "running",
    "connecting": "running",
    "waiting": "running",
    "reasoning": "running",
    "tool_calls": "running",
    "answering": "running",
    "stopping": "running",
    "saving": "running",
    "running": "running",
    "streaming": "running",
    "retrying": "retrying",
    "interrupted": "cut",
    "length": "cut",
    "filtered": "cut",
    "failed": "failed",
}
NODE_ICONS: Final[dict[str, tuple[str, str]]] = {
    "retrying": ("retry", "warn"),
    "cut": ("interrupted", "warn"),
    "failed": ("error", "error"),
}


def node_of(state: str) -> Node:
    """The node of a state's word; what is over and well, or unknown, is idle."""
    return NODES.get(state, "idle")


def fill_box(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    ground: QColor | None,
    line: QColor | None = None,
    width: float = 1.0,
) -> None:
    """A rounded box; its line lies wholly inside ``rect``."""
    box = QRectF(rect)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        painter.setPen(QPen(line, width))
        half = width / 2
        box.adjust(half, half, -half, -half)
    painter.drawRoundedRect(box, radius, radius)
    painter.restore()


def draw_line(
    painter: QPainter, x: float, y: float, length: float, color: QColor, *, upright: bool = False
) -> None:
    """A one-pixel line on whole device pixels, rightwards or (``upright``) downwards."""
    ratio = painter.device().devicePixelRatio()
    thick = max(1, int(ratio)) / ratio
    left, top = round(x * ratio) / ratio, round(y * ratio) / ratio
    size = (thick, length) if upright else (length, thick)
    painter.fillRect(QRectF(left, top, *size), color)


def draw_ring(painter: QPainter, rect: QRect | QRectF, radius: float, look: Look) -> None:
    """The focus line inside ``rect``."""
    width = look.theme.border("focus")
    fill_box(painter, rect, radius, None, look.theme.color("focus"), width)


def draw_text(
    painter: QPainter,
    rect: QRect | QRectF,
    text: str,
    font: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = LEFT,
) -> int:
    """One line of text, cut with an ellipsis where it does not fit; its width in pixels."""
    box = rect.toRect() if isinstance(rect, QRectF) else rect
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(box, align | Qt.TextFlag.TextSingleLine, shown)
    return metrics.horizontalAdvance(shown)


def draw_check(painter: QPainter, box: QRect, look: Look, *, on: bool) -> None:
    """The check box of a row."""
    theme, radius = look.theme, look.theme.radius("check")
    if not on:
        fill_box(painter, box, radius, theme.color("raised"), theme.color("borderStrong"))
        return
    fill_box(painter, box, radius, theme.color("accent"))
    look.icons.paint(painter, box, "check", "onAccent", 11)


def draw_key(
    painter: QPainter, right: int, middle: int, key: str, look: Look, color: str = "dim"
) -> int:
    """A key on its cap, to the left of ``right``; where the cap begins."""
    theme, font = look.theme, look.theme.font("caption")
    width = QFontMetrics(font).horizontalAdvance(key) + 12
    cap = QRect(right - width, middle - 8, width, 18)
    fill_box(painter, cap, theme.radius("small"), theme.color("raised"), theme.color("border"))
    draw_text(painter, cap, key, font, theme.color(color), CENTER)
    return cap.left()


def draw_node(
    painter: QPainter, center: QPointF, node: Node, look: Look, *, selected: bool = False
) -> None:
    """The state of a session as a small sign: ring, dot, arrows, broken line, octagon."""
    if node in NODE_ICONS:
        name, color = NODE_ICONS[node]
        box = QRectF(center.x() - 8, center.y() - 8, 16, 16)
        look.icons.paint(painter, box, name, color, look.theme.size("iconSmall"))
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if node == "running":
        draw_dot(painter, center, look, halo=selected)
    else:
        painter.setPen(QPen(look.theme.color("dim"), look.theme.border("icon")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, 3.0, 3.0)
    painter.restore()


def draw_dot(
    painter: QPainter, center: QPointF, look: Look, *, color: str = "accent", halo: bool = False
) -> None:
    """The dot of what runs, as strong as the pulse has it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.theme.color(color))
    if halo:
        painter.setOpacity(0.22)
        painter.drawEllipse(center, 6.0, 6.0)
    painter.setOpacity(look.pulse.opacity if color == "accent" else 1.0)
    painter.drawEllipse(center, 3.5, 3.5)
    painter.restore()


def draw_shadow(painter: QPainter, rect: QRect | QRectF, radius: float) -> None:
    """The shadow of what lies over the window: four rings, a little below the box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for reach, alpha in SHADOW_RINGS:
        box = QRectF(rect).adjusted(-reach, -reach, reach, reach).translated(0, SHADOW_DROP)
        painter.setBrush(QColor(0, 0, 0, alpha))
        painter.drawRoundedRect(box, radius + reach, radius + reach)
    painter.restore()


def draw_badge(painter: QPainter, rect: QRect, letter: str, look: Look) -> None:
    """A project's first letter on a small tinted square."""
    theme = look.theme
    fill_box(painter, rect, theme.radius("control"), theme.color("accentTint"))
    draw_text(painter, rect, letter, theme.font("bodyStrong"), theme.color("accentText"), CENTER)
