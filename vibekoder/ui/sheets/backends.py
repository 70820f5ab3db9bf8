"""The sheet of a project's backends: which there are, and how each is reached."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import (
    QModelIndex,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vibekoder.core.errors import FormatError
from vibekoder.core.providers import Provider
from vibekoder.store.projects import BackendEntry, wrong
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.draw import draw_line
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.backend_form import BackendForm
from vibekoder.ui.sheets.backend_list import (
    LIST_WIDTH,
    BackendDelegate,
    BackendList,
    BackendRow,
    SidePane,
)
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.style import thin_bars

PAUSE_MS: Final = 400


class BackendsSheet(Sheet):
    """The backends of one project, saved as they are typed.

    ``kinds`` come from the table of providers, ``fixed`` names entries that cannot be removed and
    ``has_variable`` tells whether an environment variable is set.

    Signals:
        saveWanted(entry: BackendEntry): a valid entry is new or has changed; its name is never
            changed after its first saving.
        removeWanted(name: str): an entry is to be taken out.
        defaultWanted(name: str): an entry is to be the project's default.
    """

    saveWanted = Signal(object)
    removeWanted = Signal(str)
    defaultWanted = Signal(str)

    def __init__(
        self,
        look: Look,
        kinds: Sequence[Provider],
        *,
        has_variable: Callable[[str], bool],
        fixed: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "Backends", look.theme.area("backendDialog"), parent)
        self._kinds = {kind.name: kind for kind in kinds}
        self._has_variable = has_variable
        self._fixed = frozenset(fixed)
        self._at = -1
        self._new: BackendEntry | None = None
        self.entries: tuple[BackendEntry, ...] = ()
        self.default = ""
        self.setAccessibleName(self.tr("Backends"))
        self.list = BackendList(self)
        self.view = QListView(self.box)
        self.heading = Paragraph(look, face="dialogTitle", parent=self.box)
        self.form = BackendForm(look, has_variable, self.box)
        self.add = IconButton(look, "plus", self.tr("Add backend"), parent=self.box)
        self.close_button = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self.box)
        self.make_default = Button(look, self.tr("Make default"), parent=self.box)
        self.remove = Button(look, self.tr("Remove backend"), kind="quiet", parent=self.box)
        self.note = Paragraph(look, face="small", color="dim", parent=self.box)
        self.applies = Paragraph(look, face="small", color="dim", parent=self.box)
        self.done = Button(
            look, self.tr("Done"), kind="primary", height="buttonDialog", parent=self.box
        )
        self.add_menu = QMenu(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._lay_out()
        self._fill_menu()
        self._connect()

    def set_project(self, name: str) -> None:
        """Whose backends these are."""
        self.applies.set_text(self.tr("Applies to {project} only.").format(project=name))

    def set_backends(self, entries: Sequence[BackendEntry], default: str) -> None:
        """Show these; the entry that is shown stays shown, unless it is gone."""
        shown = self._current()
        self.entries, self.default = tuple(entries), default
        names = [entry.name for entry in entries]
        if shown is not None and shown.name in names:
            self._show_rows()
            self._at = names.index(shown.name)
            self._mark_current()
            return
        wanted = names.index(default) if default in names else 0
        self._show_rows()
        self._show(wanted)

    def add_entry(self, kind: str) -> None:
        """Begin a new entry of this kind; it is saved once it can be used."""
        self.flush()
        self._new = BackendEntry("", kind, base_url=self._kinds[kind].base_url)
        self._show_rows()
        self._show(len(self.list.rows) - 1)
        self.form.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> None:
        """Save now what would be saved after the pause."""
        if self._timer.isActive():
            self._timer.stop()
            self._save()

    def dismiss(self) -> None:
        self.flush()
        self._new = None
        super().dismiss()

    def first_focus(self) -> QWidget | None:
        return self.view

    def _lay_out(self) -> None:
        self.view.setItemDelegate(BackendDelegate(self._look, self.view))
        self.view.setModel(self.list)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(self.tr("Backends"))
        self.view.viewport().setAutoFillBackground(False)
        thin_bars(self._look, self.view)
        across = QHBoxLayout(self.box)
        across.setContentsMargins(1, 1, 1, 1)
        across.setSpacing(0)
        across.addWidget(self._left())
        across.addLayout(self._right(), 1)

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
        head.addWidget(self.close_button)
        right.addLayout(head)
        scroll = QScrollArea(self.box)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        thin_bars(self._look, scroll)
        inner = QWidget()
        around = QVBoxLayout(inner)
        around.setContentsMargins(24, 14, 24, 12)
        around.addWidget(self.form)
        scroll.setWidget(inner)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        right.addWidget(scroll, 1)
        right.addWidget(FootLine(self._look, self.box))
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 8, 14, 8)
        foot.setSpacing(8)
        foot.addWidget(self.make_default)
        foot.addWidget(self.remove)
        foot.addWidget(self.note, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.done)
        right.addLayout(foot)
        return right

    def _fill_menu(self) -> None:
        for kind in self._kinds.values():
            action = QAction(kind.title, self)
            action.triggered.connect(partial(self._on_kind, kind.name))
            self.add_menu.addAction(action)

    def _connect(self) -> None:
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.form.edited.connect(self._on_edited)
        self.add.clicked.connect(self._on_add)
        self.close_button.clicked.connect(self.dismiss)
        self.done.clicked.connect(self.dismiss)
        self.make_default.clicked.connect(self._on_default)
        self.remove.clicked.connect(self._on_remove)
        self._timer.timeout.connect(self._save)

    def _all(self) -> tuple[BackendEntry, ...]:
        return self.entries if self._new is None else (*self.entries, self._new)

    def _current(self) -> BackendEntry | None:
        entries = self._all()
        return entries[self._at] if 0 <= self._at < len(entries) else None

    def _kind(self, entry: BackendEntry) -> Provider:
        return self._kinds.get(entry.kind) or Provider(entry.kind, entry.kind)

    def _show_rows(self) -> None:
        rows = [self._row(entry) for entry in self._all()]
        with QSignalBlocker(self.view.selectionModel()):
            self.list.set_rows(rows)
        self.count.set_text(self.tr("Backends {n}").format(n=len(rows)))

    def _row(self, entry: BackendEntry) -> BackendRow:
        kind = self._kind(entry)
        fault = ""
        if entry.key_variable and not self._has_variable(entry.key_variable):
            fault = self.tr("key missing")
        second = entry.model or kind.note or urlsplit(entry.base_url).netloc
        default = bool(entry.name) and entry.name == self.default
        return BackendRow(entry, default, fault, second)

    def _show(self, at: int) -> None:
        self._at = at
        entry = self._current()
        self.form.setVisible(entry is not None)
        if entry is not None:
            self.form.set_entry(entry, self._kind(entry))
        self._mark_current()

    def _mark_current(self) -> None:
        with QSignalBlocker(self.view.selectionModel()):
            self.view.setCurrentIndex(self.list.index(self._at))
        self.view.viewport().update()
        entry = self._current()
        self.heading.set_text(entry.shown or self.tr("New backend") if entry else "")
        self.make_default.setVisible(entry is not None and entry.name != self.default)
        self.make_default.setEnabled(entry is not None and bool(entry.name))
        self.remove.setVisible(entry is not None and entry.name not in self._fixed)
        self._say("")

    def _say(self, problem: str) -> None:
        self.form.problem.set_text(problem)
        saved = self.tr("Saved to vibekoder.toml as you type")
        self.note.set_text(self.tr("Not saved yet") if problem else saved)

    def _save(self) -> None:
        entry = self._current()
        if entry is None:
            return
        try:
            changed = self.form.entry(entry)
        except FormatError as error:
            self._say(error.sentence)
            return
        named = changed if changed.name else replace(changed, name=self._free_name(changed))
        problem = wrong(named)
        if problem or named == entry:
            self._say(problem)
            return
        if self._new is not None and entry is self._new:
            self._new = None
            self.entries = (*self.entries, named)
        else:
            at = self._at
            self.entries = (*self.entries[:at], named, *self.entries[at + 1 :])
        self._show_rows()
        self._mark_current()
        self.saveWanted.emit(named)

    def _free_name(self, entry: BackendEntry) -> str:
        words = entry.title or urlsplit(entry.base_url).hostname or entry.kind
        stem = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "backend"
        taken = {one.name for one in self.entries}
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}-{number}", number + 1
        return name

    def _on_current(self, index: QModelIndex) -> None:
        self.flush()
        if index.isValid() and index.row() != self._at:
            self._show(index.row())

    def _on_edited(self) -> None:
        self._timer.start()

    def _on_add(self) -> None:
        if len(self._kinds) == 1:
            self.add_entry(next(iter(self._kinds)))
            return
        self.add_menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _on_kind(self, kind: str) -> None:
        self.add_entry(kind)

    def _on_default(self) -> None:
        self.flush()
        entry = self._current()
        if entry is not None and entry.name:
            self.default = entry.name
            self._show_rows()
            self._mark_current()
            self.defaultWanted.emit(entry.name)

    def _on_remove(self) -> None:
        self._timer.stop()
        entry = self._current()
        if entry is None:
            return
        if self._new is entry:
            self._new = None
        else:
            self.entries = tuple(one for one in self.entries if one.name != entry.name)
        self._show_rows()
        self._show(max(0, self._at - 1))
        if entry.name:
            self.removeWanted.emit(entry.name)


class FootLine(QWidget):
    """The line over the sheet's buttons."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_line(QPainter(self), 0, 0, self.width(), self._look.theme.color("border"))
