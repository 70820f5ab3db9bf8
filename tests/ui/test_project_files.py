"""The project's files in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.builders import file_text
from vibekoder.ui.panels.files import FileView


@pytest.fixture
def reader(opens: Opens, root: Path) -> Person:
    """Somebody in a project with a session that is open, and some files."""
    (root / "sessions").mkdir()
    (root / "sessions/001.md").write_text(file_text("u aaaaaa: One"), "utf-8")
    (root / "src").mkdir()
    (root / "src/clock.py").write_text("tick = 1\n", "utf-8")
    someone = opens(session=root / "sessions/001.md")
    someone.ready()
    someone.window.trigger("go.files")
    someone.until(lambda: "src" in shown(someone))
    return someone


def tree(person: Person) -> FileView:
    """The tree in the panel."""
    return person.window.project_files.section.view


def shown(person: Person) -> list[str]:
    """The paths that are seen."""
    return [row.name for row in tree(person).list.rows]


def go_to(person: Person, name: str) -> None:
    """Mark a file by keys alone; its folder is unfolded on the way."""
    person.window.trigger("go.files")
    assert tree(person).hasFocus()
    person.press("Home")
    step_to(person, name.rpartition("/")[0])
    person.press("Right")
    person.until(lambda: name in shown(person))
    step_to(person, name)


def step_to(person: Person, name: str) -> None:
    """Go down to this row."""
    assert name in shown(person)
    while (row := tree(person).row) is not None and row.name != name:
        person.press("Down")


def test_a_file_is_included_in_the_prompt_by_keys_alone(reader: Person) -> None:
    go_to(reader, "src/clock.py")
    reader.press("Return")
    assert reader.composer.text() == "<!-- include: src/clock.py -->\n"
    assert reader.composer.prompt.hasFocus()


def test_a_file_s_menu_copies_its_directive_and_its_path(reader: Person, root: Path) -> None:
    go_to(reader, "src/clock.py")
    files = reader.window.project_files
    row = tree(reader).row
    tree(reader).menuWanted.emit(row, reader.window.mapToGlobal(reader.window.rect().center()))
    entries = {one.text().split("\t")[0]: one for one in files.menu.actions()}
    entries["Copy directive"].trigger()
    assert QGuiApplication.clipboard().text() == "<!-- include: src/clock.py -->"
    entries["Copy the path"].trigger()
    assert QGuiApplication.clipboard().text() == str(root / "src/clock.py")
    files.menu.close()


def test_a_session_opens_in_a_tab_and_other_files_in_their_program(
    reader: Person, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    go_to(reader, "src/clock.py")
    reader.press("Alt+Return")
    assert opened == [str(root / "src/clock.py")]
    reader.press("Ctrl+W")
    reader.until(lambda: reader.window.current is None)
    go_to(reader, "sessions/001.md")
    reader.press("Return")
    reader.until(lambda: reader.window.current is not None)
    assert reader.tab.path == root / "sessions/001.md"


def test_a_new_file_appears_and_the_folds_survive_a_restart(
    reader: Person, root: Path, opens: Opens
) -> None:
    go_to(reader, "src/clock.py")
    (root / "src/more.py").write_text("x", "utf-8")
    reader.until(lambda: "src/more.py" in shown(reader))
    reader.press("Ctrl+Q")
    reader.until(lambda: reader.codes)
    again = opens()
    again.window.trigger("go.files")
    again.until(lambda: "src/more.py" in shown(again))
    QTest.mouseClick(again.window.project_files.section.head, Qt.MouseButton.LeftButton)
    assert not tree(again).isVisible()
