"""The line at the window's foot: where prompts go, what runs, what is saved."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from vibekoder.app.tongue import tr
from vibekoder.ui.buttons import Button
from vibekoder.ui.draw import draw_line
from vibekoder.ui.look import Look
from vibekoder.ui.words import seconds
from vibekoder.ui.words import state as state_words


class Fact(QLabel):
    """A short fact in the status bar; empty ones take no room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def say(self, text: str) -> None:
        """Show this; the same again costs nothing."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.setVisible(bool(text))


class StatusBar(QWidget):
    """Backend and model, how much runs, the shown session's state, and when it was saved.

    Signals:
        backendsWanted(): the backend was pressed.
        requestsWanted(): the count of running requests was pressed.
    """

    backendsWanted = Signal()
    requestsWanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(self.tr("Status"))
        self.setFixedHeight(look.theme.size("statusBar"))
        self.project = Fact(self)
        self.backend = Button(look, "", icon="bell", kind="quiet", height="chip", parent=self)
        self.running = Button(look, "", icon="requests", kind="quiet", height="chip", parent=self)
        self.state = Fact(self)
        self.spent = Fact(self)
        self.next = Fact(self)
        self.drifted = Fact(self)
        self.saved = Fact(self)
        for button in (self.backend, self.running):
            button.face = "small"
            button.padding = 6
        self.running.text_color = "dim"
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 1, 14, 1)
        row.setSpacing(8)
        row.addWidget(self.project)
        row.addWidget(self.backend)
        row.addWidget(self.running)
        row.addStretch(1)
        row.addWidget(self.state)
        row.addWidget(self.next)
        row.addWidget(self.drifted)
        row.addWidget(self.spent)
        row.addSpacing(6)
        row.addWidget(self.saved)
        self.backend.clicked.connect(self.backendsWanted)
        self.running.clicked.connect(self.requestsWanted)
        look.theme.changed.connect(self._on_theme)
        self._on_theme()
        self.set_backend("", "")
        self.set_running(0)

    def set_project(self, name: str) -> None:
        """The project's name, where no panel shows it; empty: not shown."""
        self.project.say(name)

    def set_backend(self, backend: str, model: str) -> None:
        """Where the next prompt goes."""
        text = " · ".join(part for part in (backend, model) if part) or self.tr("No backend")
        self.backend.set_text(text)
        self.backend.setAccessibleName(self.tr("Backend: {name}").format(name=text))

    def set_running(self, count: int) -> None:
        """How many requests run in all tabs."""
        self.running.setVisible(count > 0)
        self.running.set_text(self.tr("{n} running").format(n=count))

    def set_state(self, state: str, elapsed: float | None = None, why: str = "") -> None:
        """What the shown session's request does, and since when; empty: nothing.

        ``why`` tells more of it, to the pointer and to who cannot see it.
        """
        words = state_words(state)
        self.state.setToolTip(why)
        self.state.setAccessibleDescription(why)
        self.state.say(f"{words} {seconds(elapsed)}" if words and elapsed is not None else words)

    def set_spent(self, total: str, told: str) -> None:
        """What the shown session used and cost; ``told`` says it at length."""
        self.spent.setToolTip(told)
        self.spent.setAccessibleDescription(told)
        self.spent.say(total)

    def set_next(self, text: str, changed: int = 0) -> None:
        """What the next send weighs, and how many pieces are other than they were sent."""
        self.next.say(text)
        self.drifted.say(tr("%n pieces changed", changed) if changed else "")

    def set_saved(self, when: str) -> None:
        """When the shown session was last written, ``14:02``; empty: not yet."""
        self.saved.say(self.tr("Saved {time}").format(time=when) if when else "")

    def set_note(self, text: str) -> None:
        """Say something else in the place of the saved time, such as why it is not saved."""
        self.saved.say(text)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._look.theme.font("small"))
        return QSize(metrics.averageCharWidth() * 60, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.theme.color("window"))
        draw_line(painter, 0, 0, self.width(), self._look.theme.color("border"))

    def _on_theme(self) -> None:
        theme = self._look.theme
        for fact in (
            self.project,
            self.state,
            self.next,
            self.drifted,
            self.spent,
            self.saved,
        ):
            fact.setFont(theme.font("small"))
        for fact in (self.spent, self.saved):
            fact.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        palette = self.drifted.palette()
        palette.setColor(palette.ColorRole.WindowText, theme.color("warn"))
        self.drifted.setPalette(palette)
        self.update()
