"""The heads of the project panel: of the project, and of each section."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from vibekoder.ui.buttons import Button, IconButton, keyboard_focus, press_or_pass
from vibekoder.ui.draw import RIGHT, draw_badge, draw_ring, draw_text
from vibekoder.ui.look import Look

FOLD_X: Final = 10
TITLE_X: Final = 28


class SectionHead(QAbstractButton):
    """The title of a section of the panel, which folds it; with a note and the count of its rows.

    Checked while the section is unfolded; ``toggled`` tells.
    """

    def __init__(self, look: Look, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._count = ""
        self._note = ""
        self.setText(title)
        self.setCheckable(True)
        self.setChecked(True)
        self.setFixedHeight(look.theme.size("sectionRow"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggled.connect(self._tell)
        self._told = ""
        self._tell()

    def set_count(self, count: int, of: int | None = None) -> None:
        """How many rows the section shows, and of how many where that is not all."""
        self._count = str(count)
        if of is not None and of != count:
            self._count = self.tr("{n} of {all}").format(n=count, all=of)
        self._tell()

    def set_note(self, note: str, told: str = "") -> None:
        """A few words before the count; ``told`` says more, to the pointer and aloud."""
        self._note, self._told = note, told
        self.setToolTip(told)
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(120, self._look.theme.size("sectionRow"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses as Space does."""
        if not press_or_pass(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        shape = "chevron-down" if self.isChecked() else "chevron-right"
        self._look.icons.paint(painter, QRectF(FOLD_X, 0, 12, self.height()), shape, "dim", 10)
        font = theme.font("small")
        font.setWeight(font.Weight.DemiBold)
        room = self.rect().adjusted(TITLE_X, 0, 2 - theme.space("panelPadX"), 0)
        used = draw_text(painter, room, self.text(), font, theme.color("dim"))
        note = room.adjusted(used + 12, 0, 0, 0)
        told = " · ".join(one for one in (self._note, self._count) if one)
        draw_text(painter, note, told, theme.font("small"), theme.color("dim"), RIGHT)
        if keyboard_focus(self):
            box = self.rect().adjusted(4, 1, -4, -1)
            draw_ring(painter, box, theme.radius("control"), self._look)

    def _tell(self) -> None:
        self.setAccessibleName(f"{self.text()} {self._count}" if self._count else self.text())
        state = "" if self.isChecked() else self.tr("folded")
        about = self._told or self._note
        self.setAccessibleDescription("\n".join(one for one in (state, about) if one))
        self.update()


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
