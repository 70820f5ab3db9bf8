"""The project's settings: one field for each, its commands, and the file they stand in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vibekoder.core.settings import Layer
from vibekoder.store.projects import FILE, Project
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.command_rows import CommandRows
from vibekoder.ui.sheets.form_area import FormArea
from vibekoder.ui.sheets.setting_heads import sections
from vibekoder.ui.sheets.settings_form import SettingsForm
from vibekoder.ui.sheets.sheet import Sheet


class ProjectSettings(Sheet):
    """The settings of one project, saved as they are typed into its file.

    Signals:
        changed(setting: Setting, value: object): this is to be set; None takes it out.
        commandWanted(command: Command, was: str): a command is to be saved; ``was`` is its name
            before, empty for a new one.
        commandGone(name: str): a command is to be taken out.
        fileWanted(): the file is to have a comment for every setting.
        backendsWanted(): the backends are to be shown; the sheet is closed.
    """

    changed = Signal(object, object)
    commandWanted = Signal(object, str)
    commandGone = Signal(str)
    fileWanted = Signal()
    backendsWanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", look.theme.area("backendDialog"), parent)
        self.setAccessibleName(self.tr("Project settings"))
        self.heading = Paragraph(look, face="dialogTitle", parent=self.box)
        self.commands = CommandRows(look)
        self.form = SettingsForm(look, sections(Layer.PROJECT), Layer.PROJECT)
        self.note = Paragraph(look, face="small", color="dim", parent=self.box)
        self.backends = Button(
            look, self.tr("Backends…"), icon="bell", height="buttonDialog", parent=self.box
        )
        self.write = Button(
            look, self.tr("Write a commented file"), height="buttonDialog", parent=self.box
        )
        self.done = Button(
            look, self.tr("Done"), kind="primary", height="buttonDialog", parent=self.box
        )
        self.close_button = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self.box)
        self._area = FormArea(look, self)
        self._lay_out()
        self.form.changed.connect(self.changed)
        self.commands.saveWanted.connect(self.commandWanted)
        self.commands.removeWanted.connect(self.commandGone)
        self.backends.clicked.connect(self._on_backends)
        self.write.clicked.connect(self.fileWanted)
        self.done.clicked.connect(self.dismiss)
        self.close_button.clicked.connect(self.dismiss)

    def show_project(self, project: Project) -> None:
        """Show what holds for this project now."""
        self.heading.set_text(self.tr("Settings of {name}").format(name=project.name))
        self.form.show_values(project.values)
        self.commands.show_commands([one for one in project.commands.values() if not one.built_in])
        problems = "\n".join(project.problems)
        said = self.tr("They stand in {file} and may be shared: no key is in it.").format(file=FILE)
        self.say(problems or said, bad=bool(problems))

    def say(self, text: str, *, bad: bool = False) -> None:
        """What is told at the foot."""
        self.note.set_text(text)
        self.note.set_color("error" if bad else "dim")

    def first_focus(self) -> QWidget | None:
        return self.commands.first

    def dismiss(self) -> None:
        if self.isHidden():
            return
        self.form.flush()
        self.commands.flush()
        super().dismiss()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(24, 12, 12, 8)
        head.addWidget(self.heading, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.close_button)
        column.addLayout(head)
        rows = self._area.rows
        rows.setContentsMargins(24, 8, 24, 16)
        rows.setSpacing(12)
        title = self.tr("Commands")
        rows.addWidget(Paragraph(self._look, title, face="bodyStrong"))
        text = self.tr(
            "A prompt takes in what such a command writes. No shell reads the line; you are asked "
            "before it first runs on this machine, and again after a change."
        )
        rows.addWidget(Paragraph(self._look, text, face="small", color="dim"))
        rows.addWidget(self.commands)
        rows.addWidget(self.form)
        rows.addStretch(1)
        column.addWidget(self._area, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 8, 14, 10)
        foot.setSpacing(8)
        foot.addWidget(self.note, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.write)
        foot.addWidget(self.backends)
        foot.addWidget(self.done)
        column.addLayout(foot)

    def _on_backends(self) -> None:
        self.dismiss()
        self.backendsWanted.emit()
