"""The editor on a session's text: keys, the caret, and the one way in for the program's changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QCursor,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from vibekoder.app.tongue import tr
from vibekoder.core.messages import Role
from vibekoder.ui.editor.atoms import Atoms
from vibekoder.ui.editor.banners import Act, Arranger, BannerState
from vibekoder.ui.editor.caret import Caret
from vibekoder.ui.editor.code_blocks import CodeBlocks
from vibekoder.ui.editor.deeds import SAVE_SLICE, Deeds
from vibekoder.ui.editor.drops import drop
from vibekoder.ui.editor.floating import Floating
from vibekoder.ui.editor.folds import Folds
from vibekoder.ui.editor.guard import guarded, nothing
from vibekoder.ui.editor.hands import Hands
from vibekoder.ui.editor.highlight import Inks
from vibekoder.ui.editor.keys import RETURNS, TABS, Keys, changes
from vibekoder.ui.editor.loading import Loading
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.notes import Notes, Offer
from vibekoder.ui.editor.page import PageLayout
from vibekoder.ui.editor.pointer import Pointer
from vibekoder.ui.editor.rooms import HEADER, Column
from vibekoder.ui.editor.scene import Scene
from vibekoder.ui.editor.search import Search
from vibekoder.ui.editor.stand_ins import entered
from vibekoder.ui.editor.text_menu import text_menu
from vibekoder.ui.editor.view import View
from vibekoder.ui.look import Look
from vibekoder.ui.style import thin_bars

SIDE: Final = 30
WHEEL_LINES: Final = 3
ABOVE: Final = 4
"""So many lines stay above one that was jumped to."""


class SessionEditor(QPlainTextEdit):
    """A session's text, part by part, alive while answers grow in it.

    Parts are counted as the session counts them: 0 is the head. After each ``edited`` the owner
    says at once what became of it by ``splice``, in the counting of before the edit; where the
    text is the same already, nothing moves. A part for which no splice comes is as it was before.

    Signals:
        edited(object, bool): a person changed the shown text; a ``core.edits.Edit``, and whether
            it was pasted or dropped. The document already shows it.
        actionWanted(str, int): an act of a banner or box, and the part it belongs to.
        undoWanted(), redoWanted(): the keys or the menu; the document has no history of its own.
        refused(str): a change was not made; the sentence says why.
        zoomWanted(int): the wheel asks for larger text (1), or smaller (-1).
        painted(): what the document holds is on the screen, as far as it is in the view.
    """

    edited = Signal(object, bool)
    actionWanted = Signal(str, int)
    undoWanted = Signal()
    redoWanted = Signal()
    refused = Signal(str)
    zoomWanted = Signal(int)
    painted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._mirror = Mirror()
        self._inks = Inks(look.theme)
        document = QTextDocument(self)
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        document.setDefaultFont(look.theme.font("prose"))
        self.page = PageLayout(document, self._mirror, self._inks)
        document.setDocumentLayout(self.page)
        self.setDocument(document)
        self.setUndoRedoEnabled(False)
        self._arranger = Arranger(look)
        self._notes = Notes(self._mirror, self._arranger)
        self.page.room_below = self._room_below
        self.atoms = Atoms(self._mirror)
        self.scene = Scene(self, look, self._mirror, self.page, self._notes, self._arranger)
        self._pointer = Pointer(self, self.scene, self._mirror, look.keys)
        self.blocks = CodeBlocks(document, self._mirror, self.page)
        self.folds = Folds(
            document, self._mirror, self.page, self._notes.role, self._notes.slice_id, self
        )
        self.search = Search(self, self._mirror, self.folds)
        self.scene.marks = self.search.marks
        self.deeds = Deeds(self, self._mirror, self.page, self.scene, self.folds, self.blocks)
        thin_bars(look, self)  # before the view takes hold of one
        self._view = View(self, self.page)
        self.floating = Floating(
            look, self._arranger, self, self._mirror, self.page, self.scene, self._view
        )
        self._caret = Caret(self, self.page, self.atoms)
        self.loading = Loading(self, self.page, self._caret)
        self._keys = Keys(self, self._mirror, self.page, self.atoms)
        self._hands = Hands(self, self._mirror, self.page, self.atoms, self._view, self._caret)
        self._hands.ready = self.loading.finish
        self.takes: Callable[[QMimeData], bool] = lambda _: False
        self.more_acts: Callable[[], list[tuple[Act, Callable[[], None]]]] = list
        self._folded: list[list[Any]] = []
        self._set_up()
        self._connect()

    # what the program says

    def load(self, parts: Sequence[str]) -> None:
        """Show these parts instead of everything; the caret goes to the beginning.

        A long text goes in by pieces; ``loading`` tells how far it is. Whatever needs the whole
        text before that has it at once.
        """
        self.folds.forget()
        self.loading.begin(self._mirror.load(parts))
        self.floating.unseen = False
        self._caret.reset()
        self._after_writing()

    def splice(self, at: int, removed: int, parts: Sequence[str]) -> None:
        """The program put other parts in the place of ``removed`` ones, from part ``at`` on.

        Only what differs is written. Caret, selection and view stay where they are.
        """
        self._hands.write(self._mirror.splice(at, removed, parts))
        self.page.touch()
        self._after_writing()

    def grow(self, part: int, text: str) -> None:
        """Append to a running part's text, before the line ends that stood last when it began."""
        self._hands.end_answer()
        self._hands.write(self._mirror.grow(part, text))
        if "</details>" in self._mirror.parts[part].ends(len(text) + len("</details>")):
            self.folds.close_ended(part)
        if not self._view.following and text:
            self.floating.unseen = True
        self._after_writing()

    def start_growing(self, part: int) -> None:
        """The part's text is the program's from now on: a person cannot change it."""
        self._hands.end_answer()
        self._mirror.start_growing(part)
        self._after_growth()

    def stop_growing(self, part: int) -> None:
        """The part is everyone's again."""
        self._hands.end_answer()
        self._mirror.stop_growing(part)
        self._after_growth()

    def is_growing(self, part: int) -> bool:
        """Whether the part is running."""
        return self._mirror.parts[part].growing

    def set_state(self, part: int, state: BannerState | None) -> None:
        """What the part's banner and box show; None: what its header line tells alone."""
        self._hands.end_answer()
        room = self._room_below(part)
        if not self._notes.set_state(part, state):
            return
        if self._room_below(part) != room:
            self.page.touch()
            self.page.tell_size()
            self._view.settle()
        self.viewport().update()
        self.floating.place_sticky()

    def state(self, part: int) -> BannerState:
        """What the part's banner shows now."""
        return self._notes.state(part)

    def session_text(self) -> str:
        """The text that is shown, soft breaks and stand-ins undone."""
        self.loading.finish()
        mine = self.document().toRawText().replace("\u2029", "\n")
        wanted = "".join(part.shown() for part in self._mirror.parts)
        return self._mirror.text if mine == wanted else mine

    def part_texts(self) -> list[str]:
        """The shown parts as they are now."""
        return [part.text for part in self._mirror.parts]

    @property
    def following(self) -> bool:
        """Whether the view stays at the bottom when text comes."""
        return self._view.following

    def to_bottom(self) -> None:
        """Show the end, and follow it from now on."""
        self.loading.finish()
        self._view.to_bottom()

    def set_zoom(self, factor: float) -> None:
        """Show the session's text this many times as large; banners keep the chrome's size."""
        if factor != self._inks.zoom:
            self._inks.zoom = factor
            self._set_column()
            self._on_theme()
            self._view.settle()

    @property
    def raw(self) -> bool:
        """Whether the text is shown as it is in the file, and may make structure."""
        return self._mirror.raw

    def set_raw(self, raw: bool) -> None:
        """Show the text as in the file, or as it means; caret and view stay where they are.

        A view that follows the end goes on doing so.
        """
        if raw == self.raw:
            return
        self._hands.end_answer()
        self.loading.finish()
        top, folded, following = self.top_place(), self.folds.remembered(), self.following
        self.folds.unfold_all()
        self._mirror.raw = raw
        if raw:
            self._folded = folded
        else:
            self.folds.restore(self._folded)
        self.page.restyle()
        self._caret.settle()
        self.show_place(*top)
        self._view.settle()
        if following:
            self.to_bottom()
        self.viewport().update()
        self.floating.place_sticky()

    def set_dimmed(self, dimmed: bool) -> None:
        """Show the signs of Markdown in every line, dim; else in the caret's line alone."""
        if dimmed != self.page.dimmed:
            self.page.dimmed = dimmed
            self.page.restyle()
            self.viewport().update()

    def remembered_folds(self) -> list[list[Any]]:
        """What is folded, as plain values; in the raw view, what will be again after it."""
        return self._folded if self.raw else self.folds.remembered()

    def caret(self) -> tuple[int, int]:
        """The part and code point of the caret."""
        return self._mirror.place(self.textCursor().position())

    def set_caret(self, part: int, point: int) -> None:
        """Put the caret there, and show it; what is folded opens."""
        cursor = self.textCursor()
        unit = self._mirror.unit(part, point)
        self.folds.open_at(self._block(unit))
        cursor.setPosition(unit)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def role(self, part: int) -> Role | None:
        """Who speaks in a part; None for the head."""
        return self._notes.role(part)

    def part_of_caret(self) -> int:
        """The part the caret is in."""
        return self._mirror.part_at(self.textCursor().block().position())

    def top_place(self) -> tuple[int, int]:
        """The part and code point of the line at the top of the view."""
        return self._mirror.place(self.firstVisibleBlock().position())

    def show_place(self, part: int, point: int) -> None:
        """Bring the line of a place to the top of the view."""
        block = self._block(self._mirror.unit(part, point))
        self.verticalScrollBar().setValue(block.firstLineNumber())

    def show_line(self, unit: int) -> None:
        """Put the caret at a unit, open what hides it, and bring it into the view with what
        follows."""
        block = self._block(unit)
        self.folds.open_at(block)
        cursor = self.textCursor()
        cursor.setPosition(unit)
        self.setTextCursor(cursor)
        bar, first = self.verticalScrollBar(), block.firstLineNumber()
        if not bar.value() <= first < bar.value() + bar.pageStep() // 2:
            bar.setValue(max(0, first - ABOVE))
        self.ensureCursorVisible()

    def go_to(self, part: int, point: int) -> None:
        """Put the caret at a place, its line well in the view."""
        self.show_line(self._mirror.unit(part, point))

    def select(self, part: int, start: int, end: int) -> None:
        """Select from one point of a part to another, well in the view; what is folded opens."""
        self.go_to(part, start)
        cursor = self.textCursor()
        cursor.setPosition(self._mirror.unit(part, end), cursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def show_part(self, part: int) -> None:
        """Bring a part's banner to the top of the view, the caret to the beginning of its text."""
        block = self._block(self._mirror.start(part))
        below = block.next() if self._mirror.is_header(block.position()) else block
        cursor = self.textCursor()
        cursor.setPosition((below if below.isValid() else block).position())
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(block.firstLineNumber())

    def set_offers(self, offers: Callable[[int], Offer]) -> None:
        """Who says what can be done with a part that nothing runs in."""
        self._notes.offers = offers

    def acts(self, part: int) -> list[Act]:
        """What can be done with a part: the same for pointer, menu and keyboard."""
        return self._notes.acts(part)

    def copy(self) -> None:
        """Put the true text of the selection on the clipboard.

        As text and not as an object of ours: the clipboard may outlive Python.
        """
        cursor = self.textCursor()
        if cursor.hasSelection():
            text = self._mirror.copied(cursor.selectionStart(), cursor.selectionEnd())
            QGuiApplication.clipboard().setText(text)

    def cut(self) -> None:
        """Copy the selection and take it out."""
        cursor = self.textCursor()
        if cursor.hasSelection() and not self._keys.refuses(cursor):
            self.copy()
            cursor.removeSelectedText()

    # what Qt asks

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what lies under the text, the text, and what covers it."""
        self.page.fences.begin_frame()
        rows = list(self.scene.rows(event.rect()))
        painter = QPainter(self.viewport())
        try:
            self.scene.under(painter, rows)
        finally:
            painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        try:
            self.scene.over(painter, rows)
        finally:
            painter.end()
        self.painted.emit()

    @guarded(nothing)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Centre the column again."""
        top = self.firstVisibleBlock()
        self._set_column()
        # another width of Qt means a layout for each line: the page lays out what is seen
        was = QSize(event.size().width(), event.oldSize().height())
        super().resizeEvent(QResizeEvent(event.size(), was))
        self.page.touch()
        if not self._view.following and top.isValid():
            self.verticalScrollBar().setValue(top.firstLineNumber())
        self._view.settle()
        self.floating.place_sticky()
        self.floating.pill.place(self.viewport().geometry())

    @guarded(nothing)
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by pixels; with Ctrl the text grows or shrinks."""
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned:
                self.zoomWanted.emit(1 if turned > 0 else -1)
        else:
            notch = WHEEL_LINES * self.page.inks.pitch("prose")
            by = event.pixelDelta().y() or turned / 120 * notch
            if by:
                self._view.scroll_by(-by)
                self.floating.place_sticky()
        event.accept()

    @guarded(nothing)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo is the owner's; header lines are atoms; what grows is not to be changed."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undoWanted.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redoWanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut) and not self.isReadOnly():
            self.cut()
        elif event.key() == Qt.Key.Key_Menu:
            self._show_menu(self.mapToGlobal(self.cursorRect().bottomLeft()))
        elif not changes(event) or self._keys.may_change(event):
            self._on_key(event)
            return
        event.accept()

    @guarded(nothing)
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Compose where text may be changed, and nowhere else."""
        cursor = self.textCursor()
        if event.preeditString() or event.commitString():
            if self._keys.refuses(cursor):
                QGuiApplication.inputMethod().reset()
                event.accept()
                return
            self._keys.make_line(cursor)
        super().inputMethodEvent(event)

    @guarded(QMimeData)
    def createMimeDataFromSelection(self) -> QMimeData:
        """The true text of the selection: stand-ins undone, no soft breaks."""
        cursor = self.textCursor()
        data = QMimeData()
        data.setText(self._mirror.copied(cursor.selectionStart(), cursor.selectionEnd()))
        return data

    @guarded(lambda: False)
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Pictures too: they are kept as files."""
        return source.hasImage() or super().canInsertFromMimeData(source)

    @guarded(nothing)
    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain text, in the form the session takes."""
        cursor = self.textCursor()
        if self._keys.refuses(cursor) or self.takes(source) or not source.hasText():
            return
        self._keys.make_line(cursor)
        self._hands.enter(cursor, entered(source.text()))
        self.ensureCursorVisible()

    @guarded(nothing)
    def dropEvent(self, event: QDropEvent) -> None:
        """What comes in is plain text, or becomes a piece."""
        drop(self, event, self.atoms, self._keys)

    @guarded(nothing)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A banner is not text: a press on it picks an act, or its slice."""
        left = event.button() is Qt.MouseButton.LeftButton
        if left and self._pointer.press(event.position()):
            return
        row = self.scene.row_at(event.position())
        if left and row and row.data.kind == HEADER:
            cursor = self.textCursor()
            cursor.setPosition(self.atoms.outside(row.block, row.block.position()))
            self.setTextCursor(cursor)
            return
        super().mousePressEvent(event)
        self._caret.leave_header_behind()

    @guarded(nothing)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what was pressed, if the pointer is still there."""
        left = event.button() is Qt.MouseButton.LeftButton
        if not (left and self._pointer.release(event.position())):
            super().mouseReleaseEvent(event)

    @guarded(nothing)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would do."""
        if event.buttons() == Qt.MouseButton.NoButton:
            self._pointer.hover(event.position())
        if not self._pointer.pressed:
            super().mouseMoveEvent(event)

    @guarded(nothing)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the text and of the slice under the caret or the pointer."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            row = self.scene.row_at(QPointF(event.pos()))
            if row and row.data.kind != HEADER and not self.textCursor().hasSelection():
                # the menu is about the line that was pressed
                self.setTextCursor(self.cursorForPosition(event.pos()))
            self._show_menu(event.globalPos(), row.part if row else None)
        else:
            self._show_menu(self.mapToGlobal(self.cursorRect().bottomLeft()))

    @guarded(nothing)
    def focusInEvent(self, event: QFocusEvent) -> None:
        """The caret's line shows its signs."""
        super().focusInEvent(event)
        self._caret.reveal()

    @guarded(nothing)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nobody writes here: no line shows its signs."""
        super().focusOutEvent(event)
        self._caret.reveal()

    @guarded(lambda: False)
    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips of acts; no act is under a pointer that left."""
        if event.type() is QEvent.Type.Leave:
            self._pointer.leave()
        elif event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._pointer.show_tip(event)
            return True
        return super().viewportEvent(event)

    def _on_key(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in RETURNS and not self.isReadOnly():
            if control:
                event.ignore()  # the owner's: it sends
                return
            # a line separator or a copied format would be in no session's text
            self._keys.new_line(plain=bool(shift))
        elif event.key() in TABS and not self.isReadOnly() and not control:
            self._keys.move_lines(out=bool(shift) or event.key() == Qt.Key.Key_Backtab)
        else:
            super().keyPressEvent(event)
            if event.matches(QKeySequence.StandardKey.MoveToEndOfDocument):
                self.to_bottom()

    # setting up

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAutoFillBackground(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCursorWidth(2)
        self.setAccessibleName(tr("Session"))
        self.viewport().setMouseTracking(True)
        self._paint_with_theme()

    def _connect(self) -> None:
        self.document().contentsChanged.connect(self.search.text_changed)
        self._hands.edited.connect(self.edited)
        self._hands.refused.connect(self.refused)
        self._keys.refused.connect(self.refused)
        self._keys.openWanted.connect(self._on_open)
        self._hands.wrote.connect(self._after_writing)
        self.cursorPositionChanged.connect(self.floating.clear_of_sticky)
        self.cursorPositionChanged.connect(self._on_place)
        self.cursorPositionChanged.connect(self._show_caret_in_code)
        self.updateRequest.connect(self.floating.place_sticky)
        self._view.followed.connect(self.floating.show_pill)
        self._pointer.chosen.connect(self.actionWanted)
        self._pointer.menuWanted.connect(self._on_menu)
        self._pointer.lineActed.connect(self.deeds.at_line)
        self._pointer.moved.connect(self._on_place)
        self.deeds.refused.connect(self.refused)
        self.deeds.lineWanted.connect(self.show_line)
        self.folds.changed.connect(self._on_folds)
        self.floating.chosen.connect(self._pointer.do)
        self.floating.pressed.connect(self.show_part)
        self.floating.latestWanted.connect(self.to_bottom)
        self.look.theme.changed.connect(self._on_theme)
        self.look.pulse.beat.connect(self._on_beat)

    def _paint_with_theme(self) -> None:
        theme = self.look.theme
        palette = QPalette(self.palette())
        roles = QPalette.ColorRole
        palette.setColor(roles.Base, theme.color("editor"))
        # what shows behind the scroll bar
        palette.setColor(roles.Window, theme.color("editor"))
        palette.setColor(roles.Text, theme.color("text"))
        # the selection is painted under the text: Qt's leaves stripes between spaced lines
        palette.setColor(roles.Highlight, QColor(0, 0, 0, 0))
        palette.setBrush(roles.HighlightedText, Qt.BrushStyle.NoBrush)
        self.setPalette(palette)

    def _set_column(self) -> None:
        theme = self.look.theme
        wanted = theme.column("text") * self._inks.zoom
        width = max(120.0, min(wanted, self.width() - 2.0 * SIDE))
        left = round((self.width() - width) / 2)
        self.page.set_column(Column(left, width, theme.space("cardPadX")))

    def _after_writing(self) -> None:
        self.viewport().update()
        self.floating.place_sticky()
        self.floating.show_pill()

    def _after_growth(self) -> None:
        running = any(part.growing for part in self._mirror.parts)
        self.look.pulse.set_beating(self, running)
        self.viewport().update()

    # the menu

    def _show_menu(self, at: QPoint, part: int | None = None) -> None:
        which = self.part_of_caret() if part is None else part
        acts = self._notes.acts(which) if which else []
        deeds = [(act, partial(self._pointer.do, act, which)) for act in acts]
        if which:
            deeds.append((SAVE_SLICE, partial(self.deeds.save_slice, which)))
        for act, unit in self.deeds.acts_here():
            deeds.append((act, partial(self.deeds.at_line, act.name, unit)))
        deeds += self.more_acts()
        menu = text_menu(self, self.undoWanted.emit, self.redoWanted.emit, deeds, self.look.keys)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    # what happened elsewhere

    def _on_theme(self) -> None:
        self._set_column()
        self._inks.forget()
        self.document().setDefaultFont(self.look.theme.font("prose", self._inks.zoom))
        self.page.restyle()
        self._paint_with_theme()
        self.viewport().update()

    def _on_beat(self) -> None:
        for row in self.scene.rows(self.viewport().rect()):
            if row.data.kind == HEADER and self._mirror.parts[row.part].growing:
                self.viewport().update(row.rect.toAlignedRect())
        self.floating.beat()

    def _on_place(self) -> None:
        """Pointer or caret are elsewhere: heads of code there show what can be done."""
        places = set[int]()
        caret = self.textCursor().block() if self.hasFocus() else None
        line = self._pointer.line
        for block in (caret, self._block(line) if line is not None else None):
            fence = self.blocks.at(block) if block is not None and block.isValid() else None
            if fence is not None:
                places.add(fence.position())
        if places != self.scene.codes:
            self.scene.codes = places
            self.viewport().update()

    def _show_caret_in_code(self) -> None:
        """A long line of code that is not wrapped moves so that the caret is in its box."""
        if self.blocks.bring_into_box(self.textCursor()):
            self.viewport().update()

    def _on_open(self, unit: int) -> None:
        self.folds.unfold(self._block(unit))

    def _on_folds(self) -> None:
        self._caret.settle()
        self._view.settle()
        self.viewport().update()
        self.floating.place_sticky()

    def _room_below(self, part: int) -> float:
        return 0.0 if self.raw else self._notes.room(part, self.page.column.width)

    def _block(self, unit: int) -> QTextBlock:
        self.loading.finish()
        return self.document().findBlock(unit)

    def _on_menu(self, part: int) -> None:
        self._show_menu(QCursor.pos(), part)
