"""All actions with their keys, and the one place where another key is given."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vibekoder.app.actions import ACTIONS, Action
from vibekoder.app.keys import unfit
from vibekoder.app.tongue import tr
from vibekoder.ui.buttons import Button
from vibekoder.ui.keymap import native_key
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.row_views import dress_list
from vibekoder.ui.sheets.key_field import KeyField
from vibekoder.ui.sheets.key_rows import KeyDelegate, KeyRow, KeyRows
from vibekoder.ui.sheets.onward_list import OnwardList

USUAL = {one.id: one.keys for one in ACTIONS}


class KeyPage(QWidget):
    """Shows every action's keys and gives other ones; what a key belongs to already is told.

    Signals:
        keysWanted(str, object): the action with this id is to have these keys, a tuple; None: its
            usual ones.
        allWanted(): every action is to have its usual keys.
    """

    keysWanted = Signal(str, object)
    allWanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wanted = ""
        self._own: frozenset[str] = frozenset()
        self.view = OnwardList(self)
        self.model = KeyRows(self)
        self.heading = Paragraph(look, face="bodyStrong", parent=self)
        self.told = Paragraph(look, face="small", color="dim", parent=self)
        self.field = KeyField(look, self)
        self.set_button = Button(look, self.tr("Set"), parent=self)
        self.add_button = Button(look, self.tr("Add"), parent=self)
        self.none_button = Button(look, self.tr("No key"), kind="quiet", parent=self)
        self.usual_button = Button(look, self.tr("Usual keys"), kind="quiet", parent=self)
        self.all_button = Button(look, self.tr("Usual keys for all"), kind="quiet", parent=self)
        self._lay_out()
        self._connect()
        self.show_keys(frozenset())
        self.view.setCurrentIndex(self.model.index(0))

    @property
    def current(self) -> Action | None:
        """The action whose keys are being changed."""
        index = self.view.currentIndex()
        return self.model.rows[index.row()].action if index.isValid() else None

    def show_keys(self, own: frozenset[str]) -> None:
        """Show the keys as they are now; ``own`` are the actions whose keys were chosen."""
        self._own = own
        self._fill()
        self._show_current()
        self.all_button.setEnabled(bool(own))

    def narrow(self, wanted: str) -> int:
        """List only the actions that this text stands in; how many they are."""
        self._wanted = wanted
        self._fill()
        return len(self.model.rows)

    def _fill(self) -> None:
        now = self.current
        rows = [self._row(one) for one in self._look.keys.bound.actions]
        letters = self._wanted.casefold().split()
        self.model.show([one for one in rows if all(part in _told(one) for part in letters)])
        places = [at for at, row in enumerate(self.model.rows) if now and row.action.id == now.id]
        if not self.view.currentIndex().isValid() and self.model.rows:
            self.view.setCurrentIndex(self.model.index(places[0] if places else 0))

    def _row(self, action: Action) -> KeyRow:
        text = tr(action.text).removesuffix("…")
        menu = tr(action.menu)
        return KeyRow(action, text, menu, action.id in self._own)

    def _lay_out(self) -> None:
        self.view.setModel(self.model)
        dress_list(self._look, self.view, KeyDelegate(self._look, self.view))
        self.view.setAccessibleName(self.tr("Actions and their keys"))
        self.field.setMaximumWidth(220)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.view, 1)
        column.addWidget(self.heading)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        for button in (self.set_button, self.add_button, self.none_button, self.usual_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.all_button)
        column.addLayout(row)
        column.addWidget(self.told)
        self.told.setMinimumHeight(2 * self._look.theme.line("small"))

    def _connect(self) -> None:
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.model.modelReset.connect(self._show_current)
        self.view.onward.connect(self.field.setFocus)
        self.view.doubleClicked.connect(self.field.setFocus)
        self.field.pressed.connect(self._judge)
        self.field.accepted.connect(self._on_set)
        self.set_button.clicked.connect(self._on_set)
        self.add_button.clicked.connect(self._on_add)
        self.none_button.clicked.connect(self._on_none)
        self.usual_button.clicked.connect(self._on_usual)
        self.all_button.clicked.connect(self.allWanted)

    def _on_current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._show_current()

    def _show_current(self) -> None:
        action = self.current
        text = tr(action.text) if action else ""
        self.heading.set_text(text.removesuffix("…"))
        known = action is not None
        self.field.setEnabled(known)
        self.none_button.setEnabled(known and bool(action.keys))
        self.usual_button.setEnabled(known and action.id in self._own)
        self.field.take("")

    def _judge(self, key: str) -> None:
        """Say what would come of the pressed key."""
        action = self.current
        wrong = unfit(key, native_key(key)) if key else ""
        owner = self._look.keys.bound.owner(key)
        fits = bool(key) and not wrong and action is not None and key not in action.keys
        self.set_button.setEnabled(fits)
        self.add_button.setEnabled(fits and action is not None and bool(action.keys))
        self.told.set_color("error" if wrong else "warn" if fits and owner else "dim")
        if wrong:
            self.told.set_text(wrong)
        elif fits and owner is not None:
            text = tr(owner.text).removesuffix("…")
            said = self.tr("{key} belongs to {action}, which then loses it.")
            self.told.set_text(said.format(key=native_key(key), action=text))
        elif key and not fits:
            self.told.set_text(self.tr("It has this key already."))
        else:
            self.told.set_text(self._about(action))

    def _about(self, action: Action | None) -> str:
        """What is worth knowing of an action's keys while none is being given."""
        if action is None:
            return self.tr("No action has these letters in its name, menu or key.")
        lost = [key for key in USUAL[action.id] if key not in action.keys]
        bound = self._look.keys.bound
        taken = [(key, owner) for key in lost if (owner := bound.owner(key)) is not None]
        if taken and action.id not in self._own:
            text = tr(taken[0][1].text).removesuffix("…")
            said = self.tr("Its usual {key} is yours for {action}.")
            return said.format(key=native_key(taken[0][0]), action=text)
        if bound.complaints:
            return "\n".join(bound.complaints)
        return self.tr("Return goes to the field; Tab leaves it, Del takes back what was pressed.")

    def _on_set(self) -> None:
        if self.set_button.isEnabled():
            self._give((self.field.key,))

    def _on_add(self) -> None:
        action = self.current
        if action is not None:
            self._give((*action.keys, self.field.key))

    def _on_none(self) -> None:
        self._give(())

    def _on_usual(self) -> None:
        self._give(None)

    def _give(self, keys: Sequence[str] | None) -> None:
        action = self.current
        if action is None:
            return
        bound = self._look.keys.bound
        for key in keys or ():
            owner = bound.owner(key)
            # who has chosen it gives it up by name; a usual key gives way by itself
            if owner is not None and owner.id != action.id and owner.id in self._own:
                rest = tuple(one for one in owner.keys if one != key)
                self.keysWanted.emit(owner.id, rest)
        self.keysWanted.emit(action.id, keys)
        self.view.setFocus()


def _told(row: KeyRow) -> str:
    keys = " ".join((*row.action.keys, *map(native_key, row.action.keys)))
    return f"{row.text} {row.menu} {row.action.id} {keys}".casefold()
