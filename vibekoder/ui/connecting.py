"""The short way to a model: who answers, the key if one is needed, and which model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app.choice import Once
from vibekoder.app.notice import Notice, joined
from vibekoder.app.workspace import Workspace
from vibekoder.core import settings
from vibekoder.core.errors import Failure, VibeKoderError
from vibekoder.core.models import ModelFacts
from vibekoder.core.providers import Provider
from vibekoder.store.projects import BUILT_IN, BackendEntry, Project
from vibekoder.store.secrets import Lookup
from vibekoder.ui.asking import Asking
from vibekoder.ui.look import Look
from vibekoder.ui.session_tabs import SessionTabs
from vibekoder.ui.sheets.palette import Choice, Palette

ENTRY: Final = "entry"
FOUND: Final = "found"
KIND: Final = "kind"
MORE: Final = "more"


class Connecting(QObject):
    """Lets one choose who answers, and sees to what is missing until somebody can.

    Signals:
        backendsWanted(): the backends with all that can be set are to be shown.
        told(object): a Notice to be shown.
    """

    backendsWanted = Signal()
    told = Signal(object)

    def __init__(
        self,
        look: Look,
        asking: Asking,
        tabs: SessionTabs,
        workspace: Callable[[], Workspace | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._look = look
        self._asking = asking
        self._tabs = tabs
        self._workspace = workspace
        self._window = window

    def choose(self) -> None:
        """Let one of those who could answer be chosen."""
        workspace = self._workspace()
        if workspace is None:
            # which tells that a folder comes first
            self.backendsWanted.emit()
            return
        title = self.tr("Who answers in this project?")
        sheet = Palette(self._look, title, title, verb=self.tr("choose"), parent=self._window)
        found: dict[str, BackendEntry] = {}

        def show() -> None:
            sheet.set_choices(self._choices(workspace, found))

        def came(entry: BackendEntry, _: int) -> None:
            found[entry.kind] = entry
            if open_sheets:
                show()

        open_sheets = [sheet]
        sheet.closed.connect(open_sheets.clear)
        sheet.closed.connect(sheet.deleteLater)
        sheet.taken.connect(partial(self._on_taken, workspace, found))
        show()
        workspace.connections.find(workspace.project, came)
        sheet.open_over(self._window)

    def rehearse(self) -> None:
        """Let the next message of the shown session go nowhere, whatever else is chosen."""
        workspace, widget = self._workspace(), self._tabs.current
        if workspace is None or widget is None:
            return
        tab = widget.tab
        if workspace.backends.placed(workspace.choice(tab.session).entry).base_url:
            tab.set_once(Once(BUILT_IN.name))
        widget.composer.prompt.setFocus()

    def _choices(self, workspace: Workspace, found: dict[str, BackendEntry]) -> list[Choice]:
        project, environ = workspace.project, workspace.backends.keys.environ
        known = {entry.kind for entry in project.backends}
        ready, here, keyed = self.tr("In this project"), self.tr("Found here"), self.tr("By a key")
        rows = [
            Choice(
                f"{ENTRY}:{entry.name}",
                entry.shown,
                ready,
                detail=self._about(workspace, entry),
                right=self.tr("answers now") if entry.name == project.default_backend else "",
                icon="bell",
            )
            for entry in project.backends
        ]
        rows += [
            Choice(f"{FOUND}:{entry.kind}", entry.title, here, detail=entry.base_url, icon="bell")
            for entry in found.values()
            if entry.kind not in known
        ]
        set_here: list[Choice] = []
        others: list[Choice] = []
        for kind in workspace.backends.kinds:
            if not kind.networked or kind.local or kind.name in known or not kind.base_url:
                continue
            name = next((one for one in kind.key_variables if environ.get(one, "").strip()), "")
            told = self.tr("key found in {name}").format(name=name) if name else ""
            section = here if name else keyed
            row = Choice(f"{KIND}:{kind.name}", kind.title, section, detail=told, icon="key")
            (set_here if name else others).append(row)
        more = self.tr("Any other server, and all that can be set")
        return [*rows, *set_here, *others, Choice(MORE, more, self.tr("More"), icon="settings")]

    def _about(self, workspace: Workspace, entry: BackendEntry) -> str:
        if not workspace.backends.placed(entry).base_url:
            return self.tr("no key and no network: streams back what would be sent")
        return entry.model or entry.base_url

    def _on_taken(
        self, workspace: Workspace, found: dict[str, BackendEntry], key: str, _: bool
    ) -> None:
        what, _sign, name = key.partition(":")
        if what == MORE:
            self.backendsWanted.emit()
            return
        if what == ENTRY:
            entry = workspace.project.backend(name)
        elif what == FOUND:
            entry = replace(found[name], name=_free(workspace.project, name))
        else:
            kind = next(one for one in workspace.backends.kinds if one.name == name)
            entry = _entry(workspace.project, kind, workspace.backends.keys.environ)
        self._take(workspace, entry)

    def _take(self, workspace: Workspace, entry: BackendEntry) -> None:
        """It answers from now on; what it still lacks is asked for."""

        def change(project: Project) -> Project:
            known = any(one.name == entry.name for one in project.backends)
            now = project if known else project.save_backend(entry)
            return now.save_setting(settings.BACKEND, entry.name)

        self._change(workspace, change)
        workspace.connections.look(entry, partial(self._looked, workspace, entry))

    def _looked(self, workspace: Workspace, entry: BackendEntry, found: Lookup) -> None:
        then = partial(self._ask_model, workspace, entry)
        if found.needed and not found.key:
            self._asking.ask_for(workspace, entry, then=then)
        else:
            then()

    def _ask_model(self, workspace: Workspace, entry: BackendEntry) -> None:
        if workspace.backends.model(entry, workspace.project.values):
            self._done(entry)
            return
        said = self.tr("Asking {name} for its models…").format(name=entry.shown)
        self.told.emit(Notice("info", said, key=_key(entry)))
        answer = partial(self._listed, workspace, entry)
        workspace.connections.models(entry, workspace.project, answer)

    def _listed(
        self, workspace: Workspace, entry: BackendEntry, told: Sequence[ModelFacts] | Failure
    ) -> None:
        if isinstance(told, Failure):
            actions = (("backends", self.tr("Open backends")),)
            title = told.message.removesuffix(".")
            self.told.emit(Notice("error", title, joined(told.hint), actions, _key(entry)))
            return
        known = [one.name for one in workspace.backends.offered(workspace.project, entry)]
        names = dict.fromkeys([*(one.name for one in told), *known])
        title = self.tr("Which model of {name} answers?").format(name=entry.shown)
        sheet = Palette(
            self._look,
            title,
            title,
            free=partial(_model, detail=self.tr("as typed")),
            verb=self.tr("choose"),
            parent=self._window,
        )
        sheet.set_choices([_model(name) for name in names])
        sheet.taken.connect(partial(self._on_model, workspace, entry))
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)

    def _on_model(self, workspace: Workspace, entry: BackendEntry, model: str, _: bool) -> None:
        chosen = replace(entry, model=model)
        self._change(workspace, lambda project: project.save_backend(chosen, entry.name))
        self._done(chosen)

    def _done(self, entry: BackendEntry) -> None:
        said = self.tr("{name} answers from now on").format(name=entry.shown)
        self.told.emit(Notice("info", said, key=_key(entry)))
        if self._tabs.current is not None:
            self._tabs.current.composer.prompt.setFocus()

    def _change(self, workspace: Workspace, change: Callable[[Project], Project]) -> None:
        workspace.change_later(change, self._failed)

    def _failed(self, problem: VibeKoderError) -> None:
        self.told.emit(Notice("error", problem.sentence, problem.hint))


def _entry(project: Project, kind: Provider, environ: Mapping[str, str]) -> BackendEntry:
    """A backend of this kind with nothing chosen but where it is and where its key may be."""
    name = next((one for one in kind.key_variables if environ.get(one, "").strip()), "")
    variable = name or kind.key_variable
    free = _free(project, kind.name)
    return BackendEntry(free, kind.name, kind.title, kind.base_url, key_variable=variable)


def _free(project: Project, name: str) -> str:
    """A name that no backend of the project has."""
    taken = {one.name for one in project.backends}
    numbered = (f"{name}-{n}" for n in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def _key(entry: BackendEntry) -> str:
    return f"connect:{entry.name}"


def _model(name: str, detail: str = "") -> Choice:
    return Choice(name, name, detail=detail, icon="bell", is_code=True)
