"""The fields of one backend: what it is called, where it is, what it is asked with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCompleter, QMenu, QWidget

from vibekoder.app.tongue import tr
from vibekoder.core import params
from vibekoder.core.capabilities import Capabilities
from vibekoder.core.errors import FormatError
from vibekoder.core.models import ModelFacts
from vibekoder.core.providers import Provider
from vibekoder.store import projects
from vibekoder.store.catalog import Source
from vibekoder.store.key_rules import Rule
from vibekoder.store.projects import BackendEntry
from vibekoder.store.secrets import Lookup
from vibekoder.ui import words
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.backend_more import MoreFields
from vibekoder.ui.sheets.form_rows import FieldFrame, Form, Lines, Row, fill_choice
from vibekoder.ui.sheets.key_fields import KeyFields
from vibekoder.ui.sheets.parameters import (
    read_parameters,
    show_parameters,
)
from vibekoder.ui.style import Choice

PARAMETER_LINES: Final = 3
IDLE_CHOICES: Final[tuple[float | None, ...]] = (None, 60.0, 300.0, 600.0, 1800.0, 0.0)
_PLACEHOLDER = BackendEntry("a", "rehearsal", base_url="https://a.invalid")


class BackendForm(Form):
    """The fields of one backend.

    Signals:
        edited(): a field was changed by the person.
        listWanted(): the server is to be asked for its models.
        keyWanted(): the person wants to type the key.
        kindChosen(str): it is to be a backend of this kind.
        parametersWanted(): the menu is to offer what this backend and its model take.
    """

    edited = Signal()
    listWanted = Signal()
    keyWanted = Signal()
    parametersWanted = Signal()
    kindChosen = Signal(str)

    def __init__(
        self, look: Look, kinds: Sequence[Provider], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, parent)
        self._kinds = {kind.name: kind for kind in kinds}
        self._kind = Provider("", "")
        self._shows_more = False
        self.address_touched = False
        self.title = self.field()
        self.kind = Choice(look, self)
        self.address = self.field(code=True)
        self.key = KeyFields(look, self)
        self.model = self.field()
        self.models = QStringListModel(self)
        self.pick = IconButton(look, "chevron-down", self.tr("Choose a model"), parent=self)
        self.fetch = Button(look, self.tr("Fetch list"), height="field", parent=self)
        self.parameters = Lines(look, self)
        self.add_parameter = Button(
            look, self.tr("Add parameter"), icon="plus", kind="quiet", parent=self
        )
        self.parameter_menu = QMenu(self)
        self.parameter_actions: dict[str, QAction] = {}
        self.idle = Choice(look, self)
        self.more = Button(look, self.tr("More settings"), kind="quiet", chevron=True, parent=self)
        self.rows: dict[str, Row] = {}
        self._lay_out()
        self._complete()
        self._fill_menu()
        self._on_theme()
        self._connect()

    @property
    def key_variable(self) -> Any:
        """The field for the variable that holds the key."""
        return self.key.variable

    def set_entry(
        self, entry: BackendEntry, kind: Provider, others: Sequence[BackendEntry] = ()
    ) -> None:
        """Show this entry; ``others`` may answer in its place."""
        self._kind = kind
        self.key.touched = self.address_touched = False
        fields = (self.title, self.kind, self.address, self.model, self.parameters, self.idle)
        blockers = [QSignalBlocker(field) for field in fields]
        self.title.setText(entry.title)
        self.title.setPlaceholderText(entry.name)
        fill_choice(self.kind, list(self._kinds), entry.kind, self._kind_words)
        self.address.setText(entry.base_url)
        self.address.setPlaceholderText(kind.base_url)
        self.key.set_rule(None, entry.key_variable)
        self.model.setText(entry.model)
        self.parameters.setPlainText(show_parameters(entry.params))
        fill_choice(self.idle, IDLE_CHOICES, entry.idle_limit, self._idle_words)
        for blocker in blockers:
            blocker.unblock()
        self.beyond.fill(entry, others)
        self.show_more(wanted=self.beyond.used(entry))
        for row in self._all_rows().values():
            row.say("")
        self.rows["key"].hint("")
        self._on_caret()
        self.show_facts(None)

    def entry(self, old: BackendEntry) -> BackendEntry:
        """The entry as it stands in the fields; FormatError for what cannot be read."""
        changed = replace(
            old,
            kind=self.kind.currentData(),
            title=self.title.text().strip(),
            base_url=self.address.text().strip().rstrip("/"),
            key_variable=self.key.variable.text().strip(),
            model=self.model.text().strip(),
            params=self._params(old),
            idle_limit=self.idle.currentData(),
        )
        return self.beyond.entry(changed)

    def rule(self) -> Rule | None:
        """Where the key is, if the person has said so here; FormatError for no command."""
        if not self.key.touched and not (self.address_touched and self.key.variable.text()):
            return None
        try:
            return self.key.rule()
        except ValueError as error:
            raise self._told("key", tr("The command has a quote that is not closed.")) from error

    def find_fault(self, changed: BackendEntry) -> str:
        """The row with what must be corrected, which says so; empty if nothing must."""
        rows = self._all_rows()
        for row in rows.values():
            row.say("")
        base = replace(_PLACEHOLDER, kind=changed.kind)
        for name, key in _FIELDS.items():
            problem = projects.wrong(replace(base, **{key: getattr(changed, key)}))
            if problem:
                rows[name].say(problem)
                return name
        return ""

    def show_more(self, *, wanted: bool) -> None:
        """Show or hide what few people need."""
        self._shows_more = wanted
        self.more.set_text(self.tr("Fewer settings") if wanted else self.tr("More settings"))
        for name in _NETWORKED:
            self.rows[name].show(visible=self._kind.networked)
        self.beyond.show(visible=wanted and self._kind.networked)
        self.more.setVisible(self._kind.networked)
        self.fetch.setVisible(self._kind.networked)

    def show_models(self, names: Sequence[str]) -> None:
        """Offer these models; any other can be typed."""
        self.models.setStringList(list(names))
        self.pick.setVisible(bool(names))

    def show_facts(
        self,
        facts: ModelFacts | None,
        said: str = "",
        source: Source | None = None,
        can: Capabilities | None = None,
    ) -> None:
        """What is known of the model and whose price list says it, or why there is no list."""
        parts: list[str] = []
        if facts is not None and facts.context is not None:
            parts.append(self.tr("{n} tokens").format(n=words.count(facts.context)))
        if facts is not None and facts.prices is not None:
            price = self.tr("{input} in, {output} out, per million")
            figures = facts.prices
            parts.append(
                price.format(input=words.money(figures.input), output=words.money(figures.output))
            )
            if source is not None:
                listed = self.tr("{vendor}'s list price of {day}")
                parts.append(listed.format(vendor=source.title, day=source.read))
        parts += self._abilities(can) if can is not None else []
        self.rows["model"].hint(said or " · ".join(parts))

    def offer_parameters(self, taken: Collection[str]) -> None:
        """Offer these; any other can be typed."""
        for name, action in self.parameter_actions.items():
            action.setVisible(name in taken)
        self.add_parameter.setVisible(bool(taken))

    def show_key(self, found: Lookup) -> None:
        """Tell whether there is a key; never what it is."""
        self.rows["key"].hint(*self.key.words(found))

    def _abilities(self, can: Capabilities) -> list[str]:
        told = (
            (self.tr("reasons"), can.reasoning),
            (self.tr("sees pictures"), can.images),
            (self.tr("sees no pictures"), can.images is False),
            (self.tr("calls tools"), can.tools),
            (self.tr("answers all at once"), not can.streaming),
        )
        return [word for word, able in told if able]

    def _params(self, old: BackendEntry) -> Mapping[str, Any]:
        text = self.parameters.toPlainText()
        if text == show_parameters(old.params):
            # what was not touched stays as the file has it, dates and comments too
            return old.params
        found = self._read("parameters", lambda: read_parameters(text))
        for name, value in found.items():
            problem = params.wrong(name, value)
            if problem:
                raise self._told("parameters", problem)
        return found

    def _read(self, row: str, read: Any) -> Any:
        try:
            return read()
        except FormatError as error:
            self.rows[row].say(error.sentence)
            raise

    def _all_rows(self) -> dict[str, Row]:
        return {**self.rows, **self.beyond.rows}

    def _told(self, row: str, problem: str) -> FormatError:
        self.rows[row].say(problem)
        return FormatError(problem)

    def _lay_out(self) -> None:
        for choice in (self.kind, self.idle):
            choice.setMinimumHeight(self._look.theme.size("field"))
        rows = self.rows
        rows["title"] = self.row(self.tr("Name"), self.title)
        rows["kind"] = self.row(self.tr("Provider"), self.kind)
        rows["address"] = self.row(self.tr("Address"), self.address)
        rows["key"] = self.row(self.tr("Key"), self.key)
        rows["model"] = self.row(self.tr("Model"), self.model, self.pick, self.fetch)
        self.parameters.setAccessibleName(self.tr("Parameters"))
        rows["parameters"] = self.row(
            self.tr("Parameters"), FieldFrame(self._look, self.parameters, self)
        )
        self.row("", self.add_parameter)
        rows["idle"] = self.row(
            self.tr("Give up after"),
            self.idle,
            hint=self.tr("Reasoning models can be silent for minutes. The text so far is kept."),
        )
        self.row("", self.more)
        self.beyond = MoreFields(self._look, self)
        self.end()

    def _complete(self) -> None:
        completer = QCompleter(self.models, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(12)
        self.model.setCompleter(completer)
        completer.activated.connect(self._on_picked)

    def _fill_menu(self) -> None:
        self.parameter_menu.setToolTipsVisible(True)
        for param in params.PARAMS.values():
            action = QAction(f"{tr(param.title)}\t{param.name}", self)
            action.setToolTip(tr(param.help))
            action.triggered.connect(partial(self._add_parameter, param))
            self.parameter_actions[param.name] = action
            self.parameter_menu.addAction(action)

    def _connect(self) -> None:
        for field in (self.title, self.model):
            field.textEdited.connect(self.edited)
        self.address.textEdited.connect(self._on_address)
        self.key.edited.connect(self.edited)
        self.key.giveWanted.connect(self.keyWanted)
        self.parameters.textChanged.connect(self.edited)
        self.parameters.cursorPositionChanged.connect(self._on_caret)
        self.idle.currentIndexChanged.connect(self.edited)
        self.kind.activated.connect(self._on_kind)
        self.beyond.edited.connect(self.edited)
        self.pick.clicked.connect(self._on_pick)
        self.fetch.clicked.connect(self.listWanted)
        self.add_parameter.clicked.connect(self._on_add_parameter)
        self.more.clicked.connect(self._on_more)
        self._look.theme.changed.connect(self._on_theme)

    def _on_address(self) -> None:
        self.address_touched = True
        self.edited.emit()

    def _on_kind(self) -> None:
        self.kindChosen.emit(self.kind.currentData())

    def _on_caret(self) -> None:
        line = self.parameters.textCursor().block().text()
        param = params.PARAMS.get(line.partition("=")[0].strip())
        usual = self.tr("One a line: temperature = 0.2. Only what stands here is sent.")
        self.rows["parameters"].hint(param.told if param is not None else usual)

    def _on_pick(self) -> None:
        completer = self.model.completer()
        completer.setCompletionPrefix("")
        completer.complete()

    def _on_picked(self, name: str) -> None:
        self.model.setText(name)
        self.edited.emit()

    def _on_add_parameter(self) -> None:
        self.parametersWanted.emit()
        below = self.add_parameter.rect().bottomLeft()
        self.parameter_menu.popup(self.add_parameter.mapToGlobal(below))

    def _add_parameter(self, param: params.Param) -> None:
        text = self.parameters.toPlainText().rstrip("\n")
        line = f"{param.name} = {param.sample}"
        self.parameters.setPlainText(f"{text}\n{line}" if text else line)
        cursor = self.parameters.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.parameters.setTextCursor(cursor)
        self.parameters.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_more(self) -> None:
        self.show_more(wanted=not self._shows_more)

    def _kind_words(self, name: str) -> str:
        kind = self._kinds.get(name)
        if kind is None:
            return name
        return f"{kind.title} ({tr(kind.note)})" if kind.note else kind.title

    def _idle_words(self, limit: float | None) -> str:
        if limit is None:
            return self.tr("The usual: 10 minutes without a word, never for this machine")
        if limit == 0:
            return self.tr("Never")
        if limit % 60:
            return self.tr("{n} seconds without a word").format(n=f"{limit:g}")
        if limit == 60:
            return self.tr("1 minute without a word")
        return self.tr("{n} minutes without a word").format(n=f"{limit / 60:g}")

    def _on_theme(self) -> None:
        self.address.setFont(self._look.theme.font("code"))
        self.parameters.fit(PARAMETER_LINES)
        self.beyond.fit()


_FIELDS = {
    "title": "title",
    "model": "model",
    "address": "base_url",
    "key": "key_variable",
    "idle": "idle_limit",
    "headers": "headers",
    "proxy": "proxy",
    "ca_file": "ca_file",
    "at_once": "at_once",
    "fallback": "fallback",
}
_NETWORKED = ("address", "key", "idle")
