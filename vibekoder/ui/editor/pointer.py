"""The pointer over banners, boxes and heads of code: what it is over, and what a click does."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QPlainTextEdit, QToolTip

from vibekoder.app.tongue import tr
from vibekoder.ui.editor.banners import MORE, Act
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.notes import COPY
from vibekoder.ui.editor.rooms import HEADER
from vibekoder.ui.editor.scene import Scene, Spot
from vibekoder.ui.keymap import Keymap


class Pointer(QObject):
    """Hovering, pressing and doing; what the editor can do itself, it does: copying.

    Signals:
        chosen(str, int): an act is wanted of a part.
        menuWanted(int): the menu of a part is wanted where the pointer is.
        lineActed(str, int): an act is wanted of what begins in the line at this unit.
        moved(): the pointer is over another line than before, or over none.
    """

    chosen = Signal(str, int)
    lineActed = Signal(str, int)
    moved = Signal()
    menuWanted = Signal(int)

    def __init__(self, editor: QPlainTextEdit, scene: Scene, mirror: Mirror, keys: Keymap) -> None:
        super().__init__(editor)
        self._editor = editor
        self._scene = scene
        self._mirror = mirror
        self._keys = keys
        self.pressed: Spot | None = None
        self.line: int | None = None

    def hover(self, at: QPointF) -> None:
        """The pointer is here now, with no button down."""
        row = self._scene.row_at(at)
        spot = self._scene.spot(at)
        line = row.block.position() if row is not None else None
        if line != self.line:
            self.line = line
            self.moved.emit()
        self._point_at(row.part if row is not None else None)
        over_text = row is not None and row.data.kind != HEADER and spot is None
        shape = Qt.CursorShape.IBeamCursor if over_text else Qt.CursorShape.ArrowCursor
        viewport = self._editor.viewport()
        if viewport.cursor().shape() is not shape:
            viewport.setCursor(shape)
        self.rest_on(spot)

    def leave(self) -> None:
        """The pointer has gone elsewhere."""
        self.line = None
        self._point_at(None)
        self.rest_on(None)
        self.moved.emit()

    def rest_on(self, spot: Spot | None) -> None:
        """The pointer is over this act, or none."""
        if spot != self._scene.hovered:
            self._scene.hovered = spot
            self._scene.copied = None
            self._editor.viewport().update()

    def press(self, at: QPointF) -> bool:
        """A button goes down; tells whether it is on an act."""
        self.pressed = self._scene.spot(at)
        return self.pressed is not None

    def release(self, at: QPointF) -> bool:
        """The button comes up: do what was pressed, if the pointer is still on it."""
        pressed, self.pressed = self.pressed, None
        if pressed is None:
            return False
        if self._scene.spot(at) == pressed:
            if pressed.code is not None:
                self.lineActed.emit(pressed.act.name, pressed.code)
            else:
                self.do(pressed.act, pressed.part)
        return True

    def show_tip(self, event: QHelpEvent) -> None:
        """Name the act under the pointer, with its key, or tell all of a chip."""
        at = QPointF(event.pos())
        spot = self._scene.spot(at)
        text = self._keys.tip(tr(spot.act.label), spot.act.key) if spot else self._scene.tip(at)
        QToolTip.showText(QPoint(event.globalPos()), text)

    def do(self, act: Act, part: int) -> None:
        """Do an act of a part, or let its owner do it."""
        if act.name == MORE.name:
            self.menuWanted.emit(part)
        elif act.name == COPY.name:
            text = self._mirror.parts[part].text
            body = text.partition("\n")[2] if part else text
            QGuiApplication.clipboard().setText(body.strip("\n"))
        else:
            self.chosen.emit(act.name, part)

    def _point_at(self, part: int | None) -> None:
        """The banner of the slice under the pointer shows what can be done."""
        if part != self._scene.pointed:
            self._scene.pointed = part
            self._editor.viewport().update()
