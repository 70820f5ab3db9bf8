"""What can be done with a whole session, from the list or from wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QWidget

from vibekoder.app.actions import by_id
from vibekoder.app.notice import Notice
from vibekoder.app.tongue import tr
from vibekoder.app.workspace import Workspace
from vibekoder.store.about import About, about
from vibekoder.ui.look import Look
from vibekoder.ui.notices import Notices
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.reveal import copy_path, reveal
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.sheets.describe import DescribeSheet

TRASHED: Final = "trash:"
DESCRIBED: Final = "described:"
UNSAY: Final = "unsay"

IN_MENU: Final = (
    "session.describe",
    "session.duplicate",
    "session.copy_path",
    "session.reveal",
    "session.elsewhere",
)
"""What the menu of the list offers besides the list's own deeds."""


class SessionFiles(QObject):
    """Serves the window's project; what it does is about ``subject``.

    Signals:
        panelWanted(): the list of sessions is to be seen.
    """

    panelWanted = Signal()

    def __init__(
        self,
        look: Look,
        panel: ProjectPanel,
        shown: Callable[[], SessionTabWidget | None],
        notices: Notices,
        workspace: Callable[[], Workspace | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._look = look
        self._panel = panel
        self._shown = shown
        self._notices = notices
        self._workspace = workspace
        self._window = window
        self._before: dict[str, tuple[Path, About]] = {}
        self._undeleted: set[str] = set()
        notices.acted.connect(self.act)
        panel.session_menu.addSeparator()
        deeds = self.deeds()
        self._actions = {name: QAction(self) for name in IN_MENU}
        for name, action in self._actions.items():
            action.triggered.connect(deeds[name])
            panel.session_menu.addAction(action)
        look.keys.changed.connect(self._name_actions)
        self._name_actions()

    @property
    def subject(self) -> Path | None:
        """The marked session while the list has the keys, else the shown one."""
        shown = self._shown()
        if shown is None or self._panel.view.hasFocus():
            return self._panel.current_session()
        return shown.tab.path

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """What the actions about whole sessions do."""
        of_one: dict[str, Callable[[Workspace, Path], None]] = {
            "session.rename": self._rename,
            "session.describe": self._describe,
            "session.duplicate": self._duplicate,
            "session.copy_path": self._copy_path,
            "session.reveal": self._show,
            "session.elsewhere": self._open,
            "session.delete": self._delete,
        }
        return {
            **{name: partial(self._do, deed) for name, deed in of_one.items()},
            "session.undelete": self.undelete,
            "session.filter": self._filter,
            "go.sessions": self._go,
        }

    def act(self, key: str, action: str) -> None:
        """A button of a notice was pressed, in whichever window it was."""
        workspace = self._workspace()
        if key.startswith(TRASHED):
            self._undeleted.add(key.removeprefix(TRASHED))
        elif action == UNSAY and workspace is not None:
            path, before = self._before.pop(key)
            workspace.describe(path, before.written())

    def undelete(self) -> None:
        """Bring back the session that was deleted last, as far as the notices go back."""
        workspace = self._workspace()
        keys = [one.notice.key for one in reversed(self._notices.log)]
        tokens = [key.removeprefix(TRASHED) for key in keys if key.startswith(TRASHED)]
        token = next((one for one in tokens if one not in self._undeleted), None)
        if workspace is None:
            return
        if token is None:
            self._notices.show_notice(Notice("info", self.tr("No session was deleted so far")))
            return
        self._undeleted.add(token)
        self._notices.take_back(TRASHED + token)
        workspace.trashing.restore(token)

    def _name_actions(self) -> None:
        for name, action in self._actions.items():
            key = self._look.keys.native(name)
            action.setText("\t".join((tr(by_id(name).text), *filter(None, [key]))))

    def _do(self, deed: Callable[[Workspace, Path], None]) -> None:
        workspace, path = self._workspace(), self.subject
        if workspace is not None and path is not None:
            deed(workspace, path)

    def _rename(self, _: Workspace, path: Path) -> None:
        self.panelWanted.emit()
        self._panel.rename(path)

    def _describe(self, workspace: Workspace, path: Path) -> None:
        tab = workspace.tab_at(path)
        row = next((one for one in workspace.rows if one.path == path), None)
        if tab is not None:
            said, called = about(tab.session.head.front), tab.title
        elif row is not None:
            said, called = row.about, row.title
        else:
            return
        sheet = DescribeSheet(self._look, path.name, said, called, self._window)
        sheet.described.connect(partial(self._say, workspace, path, said))
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)

    def _say(self, workspace: Workspace, path: Path, before: About, said: About) -> None:
        """Write it; where no tab has an undo for it, a notice takes it back."""
        closed = workspace.tab_at(path) is None
        workspace.describe(path, said.written())
        if closed:
            key = f"{DESCRIBED}{path}"
            self._before[key] = path, before
            title = self.tr("What is said of {name} has changed").format(name=path.name)
            undo = ((UNSAY, self.tr("Undo")),)
            self._notices.show_notice(Notice("info", title, actions=undo, key=key))

    def _duplicate(self, workspace: Workspace, path: Path) -> None:
        workspace.duplicate(path)

    def _copy_path(self, _: Workspace, path: Path) -> None:
        copy_path(path)

    def _show(self, workspace: Workspace, path: Path) -> None:
        self._save(workspace, path)
        reveal(path)

    def _open(self, workspace: Workspace, path: Path) -> None:
        self._save(workspace, path)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _delete(self, _: Workspace, path: Path) -> None:
        self._panel.deleteWanted.emit(path)

    def _save(self, workspace: Workspace, path: Path) -> None:
        """What another program sees is what is shown here."""
        tab = workspace.tab_at(path)
        if tab is not None:
            tab.save_if_dirty()

    def _filter(self) -> None:
        if self._workspace() is not None:
            self.panelWanted.emit()
            self._panel.open_filter()

    def _go(self) -> None:
        if self._workspace() is not None:
            self.panelWanted.emit()
            self._panel.take_focus()
