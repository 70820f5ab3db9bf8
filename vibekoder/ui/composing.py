"""What is seen before sending: each tab's next request, in panel, composer and status bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from vibekoder.app.choice import Choice
from vibekoder.app.loosely import loosely
from vibekoder.app.next_request import Looking, NextRequest
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core import difference, directives, sections, switching
from vibekoder.core.calibration import Calibration
from vibekoder.core.directives import Directive
from vibekoder.core.errors import VibeKoderError
from vibekoder.engine.pieces import SENT, Source
from vibekoder.ui import meter
from vibekoder.ui.arranging import Arranging
from vibekoder.ui.chip_faces import faces
from vibekoder.ui.look import Look
from vibekoder.ui.panels.context import ContextPanel
from vibekoder.ui.panels.side import SidePanel
from vibekoder.ui.reading.pictures import decoded
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.sheets import picture
from vibekoder.ui.status_bar import StatusBar


class Composing(QObject):
    """Holds the panel of the next request, and keeps what it shows that of the shown tab.

    Signals:
        addWanted(): another piece is to be chosen for the prompt.
        preflightWanted(): the exact request of the shown tab is to be seen.
        scaled(object, float): in this tab what was estimated is to be multiplied by this.
        drifted(): in some tab more or fewer pieces than before are other than they were sent.
    """

    addWanted = Signal()
    preflightWanted = Signal()
    scaled = Signal(object, float)
    drifted = Signal()

    def __init__(self, look: Look, status: StatusBar, side: SidePanel, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._status = status
        self.panel = ContextPanel(look, side)
        side.add_below(self.panel)
        self._requests: dict[SessionTabWidget, NextRequest] = {}
        self._arranging: dict[SessionTabWidget, Arranging] = {}
        self._shown: SessionTabWidget | None = None
        self._connect()

    def add(self, widget: SessionTabWidget, workspace: Workspace) -> NextRequest:
        """Follow what this tab would send."""
        choice = partial(_choice, workspace, widget.tab)
        looking = workspace.looking
        request = NextRequest(widget.tab, looking, widget.composer.text, choice, looking)
        self._requests[widget] = request
        composer = widget.composer
        # held: a connection alone does not keep it
        arranging = self._arranging[widget] = Arranging(widget.tab, widget.editor, composer)
        composer.prompt.textChanged.connect(request.stir)
        composer.chips.addWanted.connect(self.addWanted)
        composer.chips.removeWanted.connect(arranging.remove)
        composer.chips.goWanted.connect(arranging.go_to)
        composer.weight.preflightWanted.connect(self.preflightWanted)
        request.changed.connect(partial(self._on_changed, widget))
        widget.destroyed.connect(partial(self._drop, widget))
        return request

    def request(self, widget: SessionTabWidget) -> NextRequest:
        """What this tab would send."""
        return self._requests[widget]

    def leave_out_inner(
        self, widget: SessionTabWidget, line: str, slice_id: str, name: str, number: int
    ) -> None:
        """Leave a heading or a file out of what this directive brings: of those called ``name``
        the one with this number."""
        request = self._requests[widget]

        def known(_: object) -> None:
            part, outlook = widget.tab.session.find(slice_id), request.outlook
            wanted = switching.unpinned(line)
            for row in reversed(outlook.pieces):
                if row.place.part == part and switching.unpinned(row.line) == wanted:
                    below = outlook.below.get(row.key, ())
                    same = [one for one in below if (one.part or one.path) == name]
                    if number < len(same):
                        self._leave_out(widget, same[number])
                    return

        # after what is looked at now: a sheet may show what the panel does not know yet
        request.look()
        request.looking.writer.submit(lambda: None, known, partial(self._failed, name))

    def calibration(self, widget: SessionTabWidget) -> Calibration:
        """How estimates for the model of this tab are corrected."""
        return self._requests[widget].calibration

    def show(self, widget: SessionTabWidget | None) -> None:
        """Another tab is shown, or none."""
        if widget is not self._shown and self._shown in self._requests:
            self._requests[self._shown].set_shown(False)
        self._shown = widget
        request = self._requests.get(widget) if widget is not None else None
        self.panel.set_request(request)
        if request is not None:
            request.set_shown(True)
        self._show_status()

    def renew(self, widget: SessionTabWidget) -> None:
        """It may go elsewhere now, or the project's settings have changed."""
        if widget in self._requests:
            self._requests[widget].renew()

    def toggle(self, widget: SessionTabWidget, source: Source) -> None:
        """Leave a piece of this tab's prompt out, or take it in again."""
        if source.parent is not None:
            self._leave_out(widget, source)
        else:
            self._arranging[widget].toggle(source)

    def leave_out(
        self, widget: SessionTabWidget, line: str, slice_id: str, *, out: bool = True
    ) -> bool:
        """Leave a directive of this tab out, or take it in again; False where it is not there."""
        return self._arranging[widget].leave_out(line, slice_id, out=out)

    def focus(self) -> None:
        """Go to the pieces by a key."""
        (self.panel.view if self.panel.model.rows else self.panel.empty).setFocus()

    def _connect(self) -> None:
        panel = self.panel
        panel.addWanted.connect(self.addWanted)
        panel.preflightWanted.connect(self.preflightWanted)
        panel.toggleWanted.connect(self._on_toggle)
        panel.wholeWanted.connect(self._on_whole)
        panel.goWanted.connect(self._on_go)
        panel.moveWanted.connect(self._on_move)
        panel.stepWanted.connect(self._on_step)
        panel.removeWanted.connect(self._on_remove)
        panel.openWanted.connect(self._on_open)
        panel.copyWanted.connect(self._on_copy)
        panel.sentWanted.connect(self._on_sent)
        panel.changesWanted.connect(self._on_changes)

    def _drop(self, widget: SessionTabWidget) -> None:
        self._requests.pop(widget).leave()
        del self._arranging[widget]

    def _on_changed(self, widget: SessionTabWidget) -> None:
        widget.composer.set_request(self._requests[widget])
        outlook = self._requests[widget].outlook
        self.scaled.emit(widget, self._requests[widget].calibration.ratio)
        widget.editor.scene.set_faces(faces(outlook))
        if outlook.whole and outlook.changed != widget.drifted:
            widget.drifted = outlook.changed
            self.drifted.emit()
        if widget is self._shown:
            self._show_status()

    def _show_status(self) -> None:
        request = self._requests.get(self._shown) if self._shown is not None else None
        if request is None:
            self._status.set_next("")
        else:
            self._status.set_next(meter.short_form(request), request.outlook.changed)

    def _on_toggle(self, source: Source) -> None:
        if self._shown is not None:
            self.toggle(self._shown, source)

    def _leave_out(self, widget: SessionTabWidget, inner: Source) -> None:
        """Name the other sections of its file, or files of its folder, instead; which sections
        they are is read in the thread."""
        request, arranging = self._requests[widget], self._arranging[widget]
        row = next((one for one in request.outlook.pieces if one.key == inner.parent), None)
        if row is None or row.directive is None:
            return
        if inner.kind != "heading":
            files = (one.path for one in request.outlook.below[row.key] if one.state in SENT)
            arranging.split(row, sections.one_by_one(row.directive, files, inner.path))
        else:
            job = partial(request.looking.pieces(images=True).without, row, inner)
            failed = partial(self._failed, inner.path)
            request.looking.writer.submit(job, loosely(arranging.split, row), failed)

    def _on_whole(self, source: Source) -> None:
        if self._shown is not None:
            self._arranging[self._shown].join(source)

    def _on_go(self, source: Source) -> None:
        if self._shown is not None:
            self._arranging[self._shown].go_to(source)

    def _on_move(self, source: Source, to: Source) -> None:
        if self._shown is not None:
            self._arranging[self._shown].move(source, to)

    def _on_step(self, source: Source, by: int) -> None:
        if self._shown is not None:
            rows = [one for one in self.panel.model.rows if isinstance(one, Source)]
            # what is inside of a row moves among its like
            inner = all(one.key != source.key for one in rows)
            pieces = self._requests[self._shown].outlook.pieces if inner else rows
            self._arranging[self._shown].step(source, by, pieces)

    def _on_remove(self, source: Source) -> None:
        if self._shown is not None:
            self._arranging[self._shown].remove(source)

    def _on_open(self, source: Source) -> None:
        looking = self._looking()
        if looking is not None:
            # looked at first: what leads out of the project is not opened from here
            sources = looking.home().sources()
            failed = partial(self._failed, source.path)
            looking.writer.submit(lambda: sources.look(source.path).path, _open_file, failed)

    def _on_copy(self, source: Source) -> None:
        line = source.line
        if source.parent is not None:
            # a heading, or a file of a folder: what would bring in that alone
            line = directives.write(Directive("include", source.path, source.part or None))
        QGuiApplication.clipboard().setText(line)

    def _on_sent(self, source: Source) -> None:
        looking = self._looking()
        if looking is not None:
            objects, pieces = looking.home().objects, looking.pieces(images=True)

            def job() -> str | QImage:
                if source.kind == "picture" and source.object:
                    return decoded(objects.get(source.object))
                return pieces.sent(source)

            self._read(source, looking, job)

    def _on_changes(self, source: Source) -> None:
        looking = self._looking()
        if looking is not None:
            objects, pieces = looking.home().objects, looking.pieces(images=True)

            def job() -> str:
                old = objects.get(source.object).decode("utf-8", "replace")
                return difference.unified(old, pieces.changes(source))

            self._read(source, looking, job)

    def _read(self, source: Source, looking: Looking, job: Callable[[], str | QImage]) -> None:
        title = source.path or source.line
        looking.writer.submit(job, partial(self._open, title), partial(self._failed, title))

    def _failed(self, title: str, problem: BaseException) -> None:
        words = problem.sentence if isinstance(problem, VibeKoderError) else str(problem)
        self._open(title, words)

    def _open(self, title: str, shown: str | QImage) -> None:
        picture.show(self._look, title, shown, self._window)

    def _looking(self) -> Looking | None:
        request = self._requests.get(self._shown) if self._shown is not None else None
        return request.looking if request is not None else None


def _open_file(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _choice(workspace: Workspace, tab: Tab) -> Choice | None:
    try:
        return workspace.choice(tab.session, tab.once)
    except VibeKoderError:
        return None
