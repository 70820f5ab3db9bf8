"""What stands where nothing is yet: a title, a line that teaches, and the one next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from vibekoder.app.tongue import later, tr
from vibekoder.ui.buttons import Button, keyboard_focus, press_or_pass
from vibekoder.ui.draw import CENTER, draw_ring, draw_text, fill_box
from vibekoder.ui.keymap import KeyTip
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph


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


NEW_SESSION: Final = Step("new_session", later("New session"), "session.new")
CONNECT: Final = Step(
    "connect",
    later("Connect a model"),
    "tools.connect",
    "key",
    later("An API key, or a server on your own machine."),
)
EMPTY: Final[dict[str, Empty]] = {
    "no_project": Empty(
        later("Open a folder to begin"),
        later(
            "A project is any folder. What you ask and what is answered stands in Markdown files "
            "in it, ready for git and grep."
        ),
        (
            Step(
                "open_folder",
                later("Open a folder"),
                "project.open",
                "folder",
                later("Your code, your notes: nothing in it is changed or sent by that."),
            ),
            Step(
                "new_project",
                later("New project"),
                "project.new",
                "plus",
                later("An empty folder with a first session."),
            ),
        ),
        logo=True,
    ),
    "first_session": Empty(
        later("Nothing leaves until you send it"),
        later(
            "This session is one Markdown file in {project}. Write below, add the pieces the "
            "model should see, and look at exactly what would go out."
        ),
        (
            Step(
                "add_piece",
                later("Add a piece of the project"),
                "session.add_piece",
                "file",
                later("Type @ below, or drag a file in. It is read fresh at each send."),
            ),
            Step(
                "rehearse",
                later("Rehearse without a key"),
                "session.send",
                "strike",
                later(
                    "The built-in backend streams back what would be sent, piece by piece, "
                    "with sizes."
                ),
            ),
            CONNECT,
        ),
        logo=True,
    ),
    "no_sessions": Empty(
        later("No sessions yet"),
        later("Each will be a file in sessions/, ready for git and grep."),
        (NEW_SESSION,),
    ),
    "first_sessions": Empty(
        later("Begin a session"),
        later("It will be one Markdown file in sessions/. Nothing leaves until you send it."),
        (
            Step(
                "new_session",
                later("New session"),
                "session.new",
                "session-new",
                later("An empty page with a composer."),
            ),
            Step(
                "from_template",
                later("From a template"),
                "session.from_template",
                "template",
                later("Review a diff, explain code, write tests: with the words for it begun."),
            ),
            CONNECT,
        ),
        logo=True,
    ),
    "no_match": Empty(
        later("No session has that"),
        later("Search inside all sessions instead?"),
        (Step("search", later("Search text"), "go.search"),),
    ),
    "none_open": Empty(
        later("No session is open"),
        later("Choose one in the list of sessions, or begin another."),
        (NEW_SESSION,),
    ),
    "no_requests": Empty(
        later("Quiet"),
        later("Running answers are listed here with their Stop."),
    ),
    "no_pieces": Empty(
        later("Only your words will be sent"),
        later("Add a file, a glob or a command."),
        (Step("add_piece", later("Add piece"), "session.add_piece"),),
    ),
}


LOGO: Final = 70
OUTSIDE: Final = 3
LOW: Final = 350
SIDE_MIN: Final = 12


class StepRow(QAbstractButton):
    """A next step as a row: icon, what it does, a line about it, its key."""

    def __init__(self, look: Look, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._step = step
        self.key = step.key
        self.setText(tr(step.text))
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(tr(step.line))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMinimumHeight(look.theme.size("rowTwoLine") + 8)

    def name_key(self, named: bool) -> None:
        """Show the step's key, or none while that key would do something else."""
        self.key = self._step.key if named else ""
        self.update()

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
        if self.key:
            right = self._paint_key(painter, right) - 12
        left = pad + 34
        title = QRect(left, middle - 21, right - left, 20)
        draw_text(painter, title, self.text(), theme.font("item"), theme.color("text"))
        line = QRect(left, middle, right - left, 18)
        draw_text(painter, line, tr(self._step.line), theme.font("body"), theme.color("dim"))
        if keyboard_focus(self):
            draw_ring(painter, self.rect(), radius, self._look)

    def _paint_key(self, painter: QPainter, right: int) -> int:
        theme = self._look.theme
        font = theme.font("caption")
        key = self._look.keys.native(self.key)
        width = QFontMetrics(font).horizontalAdvance(key) + 10
        box = QRect(right - width, (self.height() - 18) // 2, width, 18)
        fill_box(painter, box, theme.radius("small"), theme.color("raised"), theme.color("border"))
        draw_text(painter, box, key, font, theme.color("dim"), CENTER)
        return box.x()


class EmptyState(QWidget):
    """One of the empty states: large in the middle of the window, ``small`` inside a panel.

    ``below`` of a large one is the room under its steps, for more.

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
        self.setAccessibleName(tr(self._empty.title))
        title, line = ("bodyStrong", "body") if small else ("display", "prose")
        self.title = Paragraph(look, tr(self._empty.title), face=title, parent=self)
        self.line = Paragraph(look, face=line, color="dim", parent=self)
        self.buttons: dict[str, QAbstractButton] = {}
        self._logo = QLabel(self)
        self._logo.setVisible(not small and self._empty.logo)
        self._lay_out()
        for button in reversed(self.buttons.values()):
            self.setFocusProxy(button)
        self.set_project("")
        look.theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_project(self, name: str) -> None:
        """Put the project's name into the line."""
        line = tr(self._empty.line)
        self.line.set_text(line.format(project=name or self.tr("the project")))

    def name_key(self, action: str, *, named: bool) -> None:
        """Whether the key in the row of this step does just that now."""
        button = self.buttons.get(action)
        if isinstance(button, StepRow):
            button.name_key(named)

    def say(self, title: str, line: str) -> None:
        """Other words for the same state."""
        self.title.set_text(title)
        self.setAccessibleName(title)
        self.line.set_text(line)

    def minimumSizeHint(self) -> QSize:
        # it gives way to everything else: a low window loses the drawing first
        hint = super().minimumSizeHint()
        return hint if self._small else QSize(min(240, hint.width()), 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._empty.logo and not self._small:
            self._logo.setVisible(self.height() >= LOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._small:
            QPainter(self).fillRect(self.rect(), self._look.theme.color("editor"))

    def _lay_out(self) -> None:
        if self._small:
            self._lay_out_small()
        else:
            self._lay_out_large()

    def _lay_out_small(self) -> None:
        column = QVBoxLayout(self)
        pad = self._look.theme.space("panelPadX")
        column.setContentsMargins(pad, 4, pad, 4)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self.line)
        for button in self._make_buttons():
            column.addSpacing(10)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _lay_out_large(self) -> None:
        side = self._look.theme.space("cardPadX")
        inner = QWidget(self)
        inner.setMaximumWidth(self._look.theme.column("card"))
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        if self._empty.logo:
            # the drawing has a margin in its square, the primary button a ring around it
            rows.addLayout(_indented(self._logo, side - OUTSIDE))
            rows.addSpacing(18)
        rows.addLayout(_indented(self.title, side, stretch=True))
        rows.addSpacing(8)
        rows.addLayout(_indented(self.line, side, stretch=True))
        rows.addSpacing(24)
        self.below = QVBoxLayout()
        for button in self._make_buttons():
            if isinstance(button, StepRow):
                rows.addWidget(button)
            else:
                rows.addLayout(_indented(button, side - OUTSIDE))
        rows.addLayout(self.below)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE_MIN, SIDE_MIN, SIDE_MIN, SIDE_MIN)
        column.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)

    def _make_buttons(self) -> list[QAbstractButton]:
        for step in self._empty.steps:
            button: QAbstractButton
            if step.line:
                button = StepRow(self._look, step, self)
            else:
                kind = "plain" if self._small else "primary"
                button = Button(self._look, tr(step.text), kind=kind, parent=self)
                KeyTip(button, self._look.keys, button.text(), step.key)
            button.clicked.connect(partial(self.acted.emit, step.action))
            self.buttons[step.action] = button
        return list(self.buttons.values())

    def _on_theme(self) -> None:
        self._logo.setPixmap(self._look.icons.logo(LOGO, self.devicePixelRatioF()))


def _indented(widget: QWidget, left: int, *, stretch: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(left, 0, left if stretch else 0, 0)
    row.addWidget(widget, 1 if stretch else 0)
    if not stretch:
        row.addStretch(1)
    return row
