"""Files and long texts brought into the real window, by drop and by paste."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream

COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def project(root: Path) -> None:
    """A project with something to bring."""
    (root / "src").mkdir()
    (root / "src" / "hello.py").write_text("def hello():\n    return 1\n", "utf-8")


def drop(field: QPlainTextEdit, place: QPoint, *paths: Path) -> None:
    """What a file manager does when files are let go over a field."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    entered = QDragEnterEvent(place, COPY, data, LEFT, NO_KEY)
    QCoreApplication.sendEvent(field.viewport(), entered)
    assert entered.isAccepted()
    dropped = QDropEvent(QPointF(place), COPY, data, LEFT, NO_KEY)
    QCoreApplication.sendEvent(field.viewport(), dropped)
    assert dropped.isAccepted()


def test_a_file_dropped_onto_the_composer_is_sent(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    server.reply(stream(["Fine"]))
    person.type("What is it?")
    drop(person.composer.prompt, QPoint(300, 10), root / "src" / "hello.py")
    line = "<!-- include: src/hello.py -->"
    person.until(lambda: person.composer.text() == f"What is it?\n{line}\n")
    person.press("Ctrl+Return")
    person.rest()
    assert "def hello()" in server.visits[0].json()["messages"][0]["content"]


def test_a_folder_dropped_into_an_earlier_prompt_is_included_there(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    server.reply(stream(["Fine"]))
    person.ask("Look at this")
    point = person.tab.desk.shown(1).index("this")
    person.editor.setFocus()
    person.editor.set_caret(1, point)
    drop(person.editor, person.editor.cursorRect().center(), root / "src")
    person.until(lambda: "<!-- include: src/ -->" in person.editor.session_text())
    person.saved()
    assert person.on_disk().slices[0].text == "Look at this\n<!-- include: src/ -->"
    person.agree()
    person.press("Ctrl+Z")
    person.saved()
    assert person.on_disk().slices[0].text == "Look at this"


def test_an_answer_takes_no_file(person: Person, server: ScriptedServer, root: Path) -> None:
    server.reply(stream(["Fine"]))
    person.ask("Hello")
    before = person.editor.session_text()
    person.editor.setFocus()
    person.editor.set_caret(2, len(person.tab.desk.shown(2)) - 1)
    drop(person.editor, person.editor.cursorRect().center(), root / "src")
    assert "Nothing is included here" in person.notices()[-1]
    assert person.editor.session_text() == before


def test_a_file_from_outside_is_copied_when_that_is_wished(
    person: Person, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "trace.log").write_text("no such tick\n", "utf-8")
    drop(person.composer.prompt, QPoint(5, 5), tmp_path / "trace.log")
    person.press_notice("copy")
    person.until(lambda: person.composer.text() == "<!-- include: pasted/trace.log -->\n")
    assert (root / "pasted" / "trace.log").read_text("utf-8") == "no such tick\n"


def test_a_long_paste_is_stored_and_included_and_undo_takes_it_back(
    person: Person, root: Path
) -> None:
    long = "tick 12: missed\n" * 100
    QGuiApplication.clipboard().setText(long)
    person.press("Ctrl+V")
    assert person.composer.text() == long
    person.press_notice("store")
    person.until(lambda: person.composer.text().startswith("<!-- include: pasted/tick-12"))
    assert next((root / "pasted").iterdir()).read_text("utf-8") == long
    person.press("Ctrl+L", "Ctrl+Z")
    assert person.composer.text() == long
