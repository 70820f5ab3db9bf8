"""The way to every action, session and file by a few letters."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app.actions import Action
from vibekoder.app.tongue import tr
from vibekoder.app.workspace import Workspace
from vibekoder.ui import words
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.palette import Palette
from vibekoder.ui.sheets.sifting import Choice

ACTION: Final = "action"
SESSION: Final = "session"
FILE: Final = "file"


class Finder(Palette):
    """Actions, sessions and files in one list; ``first`` is the kind at its head.

    Signals:
        actionWanted(str): the id of the action that was taken.
        sessionWanted(Path): the session that was taken.
        fileWanted(str, bool): the file, relative to the project, is to be included in the prompt;
            True: it is to be opened in its own program instead.
    """

    actionWanted = Signal(str)
    sessionWanted = Signal(Path)
    fileWanted = Signal(str, bool)

    def __init__(
        self,
        look: Look,
        actions: list[Action],
        workspace: Workspace | None,
        *,
        first: str = SESSION,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            look,
            QCoreApplication.translate("Finder", "Find"),
            QCoreApplication.translate("Finder", "Go to session, file or action"),
            alternative=QCoreApplication.translate("Finder", "open the file"),
            parent=parent,
        )
        self._actions = actions
        self._workspace = workspace
        self._first = first
        self.taken.connect(self._on_taken)
        if workspace is not None:
            workspace.files.changed.connect(self._show_all)
            workspace.sessionsChanged.connect(self._show_all)
            workspace.files.look()
        self._show_all()

    def _show_all(self) -> None:
        sections = {
            ACTION: self._action_rows(),
            SESSION: self._session_rows(),
            FILE: self._file_rows(),
        }
        order = sorted(sections, key=lambda name: name != self._first)
        if self._first == SESSION:
            order = [SESSION, FILE, ACTION]
        self.set_choices([row for name in order for row in sections[name]])

    def _action_rows(self) -> list[Choice]:
        head = self.tr("Actions")
        return [
            Choice(
                f"{ACTION}:{one.id}",
                tr(one.text).removesuffix("…"),
                head,
                detail=tr(one.menu),
                keys=one.keys[0] if one.keys else "",
                icon=one.icon,
            )
            for one in self._actions
        ]

    def _session_rows(self) -> list[Choice]:
        if self._workspace is None:
            return []
        head, now = self.tr("Sessions"), datetime.now().astimezone()
        rows = sorted(self._workspace.rows, key=lambda row: row.modified, reverse=True)
        return [
            Choice(
                f"{SESSION}:{row.path}",
                row.title,
                head,
                detail=tr("%n slices", row.slices),
                right=words.moment(datetime.fromtimestamp(row.modified).astimezone(), now),
                icon="session",
            )
            for row in rows
        ]

    def _file_rows(self) -> list[Choice]:
        if self._workspace is None:
            return []
        head = self.tr("Files")
        return [
            Choice(f"{FILE}:{name}", name, head, icon="file", is_code=True)
            for name in self._workspace.files.names
        ]

    def _on_taken(self, key: str, alternative: bool) -> None:
        kind, _, name = key.partition(":")
        if kind == ACTION:
            self.actionWanted.emit(name)
        elif kind == SESSION:
            self.sessionWanted.emit(Path(name))
        else:
            self.fileWanted.emit(name, alternative)
