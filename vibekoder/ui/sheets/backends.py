"""The sheet of a project's backends: which there are, and how each is reached."""

import re
from collections.abc import Collection, Sequence
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
    SignalInstance,
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
from vibekoder.store.key_rules import Rule
from vibekoder.store.projects import BackendEntry, wrong
from vibekoder.store.secrets import Lookup
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
from vibekoder.ui.sheets.trial_box import Told, TrialBox
from vibekoder.ui.style import thin_bars

PAUSE_MS: Final = 400


class BackendsSheet(Sheet):
    """The backends of one project, saved as they are typed.

    ``kinds`` come from the table of providers, ``fixed`` names entries that cannot be removed.
    What has to be asked of keyrings, servers and disks is asked by signals, and told later.

    Signals:
        saveWanted(entry: BackendEntry, was: str): a valid entry is new or has changed; ``was`` is
            its name before, empty for a new one.
        removeWanted(name: str): an entry is to be taken out.
        defaultWanted(name: str): an entry is to be the project's default.
        shown(entry: BackendEntry): this entry is shown now: its key and models are to be told.
        ruleWanted(entry: BackendEntry, rule: Rule): its key is to be found so on this machine.
        listWanted(entry: BackendEntry): its server is to be asked for its models.
        keyWanted(entry: BackendEntry): the person wants to type its key.
        parametersWanted(entry: BackendEntry): what can be set for it is to be told to the form now.
        testWanted(entry: BackendEntry): it is to be tried with a small request.
        stopWanted(): the test is to be stopped.
    """

    saveWanted = Signal(object, str)
    removeWanted = Signal(str)
    defaultWanted = Signal(str)
    shown = Signal(object)
    ruleWanted = Signal(object, object)
    listWanted = Signal(object)
    keyWanted = Signal(object)
    parametersWanted = Signal(object)
    testWanted = Signal(object)
    stopWanted = Signal()

    def __init__(
        self,
        look: Look,
        kinds: Sequence[Provider],
        *,
        fixed: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "Backends", look.theme.area("backendDialog"), parent)
        self._kinds = {kind.name: kind for kind in kinds}
        self._fixed = frozenset(fixed)
        self._at = -1
        self._new: BackendEntry | None = None
        self._lookups: dict[str, Lookup] = {}
        self._at_first: dict[str, BackendEntry] = {}
        self._unread: dict[str, BackendEntry] = {}
        self._removed: tuple[BackendEntry, bool] | None = None
        self.testing = False
        self.entries: tuple[BackendEntry, ...] = ()
        self.default = ""
        self.setAccessibleName(self.tr("Backends"))
        self.list = BackendList(self)
        self.view = QListView(self.box)
        self.heading = Paragraph(look, face="dialogTitle", parent=self.box)
        self.form = BackendForm(look, self.box)
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
        self.add_menu = QMenu(self)
        self.more_menu = QMenu(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._lay_out()
        self._fill_menus()
        self._connect()

    def set_project(self, name: str) -> None:
        """Whose backends these are."""
        self.applies.set_text(self.tr("Applies to {project} only.").format(project=name))

    def set_backends(self, entries: Sequence[BackendEntry], default: str) -> None:
        """Show these; the entry that is shown stays shown, unless it is gone."""
        shown = self._current()
        # what is being written is not read again yet
        for entry in entries:
            self._at_first.setdefault(entry.name, entry)
            self._unread.pop(entry.name, None)
        self.entries, self.default = (*entries, *self._unread.values()), default
        names = [entry.name for entry in self.entries]
        if shown is not None and (shown is self._new or shown.name in names):
            self._show_rows()
            self._at = len(names) if shown is self._new else names.index(shown.name)
            self._mark_current()
            return
        wanted = names.index(default) if default in names else 0
        self._show_rows()
        self._show(wanted)

    def add_entry(self, kind: str, entry: BackendEntry | None = None) -> None:
        """Begin a new entry of this kind; it is saved once it can be used."""
        self.flush()
        provider = self._kinds[kind]
        fresh = BackendEntry(
            "", kind, base_url=provider.base_url, key_variable=provider.key_variable
        )
        self._new = entry or replace(fresh, title=provider.title if provider.base_url else "")
        self._show_rows()
        self._show(len(self.list.rows) - 1)
        self.form.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.form.title.selectAll()
        self._timer.start()

    def offer(self, entry: BackendEntry, text: str) -> None:
        """A server that was found on this computer: one press makes it a backend."""
        if entry.kind in self.found_buttons or any(
            one.base_url.replace("localhost", "127.0.0.1") == entry.base_url for one in self.entries
        ):
            return
        button = Button(self._look, text, icon="plus", kind="quiet", parent=self.box)
        button.clicked.connect(partial(self._on_found, entry))
        self.found_buttons[entry.kind] = button
        self._found.addWidget(button)

    def tell_key(self, name: str, found: Lookup) -> None:
        """What looking for the key of this entry has brought."""
        self._lookups[name] = found
        self._show_rows()
        self._mark_current()
        entry = self._current()
        if entry is not None and entry.name == name:
            self.form.show_key(found)

    def tell_rule(self, name: str, rule: Rule | None) -> None:
        """How this machine finds the key of this entry."""
        entry = self._current()
        if entry is not None and entry.name == name:
            self.form.key.set_rule(rule, entry.key_variable)

    def tell_status(self, status: str) -> None:
        """What the test waits for."""
        if self.testing:
            self.trial.wait(status)

    def tell_result(self, name: str, result: Told) -> None:
        """How the test of this entry went."""
        self.testing = False
        self.test.set_text(self.tr("Test connection"))
        entry = self._current()
        if entry is not None and entry.name == name:
            self.trial.show_result(result)
        else:
            self.trial.forget()

    def tell_unsaved(self, problem: str) -> None:
        """The file could not be written."""
        self._unread.clear()
        self.note.set_text(problem)

    def flush(self) -> None:
        """Save now what would be saved after the pause."""
        if self._timer.isActive():
            self._timer.stop()
            self._save()

    def dismiss(self) -> None:
        self.flush()
        self._new = None
        if self.testing:
            self.stopWanted.emit()
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
        self._found = QVBoxLayout()
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
        scroll = QScrollArea(self.box)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        thin_bars(self._look, scroll)
        inner = QWidget()
        around = QVBoxLayout(inner)
        around.setContentsMargins(24, 14, 24, 12)
        around.setSpacing(16)
        around.addWidget(self.form)
        around.addStretch(1)
        scroll.setWidget(inner)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        right.addWidget(scroll, 1)
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
        foot.addWidget(self.undo)
        foot.addWidget(self.revert)
        foot.addWidget(self.done)
        right.addLayout(foot)
        return right

    def _fill_menus(self) -> None:
        for kind in self._kinds.values():
            text = f"{kind.title}\t{self.tr(kind.note)}" if kind.note else kind.title
            action = QAction(text, self)
            action.triggered.connect(partial(self.add_entry, kind.name))
            self.add_menu.addAction(action)
        for action in (self.make_default, self.duplicate, self.remove):
            self.more_menu.addAction(action)

    def _connect(self) -> None:
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.form.edited.connect(self._on_edited)
        self.form.listWanted.connect(partial(self._ask, self.listWanted))
        self.form.keyWanted.connect(partial(self._ask, self.keyWanted))
        self.form.parametersWanted.connect(partial(self._ask, self.parametersWanted))
        self.add.clicked.connect(self._on_add)
        self.more.clicked.connect(self._on_more)
        self.close_button.clicked.connect(self.dismiss)
        self.done.clicked.connect(self.dismiss)
        self.test.clicked.connect(self._on_test)
        self.revert.clicked.connect(self._on_revert)
        self.undo.clicked.connect(self._on_undo)
        self.make_default.triggered.connect(self._on_default)
        self.duplicate.triggered.connect(self._on_duplicate)
        self.remove.triggered.connect(self._on_remove)
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
        found = self._lookups.get(entry.name)
        if found is not None and found.needed and not found.key:
            fault = self.tr("key missing")
        second = entry.model or kind.note or urlsplit(entry.base_url).netloc
        default = bool(entry.name) and entry.name == self.default
        return BackendRow(entry, default, fault, second)

    def _show(self, at: int) -> None:
        self._at = at
        entry = self._current()
        self.form.setVisible(entry is not None)
        self.trial.forget()
        if entry is not None:
            self.form.set_entry(entry, self._kind(entry), self.entries)
            self.form.show_models(())
        self._mark_current()
        if entry is not None:
            self.shown.emit(entry)

    def _mark_current(self) -> None:
        with QSignalBlocker(self.view.selectionModel()):
            self.view.setCurrentIndex(self.list.index(self._at))
        self.view.viewport().update()
        entry = self._current()
        saved = entry is not None and bool(entry.name)
        self.heading.set_text(entry.shown or self.tr("New backend") if entry else "")
        self.make_default.setEnabled(entry is not None and saved and entry.name != self.default)
        self.duplicate.setEnabled(saved)
        self.remove.setEnabled(entry is not None and entry.name not in self._fixed)
        first = self._at_first.get(entry.name) if entry is not None else None
        self.revert.setVisible(first is not None and first != entry)
        self._say("")

    def _say(self, problem: str) -> None:
        self.undo.setVisible(self._removed is not None)
        if self._removed is not None:
            name = self._removed[0].shown
            self.note.set_text(self.tr("{name} was removed.").format(name=name))
            return
        saved = self.tr("Saved to vibekoder.toml as you type")
        self.note.set_text(self.tr("Not saved yet") if problem else saved)

    def _save(self) -> None:
        entry = self._current()
        if entry is None:
            return
        try:
            changed = self.form.entry(entry)
            rule = self.form.rule()
        except FormatError as error:
            self._removed = None
            self._say(error.sentence)
            return
        fault = self.form.find_fault(changed)
        named = changed if changed.name else replace(changed, name=self._free_name(changed))
        problem = fault or wrong(named)
        if problem or (named == entry and rule is None):
            self._say(problem)
            return
        self._removed = None
        if named != entry:
            self._put(entry, named)
        if rule is not None:
            self.form.key.touched = self.form.address_touched = False
            self.ruleWanted.emit(named, rule)

    def _put(self, entry: BackendEntry, named: BackendEntry) -> None:
        if self._new is not None and entry is self._new:
            self._new = None
            self._unread[named.name] = named
            self.entries = (*self.entries, named)
            self._at = len(self.entries) - 1
        else:
            at = self._at
            self.entries = (*self.entries[:at], named, *self.entries[at + 1 :])
        self._show_rows()
        self._mark_current()
        self.saveWanted.emit(named, entry.name)

    def _ask(self, wish: SignalInstance) -> None:
        self.flush()
        entry = self._current()
        if entry is not None and entry.name:
            wish.emit(entry)

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

    def _on_more(self) -> None:
        self.more_menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_found(self, entry: BackendEntry) -> None:
        self.found_buttons[entry.kind].hide()
        self.add_entry(entry.kind, replace(entry, name=""))
        self.flush()

    def _on_test(self) -> None:
        if self.testing:
            self.stopWanted.emit()
            return
        self.flush()
        entry = self._current()
        if entry is not None and entry.name:
            self.testing = True
            self.test.set_text(self.tr("Stop the test"))
            self.trial.wait(self.tr("connecting"))
            self.testWanted.emit(entry)

    def _on_revert(self) -> None:
        self._timer.stop()
        entry = self._current()
        first = self._at_first.get(entry.name) if entry is not None else None
        if entry is not None and first is not None:
            self._put(entry, first)
            self._show(self._at)

    def _on_default(self) -> None:
        self.flush()
        entry = self._current()
        if entry is not None and entry.name:
            self.default = entry.name
            self._show_rows()
            self._mark_current()
            self.defaultWanted.emit(entry.name)

    def _on_duplicate(self) -> None:
        self.flush()
        entry = self._current()
        if entry is not None and entry.name:
            title = self.tr("{name} copy").format(name=entry.shown)
            self.add_entry(entry.kind, replace(entry, name="", title=title))

    def _on_remove(self) -> None:
        self._timer.stop()
        entry = self._current()
        if entry is None:
            return
        if self._new is entry:
            self._new = None
        else:
            self._removed = (entry, entry.name == self.default)
            self.entries = tuple(one for one in self.entries if one.name != entry.name)
        self._show_rows()
        self._show(max(0, self._at - 1))
        if entry.name:
            self.removeWanted.emit(entry.name)

    def _on_undo(self) -> None:
        removed, self._removed = self._removed, None
        if removed is None:
            return
        entry, was_default = removed
        self.saveWanted.emit(entry, "")
        if was_default:
            self.defaultWanted.emit(entry.name)
        self.set_backends((*self.entries, entry), entry.name if was_default else self.default)
        self._show(len(self.entries) - 1)


class FootLine(QWidget):
    """The line over the sheet's buttons."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_line(QPainter(self), 0, 0, self.width(), self._look.theme.color("border"))
