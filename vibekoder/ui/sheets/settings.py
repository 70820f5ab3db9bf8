"""A person's own settings: every setting there is, and the keys, found by a few letters."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vibekoder.app.tongue import tr
from vibekoder.core.settings import Layer, Values
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.backend_list import SidePane
from vibekoder.ui.sheets.form_area import FormArea
from vibekoder.ui.sheets.key_page import KeyPage
from vibekoder.ui.sheets.section_list import SectionList
from vibekoder.ui.sheets.setting_heads import sections
from vibekoder.ui.sheets.settings_form import SettingsForm
from vibekoder.ui.sheets.sheet import Sheet

LIST_WIDTH = 172


class UserSettings(Sheet):
    """The settings of a person, saved as they are typed into the file of the user.

    Signals:
        changed(setting: Setting, value: object): this is to be set; None takes it out.
        projectWanted(): the project's settings are to be shown; the sheet is closed.
        fileWanted(): the file is to be opened in its own program.
    """

    changed = Signal(object, object)
    projectWanted = Signal()
    fileWanted = Signal()

    def __init__(self, look: Look, path: Path, parent: QWidget | None = None) -> None:
        title = tr("Settings")
        super().__init__(look, title, look.theme.area("backendDialog"), parent)
        found = sections(Layer.APP)
        self.search = QLineEdit(self.box)
        self.form = SettingsForm(look, found, Layer.APP)
        self.keys = KeyPage(look, self.box)
        heads = [tr(head) for head, _ in found]
        self.list = SectionList(look, [*heads, self.tr("Keys")], self.box)
        self.note = Paragraph(look, face="small", color="dim", parent=self.box)
        self.note.set_text(self.tr("They stand in {file}.").format(file=path))
        self.file = Button(look, self.tr("Open the file"), height="buttonDialog", parent=self.box)
        self.project = Button(
            look, self.tr("Project settings…"), height="buttonDialog", parent=self.box
        )
        self.done = Button(
            look, self.tr("Done"), kind="primary", height="buttonDialog", parent=self.box
        )
        self.close_button = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self.box)
        self._area = FormArea(look, self)
        self._pages = QStackedWidget(self.box)
        self._lay_out(title)
        self._connect()

    def show_values(self, values: Values) -> None:
        """Show these; inner layers in them are told, not changed."""
        self.form.show_values(values)

    def say(self, text: str) -> None:
        """What went wrong, at the foot."""
        self.note.set_text(text)
        self.note.set_color("error")

    def first_focus(self) -> QWidget:
        return self.search

    def dismiss(self) -> None:
        if self.isHidden():
            return
        self.form.flush()
        super().dismiss()

    def _lay_out(self, title: str) -> None:
        self.search.setPlaceholderText(self.tr("Search settings and keys"))
        self.search.setAccessibleName(self.tr("Search settings and keys"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(self._look.theme.size("field"))
        self.search.setTextMargins(6, 0, 6, 0)
        self.list.setAccessibleName(self.tr("Sections"))
        side = SidePane(self._look, self.box)
        side.setFixedWidth(LIST_WIDTH)
        left = QVBoxLayout(side)
        left.setContentsMargins(1, 14, 1, 10)
        left.setSpacing(8)
        head = Paragraph(self._look, title, face="dialogTitle", parent=side)
        head.setContentsMargins(18, 0, 8, 0)
        left.addWidget(head)
        left.addWidget(self.list, 1)
        rows = self._area.rows
        rows.setContentsMargins(4, 0, 12, 16)
        rows.addWidget(self.form)
        self._pages.addWidget(self._area)
        self._pages.addWidget(self.keys)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.close_button)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.note, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.file)
        foot.addWidget(self.project)
        foot.addWidget(self.done)
        right = QVBoxLayout()
        right.setContentsMargins(16, 12, 12, 10)
        right.setSpacing(10)
        right.addLayout(top)
        right.addWidget(self._pages, 1)
        right.addLayout(foot)
        whole = QHBoxLayout(self.box)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addWidget(side)
        whole.addLayout(right, 1)

    def _connect(self) -> None:
        self.form.changed.connect(self.changed)
        self.search.textChanged.connect(self._on_search)
        self.list.wanted.connect(self._on_section)
        self.file.clicked.connect(self.fileWanted)
        self.project.clicked.connect(self._on_project)
        self.done.clicked.connect(self.dismiss)
        self.close_button.clicked.connect(self.dismiss)

    def _on_search(self, text: str) -> None:
        found, keys = self.form.narrow(text), self.keys.narrow(text)
        self.list.narrow([*self.form.shown_heads(), bool(keys)])
        if text.strip():
            self._pages.setCurrentIndex(0 if found or not keys else 1)

    def _on_section(self, at: int) -> None:
        if at == self.list.count() - 1:
            self._pages.setCurrentIndex(1)
        elif at >= 0:
            self._pages.setCurrentIndex(0)
            top = self.form.pos().y() + self.form.head(at).pos().y()
            self._area.verticalScrollBar().setValue(top)

    def _on_project(self) -> None:
        self.dismiss()
        self.projectWanted.emit()
