"""Blocks as a document of Qt's: fonts, margins, tables, and colours of code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from PySide6.QtCore import QRectF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextOption,
    QTextTableCellFormat,
    QTextTableFormat,
)

from vibekoder.ui.editor.syntax import Colored, Palette
from vibekoder.ui.look import Look
from vibekoder.ui.reading.blocks import DONE_BOX, OPEN_BOX, Block, Span, Spans, joined

STEP: Final = 26
"""How far a list is indented."""
QUOTE: Final = 18
HANG: Final = 22
CODE_X: Final = 14
CODE_Y: Final = 10
GAP: Final = 9
LIST_GAP: Final = 3

KIND: Final = QTextFormat.Property.UserProperty.value + 1
QUOTES: Final = KIND + 1
LINE: Final = KIND + 2

_FACES: Final = ("h1", "h2", "h3")
_ALIGNS: Final = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


class Shown(Protocol):
    """A picture as far as it is there: the image, or why it is not shown."""

    @property
    def image(self) -> QImage | None: ...

    @property
    def why(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Page:
    """What a document is set with; ``lexer`` gives none where a language is not known yet.

    ``follows`` says that more of the slice stands above, ``joined`` that its code came on from
    there.
    """

    look: Look
    zoom: float
    width: float
    palette: Palette
    lexer: Callable[[str], Any]
    picture: Callable[[str], Shown]
    dim: bool = False
    follows: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What is painted under or over a stretch of a document: ``code``, ``quote``, ``rule`` or a
    box of a task, ``open`` or ``done``."""

    kind: str
    rect: QRectF


def typeset(document: QTextDocument, blocks: Sequence[Block], page: Page) -> None:
    """Fill an empty document."""
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(page.look.theme.font("prose", page.zoom))
    _Setter(document, page).set(blocks)


def marks(document: QTextDocument, width: float) -> Iterator[Mark]:
    """Where boxes, bars, rules and tasks of a document are, once it is laid out."""
    layout = document.documentLayout()
    block = document.begin()
    quote: QRectF | None = None
    while block.isValid():
        form = block.blockFormat()
        rect = layout.blockBoundingRect(block)
        if form.intProperty(QUOTES):
            bar = QRectF((form.intProperty(QUOTES) - 1) * QUOTE, rect.top(), 3, rect.height())
            quote = bar if quote is None else quote.united(bar)
        elif quote is not None:
            yield Mark("quote", quote)
            quote = None
        kind = str(form.property(KIND) or "")
        if kind == "code":
            left = form.leftMargin() - CODE_X
            height = rect.height() + 2 * CODE_Y
            yield Mark(kind, QRectF(left, rect.top() - CODE_Y, width - left, height))
        elif kind == "rule":
            yield Mark(kind, QRectF(0, rect.center().y(), width, 1))
        elif kind in ("open", "done"):
            line = block.layout().lineAt(0)
            side = 14.0
            top = rect.top() + line.y() + (line.height() - side) / 2
            yield Mark(kind, QRectF(rect.left() + line.x() + 2, top, side, side))
        block = block.next()
    if quote is not None:
        yield Mark("quote", quote)


def top_of_line(document: QTextDocument, line: int) -> float:
    """How far down the block is that began in this line of the source."""
    found = 0.0
    block = document.begin()
    while block.isValid() and block.blockFormat().intProperty(LINE) <= line:
        found = document.documentLayout().blockBoundingRect(block).top()
        block = block.next()
    return found


def line_at(document: QTextDocument, y: float) -> int:
    """The line of the source that the block at a height began in."""
    found = 0
    block: QTextBlock = document.begin()
    while block.isValid():
        if document.documentLayout().blockBoundingRect(block).top() > y:
            break
        found = max(found, block.blockFormat().intProperty(LINE))
        block = block.next()
    return found


class _Setter:
    def __init__(self, document: QTextDocument, page: Page) -> None:
        self._document = document
        self._page = page
        self._theme = page.look.theme
        self._cursor = QTextCursor(document)
        self._fonts = {
            name: self._theme.font(name, page.zoom)
            for name in ("prose", "code", "inlineCode", *_FACES)
        }
        self._first = True
        self._pictures = 0

    def set(self, blocks: Sequence[Block]) -> None:
        self._cursor.beginEditBlock()
        for block in blocks:
            if block.kind == "table":
                self._table(block)
            else:
                self._begin(self._form(block))
                self._words(block)
        self._cursor.endEditBlock()

    def _begin(self, form: QTextBlockFormat) -> None:
        plain = QTextCharFormat()
        plain.setFont(self._fonts["prose"])
        if self._first:
            self._leave_above(self._top(form))
            form.setTopMargin(0)
            self._cursor.setBlockFormat(form)
            self._cursor.setBlockCharFormat(plain)
            self._first = False
        else:
            self._cursor.insertBlock(form, plain)

    def _leave_above(self, room: float) -> None:
        # Qt leaves no room above the first block; it does above all of them
        frame = self._document.rootFrame()
        around = frame.frameFormat()
        around.setTopMargin(room)
        frame.setFrameFormat(around)

    def _top(self, form: QTextBlockFormat) -> float:
        """The room above the first block: a heading below other text keeps some of its own."""
        if form.property(KIND) == "code":
            return 0 if self._page.joined else CODE_Y
        heads = form.headingLevel() > 0 and self._page.follows
        return max(0.0, form.topMargin() - GAP) if heads else 0

    def _form(self, block: Block) -> QTextBlockFormat:
        form = QTextBlockFormat()
        zoom = self._page.zoom
        gap = (LIST_GAP if block.depth else GAP) * zoom
        left = block.quotes * QUOTE + block.depth * STEP * zoom
        form.setProperty(LINE, block.line)
        if block.quotes:
            form.setProperty(QUOTES, block.quotes)
        pitch = self._theme.line("prose", zoom)
        if block.kind == "heading":
            form.setHeadingLevel(block.level)
            pitch = self._theme.line(_FACES[min(block.level, 3) - 1], zoom)
            form.setTopMargin((20 if block.level < 3 else 14) * zoom)
            form.setBottomMargin(4 * zoom)
        elif block.kind == "code":
            form.setProperty(KIND, "code")
            form.setTopMargin(CODE_Y + gap)
            form.setBottomMargin(CODE_Y + gap)
            left += CODE_X
            form.setRightMargin(CODE_X)
            form.setNonBreakableLines(False)
            pitch = self._theme.line("code", zoom)
        elif block.kind == "rule":
            form.setProperty(KIND, "rule")
            form.setTopMargin(gap)
        else:
            # margins of neighbours are one, the larger of both
            form.setTopMargin(gap)
            form.setBottomMargin(gap)
        if block.marker:
            form.setTextIndent(-HANG * zoom)
            stop = QTextOption.Tab(HANG * zoom, QTextOption.TabType.LeftTab)
            form.setTabPositions([stop])
            box = {OPEN_BOX: "open", DONE_BOX: "done"}.get(block.marker)
            if box:
                form.setProperty(KIND, box)
        form.setLeftMargin(left)
        # the least and not the exact height: a picture needs more
        form.setLineHeight(pitch, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        return form

    def _words(self, block: Block) -> None:
        if block.marker:
            sign = self._plain()
            hidden = block.marker in (OPEN_BOX, DONE_BOX)
            sign.setForeground(QColor(0, 0, 0, 0) if hidden else self._theme.color("mark"))
            self._cursor.insertText(f"{block.marker}\t", sign)
        if block.kind == "code":
            self._code(block)
            return
        base = self._plain()
        if block.kind == "heading":
            base.setFont(self._fonts[_FACES[min(block.level, 3) - 1]])
            base.setForeground(self._theme.color("heading"))
        elif block.quotes:
            base.setForeground(self._theme.color("dim"))
        self._spans(block.spans, base)

    def _plain(self) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setFont(self._fonts["prose"])
        form.setForeground(self._theme.color("dim" if self._page.dim else "text"))
        return form

    def _spans(self, spans: Spans, base: QTextCharFormat) -> None:
        for span in spans:
            form = self._formed(span, base)
            if span.image:
                self._picture(span, form)
            else:
                self._cursor.insertText(_lines(span.text), form)

    def _formed(self, span: Span, base: QTextCharFormat) -> QTextCharFormat:
        form = QTextCharFormat(base)
        if span.code:
            form.setFont(self._fonts["inlineCode"])
            form.setBackground(self._theme.color("inlineCodeBg"))
        if span.bold:
            form.setFontWeight(QFont.Weight.DemiBold.value)
        form.setFontItalic(span.italic)
        form.setFontStrikeOut(span.struck)
        if span.href:
            form.setAnchor(True)
            form.setAnchorHref(span.href)
            form.setForeground(self._theme.color("link"))
            form.setFontUnderline(True)
        return form

    def _picture(self, span: Span, form: QTextCharFormat) -> None:
        shown = self._page.picture(span.image)
        if shown.image is None:
            form.setForeground(self._theme.color("dim"))
            self._cursor.insertText(f"{span.text} " if span.text else "", form)
            form.setFontItalic(True)
            self._cursor.insertText(shown.why, form)
            return
        self._pictures += 1
        name = f"picture:{self._pictures}"
        image = shown.image
        self._document.addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(name), image
        )
        wide = min(image.width() / image.devicePixelRatio(), self._page.width - 2)
        picture = QTextImageFormat()
        picture.merge(form)
        picture.setName(name)
        picture.setWidth(wide)
        picture.setHeight(wide * image.height() / max(1, image.width()))
        picture.setProperty(QTextFormat.Property.ImageAltText.value, span.text)
        self._cursor.insertImage(picture)

    def _code(self, block: Block) -> None:
        form = QTextCharFormat()
        form.setFont(self._fonts["code"])
        form.setForeground(self._theme.color("synText"))
        lines = block.text.split("\n")
        lexer = self._page.lexer(block.language) if block.language else None
        if lexer is None:
            self._cursor.insertText("\u2028".join(lines), form)
            return
        colored = Colored(lexer, self._page.palette, lambda first, last: lines[first:last])
        colored.go_on(len(lines), lambda: False)
        for number, line in enumerate(lines):
            at = 0
            for start, length, color in colored.tints(number):
                self._cursor.insertText(line[at:start], form)
                tint = QTextCharFormat(form)
                tint.setForeground(self._theme.color(color))
                self._cursor.insertText(line[start : start + length], tint)
                at = start + length
            end = "\u2028" if number < len(lines) - 1 else ""
            self._cursor.insertText(line[at:] + end, form)

    def _table(self, block: Block) -> None:
        columns = len(block.rows[0])
        form = QTextTableFormat()
        form.setBorder(0)
        # without it the lines of single cells are not painted
        form.setBorderCollapse(True)
        form.setCellSpacing(0)
        form.setTopMargin(GAP)
        form.setBottomMargin(GAP)
        form.setHeaderRowCount(1)
        form.setLeftMargin(block.depth * STEP + block.quotes * QUOTE)
        longest = max(sum(len(joined(cell)) for cell in row) for row in block.rows)
        if longest * self._theme.font("prose", self._page.zoom).pixelSize() / 2 > self._page.width:
            form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        self._first = False
        table = self._cursor.insertTable(len(block.rows), columns, form)
        for at, row in enumerate(block.rows):
            for column, cell in enumerate(row[:columns]):
                place = table.cellAt(at, column)
                place.setFormat(self._cell(head=at == 0))
                self._cursor = place.firstCursorPosition()
                line = QTextBlockFormat()
                line.setAlignment(_ALIGNS[block.aligns[column]])
                line.setProperty(LINE, block.line)
                self._cursor.setBlockFormat(line)
                base = self._plain()
                if at == 0:
                    base.setFontWeight(QFont.Weight.DemiBold.value)
                self._spans(cell, base)
        self._cursor = QTextCursor(self._document)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _cell(self, *, head: bool) -> QTextTableCellFormat:
        form = QTextTableCellFormat()
        x, y = 10 * self._page.zoom, 5 * self._page.zoom
        form.setLeftPadding(x)
        form.setRightPadding(x)
        form.setTopPadding(y)
        form.setBottomPadding(y)
        form.setBottomBorder(1)
        form.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBottomBorderBrush(self._theme.color("border"))
        if head:
            form.setBackground(self._theme.color("codeHead"))
        return form


def _lines(text: str) -> str:
    return text.replace("\n", "\u2028")
