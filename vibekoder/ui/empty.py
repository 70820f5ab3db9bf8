"""What stands where nothing is yet: a title, a line that teaches, and the one next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from vibekoder.ui.buttons import Button, keyboard_focus, native_key, press_or_pass, with_key
from vibekoder.ui.draw import CENTER, draw_ring, draw_text, fill_box
from vibekoder.ui.look import Look


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next; ``line`` makes it a row of two lines, else it is a button."""

    action: str
    text: str
    key: str = ""
    icon: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """One empty state: its words and its steps. ``{project}`` in the line is the project's name."""

    title: str
    line: str
    steps: Sequence[Step] = ()
    logo: bool = False


EMPTY: Final[dict[str, Empty]] = {
    "no_project": Empty(
        "Open a folder to begin",
        "A project is any folder; sessions are Markdown files in it.",
        (Step("open_folder", "Open folder", "Ctrl+O"),),
        logo=True,
    ),
    "first_session": Empty(
        "Nothing leaves until you send it",
        (
            "This session is one Markdown file in {project}. Write below, name the files the "
            "model should see, and send when it is ready."
        ),
        (
            Step(
                "rehearse",
                "Rehearse without a key",
                "Ctrl+Return",
                "strike",
                (
                    "The built-in backend streams back what would be sent, piece by piece, "
                    "with sizes."
                ),
            ),
            Step(
                "connect",
                "Connect a model",
                "Ctrl+,",
                "key",
                "An API key, or a server on your own machine.",
            ),
        ),
        logo=True,
    ),
    "no_sessions": Empty(
        "No sessions yet",
        "Each will be a file in sessions/, ready for git and grep.",
        (Step("new_session", "New session", "Ctrl+T"),),
    ),
    "no_requests": Empty(
        "Quiet",
        "Running answers are listed here with their Stop.",
    ),
}


class StepRow(QAbstractButton):
    """A next step as a row: icon, what it does, a line about it, its key."""

    def __init__(self, look: Look, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._step = step
        self.setText(self.tr(step.text))
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(step.line)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMinimumHeight(look.theme.size("rowTwoLine") + 8)

    def sizeHint(self) -> QSize:
        theme = self._look.theme
        width = QFontMetrics(theme.font("body")).horizontalAdvance(self._step.line)
        return QSize(min(width + 180, theme.column("card")), theme.size("rowTwoLine") + 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses as Space does."""
        if not press_or_pass(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, radius = self._look.theme, self._look.theme.radius("card")
        if self.underMouse() or self.isDown():
            ground = theme.color("press" if self.isDown() else "panel")
            fill_box(painter, self.rect(), radius, ground, theme.color("border"))
        pad, middle = theme.space("cardPadX"), self.height() // 2
        icon = QRect(pad - 2, middle - 23, 20, 22)
        self._look.icons.paint(painter, icon, self._step.icon, "accentText", 18)
        right = self.width() - pad
        if self._step.key:
            right = self._paint_key(painter, right) - 12
        left = pad + 34
        title = QRect(left, middle - 21, right - left, 20)
        draw_text(painter, title, self.text(), theme.font("item"), theme.color("text"))
        line = QRect(left, middle, right - left, 18)
        draw_text(painter, line, self.tr(self._step.line), theme.font("body"), theme.color("dim"))
        if keyboard_focus(self):
            draw_ring(painter, self.rect(), radius, self._look)

    def _paint_key(self, painter: QPainter, right: int) -> int:
        theme = self._look.theme
        font = theme.font("caption")
        key = native_key(self._step.key)
        width = QFontMetrics(font).horizontalAdvance(key) + 10
        box = QRect(right - width, (self.height() - 18) // 2, width, 18)
        fill_box(painter, box, theme.radius("small"), theme.color("raised"), theme.color("border"))
        draw_text(painter, box, key, font, theme.color("dim"), CENTER)
        return box.x()


class EmptyState(QWidget):
    """One of the empty states: large in the middle of the window, ``small`` inside a panel.

    Signals:
        acted(action: str): a step was chosen, by its name in the table.
    """

    acted = Signal(str)

    def __init__(
        self, look: Look, name: str, *, small: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._empty = EMPTY[name]
        self._small = small
        self.setAccessibleName(self.tr(self._empty.title))
        self.title = QLabel(self.tr(self._empty.title), self)
        self.line = QLabel("", self)
        for label in (self.title, self.line):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons: dict[str, QAbstractButton] = {}
        self._logo = QLabel(self)
        self._lay_out()
        self.set_project("")
        look.theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_project(self, name: str) -> None:
        """Put the project's name into the line."""
        line = self.tr(self._empty.line)
        self.line.setText(line.format(project=name or self.tr("the project")))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._small:
            QPainter(self).fillRect(self.rect(), self._look.theme.color("editor"))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        pad = self._look.theme.space("panelPadX") if self._small else 30
        column.setContentsMargins(pad, 10 if self._small else pad, pad, pad)
        column.setSpacing(0)
        if self._small:
            column.addWidget(self.title)
            column.addSpacing(2)
            column.addWidget(self.line)
            column.addSpacing(12)
            self._add_steps(column)
            column.addStretch(1)
            return
        inner = QWidget(self)
        inner.setMaximumWidth(self._look.theme.column("card"))
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        text = QVBoxLayout()
        side = self._look.theme.space("cardPadX")
        text.setContentsMargins(side, 0, side, 0)
        text.setSpacing(0)
        if self._empty.logo:
            text.addWidget(self._logo)
            text.addSpacing(20)
        text.addWidget(self.title)
        text.addSpacing(8)
        text.addWidget(self.line)
        rows.addLayout(text)
        rows.addSpacing(24)
        self._add_steps(rows if any(step.line for step in self._empty.steps) else text)
        column.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)

    def _add_steps(self, rows: QVBoxLayout) -> None:
        if not self._small and rows.count() and not any(s.line for s in self._empty.steps):
            rows.addSpacing(20)
        for step in self._empty.steps:
            button: QAbstractButton
            if step.line:
                button = StepRow(self._look, step, self)
                rows.addWidget(button)
            else:
                kind = "plain" if self._small else "primary"
                button = Button(self._look, self.tr(step.text), kind=kind, parent=self)
                button.setToolTip(with_key(button.text(), step.key))
                rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            button.clicked.connect(partial(self.acted.emit, step.action))
            self.buttons[step.action] = button

    def _on_theme(self) -> None:
        theme = self._look.theme
        self.title.setFont(theme.font("bodyStrong" if self._small else "display"))
        self.line.setFont(theme.font("body" if self._small else "prose"))
        self.line.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._logo.setPixmap(self._look.icons.logo(64, self.devicePixelRatioF()))
