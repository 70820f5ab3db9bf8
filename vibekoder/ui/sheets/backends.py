"""The sheet of a project's backends: which there are, and how each is reached."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from vibekoder.core.errors import FormatError
from vibekoder.core.providers import Provider
from vibekoder.store.entry_kind import of_kind
from vibekoder.store.entry_names import free_name
from vibekoder.store.key_rules import Rule
from vibekoder.store.projects import BackendEntry, wrong
from vibekoder.store.secrets import Lookup
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.backend_frame import BackendsFrame
from vibekoder.ui.sheets.backend_list import BackendRow
from vibekoder.ui.sheets.trial_box import Told

PAUSE_MS: Final = 400


class BackendsSheet(BackendsFrame):
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
        super().__init__(look, kinds, parent)
        self._kinds = {kind.name: kind for kind in kinds}
        self._fixed = frozenset(fixed)
        self._at = -1
        self._new: BackendEntry | None = None
        self._lookups: dict[str, Lookup] = {}
        self._at_first: dict[str, BackendEntry] = {}
        self._unread: dict[str, BackendEntry] = {}
        self._gone: set[str] = set()  # names that backends had until now
        self._removed: tuple[BackendEntry, bool] | None = None
        self.testing = False
        self.entries: tuple[BackendEntry, ...] = ()
        self.default = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._connect()

    def set_project(self, name: str) -> None:
        """Whose backends these are."""
        self.applies.set_text(self.tr("Applies to {project} only.").format(project=name))

    def set_backends(self, entries: Sequence[BackendEntry], default: str) -> None:
        """Show these; the entry that is shown stays shown, unless it is gone."""
        shown = self._current()
        # what is being written is not read again yet
        self._gone &= {entry.name for entry in entries}
        entries = [entry for entry in entries if entry.name not in self._gone]
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
        self.show_found(entry, text)

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
        self._gone.clear()
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

    def _connect(self) -> None:
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.form.edited.connect(self._on_edited)
        self.form.listWanted.connect(partial(self._ask, self.listWanted))
        self.form.kindChosen.connect(self._on_kind)
        self.form.beyond.renamed.connect(self._on_renamed)
        self.form.keyWanted.connect(partial(self._ask, self.keyWanted))
        self.form.parametersWanted.connect(partial(self._ask, self.parametersWanted))
        self.kindWanted.connect(self.add_entry)
        self.foundTaken.connect(self._on_found)
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
            self.list.show(rows)
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
            self.form.kind.setEnabled(entry.name not in self._fixed)
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
        self.revert.setVisible(first is not None and not _same(first, entry))
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
        named = changed if changed.name else replace(changed, name=self._free(changed))
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

    def _free(self, entry: BackendEntry) -> str:
        return free_name(entry, {one.name for one in self.entries})

    def _on_current(self, index: QModelIndex) -> None:
        self.flush()
        if index.isValid() and index.row() != self._at:
            self._show(index.row())

    def _on_edited(self) -> None:
        self._timer.start()

    def _on_kind(self, kind: str) -> None:
        self.flush()
        entry = self._current()
        if entry is None or entry.kind == kind:
            return
        turned = of_kind(entry, kind)
        self.form.set_entry(turned, self._kind(turned), self.entries)
        self.form.show_models(())
        self.trial.forget()
        self._save()
        saved = self._current()
        if saved is not None and saved.kind == kind:
            self.shown.emit(saved)

    def _on_renamed(self, name: str) -> None:
        self.flush()
        entry = self._current()
        if entry is None or not entry.name:
            return
        problem = wrong(replace(entry, name=name))
        if name in {one.name for one in self.entries}:
            problem = self.tr("There is another backend of this name.")
        if problem:
            self.form.beyond.rows["name"].say(problem)
            return
        self._rename(entry, entry.renamed(name))

    def _rename(self, entry: BackendEntry, named: BackendEntry) -> None:
        """What is known by the old name is known by the new one."""
        was, name = entry.name, named.name
        if was in self._lookups:
            self._lookups[name] = self._lookups.pop(was)
        if was in self._at_first:
            self._at_first[name] = self._at_first.pop(was)
        self._gone.add(was)
        self._gone.discard(name)
        self._unread[name] = named
        self.default = name if self.default == was else self.default
        self.entries = tuple(
            replace(one, fallback=name) if one.fallback == was else one for one in self.entries
        )
        self._put(entry, named)
        self.form.beyond.show_name(named)

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
            back = replace(first, formerly=entry.formerly)
            if back.name == entry.name:
                self._put(entry, back)
            else:
                self._rename(entry, replace(back, formerly=entry.renamed(back.name).formerly))
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


def _same(first: BackendEntry, now: BackendEntry | None) -> bool:
    """Whether nothing has changed but the names that it had."""
    return now is not None and replace(now, formerly=first.formerly) == first
