"""Text that is dropped goes where it falls; what is moved within the text stands there once."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QTextCursor

from tests.ui.editor.conftest import Make
from tests.ui.editor.owner import Owner
from vibekoder.ui.editor.drops import drop
from vibekoder.ui.editor.keys import Keys

USER = "=={ User | id=aaaaaa }==\n"
TEXT = f"{USER}one two three\n\n=={{ Assistant | id=bbbbbb }}==\nsaid so\n"


class Moved:
    """Text of the editor itself in a drag; Qt makes such an event in a real one alone."""

    def __init__(self, owner: Owner, text: str, at: QPointF) -> None:
        self._owner = owner
        self._at = at
        self._data = QMimeData()
        self._data.setText(text)
        self.accepted = True
        self.action = Qt.DropAction.MoveAction

    def source(self) -> object:
        return self._owner.editor

    def position(self) -> QPointF:
        return self._at

    def mimeData(self) -> QMimeData:
        return self._data

    def proposedAction(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def setDropAction(self, action: Qt.DropAction) -> None:
        self.action = action

    def accept(self) -> None:
        self.accepted = True

    def ignore(self) -> None:
        self.accepted = False


def move(owner: Owner, text: str, part: int, point: int) -> Moved:
    """Select these words of the first slice, and drop them at a place."""
    editor = owner.editor
    start = owner.texts[1].index(text)
    editor.select(1, start, start + len(text))
    target = QTextCursor(editor.document())
    target.setPosition(len("".join(owner.texts[:part])) + point)
    event = Moved(owner, text, QPointF(editor.cursorRect(target).topLeft()))
    keys = Keys(editor, editor.page.mirror, editor.page, editor.atoms)
    drop(editor, cast("QDropEvent", event), editor.atoms, keys)
    return event


def test_what_is_moved_stands_at_its_new_place_alone(make: Make) -> None:
    owner = make(TEXT)
    event = move(owner, "two ", 1, len(USER))
    assert owner.texts[1].startswith(f"{USER}two one three")
    assert event.action is Qt.DropAction.CopyAction
    owner.agree()


def test_what_is_let_go_where_it_was_stays(make: Make) -> None:
    owner = make(TEXT)
    event = move(owner, "one two", 1, len(USER) + 3)
    assert not event.accepted
    assert owner.text == TEXT


def test_nothing_is_moved_into_what_grows(make: Make) -> None:
    owner = make(TEXT)
    owner.start(2)
    event = move(owner, "two ", 2, owner.texts[2].index("so"))
    assert not event.accepted
    assert owner.text == TEXT
