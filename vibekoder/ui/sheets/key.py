"""Asking for a key: to whom it would go, where it was looked for, and whether it is to be kept."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from vibekoder.ui.buttons import Button
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.sheet import Sheet

WIDTH: Final = 520


class KeySheet(Sheet):
    """Asks for the key of one backend; what is typed is never shown and never kept here.

    ``origin`` is the only place that it goes to. ``variable`` is one that the project names and
    that was never allowed for this origin: it can be allowed instead. With ``sends`` a prompt
    waits for the key; without ``leads`` it is asked for from the backends themselves.

    Signals:
        given(key: str, keep: bool): use this key; ``keep`` means in the system's keyring.
        variableAllowed(name: str): this variable may go to this origin.
        backendsWanted(): the person wants to see the backend's settings; the sheet is closed.
    """

    given = Signal(str, bool)
    variableAllowed = Signal(str)
    backendsWanted = Signal()

    def __init__(
        self,
        look: Look,
        name: str,
        origin: str,
        *,
        variable: str = "",
        sends: bool = False,
        leads: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        title = self.tr("A key for {name}").format(name=name)
        super().__init__(look, title, QSize(WIDTH, 0), parent)
        self._variable = variable
        self.field = QLineEdit(self.box)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMinimumHeight(look.theme.size("field"))
        self.field.setTextMargins(6, 0, 6, 0)
        self.field.setAccessibleName(self.tr("Key"))
        self.keep = QCheckBox(self.tr("Keep it in the system keyring"), self.box)
        self.note = Paragraph(look, face="small", color="dim", parent=self.box)
        self.problem = Paragraph(look, face="small", color="error", parent=self.box)
        self.allow = Button(look, self.tr("Use {name}").format(name=variable), parent=self.box)
        self.allow.setVisible(bool(variable))
        self.backends = Button(look, self.tr("Open backends"), kind="quiet", parent=self.box)
        self.backends.setVisible(leads)
        self.cancel = Button(look, self.tr("Not now"), height="buttonDialog", parent=self.box)
        verb = self.tr("Use the key and send") if sends else self.tr("Use the key")
        self.use = Button(look, verb, kind="primary", height="buttonDialog", parent=self.box)
        self._lay_out(title, origin)
        self._on_toggled(kept=False)
        self.keep.toggled.connect(self._on_toggled)
        self.field.returnPressed.connect(self._on_use)
        self.use.clicked.connect(self._on_use)
        self.allow.clicked.connect(self._on_allow)
        self.cancel.clicked.connect(self.dismiss)
        self.backends.clicked.connect(self._on_backends)

    def say(self, problem: str) -> None:
        """Tell why the key could not be taken; it can be typed again."""
        self.problem.set_text(problem)
        self._place()
        self.use.setEnabled(True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        self.field.clear()
        super().dismiss()

    def first_focus(self) -> QWidget:
        return self.field

    def _lay_out(self, title: str, origin: str) -> None:
        column = QVBoxLayout(self.box)
        column.setContentsMargins(24, 20, 18, 16)
        column.setSpacing(6)
        column.addWidget(Paragraph(self._look, title, face="dialogTitle", parent=self.box))
        goes = self.tr("It goes to {origin} and to no other address.").format(origin=origin)
        column.addWidget(Paragraph(self._look, goes, color="dim", parent=self.box))
        column.addSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(12)
        label = QLabel(self.tr("Key"), self.box)
        label.setBuddy(self.field)
        row.addWidget(label)
        row.addWidget(self.field, 1)
        row.addWidget(self.allow)
        column.addLayout(row)
        column.addSpacing(2)
        column.addWidget(self.keep)
        column.addWidget(self.note)
        column.addWidget(self.problem)
        column.addSpacing(12)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.backends)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.use)
        column.addLayout(foot)

    def _on_toggled(self, kept: bool) -> None:
        text = self.tr("For this run only: it is in memory and in no file.")
        if kept:
            text = self.tr("The system keeps it; VibeKoder only notes that it is there.")
        self.note.set_text(text)

    def _on_use(self) -> None:
        if not self.use.isEnabled():
            return
        self.problem.set_text("")
        self.use.setEnabled(False)
        self.given.emit(self.field.text(), self.keep.isChecked())

    def _on_allow(self) -> None:
        self.variableAllowed.emit(self._variable)

    def _on_backends(self) -> None:
        self.dismiss()
        self.backendsWanted.emit()
