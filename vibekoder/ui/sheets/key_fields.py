"""The row that says where this machine finds a backend's key; never the key itself."""

from __future__ import annotations

import shlex
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from vibekoder.store.key_rules import ANY, Rule, Source
from vibekoder.store.secrets import Lookup
from vibekoder.ui.buttons import Button
from vibekoder.ui.look import Look
from vibekoder.ui.style import Choice

SOURCE_WIDTH: Final = 178


class KeyFields(QWidget):
    """Source, and what belongs to it: a variable's name, a command, or a way to give the key.

    Signals:
        edited(): the person has changed something of it.
        giveWanted(): the person wants to type the key.
    """

    edited = Signal()
    giveWanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.touched = False
        self.source = Choice(look, self)
        self.source.setAccessibleName(self.tr("Where the key is"))
        self.source.setFixedWidth(SOURCE_WIDTH)
        self.source.setMinimumHeight(look.theme.size("field"))
        self.variable = self._field(self.tr("Variable with the key"))
        self.command = self._field(self.tr("Command that prints the key"))
        self.command.setPlaceholderText("pass show example")
        self.give = Button(look, self.tr("Give the key…"), height="field", parent=self)
        for source, text in self._sources().items():
            self.source.addItem(text, source)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.source)
        row.addWidget(self.variable, 1)
        row.addWidget(self.command, 1)
        row.addWidget(self.give)
        row.addStretch(0)
        self._show_fields()
        self.source.currentIndexChanged.connect(self._on_source)
        self.variable.textEdited.connect(self._on_typed)
        self.command.textEdited.connect(self._on_typed)
        self.give.clicked.connect(self.giveWanted)

    def set_rule(self, rule: Rule | None, variable: str) -> None:
        """Show this rule of the machine; ``variable`` is what the project names."""
        rule = rule or ANY
        with QSignalBlocker(self.source):
            self.source.setCurrentIndex(self.source.findData(rule.source))
        if not self.touched:
            self.variable.setText(rule.variable or variable)
            self.command.setText(shlex.join(rule.command))
        self._show_fields()

    def rule(self) -> Rule:
        """The rule as it stands in the fields; ValueError for a command with an open quote."""
        source = Source(self.source.currentData())
        if source is Source.COMMAND:
            return Rule(source, command=tuple(shlex.split(self.command.text())))
        if source in (Source.AUTOMATIC, Source.ENVIRONMENT):
            return Rule(source, variable=self.variable.text().strip())
        return Rule(source)

    def words(self, found: Lookup) -> tuple[str, str]:
        """What is said under the row, and the colour it is said in."""
        if found.key:
            text = self.tr("Found in {where}. It stays there: it is never written to the project.")
            return text.format(where=found.where), "dim"
        if not found.needed:
            return self.tr("No key is sent. Name a source if the server wants one."), "dim"
        why = f" {found.problem.sentence}" if found.problem else ""
        if found.foreign:
            text = self.tr("{name} was never set for this address on this computer.")
            return text.format(name=found.foreign) + why, "warn"
        if not found.looked:
            return self.tr("It is asked for in each run, when it is needed.") + why, "dim"
        text = self.tr("No key in {places}.").format(places=", ".join(found.looked))
        return text + why, "warn"

    def _sources(self) -> dict[Source, str]:
        return {
            Source.AUTOMATIC: self.tr("Found by itself"),
            Source.ENVIRONMENT: self.tr("Environment variable"),
            Source.KEYRING: self.tr("System keyring"),
            Source.COMMAND: self.tr("Printed by a command"),
            Source.ASKED: self.tr("Asked for in each run"),
            Source.NONE: self.tr("No key"),
        }

    def _field(self, name: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setMinimumHeight(self._look.theme.size("field"))
        made.setTextMargins(6, 0, 6, 0)
        made.setFont(self._look.theme.font("code"))
        made.setAccessibleName(name)
        return made

    def _show_fields(self) -> None:
        source = self.source.currentData()
        self.variable.setVisible(source in (Source.AUTOMATIC, Source.ENVIRONMENT))
        self.command.setVisible(source == Source.COMMAND)
        self.give.setVisible(source in (Source.AUTOMATIC, Source.KEYRING, Source.ASKED))

    def _on_source(self) -> None:
        self._show_fields()
        self._on_typed()

    def _on_typed(self) -> None:
        self.touched = True
        self.edited.emit()
