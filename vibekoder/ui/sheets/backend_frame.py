"""What the sheet of backends is built of: the list at the left, one backend's form at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from vibekoder.app.tongue import tr
from vibekoder.core.providers import Provider
from vibekoder.store.projects import BackendEntry
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.draw import draw_line
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.row_views import dress_list
from vibekoder.ui.sheets.backend_form import BackendForm
from vibekoder.ui.sheets.backend_list import LIST_WIDTH, BackendDelegate, BackendList, SidePane
from vibekoder.ui.sheets.form_area import FormArea
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.sheets.trial_box import TrialBox


class BackendsFrame(Sheet):
    """The widgets of the sheet in their places; what they do is a subclass's own.

    Signals:
        kindWanted(str): a backend of this kind is to be added.
        foundTaken(object): this BackendEntry, which was found, is to be added.
    """

    kindWanted = Signal(str)
    foundTaken = Signal(object)

    def __init__(
        self, look: Look, kinds: Sequence[Provider], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, tr("Backends"), look.theme.area("backendDialog"), parent)
        self.list = BackendList(self)
        self.view = QListView(self.box)
        self.heading = Paragraph(look, face="dialogTitle", parent=self.box)
        self.form = BackendForm(look, kinds, self.box)
        self.trial = TrialBox(look, self.box)
        self.add = IconButton(look, "plus", self.tr("Add backend"), parent=self.box)
        self.more = IconButton(look, "more", self.tr("More for this backend"), parent=self.box)
        self.close_button = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self.box)
        self.make_default = QAction(self.tr("Make default"), self)
        self.duplicate = QAction(self.tr("Duplicate"), self)
        self.remove = QAction(self.tr("Remove backend"), self)
        self.test = Button(
            look, self.tr("Test connection"), icon="retry", height="buttonDialog", parent=self.box
        )
        self.note = Paragraph(look, face="small", color="dim", parent=self.box)
        self.undo = Button(look, self.tr("Undo"), kind="link", height="chip", parent=self.box)
        self.applies = Paragraph(look, face="small", color="dim", parent=self.box)
        self.revert = Button(
            look, self.tr("Revert"), kind="quiet", height="buttonDialog", parent=self.box
        )
        self.done = Button(
            look, self.tr("Done"), kind="primary", height="buttonDialog", parent=self.box
        )
        self.found_buttons: dict[str, Button] = {}
        self._found = QVBoxLayout()
        self.add_menu = QMenu(self)
        self.more_menu = QMenu(self)
        for action in (self.make_default, self.duplicate, self.remove):
            self.more_menu.addAction(action)
        self._kind_names = [kind.name for kind in kinds]
        self._fill(kinds)
        self._lay_out()
        self.add.clicked.connect(self._on_add)
        self.more.clicked.connect(self._on_more)

    def show_found(self, entry: BackendEntry, text: str) -> None:
        """A button for what was found, under the list."""
        button = Button(self._look, text, icon="plus", kind="quiet", parent=self.box)
        button.clicked.connect(partial(self.foundTaken.emit, entry))
        self.found_buttons[entry.kind] = button
        self._found.addWidget(button)

    def first_focus(self) -> QWidget | None:
        return self.view

    def _lay_out(self) -> None:
        dress_list(self._look, self.view, BackendDelegate(self._look, self.view))
        self.view.setModel(self.list)
        self.view.setAccessibleName(self.tr("Backends"))
        across = QHBoxLayout(self.box)
        across.setContentsMargins(1, 1, 1, 1)
        across.setSpacing(0)
        across.addWidget(self._left())
        across.addLayout(self._right(), 1)

    def _fill(self, kinds: Sequence[Provider]) -> None:
        for kind in kinds:
            text = f"{kind.title}\t{tr(kind.note)}" if kind.note else kind.title
            action = QAction(text, self)
            action.triggered.connect(partial(self.kindWanted.emit, kind.name))
            self.add_menu.addAction(action)

    def _on_add(self) -> None:
        if len(self._kind_names) == 1:
            self.kindWanted.emit(self._kind_names[0])
            return
        self.add_menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _on_more(self) -> None:
        self.more_menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _left(self) -> QWidget:
        left = SidePane(self._look, self.box)
        left.setFixedWidth(LIST_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 6, 1, 12)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 8, 0)
        self.count = Paragraph(self._look, face="bodyStrong", color="dim", parent=left)
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.add)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        self._found.setContentsMargins(8, 0, 8, 8)
        self._found.setSpacing(2)
        column.addLayout(self._found)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 0, 14, 0)
        foot.addWidget(self.applies)
        column.addLayout(foot)
        return left

    def _right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(24, 10, 10, 10)
        head.addWidget(self.heading, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.more)
        head.addWidget(self.close_button)
        right.addLayout(head)
        right.addWidget(self._page(), 1)
        told = QVBoxLayout()
        told.setContentsMargins(24, 0, 24, 10)
        told.addWidget(self.trial)
        right.addLayout(told)
        right.addWidget(FootLine(self._look, self.box))
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 8, 14, 8)
        foot.setSpacing(8)
        foot.addWidget(self.test)
        foot.addWidget(self.note, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.undo, self.revert, self.done):
            foot.addWidget(button)
        right.addLayout(foot)
        return right

    def _page(self) -> FormArea:
        area = FormArea(self._look, self)
        area.rows.setContentsMargins(24, 14, 24, 12)
        area.rows.setSpacing(16)
        area.rows.addWidget(self.form)
        area.rows.addStretch(1)
        return area


class FootLine(QWidget):
    """The line over the sheet's buttons."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_line(QPainter(self), 0, 0, self.width(), self._look.theme.color("border"))
