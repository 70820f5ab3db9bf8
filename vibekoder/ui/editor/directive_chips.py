"""The chips that directives are shown as: what is included, what it weighs, how it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from vibekoder.app.tongue import tr
from vibekoder.core.marks import Kind
from vibekoder.ui.draw import draw_line, draw_text, fill_box
from vibekoder.ui.editor.page import PageLayout
from vibekoder.ui.editor.paper import Row
from vibekoder.ui.look import Look

SHAPES: Final = {"include": "file", "command": "command", "cached": "file"}
LEFT: Final = 28.0
GAP: Final = 12.0
ICON: Final = 14.0


@dataclass(frozen=True, slots=True)
class ChipFace:
    """What is known of a directive: its tokens and its state in words, and all of it as a tip.

    ``shape`` and ``icon`` are names of the look's icons, ``color`` of its colours. What is
    ``wrong`` cannot be sent.
    """

    tokens: str = ""
    state: str = ""
    icon: str = ""
    color: str = "dim"
    shape: str = ""
    wrong: bool = False
    tip: str = ""


class DirectiveChips:
    """Paints chips; ``faces`` has what is known, by a directive's words."""

    def __init__(self, look: Look, page: PageLayout) -> None:
        self._look = look
        self._theme = look.theme
        self._page = page
        self.faces: Mapping[str, ChipFace] = {}

    def is_chip(self, row: Row) -> bool:
        """Whether the row is a directive, and painted as a chip."""
        return row.data.kind == Kind.DIRECTIVE and not row.data.revealed and not self._page.raw

    def face(self, row: Row) -> ChipFace:
        """What the chip of a row tells."""
        line = row.data.line
        if line.level:
            return ChipFace(state=tr("off"), icon="close", color="dim")
        known = self.faces.get(line.word, ChipFace())
        if known.state:
            return known
        pin = line.word.rpartition(" @ ")[2] if " @ " in line.word else ""
        state = tr("pinned {pin}").format(pin=pin[:8]) if pin else tr("live")
        icon = "pin" if pin else "include"
        return ChipFace(known.tokens, state, icon, shape=known.shape, tip=known.tip)

    def paint(self, painter: QPainter, row: Row) -> None:
        """Paint the chip of a row over its text."""
        theme, face = self._theme, self.face(row)
        off = bool(row.data.line.level)
        box = self._box(row, face)
        ground, edge = ("errorTint", "error") if face.wrong else ("raised", "border")
        fill_box(painter, box, theme.radius("chip"), theme.color(ground), theme.color(edge))
        shade = "error" if face.wrong else "faint" if off else "accent"
        shape = face.shape or SHAPES[row.data.line.name]
        self._look.icons.paint(painter, self._at(box, 8, ICON), shape, shade, round(ICON))
        x = LEFT
        for width, text, font, color in self._words(row, face):
            draw_text(painter, self._at(box, x, width + 4), text, theme.font(font), color)
            x += width + GAP
        cut = box.left() + x
        line = theme.color(edge)
        draw_line(painter, cut, box.top() + 1, box.height() - 2, line, upright=True)
        x += 8
        if face.icon:
            sign = self._at(box, x, ICON)
            self._look.icons.paint(painter, sign, face.icon, face.color, round(ICON))
            x += ICON + 4
        color = theme.color("error" if face.wrong else face.color)
        place = QRectF(box.left() + x, box.top(), box.right() - box.left() - x, box.height())
        draw_text(painter, place, face.state, theme.font("small"), color)

    def tip(self, row: Row, at: QPointF) -> str:
        """What there is to know of the chip at a point; empty beside it."""
        face = self.face(row)
        return face.tip if self._box(row, face).contains(at) else ""

    def _words(self, row: Row, face: ChipFace) -> Iterator[tuple[float, str, str, QColor]]:
        """What stands at the left: width, text, font and colour."""
        off = bool(row.data.line.level)
        path = row.data.line.word.rpartition(" @ ")[0] or row.data.line.word
        told = [(path, "chip", "dim" if off else "text")]
        if face.tokens:
            told.append((face.tokens, "small", "dim"))
        room = self._page.column.width - 200
        for text, font, color in told:
            wide = min(QFontMetricsF(self._theme.font(font)).horizontalAdvance(text), room)
            yield wide, text, font, self._theme.color(color)

    def _box(self, row: Row, face: ChipFace) -> QRectF:
        left = sum(width + GAP for width, *_ in self._words(row, face))
        state = QFontMetricsF(self._theme.font("small")).horizontalAdvance(face.state)
        sign = ICON + 4 if face.icon else 0.0
        y = row.top + row.data.top
        wide = LEFT + left + 8 + sign + state + 10
        return QRectF(self._page.column.left, y, wide, row.data.bottom - row.data.top)

    @staticmethod
    def _at(box: QRectF, x: float, width: float) -> QRectF:
        return QRectF(box.left() + x, box.top(), width, box.height())
