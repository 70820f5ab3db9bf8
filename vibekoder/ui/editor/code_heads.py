"""The heads of blocks of code: the language, the file's name, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from vibekoder.app.tongue import later, tr
from vibekoder.core import snippets
from vibekoder.core.marks import Kind
from vibekoder.ui.draw import draw_text, fill_box
from vibekoder.ui.editor.banners import Act
from vibekoder.ui.editor.page import PageLayout
from vibekoder.ui.editor.paper import Row
from vibekoder.ui.editor.rooms import BLOCK_INDENT, CODE_MARGIN
from vibekoder.ui.look import Look

COPY: Final = Act("code.copy", later("Copy"), "copy", "code.copy")
SAVE: Final = Act("code.save", later("Save as"), "save-as")
WRAP: Final = Act("code.wrap", later("Wrap lines"), "continue", "code.wrap")
FOLD: Final = Act("fold.here", later("Fold"), "chevron-down", "fold.here")
UNFOLD: Final = Act("fold.here", later("Unfold"), "chevron-right", "fold.here")
CODE_ACTS: Final = (COPY, SAVE, WRAP)

ICON: Final = 14.0
PAD: Final = 6.0


@dataclass(frozen=True, slots=True)
class Button:
    """One act with its place in a head; ``word`` is empty where the icon stands alone."""

    act: Act
    rect: QRectF
    word: str


class CodeHeads:
    """Places and paints the heads of code."""

    def __init__(self, look: Look, page: PageLayout) -> None:
        self._look = look
        self._theme = look.theme
        self._page = page

    def is_head(self, row: Row) -> bool:
        """Whether the row is the head of a block of code, and painted as that."""
        return row.data.kind == Kind.FENCE and not row.data.revealed and not self._page.raw

    @staticmethod
    def language(row: Row) -> str:
        """What the code of a head says it is."""
        return row.data.line.word or tr("text")

    def buttons(self, row: Row, *, active: bool, copied: bool = False) -> list[Button]:
        """The acts of a head, from the right; ``active`` with pointer or caret in its code."""
        head = self._head(row)
        metrics = QFontMetricsF(self._theme.font("small"))
        found = list[Button]()
        right = head.right() - 4
        for act, word in reversed(list(self._wanted(active=active, copied=copied))):
            width = ICON + 2 * PAD + (metrics.horizontalAdvance(word) + 6 if word else 0)
            found.append(
                Button(act, QRectF(right - width, head.top() + 2, width, head.height() - 4), word)
            )
            right -= width + 2
        fold = UNFOLD if row.data.folded else FOLD
        found.append(Button(fold, QRectF(head.left() + 4, head.top(), 20, head.height()), ""))
        return found

    def act_at(self, row: Row, at: QPointF) -> Act | None:
        """The act at a point of a head."""
        for button in self.buttons(row, active=True):
            if button.rect.contains(at):
                return button.act
        return None

    def paint(
        self, painter: QPainter, row: Row, hovered: Act | None, *, active: bool, copied: bool
    ) -> None:
        """Paint a head: label at the left, buttons at the right."""
        theme, head = self._theme, self._head(row)
        left = head.right()
        for button in self.buttons(row, active=active, copied=copied):
            over = hovered is not None and hovered.name == button.act.name
            self._paint_button(painter, button, hover=over, copied=copied)
            if button.act.name != FOLD.name:
                left = min(left, button.rect.left())
        font = theme.font("small")
        font.setWeight(font.Weight.DemiBold)
        word = self.language(row)
        x = head.left() + 26
        width = QFontMetricsF(font).horizontalAdvance(word)
        place = QRectF(x, head.top(), min(width + 2, left - x), head.height())
        draw_text(painter, place, word, font, theme.color("dim"))
        aside = self._aside(row)
        x += width + 12
        if aside and left - x > 40:
            place = QRectF(x, head.top(), left - x - 8, head.height())
            draw_text(painter, place, aside, theme.font("chip"), theme.color("text"))

    def _aside(self, row: Row) -> str:
        """What stands behind the language: a file's name; of folded code how long it is."""
        name = snippets.title(row.block.text().strip().lstrip("`~"))
        if not row.data.folded:
            return name
        count = len(self._page.fences.code(row.block))
        lines = tr("%n lines", count)
        return f"{name} · {lines}" if name else lines

    def _wanted(self, *, active: bool, copied: bool) -> Iterator[tuple[Act, str]]:
        if active:
            yield WRAP, ""
        yield COPY, tr("Copied") if copied else tr(COPY.label)
        yield SAVE, tr(SAVE.label)

    def _head(self, row: Row) -> QRectF:
        column, zoom = self._page.column, self._page.inks.zoom
        inset = BLOCK_INDENT * zoom if row.data.line.inside else 0.0
        margin = CODE_MARGIN * zoom
        height = row.rect.height() - margin - 4
        return QRectF(column.left + inset, row.top + margin, column.width - inset, height)

    def _paint_button(
        self, painter: QPainter, button: Button, *, hover: bool, copied: bool
    ) -> None:
        theme, zone = self._theme, button.rect
        if hover:
            fill_box(painter, zone, theme.radius("control"), theme.color("press"))
        name = button.act.icon
        if copied and button.act is COPY:
            name = "check"
        side = ICON if button.act.name != FOLD.name else 12.0
        left = zone.left() + (zone.width() - side) / 2 if not button.word else zone.left() + PAD
        icon = QRectF(left, zone.top(), side, zone.height())
        self._look.icons.paint(painter, icon, name, "dim", round(side))
        if button.word:
            text = zone.adjusted(PAD + ICON + 6, 0, 4, 0)
            draw_text(painter, text, button.word, theme.font("small"), theme.color("dim"))
