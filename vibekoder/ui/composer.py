"""The draft of the next user slice, pinned under the text, with its model and Send."""

from typing import Final

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vibekoder.app.choice import PLAIN, How
from vibekoder.app.next_request import NextRequest
from vibekoder.app.soon import AT_MOST_MS, Soon
from vibekoder.core.switching import Change
from vibekoder.engine.together import together
from vibekoder.ui.buttons import Button
from vibekoder.ui.chips import ChipsRow, is_off
from vibekoder.ui.draw import fill_box
from vibekoder.ui.editor.stand_ins import units
from vibekoder.ui.key_hint import KeyHint
from vibekoder.ui.keymap import KeyTip
from vibekoder.ui.look import Look
from vibekoder.ui.prompt import Prompt, with_line_ends
from vibekoder.ui.weight import Weight

DRAFT_PAUSE_MS: Final = 400
SIDE_MIN: Final = 12
TOP: Final = 12
GAP: Final = 8
BOTTOM: Final = 7
BELOW: Final = 12
LONG_DRAFT: Final = 10_000
FLASH_WIDTH: Final = 3
FLASH_STEPS: Final = 8


class Composer(QWidget):
    """The composer: as wide as the text's card, as tall as its lines up to a share of the tab.

    Submitting empties the field and emits no ``draftChanged``: the caller drops the stored draft
    once the prompt is in the session. Ctrl+Z does not bring back what is sent, as if it were not.

    Signals:
        submitted(text: str, how: object): the text is to be sent, and How; never empty or blank.
        draftChanged(text: str): the draft is another one since a moment, or since longer while it
            is being typed; also at once when the focus leaves.
        edited(): what is written is other than it was, at once; not when a prompt comes back.
        modelWanted(): the model's name was pressed.
        parametersWanted(): the button beside it was pressed.
        madeInert(): directives in pasted text were made literal.
        heightChanged(): it takes more or less room at the foot of its tab.
    """

    submitted = Signal(str, object)
    draftChanged = Signal(str)
    edited = Signal()
    modelWanted = Signal()
    parametersWanted = Signal()
    madeInert = Signal()
    heightChanged = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._running = 0
        self._flash_strength = 0.0
        self._quiet = False
        self.looks_first = False
        self.setAccessibleName(self.tr("Composer"))
        self.frame = QWidget(self)
        self.prompt = Prompt(look.theme.line("prose"), self.frame)
        self.prompt.setAccessibleName(self.tr("Prompt"))
        self.prompt.setPlaceholderText(self.tr("Write a prompt"))
        self.setFocusProxy(self.prompt)
        self.model = Button(look, "", icon="bell", kind="quiet", chevron=True, parent=self.frame)
        self.model.icon_color = "assistant"
        KeyTip(self.model, look.keys, self.tr("Choose the model"), "session.model")
        self.parameters = Button(look, "", icon="settings", kind="quiet", parent=self.frame)
        KeyTip(self.parameters, look.keys, self.tr("Parameters"), "session.parameters")
        self.chips = ChipsRow(look, self.frame)
        self.weight = Weight(look, self.frame)
        self.hint = KeyHint(self.frame)
        self.hint.setForegroundRole(self.hint.palette().ColorRole.PlaceholderText)
        self.send = Button(look, self.tr("Send"), icon="strike", kind="primary", parent=self.frame)
        self.send.padding = 16
        KeyTip(self.send, look.keys, self.tr("Send"), "session.send")
        self._draft_soon = Soon(DRAFT_PAUSE_MS, AT_MOST_MS, self)
        self._flash = QVariantAnimation(self)
        self._lay_out()
        self._connect()
        self._on_theme()
        self.set_text("")
        self.set_model("")
        self.set_parameters(0)

    def text(self) -> str:
        """The draft as typed, with LF line ends."""
        # toPlainText would turn no-break spaces into plain ones
        return with_line_ends(self.prompt.document().toRawText())

    def set_text(self, text: str) -> None:
        """Show this draft, the caret at its end; ``draftChanged`` is not emitted."""
        self._put(text)
        self.edited.emit()

    def _put(self, text: str) -> None:
        self._quiet = True
        self.prompt.setPlainText(text)
        self.prompt.moveCursor(QTextCursor.MoveOperation.End)
        self._quiet = False
        self._draft_soon.stop()
        self._show_text()

    def add_line(self, line: str) -> None:
        """Put a line of its own below what is written, as one step that Ctrl+Z takes back."""
        cursor = self.prompt.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        before = "\n" if cursor.block().text().strip() else ""
        cursor.insertText(f"{before}{line}\n")
        cursor.endEditBlock()
        self.prompt.setTextCursor(cursor)
        self.prompt.ensureCursorVisible()

    def change(self, change: Change) -> None:
        """Exchange a stretch of the draft, as one step that Ctrl+Z takes back."""
        text = self.text()
        cursor = self.prompt.textCursor()
        cursor.setPosition(units(text[: change.start]))
        cursor.setPosition(units(text[: change.end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.beginEditBlock()
        cursor.insertText(change.new)
        cursor.endEditBlock()

    def set_caret(self, point: int) -> None:
        """Put the caret before this character of the draft."""
        cursor = self.prompt.textCursor()
        cursor.setPosition(units(self.text()[:point]))
        self.prompt.setTextCursor(cursor)
        self.prompt.ensureCursorVisible()

    def set_request(self, request: NextRequest) -> None:
        """Show what the draft includes, and what all of it weighs."""
        outlook = request.outlook
        pieces, below = together(outlook.pieces, outlook.below)
        own = [one for one in pieces if one.place.part is None and not is_off(one)]
        self.chips.set_pieces(own, [len(below.get(one.key, ())) for one in own])
        self.weight.set_request(request)

    def select(self, start: int, end: int) -> None:
        """Select these characters and go there."""
        text = self.text()
        cursor = self.prompt.textCursor()
        cursor.setPosition(units(text[:start]))
        cursor.setPosition(units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        self.prompt.setTextCursor(cursor)
        self.prompt.setFocus()
        self.prompt.ensureCursorVisible()

    def put_back(self, text: str) -> None:
        """Give a refused prompt back; what was typed since stays below it."""
        typed = self.text()
        self._put(f"{text}\n\n{typed}" if typed.strip() else text)
        self.draftChanged.emit(self.text())

    def submit(self) -> None:
        """The person sends what is written: at once, or after a look where that is wanted."""
        if not self.looks_first:
            self.let_go(PLAIN)
        elif self.text().strip() and not self.prompt.composing:
            self.weight.preflightWanted.emit()

    def let_go(self, how: How) -> None:
        """Send what is written; does nothing while it is blank or a word is being composed."""
        text = self.text()
        if not text.strip() or self.prompt.composing:
            return
        self._quiet = True
        cursor = self.prompt.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        self.prompt.document().clearUndoRedoStacks()
        self._quiet = False
        self._draft_soon.stop()
        self._show_text()
        self._start_flash()
        self.submitted.emit(text, how)

    def flush_draft(self) -> None:
        """Emit ``draftChanged`` now if it is still to come."""
        if self._draft_soon.waiting:
            self._draft_soon.stop()
            self.draftChanged.emit(self.text())

    def set_model(self, label: str, *, once: bool = False) -> None:
        """The model, or the backend where it has only one, that the next prompt goes to.

        ``once`` marks what is meant for that prompt alone.
        """
        words = self.tr("{name} · this message") if once else "{name}"
        self.model.set_text(words.format(name=label or self.tr("Choose a model")))
        self.model.text_color = "accentText" if once else "text"
        self.model.setAccessibleName(self.tr("Model: {name}").format(name=self.model.text()))

    def set_parameters(self, count: int, *, once: bool = False) -> None:
        """How many parameters session and message set; ``once``: some for this message alone."""
        self.parameters.set_text(str(count) if count else "")
        self.parameters.text_color = "accentText" if once else "text"
        self.parameters.icon_color = "accentText" if once else ""
        name = self.tr("Parameters, {n} set here") if count else self.tr("Parameters")
        self.parameters.setAccessibleName(name.format(n=count))

    def set_project(self, name: str) -> None:
        """Name the project in the hint of the empty field."""
        text = self.tr("Ask about {project}, or paste a stack trace")
        self.prompt.setPlaceholderText(text.format(project=name))

    def set_running(self, count: int) -> None:
        """How many answers run in this tab; Send stays, and the hint names the key of Stop."""
        self._running = count
        self._show_hint()

    def set_return_sends(self, wanted: bool) -> None:
        """Whether Return alone sends; Shift+Return is then a new line, Ctrl+Return still sends."""
        self.prompt.return_sends = wanted
        self._show_hint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        box = QRectF(self.frame.geometry())
        radius = theme.radius("composer")
        if box.adjusted(radius, radius, -radius, -radius).contains(QRectF(event.rect())):
            # a letter or a word inside, as nearly always: nothing of the card's line is there
            painter.fillRect(event.rect(), theme.color("raised"))
            return
        painter.fillRect(event.rect(), theme.color("editor"))
        focused = self.prompt.hasFocus()
        line = theme.color("focus" if focused else "borderStrong")
        width = theme.border("composerFocus") if focused else theme.border("hairline")
        fill_box(painter, box, radius, theme.color("raised"), line, width)
        if self._flash_strength > 0:
            painter.setOpacity(self._flash_strength)
            fill_box(painter, box, radius, None, theme.color("accent"), FLASH_WIDTH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self.heightChanged.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return False

    def event(self, event: QEvent) -> bool:
        parent = self.parentWidget()
        kind = event.type()
        # the room for the prompt is a share of the tab's height
        if kind is QEvent.Type.ParentAboutToChange and parent:
            parent.removeEventFilter(self)
        elif kind is QEvent.Type.ParentChange and parent:
            parent.installEventFilter(self)
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.column("card") + 2 * SIDE_MIN, self.height())

    def _lay_out(self) -> None:
        theme = self._look.theme
        pad = theme.space("cardPadX")
        tools = QHBoxLayout()
        tools.setContentsMargins(pad - 8, 0, 9, 0)
        tools.setSpacing(8)
        tools.addWidget(self.model)
        tools.addWidget(self.parameters)
        tools.addWidget(self.weight)
        tools.addStretch(1)
        tools.addWidget(self.hint)
        tools.addWidget(self.send)
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(0, TOP, 0, BOTTOM)
        inside.setSpacing(GAP)
        pieces = QHBoxLayout()
        pieces.setContentsMargins(pad, 0, pad, 0)
        pieces.addWidget(self.chips)
        inside.addLayout(pieces)
        prompt = QHBoxLayout()
        prompt.setContentsMargins(pad, 0, pad, 0)
        prompt.addWidget(self.prompt)
        inside.addLayout(prompt)
        inside.addLayout(tools)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE_MIN, 0, SIDE_MIN, BELOW)
        row.addStretch(1)
        row.addWidget(self.frame, 1000)
        row.addStretch(1)
        parent = self.parentWidget()
        if parent:
            parent.installEventFilter(self)

    def _connect(self) -> None:
        self.prompt.textChanged.connect(self._on_text)
        self.prompt.linesChanged.connect(self._fit)
        self.chips.heightChanged.connect(self._fit)
        self.prompt.sendWanted.connect(self.submit)
        self.prompt.focusChanged.connect(self._on_focus)
        self.prompt.madeInert.connect(self.madeInert)
        self.model.clicked.connect(self.modelWanted)
        self.parameters.clicked.connect(self.parametersWanted)
        self.send.clicked.connect(self.submit)
        self._draft_soon.due.connect(self._on_pause)
        self._flash.valueChanged.connect(self._on_flash)
        self._look.theme.changed.connect(self._on_theme)
        self._look.keys.changed.connect(self._show_hint)

    def _fit(self) -> None:
        parent = self.parentWidget()
        room = int(parent.height() * self._look.theme.share("composerMaxShare")) if parent else 320
        room = max(room - self._chrome(), self.prompt.pitch)
        needed = self.prompt.text_height()
        bar = Qt.ScrollBarPolicy
        self.prompt.setVerticalScrollBarPolicy(
            bar.ScrollBarAsNeeded if needed > room else bar.ScrollBarAlwaysOff
        )
        height = min(needed, room)
        self.prompt.setFixedHeight(height)
        # said outright: a layout two levels up may rest on what it has remembered
        self.setFixedHeight(height + self._chrome())

    def _chrome(self) -> int:
        return TOP + self.chips.height() + 2 * GAP + self.send.sizeHint().height() + BOTTOM + BELOW

    def _show_hint(self) -> None:
        key = "Return" if self.prompt.return_sends else "session.send"
        keys = self._look.keys.native(key)
        if self._running:
            keys = self.tr("{stop} stops · {send} sends the next").format(
                stop=self._look.keys.native("session.stop"), send=keys
            )
        self.hint.setText(keys)

    def _start_flash(self) -> None:
        self._flash.stop()
        self._flash.setDuration(self._look.theme.motion("slow"))
        self._flash.setStartValue(1.0)
        self._flash.setEndValue(0.0)
        self._flash.setEasingCurve(QEasingCurve.Type.OutCubic)
        if self._flash.duration():
            self._flash.start()

    def _on_flash(self, value: float) -> None:
        strength = round(value * FLASH_STEPS) / FLASH_STEPS
        if strength == self._flash_strength:
            return
        self._flash_strength = strength
        # what stands inside the ring has not changed
        box, ring = self.frame.geometry(), FLASH_WIDTH
        corner = max(ring, round(self._look.theme.radius("composer")))
        inside = QRegion(box.adjusted(corner, ring, -corner, -ring))
        inside += QRegion(box.adjusted(ring, corner, -ring, -corner))
        self.update(QRegion(box) - inside)

    def _on_text(self) -> None:
        self._show_text()
        if not self._quiet:
            self._draft_soon.wish()
            self.edited.emit()

    def _show_text(self) -> None:
        # a look at the whole of a long draft at each key would be felt
        long = self.prompt.document().characterCount() > LONG_DRAFT
        self.send.setEnabled(long or bool(self.text().strip()))
        self._fit()

    def _on_pause(self) -> None:
        self.draftChanged.emit(self.text())

    def _on_focus(self) -> None:
        if not self.prompt.hasFocus():
            self.flush_draft()
        self.update()

    def _on_theme(self) -> None:
        theme = self._look.theme
        self.frame.setMaximumWidth(theme.column("card"))
        palette = theme.palette()
        palette.setColor(palette.ColorRole.Base, theme.color("raised"))
        self.prompt.setPalette(palette)
        self.prompt.setFont(theme.font("prose"))
        self.hint.setFont(theme.font("small"))
        self._show_hint()
        self._fit()
        self.update()
