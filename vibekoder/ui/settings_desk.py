"""The project's settings at work: the sheet is opened, and what it wants is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app.workspace import Workspace
from vibekoder.core.commands import Command
from vibekoder.core.errors import VibeKoderError
from vibekoder.core.settings import Setting
from vibekoder.store.projects import Project
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.project_settings import ProjectSettings


class SettingsDesk(QObject):
    """Opens the sheet of a project's settings over one window, and serves it.

    Signals:
        backendsWanted(): the backends are to be shown.
        failed(object): a change was refused; the VibeKoderError.
    """

    backendsWanted = Signal()
    failed = Signal(object)

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window

    def open(self, workspace: Workspace) -> ProjectSettings:
        """Show the settings of this project."""
        sheet = ProjectSettings(self._look, self._window)
        follow = partial(_follow, sheet, workspace)
        workspace.projectChanged.connect(follow)
        sheet.closed.connect(partial(workspace.projectChanged.disconnect, follow))
        sheet.closed.connect(sheet.deleteLater)
        sheet.changed.connect(partial(self._set, workspace))
        sheet.commandWanted.connect(partial(self._save_command, workspace))
        sheet.commandGone.connect(partial(self._remove_command, workspace))
        sheet.fileWanted.connect(partial(self._write, workspace))
        sheet.backendsWanted.connect(self.backendsWanted)
        follow()
        sheet.open_over(self._window)
        return sheet

    def _set(self, workspace: Workspace, setting: Setting[Any], value: Any) -> None:
        self._change(workspace, lambda project: project.save_setting(setting, value))

    def _save_command(self, workspace: Workspace, command: Command, was: str) -> None:
        self._change(workspace, lambda project: project.save_command(command, was))

    def _remove_command(self, workspace: Workspace, name: str) -> None:
        self._change(workspace, lambda project: project.remove_command(name))

    def _write(self, workspace: Workspace) -> None:
        self._change(workspace, Project.write_commented)

    def _change(self, workspace: Workspace, change: Callable[[Project], Project]) -> None:
        workspace.change_later(change, self._refused)

    def _refused(self, problem: VibeKoderError) -> None:
        self.failed.emit(problem)


def _follow(sheet: ProjectSettings, workspace: Workspace) -> None:
    sheet.show_project(workspace.project)
