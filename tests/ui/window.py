"""What is seen in the window, and what is done with its dialogs and notices."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.end2end.person import Person
from vibekoder.ui.sheets.finder import Finder
from vibekoder.ui.sheets.sheet import Sheet

LEFT = Qt.MouseButton.LeftButton


class PlainWindow(QWidget):
    """A window that has nothing but a field, for sheets to lie over."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.resize(width, height)
        self.field = QLineEdit(self)


def plain_window(qtbot: QtBot, width: int = 900, height: int = 650) -> PlainWindow:
    """A plain window that is shown; its field has the keys."""
    made = PlainWindow(width, height)
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.field.setFocus()
    return made


def sheets(person: Person) -> list[Sheet]:
    """The sheets that are shown."""
    return [one for one in person.shell.findChildren(Sheet) if not one.isHidden()]


def titles(person: Person) -> list[str]:
    """What the list of sessions says."""
    return [row.title for row in person.window.project.model.rows]


def press_notice(person: Person, action: str) -> None:
    """Press an action of a notice that is shown, or soon will be."""

    def found() -> list[QWidget]:
        return [one.buttons[action] for one in person.window.notices.cards if action in one.buttons]

    person.until(found)
    QTest.mouseClick(found()[0], LEFT)


def choose_folder(person: Person, folder: Path) -> None:
    """Name a folder in the dialog that is open, and accept it."""
    person.until(lambda: dialogs(person))
    (dialog,) = dialogs(person)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    accept = next(one for one in dialog.findChildren(QPushButton) if one.text() == "&Choose")
    name.setText(str(folder))
    person.until(lambda: dialog.selectedFiles() == [str(folder)] and accept.isEnabled())
    # by key: a click is for the window that the system takes for the one under the pointer
    QTest.keyClick(accept, Qt.Key.Key_Space)
    assert not dialog.isVisible(), (name.text(), dialog.selectedFiles(), accept.isDown())
    # no window manager is here that would give the focus back
    person.window.activateWindow()


def dialogs(person: Person) -> list[QFileDialog]:
    """The system's dialogs that are shown."""
    return [one for one in person.shell.findChildren(QFileDialog) if one.isVisible()]


def finder(person: Person, keys: str = "Ctrl+P") -> Finder:
    """The finder, opened, once sessions and files are in it."""
    person.press(keys)
    (sheet,) = person.shell.findChildren(Finder)
    person.until(lambda: any(one.text == "src/clock.py" for one in sheet.shown))
    person.until(lambda: any(one.text == "Tempo map" for one in sheet.shown))
    return sheet
