"""The choice of a model: for the next message, or for the session from now on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app.choice import Once
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core.errors import Failure, VibeKoderError
from vibekoder.core.models import ModelFacts, merged
from vibekoder.store.projects import BackendEntry, Project
from vibekoder.ui import words
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.palette import Palette
from vibekoder.ui.sheets.sifting import Choice

BACKENDS = "backends"
SPLIT = "\n"


class ModelPalette(Palette):
    """Every backend of the project with the models that it tells; any other name can be typed.

    Return means the next message alone, Alt+Return the session.

    Signals:
        backendsWanted(): the person wants to see the backends themselves.
        failed(object): the session cannot keep the choice; the VibeKoderError.
    """

    backendsWanted = Signal()
    failed = Signal(object)

    def __init__(
        self, look: Look, workspace: Workspace, tab: Tab, parent: QWidget | None = None
    ) -> None:
        self._workspace = workspace
        self._tab = tab
        self._listed: dict[str, Sequence[ModelFacts]] = {}
        self._over = False
        super().__init__(
            look,
            workspace.tr("Model for the next message"),
            workspace.tr("Model for the next message, or type its name"),
            free=self._typed,
            verb=workspace.tr("this message"),
            alternative=workspace.tr("this session"),
            parent=parent,
        )
        self.taken.connect(self._on_taken)
        self.closed.connect(self._on_closed)
        self._show_choices()
        for entry in workspace.backends.entries(workspace.project):
            self._ask(entry)

    def _ask(self, entry: BackendEntry) -> None:
        answered = partial(self._answered, entry.name)
        self._workspace.connections.models(entry, self._workspace.project, answered)

    def _answered(self, name: str, answer: Sequence[ModelFacts] | Failure) -> None:
        # a server may take longer than a person
        if not self._over and not isinstance(answer, Failure):
            self._listed[name] = answer
            self._show_choices()

    def _show_choices(self) -> None:
        rows: list[Choice] = []
        for entry in self._workspace.backends.entries(self._project):
            rows += self._of(entry)
        rows.append(Choice(BACKENDS, self.tr("Backends…"), self.tr("More"), icon="settings"))
        self.set_choices(rows)

    def _of(self, entry: BackendEntry) -> list[Choice]:
        """The models of one backend, its own default first."""
        choice = self._workspace.backends.choice(self._project, None, Once(backend=entry.name))
        known = {one.name: one for one in self._workspace.backends.offered(self._project, entry)}
        for one in self._listed.get(entry.name, ()):
            known[one.name] = merged(one, known.get(one.name, one))
        if choice.model:
            known.setdefault(choice.model, choice.facts)
        names = [*([choice.model] if choice.model else []), *known]
        return [
            Choice(
                f"{entry.name}{SPLIT}{name}",
                name,
                entry.shown,
                detail=self._detail(entry, known.get(name), default=name == choice.model),
                right=_facts(known.get(name)),
                icon="bell",
                is_code=True,
            )
            for name in dict.fromkeys(names)
        ]

    def _detail(self, entry: BackendEntry, facts: ModelFacts | None, *, default: bool) -> str:
        """Whether it is the usual one, and whose price stands beside it, of which day."""
        told = [self.tr("default")] if default else []
        if facts is not None and facts.prices is not None:
            source = self._workspace.backends.priced(self._project, entry, facts.name)
            if source is not None:
                listed = self.tr("{vendor}'s list price of {day}")
                told.append(listed.format(vendor=source.title, day=source.read))
        return " · ".join(told)

    def _typed(self, text: str) -> Choice:
        """A name as typed, for the backend that it names or the session's own."""
        entries = {one.name: one for one in self._workspace.backends.entries(self._project)}
        name, slash, model = text.partition("/")
        if not slash or name not in entries or not model:
            name, model = self._usual, text
        shown = entries[name].shown if name in entries else name
        return Choice(
            f"{name}{SPLIT}{model}",
            text,
            detail=self.tr("as typed, on {backend}").format(backend=shown),
            icon="bell",
            is_code=True,
        )

    @property
    def _project(self) -> Project:
        return self._workspace.project

    @property
    def _usual(self) -> str:
        """The backend that a name alone is meant for."""
        try:
            return self._workspace.choice(self._tab.session, self._tab.once).entry.name
        except VibeKoderError:
            return self._project.default_backend

    def _on_taken(self, key: str, for_session: bool) -> None:
        if key == BACKENDS:
            self.backendsWanted.emit()
            return
        backend, _, model = key.partition(SPLIT)
        if for_session:
            self._keep(backend, model)
        else:
            self._tab.set_once(self._once(backend, model))

    def _on_closed(self) -> None:
        self._over = True

    def _keep(self, backend: str, model: str) -> None:
        try:
            self._tab.set_choice({"backend": backend, "model": model})
        except VibeKoderError as problem:
            self.failed.emit(problem)
        else:
            self._tab.set_once(Once(params=self._tab.once.params))

    def _once(self, backend: str, model: str) -> Once:
        """Nothing apart from the session's own choice needs no mark."""
        own = Once(params=self._tab.once.params)
        try:
            usual = self._workspace.choice(self._tab.session)
        except VibeKoderError:
            return Once(backend, model, own.params)
        same = (usual.entry.name, usual.model) == (backend, model)
        return own if same else Once(backend, model, own.params)


def _facts(facts: ModelFacts | None) -> str:
    """What is told of a model in a few figures: its window, its prices."""
    if facts is None:
        return ""
    told = [words.count(facts.context)] if facts.context else []
    if facts.prices is not None:
        told.append(f"${facts.prices.input:g} / ${facts.prices.output:g}")
    return " · ".join(told)
