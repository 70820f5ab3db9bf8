"""The rows of the reading view: banners, rendered text, chips, folds and state boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QTextBrowser, QTextEdit, QWidget

from vibekoder.core.directives import Directive
from vibekoder.ui.draw import draw_ring, draw_text, fill_box
from vibekoder.ui.editor.banners import Arranger, Banner, Box, hit
from vibekoder.ui.editor.guard import guarded, nothing
from vibekoder.ui.editor.stand_ins import units
from vibekoder.ui.look import Look
from vibekoder.ui.reading import typeset
from vibekoder.ui.reading.blocks import Block, all_spans, words
from vibekoder.ui.reading.typeset import Mark, Page

ABOVE: Final = 14
"""Between two slices; the ground of a slice begins below it."""
CARD_TOP: Final = 10
BELOW: Final = 8
CHIP: Final = 24
FOLD: Final = 28
ROW_GAP: Final = 8
EDGE: Final = 20
"""The box of code that goes on reaches so far out of its row."""
MOST_MARKS: Final = 500

Anchor = tuple[int, int, str]
"""Where a link begins and ends in a document, and its address."""


class Leaf(QTextBrowser):
    """One section, rendered. It loads nothing, opens nothing, and scrolls with its view.

    Signals:
        linkWanted(str): a link was clicked; its address as written.
    """

    linkWanted = Signal(str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.rendered: object = None
        self.blocks: Sequence[Block] = ()
        self.anchors: list[Anchor] = []
        self._marks: list[Mark] = []
        self._marked: float = -1.0
        self._own: QTextDocument | None = None
        self._above = self._below = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # the ground of the slice is painted by the view
        self.viewport().setAutoFillBackground(False)
        self.anchorClicked.connect(self._on_anchor)

    def fill(self, blocks: Sequence[Block], page: Page) -> None:
        """Show these blocks instead of what was there."""
        document = QTextDocument(self)
        typeset.typeset(document, blocks, page)
        before, self._own = self._own, document
        # laid out once, at the width that it is shown with
        self.resize(round(page.width), self.height())
        self.setDocument(document)
        if before is not None:
            before.deleteLater()
        self.setPalette(self._palette())
        self.blocks = blocks
        self.anchors = list(_anchors(document))
        self._marked = -1.0

    def join(self, *, above: bool, below: bool) -> None:
        """The code that is shown here came on from the row above, or goes on in the one below."""
        self._above, self._below = above, below
        self._marked = -1.0

    def mark(self, hits: re.Pattern[str] | None) -> None:
        """Mark what this pattern matches."""
        found: list[QTextEdit.ExtraSelection] = []
        text = self.document().toPlainText() if hits is not None else ""
        for one in islice(hits.finditer(text) if hits is not None else (), MOST_MARKS):
            place = (units(text[: one.start()]), units(one.group()))
            found += [self._selection(*place)] if one.group() else []
        if found or self.extraSelections():
            self.setExtraSelections(found)

    def height_at(self, width: int) -> int:
        """How high the text is at this width."""
        if self.document().textWidth() != width:
            self.document().setTextWidth(width)
        if self._below:
            return round(self.document().size().height())
        last = self.blocks[-1].kind if self.blocks else "text"
        more = typeset.CODE_Y + ROW_GAP if last == "code" else ROW_GAP
        return round(self.document().size().height()) + more

    def has_code(self) -> bool:
        """Whether there is code of some language here."""
        return any(block.kind == "code" and block.language for block in self.blocks)

    def shows(self, address: str) -> bool:
        """Whether the picture of this address belongs here."""
        return any(span.image == address for block in self.blocks for span in all_spans(block))

    def read(self) -> str:
        """What can be read here, without signs."""
        return words(self.blocks)

    def selected(self) -> str:
        """The selected words; empty without a selection."""
        return self.textCursor().selection().toPlainText()

    def select(self, start: int, end: int) -> None:
        """Select a stretch; the same place twice takes the selection away."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Nothing: pictures that may be shown are in the document already."""
        return None

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint boxes and bars, the text, and the boxes of tasks."""
        self._find_marks()
        painter = QPainter(self.viewport())
        for mark in self._marks:
            self._paint_mark(painter, mark)
        painter.end()
        super().paintEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The view scrolls."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The view has the menu."""
        event.ignore()

    def _find_marks(self) -> None:
        if self._marked != self.width():
            self._marked = self.width()
            self._marks = list(typeset.marks(self.document(), self.width()))
            if self._above or self._below:
                # the box of code in pieces has its edges where the code begins and ends
                up, down = -EDGE if self._above else 0, EDGE if self._below else 0
                self._marks = [Mark(m.kind, m.rect.adjusted(0, up, 0, down)) for m in self._marks]

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        theme = self._look.theme
        if mark.kind == "code":
            box = mark.rect
            fill_box(
                painter, box, theme.radius("box"), theme.color("codeBg"), theme.color("border")
            )
        elif mark.kind == "quote":
            fill_box(painter, mark.rect, 1.5, theme.color("borderStrong"))
        elif mark.kind == "rule":
            painter.fillRect(mark.rect, theme.color("border"))
        else:
            done = mark.kind == "done"
            ground = theme.color("accent" if done else "raised")
            line = theme.color("accent" if done else "borderStrong")
            fill_box(painter, mark.rect, 3.5, ground, line)
            if done:
                self._look.icons.paint(painter, mark.rect, "check", "onAccent", 12)

    def _selection(self, start: int, length: int) -> QTextEdit.ExtraSelection:
        one: Any = QTextEdit.ExtraSelection()
        one.cursor = QTextCursor(self.document())
        one.cursor.setPosition(start)
        one.cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        one.format.setBackground(self._look.theme.color("findHit"))
        one.format.setForeground(self._look.theme.color("text"))
        return one

    def _palette(self) -> QPalette:
        palette = QPalette(self.palette())
        theme, role = self._look.theme, QPalette.ColorRole
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, role.Highlight, theme.color("selection"))
            palette.setColor(group, role.HighlightedText, theme.color("selectionText"))
        return palette

    def _on_anchor(self, address: QUrl) -> None:
        wanted = self.anchorAt(self.viewport().mapFromGlobal(self.cursor().pos()))
        self.linkWanted.emit(wanted or address.toString())


class BannerRow(QWidget):
    """A slice's banner.

    Signals:
        actWanted(str): an act of it was chosen.
    """

    actWanted = Signal(str)

    def __init__(self, look: Look, arranger: Arranger, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._arranger = arranger
        self._banner: Banner | None = None
        self._over: QPointF | None = None
        self.setMouseTracking(True)

    def show_banner(self, banner: Banner | None) -> None:
        """Show this one."""
        if banner != self._banner:
            self._banner = banner
            items = self._items()
            self.setAccessibleName(" ".join(item.text for item in items if item.shape != "icon"))
            self.update()

    def height_at(self, _: int) -> int:
        """Always the same."""
        return ABOVE + CARD_TOP + self._look.theme.space("bannerHeight") + BELOW

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the banner."""
        painter = QPainter(self)
        items = self._items()
        over = hit(items, self._over) if self._over is not None else None
        self._arranger.paint(painter, items, over)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what would be done."""
        self._over = event.position()
        act = hit(self._items(), self._over)
        self.setToolTip(act.label if act else "")
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer."""
        self._over = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what is under the pointer."""
        act = hit(self._items(), event.position())
        if act is not None:
            self.actWanted.emit(act.name)
        else:
            event.ignore()

    def _items(self) -> list[Any]:
        if self._banner is None:
            return []
        height = self._look.theme.space("bannerHeight")
        place = QRectF(0, ABOVE + CARD_TOP, self.width(), height)
        return self._arranger.banner(place, self._banner)


class BoxRow(QWidget):
    """What stands under a slice that did not end well.

    Signals:
        actWanted(str): an act of it was chosen.
    """

    actWanted = Signal(str)

    def __init__(self, arranger: Arranger, parent: QWidget) -> None:
        super().__init__(parent)
        self._arranger = arranger
        self._box: Box | None = None

    def show_box(self, box: Box | None) -> None:
        """Show this one."""
        if box is not None and box != self._box:
            self._box = box
            self.setAccessibleName(f"{box.title}. {box.sentence}")
            self.update()

    def height_at(self, width: int) -> int:
        """As high as its sentence needs."""
        return round(self._arranger.box_height(self._box, width)) + ROW_GAP if self._box else 0

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box."""
        if self._box is not None:
            self._arranger.paint_box(QPainter(self), self._place(), self._box)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what is under the pointer."""
        items = self._arranger.box(self._place(), self._box) if self._box else []
        act = hit(items, event.position())
        if act is not None:
            self.actWanted.emit(act.name)
        else:
            event.ignore()

    def _place(self) -> QRectF:
        return QRectF(0, 0, self.width(), self.height() - ROW_GAP)


class ChipRow(QWidget):
    """A directive as a chip: its icon, and the file or command that it names."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = ""
        self._text = ""

    def show_directive(self, directive: Directive | None, line: str) -> None:
        """Show what is brought in; a line that cannot be read, as it stands."""
        kind = directive.kind if directive else ""
        self._icon = {"include": "include", "command": "command"}.get(kind, "file")
        self._text = directive.named if directive else line
        self.setAccessibleName(f"{kind} {self._text}".strip())
        self.update()

    def height_at(self, _: int) -> int:
        """Always the same."""
        return CHIP + ROW_GAP

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chip as wide as its words."""
        theme, painter = self._look.theme, QPainter(self)
        font = theme.font("chip")
        painter.setFont(font)
        wide = painter.fontMetrics().horizontalAdvance(self._text) + 42
        box = QRectF(0.5, 0.5, min(wide, self.width() - 1), CHIP - 1)
        fill_box(painter, box, theme.radius("chip"), theme.color("raised"), theme.color("border"))
        self._look.icons.paint(painter, QRectF(8, 0, 16, CHIP), self._icon, "dim")
        place = box.adjusted(30, 0, -4, 0)
        draw_text(painter, place, self._text, font, theme.color("text"))


class FoldRow(QAbstractButton):
    """The title of reasoning or of a tool's step; pressed, it opens and closes what is below.

    Signals: those of its base.
    """

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.current = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_title(self, title: str, *, opened: bool) -> None:
        """Show this title."""
        self.setText(title)
        self.setAccessibleName(title)
        self.setChecked(opened)

    def height_at(self, _: int) -> int:
        """Always the same."""
        return FOLD + ROW_GAP

    def sizeHint(self) -> QSize:
        return QSize(200, self.height_at(0))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Be as before."""
        self.update()

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint chevron, icon and title."""
        theme, painter = self._look.theme, QPainter(self)
        box = QRectF(0, 0, self.width(), FOLD)
        ground = "hover" if self.underMouse() else "codeBg"
        fill_box(painter, box, theme.radius("box"), theme.color(ground))
        chevron = "chevron-down" if self.isChecked() else "chevron-right"
        self._look.icons.paint(painter, QRectF(8, 0, 12, FOLD), chevron, "dim", 12)
        icon = "reasoning" if self.text().startswith("Reasoning") else "command"
        self._look.icons.paint(painter, QRectF(26, 0, 16, FOLD), icon, "dim")
        place = box.adjusted(50, 0, -8, 0)
        draw_text(painter, place, self.text(), theme.font("body"), theme.color("dim"))
        if self.current:
            draw_ring(painter, box, theme.radius("box"), self._look)


def _anchors(document: QTextDocument) -> Iterator[Anchor]:
    """The links of a document in order, each once however many pieces it has."""
    open_link: list[Any] = []
    block = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            address, start = piece.charFormat().anchorHref(), piece.position()
            if open_link and (open_link[2] != address or open_link[1] != start):
                yield (open_link[0], open_link[1], open_link[2])
                open_link = []
            if address:
                first = open_link[0] if open_link else start
                open_link = [first, start + piece.length(), address]
            pieces += 1
        block = block.next()
    if open_link:
        yield (open_link[0], open_link[1], open_link[2])
