"""A new project: a name, the folder it goes into, and that is all it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from vibekoder.ui.buttons import Button
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.form_rows import Form
from vibekoder.ui.sheets.sheet import Sheet

WIDTH: Final = 560


class NewProject(Sheet):
    """Asks for a name and a place; the folder is made by whoever hears of it.

    Signals:
        wanted(path: Path): this folder is to be made and opened; ``say`` tells why it cannot be.
    """

    wanted = Signal(Path)

    def __init__(self, look: Look, place: Path, parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("New project"), QSize(WIDTH, 0), parent)
        self.form = Form(look, self.box)
        self.name = self.form.field()
        self.place = self.form.field(code=True)
        self.place.setText(str(place))
        self.browse = Button(look, self.tr("Choose…"), parent=self.form)
        self.browse.setAccessibleName(self.tr("Choose the folder it goes into"))
        self.cancel = Button(look, self.tr("Not now"), height="buttonDialog", parent=self.box)
        self.make = Button(
            look, self.tr("Make project"), kind="primary", height="buttonDialog", parent=self.box
        )
        title = self.tr("New project")
        told = self.tr("A folder, to begin with. Sessions will be Markdown files in it.")
        column = QVBoxLayout(self.box)
        column.setContentsMargins(24, 20, 18, 16)
        column.setSpacing(6)
        column.addWidget(Paragraph(look, title, face="dialogTitle", parent=self.box))
        column.addWidget(Paragraph(look, told, color="dim", parent=self.box))
        column.addSpacing(12)
        self.form.row(self.tr("Name"), self.name)
        self._under = self.form.row(self.tr("In"), self.place, self.browse)
        column.addWidget(self.form)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.make)
        column.addLayout(foot)
        self.name.textChanged.connect(self._show)
        self.place.textChanged.connect(self._show)
        self.name.returnPressed.connect(self._on_make)
        self.place.returnPressed.connect(self._on_make)
        self.browse.clicked.connect(self._on_browse)
        self.cancel.clicked.connect(self.dismiss)
        self.make.clicked.connect(self._on_make)
        self._show()

    @property
    def path(self) -> Path | None:
        """The folder as it is typed; None while that is none."""
        name, place = self.name.text().strip(), Path(self.place.text().strip()).expanduser()
        plain = name and name not in (".", "..") and not any(sign in name for sign in "/\\")
        return place / name if plain and place.is_absolute() else None

    def say(self, problem: str) -> None:
        """Why it could not be made."""
        self._under.say(problem)
        self._place()

    def first_focus(self) -> QWidget:
        return self.name

    def _show(self) -> None:
        self.make.setEnabled(self.path is not None)
        self._under.say("")
        self._under.hint(str(self.path) if self.path is not None else " ")
        self._place()

    def _on_make(self) -> None:
        if self.path is not None:
            self.wanted.emit(self.path)

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.tr("The folder it goes into"), self.place.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.place.setText)
        dialog.open()
