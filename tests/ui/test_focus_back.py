"""Whatever closes, keys go on where the person was writing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.end2end.conftest import Opens
from tests.end2end.person import Person

TEXT = (
    "=={ User | id=aaaaaa }==\n# First\nask\n\n"
    "=={ Assistant | id=bbbbbb finish=stop usage=10/20// }==\nsaid\n\n```py\nx = 1\n```\n\nmore\n"
)
SHEETS = ("Ctrl+G", "Ctrl+P", "Ctrl+Shift+P", "Ctrl+M", "Ctrl+Shift+M", "Ctrl+,", "F1")


@pytest.fixture
def writer(opens: Opens, root: Path) -> Person:
    """Somebody in the text of a session, in the last line of its answer."""
    path = root / "sessions" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")
    person = opens(session=path)
    person.ready()
    person.editor.setFocus()
    person.editor.set_caret(2, len(TEXT) - 1 - TEXT.index("=={ Ass"))
    return person


def goes_on(person: Person) -> bool:
    """Whether a key that is pressed now stands in the text."""
    before = person.editor.session_text()
    person.type("z")
    return person.editor.session_text() != before


@pytest.mark.parametrize("label", ["Copy", "Undo", "Select all"])
def test_the_key_after_an_act_of_the_text_s_menu_is_in_the_text(writer: Person, label: str) -> None:
    writer.choose(2, label)
    assert goes_on(writer)


def test_the_key_after_a_menu_that_is_closed_is_in_the_text(writer: Person) -> None:
    QTest.keyClick(writer.editor, Qt.Key.Key_Menu)
    QTest.keyClick(writer.menu(), Qt.Key.Key_Escape)
    assert goes_on(writer)


def test_after_a_file_was_named_one_writes_on(writer: Person, tmp_path: Path) -> None:
    writer.choose(2, "Save slice as")
    writer.choose_file(tmp_path / "slice.md")
    writer.until(lambda: not writer.shell.findChildren(QFileDialog))
    writer.until(lambda: QApplication.focusWidget() is writer.editor)
    assert goes_on(writer)


@pytest.mark.parametrize("key", SHEETS)
def test_a_sheet_that_is_closed_gives_the_text_its_keys_back(writer: Person, key: str) -> None:
    writer.press(key)
    writer.until(lambda: QApplication.focusWidget() is not writer.editor)
    writer.press("Esc")
    assert goes_on(writer)


def test_the_find_bar_gives_the_text_its_keys_back(writer: Person) -> None:
    writer.press("Ctrl+F", "Esc")
    assert goes_on(writer)
