"""The line at the window's head: the menus, and which panels are shown."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QMenuBar, QWidget

from vibekoder.ui.buttons import IconButton
from vibekoder.ui.draw import RIGHT, draw_line, draw_ring, draw_text, fill_box
from vibekoder.ui.keymap import KeyTip
from vibekoder.ui.look import Look

FIND_WIDTH: Final = 380
NO_MNEMONICS: Final = Qt.TextFlag.TextHideMnemonic


class MenuBar(QMenuBar):
    """The menus' names, painted without the frame and lines of the stock bar."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFont(look.theme.font("body"))
        self.setAccessibleName(self.tr("Menus"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setFont(self.font())
        alt = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        for action in self.actions():
            rect = self.actionGeometry(action)
            box = rect.adjusted(0, 2, 0, -2)
            menu = action.menu()
            opened = isinstance(menu, QMenu) and menu.isVisible()
            if action is self.activeAction() or opened:
                ground = theme.color("press" if opened else "hover")
                fill_box(painter, box, theme.radius("control"), ground)
                if self.hasFocus() and alt and not opened:
                    draw_ring(painter, box, theme.radius("control"), self._look)
            painter.setPen(theme.color("text" if action.isEnabled() else "faint"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | NO_MNEMONICS, action.text())


class FindButton(QAbstractButton):
    """The way to everything, as a field that opens the finder."""

    def __init__(self, look: Look, text: str, keys: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._keys = keys
        self.setText(text)
        self.setAccessibleName(text)
        KeyTip(self, look.keys, text, keys)
        look.keys.changed.connect(self.update)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(look.theme.size("toolButton"))
        self.setMinimumWidth(120)
        self.setMaximumWidth(FIND_WIDTH)

    def sizeHint(self) -> QSize:
        return QSize(FIND_WIDTH, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        ground = "hover" if self.underMouse() else "raised"
        radius = theme.radius("control")
        fill_box(painter, self.rect(), radius, theme.color(ground), theme.color("border"))
        if self.hasFocus():
            draw_ring(painter, self.rect(), radius, self._look)
        spot = QRectF(9, 0, 14, self.height())
        self._look.icons.paint(painter, spot, "search", "dim", theme.size("iconSmall"))
        inside = self.rect().adjusted(30, 0, -10, 0)
        font = theme.font("caption")
        width = QFontMetrics(font).horizontalAdvance(self._look.keys.native(self._keys)) + 2
        key = QRect(inside.right() - width, 0, width, self.height())
        draw_text(painter, key, self._look.keys.native(self._keys), font, theme.color("dim"), RIGHT)
        place = inside.adjusted(0, 0, -width - 8, 0)
        draw_text(painter, place, self.text(), theme.font("small"), theme.color("dim"))


class TopBar(QWidget):
    """The menu bar left, the way to everything in the middle, the toggles of the panels right.

    ``menus`` is an ordinary QMenuBar, to be filled by whoever composes the window.

    Signals:
        findWanted(): the field in the middle was pressed.
        projectToggled(shown: bool): the project panel is to be shown or hidden.
        requestsToggled(shown: bool): the requests panel is to be shown or hidden.
        sideToggled(shown: bool): the panel at the side of the text is to be shown or hidden.
    """

    findWanted = Signal()
    projectToggled = Signal(bool)
    requestsToggled = Signal(bool)
    sideToggled = Signal(bool)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(look.theme.size("topBar"))
        self.menus = MenuBar(look, self)
        self.search = FindButton(
            look, self.tr("Go to session, file or action"), "go.anywhere", self
        )
        self.project = IconButton(
            look,
            "panel-left",
            self.tr("Project panel"),
            key="view.project",
            toggle=True,
            parent=self,
        )
        self.requests = IconButton(
            look,
            "panel-bottom",
            self.tr("Requests panel"),
            key="view.requests",
            toggle=True,
            parent=self,
        )
        self.side = IconButton(
            look,
            "panel-right",
            self.tr("Side panel"),
            key="view.side",
            toggle=True,
            parent=self,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 9, 1)
        row.setSpacing(2)
        row.addWidget(self.menus, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.search, 2)
        row.addStretch(1)
        row.addWidget(self.project)
        row.addWidget(self.requests)
        row.addWidget(self.side)
        self.search.clicked.connect(self.findWanted)
        self.project.clicked.connect(self.projectToggled)
        self.requests.clicked.connect(self.requestsToggled)
        self.side.clicked.connect(self.sideToggled)
        look.theme.changed.connect(self.update)

    def add_menu(self, name: str) -> QMenu:
        """A menu of this name, opened by Alt and the first of its letters that no other has."""
        taken = {text[text.index("&") + 1].lower() for text in self._texts() if "&" in text}
        free = (at for at, letter in enumerate(name) if letter.lower() not in taken)
        at = next(free, None)
        return self.menus.addMenu(name if at is None else f"{name[:at]}&{name[at:]}")

    def show_only_side(self) -> None:
        """The window has no other panels."""
        self.project.hide()
        self.requests.hide()

    def show_panels(self, *, project: bool, requests: bool, side: bool) -> None:
        """Which panels are shown now; emits nothing."""
        self.project.setChecked(project)
        self.requests.setChecked(requests)
        self.side.setChecked(side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._look.theme
        painter.fillRect(self.rect(), theme.color("window"))
        draw_line(painter, 0, self.height() - 1, self.width(), theme.color("border"))

    def _texts(self) -> list[str]:
        return [action.text() for action in self.menus.actions()]
