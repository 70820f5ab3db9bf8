"""The backends sheet at work: what it wants is done, and what is found out is told to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from vibekoder.app.errand import Outcome
from vibekoder.app.tongue import tr
from vibekoder.app.workspace import Workspace
from vibekoder.core import settings
from vibekoder.core.errors import Failure, VibeKoderError
from vibekoder.core.hosts import name_of
from vibekoder.core.models import ModelFacts
from vibekoder.store.key_rules import Rule
from vibekoder.store.projects import BackendEntry, Project
from vibekoder.store.secrets import Lookup
from vibekoder.ui.sheets.backends import BackendsSheet
from vibekoder.ui.sheets.trial_box import told


class BackendsDesk(QObject):
    """Serves one sheet as long as it is open.

    ``failed`` is told what was refused, also when the sheet is closed by then.

    Signals:
        keyWanted(object): the key of this BackendEntry is to be asked for.
    """

    keyWanted = Signal(object)

    def __init__(
        self,
        sheet: BackendsSheet,
        workspace: Workspace,
        failed: Callable[[VibeKoderError], None],
    ) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._workspace = workspace
        self._failed = failed
        self._stop: Callable[[], None] = lambda: None
        self._over = False
        workspace.projectChanged.connect(self._follow)
        sheet.closed.connect(self._on_closed)
        sheet.saveWanted.connect(self._save)
        sheet.removeWanted.connect(self._remove)
        sheet.defaultWanted.connect(self._prefer)
        sheet.shown.connect(self._on_shown)
        sheet.ruleWanted.connect(self._on_rule)
        sheet.listWanted.connect(self._on_list)
        sheet.keyWanted.connect(self.keyWanted)
        sheet.parametersWanted.connect(self._on_parameters)
        sheet.testWanted.connect(self._on_test)
        sheet.stopWanted.connect(lambda: self._stop())
        self._follow()
        for entry in workspace.project.backends:
            self.look(entry)
        self._offer_keyed()
        workspace.connections.find(workspace.project, self._on_found)

    def look(self, entry: BackendEntry) -> None:
        """Look for this entry's key anew, and tell the sheet."""
        self._workspace.connections.look(entry, partial(self._looked, entry.name))

    def _offer_keyed(self) -> None:
        """Offer the providers whose key is set in the environment already."""
        environ = self._workspace.backends.keys.environ
        known = {entry.kind for entry in self._workspace.project.backends}
        for kind in self._workspace.backends.kinds:
            name = next((one for one in kind.key_variables if environ.get(one, "").strip()), "")
            if name and kind.base_url and kind.name not in known:
                entry = BackendEntry("", kind.name, kind.title, kind.base_url, key_variable=name)
                self._sheet.offer(entry, f"{kind.title} · {name}")

    def _looked(self, name: str, found: Lookup) -> None:
        if not self._over:
            self._sheet.tell_key(name, found)

    def _follow(self) -> None:
        project = self._workspace.project
        self._sheet.set_project(project.name)
        self._sheet.set_backends(project.backends, project.default_backend)

    def _save(self, entry: BackendEntry, was: str) -> None:
        self._change(lambda project: project.save_backend(entry, was or None))

    def _remove(self, name: str) -> None:
        self._change(lambda project: project.remove_backend(name))

    def _prefer(self, name: str) -> None:
        self._change(lambda project: project.save_setting(settings.BACKEND, name))

    def _change(self, change: Callable[[Project], Project]) -> None:
        self._workspace.change_later(change, self._unsaved)

    def _unsaved(self, problem: VibeKoderError) -> None:
        self._failed(problem)
        if not self._over:
            self._sheet.tell_unsaved(problem.sentence)

    def _on_shown(self, entry: BackendEntry) -> None:
        if not entry.name:
            return
        connections = self._workspace.connections
        connections.rule(entry, partial(self._ruled, entry.name), self._failed)
        self.look(entry)
        self._show_models(entry)

    def _ruled(self, name: str, rule: Rule | None) -> None:
        if not self._over:
            self._sheet.tell_rule(name, rule)

    def _on_rule(self, entry: BackendEntry, rule: Rule) -> None:
        looks = partial(self.look, entry)
        self._workspace.connections.put_rule(entry, rule, looks, self._failed)

    def _on_list(self, entry: BackendEntry) -> None:
        self._sheet.form.show_facts(None, self.tr("Asking for the list …"))
        answer = partial(self._listed, entry)
        self._workspace.connections.models(entry, self._workspace.project, answer)

    def _listed(self, entry: BackendEntry, told: Sequence[ModelFacts] | Failure) -> None:
        if self._over:
            return
        if isinstance(told, Failure):
            said = f"{told.message.removesuffix('.')}. {told.hint}".strip()
        elif not told:
            said = self.tr("{host} answered, with no models.").format(host=name_of(entry.base_url))
        else:
            said = self.tr("{n} models listed").format(n=len(told))
        names = [] if isinstance(told, Failure) else [one.name for one in told]
        self._show_models(entry, said, names)

    def _show_models(self, entry: BackendEntry, said: str = "", names: Sequence[str] = ()) -> None:
        backends, project = self._workspace.backends, self._workspace.project
        entry = backends.placed(entry)
        self._sheet.form.show_models(names or backends.catalog.known(entry.base_url))
        facts = backends.facts(project, entry, entry.model) if entry.model else None
        source = backends.priced(project, entry, entry.model)
        can = backends.capable(project, entry)
        self._sheet.form.show_facts(facts, said, source, can if entry.model else None)
        self._sheet.form.offer_parameters(can.params)

    def _on_parameters(self, entry: BackendEntry) -> None:
        can = self._workspace.backends.capable(self._workspace.project, entry)
        self._sheet.form.offer_parameters(can.params)

    def _on_test(self, entry: BackendEntry) -> None:
        workspace = self._workspace
        self._stop = workspace.connections.test(
            entry,
            workspace.project,
            workspace.edge.request_id(),
            partial(self._tested, entry, workspace.backends.model(entry, workspace.project.values)),
            self._sheet.tell_status,
        )

    def _tested(self, entry: BackendEntry, model: str, outcome: Outcome) -> None:
        self._stop = lambda: None
        if self._over:
            return
        connections = self._workspace.connections
        base_url = self._workspace.backends.placed(entry).base_url
        where = connections.known(entry).where
        self._sheet.tell_result(entry.name, told(outcome, name_of(base_url), model, where))

    def _on_found(self, entry: BackendEntry, models: int) -> None:
        if self._over:
            return
        count = tr("%n models", models)
        self._sheet.offer(entry, f"{entry.title} · {count}")

    def _on_closed(self) -> None:
        self._over = True
        self._workspace.projectChanged.disconnect(self._follow)
