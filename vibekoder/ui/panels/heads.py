"""The heads of the project panel: of the project, and of each section."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.draw import RIGHT, draw_badge, draw_text
from vibekoder.ui.look import Look


class SectionHead(QWidget):
    """The title of a section of the panel with the count of its rows."""

    def __init__(self, look: Look, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = title
        self._count = "0"
        self._note = ""
        self.setFixedHeight(look.theme.size("sectionRow"))
        self.setAccessibleName(title)

    def set_count(self, count: int, of: int | None = None) -> None:
        """How many rows the section shows, and of how many where that is not all."""
        self._count = str(count)
        if of is not None and of != count:
            self._count = self.tr("{n} of {all}").format(n=count, all=of)
        self.setAccessibleName(f"{self._title} {self._count}")
        self.update()

    def set_note(self, note: str, told: str) -> None:
        """A few words before the count; ``told`` says more, to the pointer and aloud."""
        self._note = note
        self.setToolTip(told)
        self.setAccessibleDescription(told)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, pad = self._look.theme, self._look.theme.space("panelPadX")
        painter = QPainter(self)
        box = self.rect().adjusted(pad, 0, 2 - pad, 0)
        font = theme.font("small")
        font.setWeight(font.Weight.DemiBold)
        draw_text(painter, box, self._title, font, theme.color("dim"))
        told = f"{self._note} · {self._count}" if self._note else self._count
        draw_text(painter, box, told, theme.font("small"), theme.color("dim"), RIGHT)


class ProjectHead(QWidget):
    """The project's letter and name, which open its menu; the filter, and a new session."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._named = False
        self.name = Button(look, "", kind="quiet", chevron=True, parent=self)
        self.name.face = "bodyStrong"
        self.filter = IconButton(
            look,
            "search",
            self.tr("Filter the sessions"),
            key="session.filter",
            toggle=True,
            parent=self,
        )
        self.new = IconButton(
            look, "session-new", self.tr("New session"), key="session.new", parent=self
        )
        row = QHBoxLayout(self)
        pad = look.theme.space("panelPadX")
        row.setContentsMargins(pad + 24, 5, pad - 5, 5)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(self.filter)
        row.addWidget(self.new)

    def set_name(self, name: str) -> None:
        """The project's name; an empty one leaves only the wish to open a folder."""
        self._named = bool(name)
        self.name.set_text(name or self.tr("No project"))
        if name:
            self.name.setAccessibleName(self.tr("Project {name}").format(name=name))
        self.name.setEnabled(self._named)
        self.new.setVisible(self._named)
        self.filter.setVisible(self._named)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._named:
            return
        painter = QPainter(self)
        badge = QRect(self._look.theme.space("panelPadX"), (self.height() - 22) // 2, 22, 22)
        draw_badge(painter, badge, self.name.text()[:1].upper(), self._look)
