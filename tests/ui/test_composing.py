"""What is seen before sending, in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.engine.pieces import State
from vibekoder.engine.stack import Outlook
from vibekoder.ui.panels.context import ContextPanel

FACTS = """
[models."test-model"]
context = 200000
input_price = 3.0
output_price = 15.0
"""


@pytest.fixture(autouse=True)
def files(root: Path) -> None:
    (root / "a.py").write_text("a = 1\n")
    toml = root / "vibekoder.toml"
    toml.write_text(toml.read_text() + FACTS)


def outlook(person: Person) -> Outlook:
    return person.window.composing.request(person.widget).outlook


def panel(person: Person) -> ContextPanel:
    return person.window.composing.panel


def test_while_typing_panel_composer_and_status_bar_tell_what_it_weighs(person: Person) -> None:
    person.type("<!-- include: a.py -->\nWhy is it one?")
    person.until(lambda: outlook(person).pieces)
    person.until(lambda: "of 200k" in person.composer.weight.text)
    assert person.window.status.next.text().startswith("Next send ~")
    assert "~$0.0" in person.window.status.next.text()
    assert [chip.face.name for chip in person.composer.chips.chips] == ["a.py"]
    assert panel(person).model.index(0, 0).data() == "a.py"


def test_a_file_that_changes_after_it_was_sent_is_told(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    server.reply(stream(["Fine"]))
    person.ask("<!-- include: a.py -->\nWhy?")
    person.until(lambda: [one.state for one in outlook(person).pieces] == [State.PINNED])
    (root / "a.py").write_text("a = 1\nb = 2\n")
    person.until(lambda: person.window.status.drifted.text() == "1 piece changed", timeout=2000)


def test_a_file_that_changes_is_told_in_a_tab_that_is_not_shown(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    server.reply(stream(["Fine"]))
    person.ask("<!-- include: a.py -->\nWhy?")
    person.until(lambda: [one.state for one in outlook(person).pieces] == [State.PINNED])
    person.new_session()
    (root / "a.py").write_text("a = 1\nb = 2\n")
    bar = person.window.tabs.bar
    person.until(lambda: "1 piece has changed" in bar.accessibleTabName(0), timeout=2000)
    assert "1 piece has changed" in bar.tabToolTip(0)
    assert not bar.grab().isNull()
    (root / "a.py").write_text("a = 1\n")
    person.until(lambda: "changed" not in bar.accessibleTabName(0), timeout=2000)


def test_another_tab_has_another_next_request(person: Person) -> None:
    person.type("<!-- include: a.py -->")
    person.until(lambda: panel(person).model.rowCount() == 1)
    person.new_session()
    assert panel(person).model.rowCount() == 0
    assert person.window.status.next.text() == ""
    person.press("Alt+1")
    person.until(lambda: panel(person).model.rowCount() == 1)


def test_a_tab_that_is_closed_leaves_nothing_behind(person: Person) -> None:
    person.type("Hello")
    person.press("Ctrl+W")
    person.until(lambda: person.window.current is None)
    assert panel(person).model.rowCount() == 0
    assert panel(person).empty.isVisible()


def test_a_piece_is_added_by_keys(person: Person) -> None:
    person.press("Ctrl+Shift+A")
    sheet = person.sheet()
    person.until(lambda: "a.py" in person.workspace.files.names)
    person.type("a.py")
    person.press("Return")
    assert not sheet.isVisible()
    assert "<!-- include: a.py -->" in person.composer.text()


def test_the_cross_of_a_chip_takes_its_line_away(person: Person) -> None:
    person.type("<!-- include: a.py -->\nWhy?")
    person.until(lambda: person.composer.chips.chips)
    QTest.keyClick(person.composer.chips.chips[0], Qt.Key.Key_Delete)
    assert person.composer.text() == "Why?"
    person.until(lambda: not person.composer.chips.chips)


def test_what_was_sent_and_what_has_changed_can_be_read(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    server.reply(stream(["Fine"]))
    person.ask("<!-- include: a.py -->")
    (root / "a.py").write_text("a = 2\n")
    person.until(lambda: outlook(person).changed == 1)
    source = outlook(person).pieces[0]
    panel(person).sentWanted.emit(source)
    assert person.sheet().text.toPlainText() == "a = 1\n"
    person.press("Esc")
    panel(person).changesWanted.emit(source)
    assert "-a = 1\n+a = 2" in person.sheet().text.toPlainText()
    panel(person).copyWanted.emit(source)
    assert QGuiApplication.clipboard().text() == source.line


def test_what_a_command_wrote_is_read_as_the_model_did(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask("<!-- command: tree -->")
    person.until(lambda: any(one.object for one in outlook(person).pieces))
    panel(person).sentWanted.emit(outlook(person).pieces[0])
    assert "tree (pinned): exit status 0" in person.sheet().text.toPlainText()


def test_a_file_outside_is_not_opened_from_the_panel(person: Person, root: Path) -> None:
    (root.parent / "outside.txt").write_text("x")
    person.type("<!-- include: ../outside.txt -->")
    person.until(lambda: outlook(person).pieces)
    panel(person).openWanted.emit(outlook(person).pieces[0])
    assert "leads out of the project" in person.sheet().text.toPlainText()


def test_a_heading_is_copied_as_the_line_that_brings_in_it_alone(
    person: Person, root: Path
) -> None:
    (root / "t.md").write_text("# Timing\n\n## Ticks\n")
    person.type("<!-- include: t.md -->")
    person.until(lambda: outlook(person).below)
    panel(person).copyWanted.emit(next(iter(outlook(person).below.values()))[1])
    assert QGuiApplication.clipboard().text() == "<!-- include: t.md#Ticks -->"


def test_bytes_that_are_gone_are_named(person: Person, server: ScriptedServer, root: Path) -> None:
    server.reply(stream(["Fine"]))
    person.ask("<!-- include: a.py -->")
    person.until(lambda: any(one.object for one in outlook(person).pieces))
    source = outlook(person).pieces[0]
    folder = person.workspace.project.sessions / ".objects"
    (folder / source.object[:2] / source.object[2:]).unlink()
    panel(person).sentWanted.emit(source)
    assert "missing" in person.sheet().text.toPlainText()


def test_the_side_panel_is_hidden_and_remembered(opens: Opens) -> None:
    person = opens()
    person.ready()
    person.shell.resize(1400, 800)
    person.until(lambda: person.window.panes.shows_side)
    person.window.trigger("view.side")
    assert not person.window.top.side.isChecked()
    person.quit()
    again = opens()
    again.ready()
    assert not again.window.panes.shows_side


def test_a_secret_in_own_words_is_told_while_it_is_written(person: Person) -> None:
    key = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"
    person.composer.set_text(f"My TOKEN={key}")
    person.until(lambda: "1 string looks like a secret" in panel(person).foot.text)
    index = panel(person).model.index(0, 0)
    assert "1 secret" in index.data(Qt.ItemDataRole.AccessibleTextRole)
