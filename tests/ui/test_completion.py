"""Completion in a field: what opens the list, what closes it, and which keys are the field's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vibekoder.app.actions import by_id
from vibekoder.app.files import Files
from vibekoder.app.offers import Offers
from vibekoder.engine.prepare import Home
from vibekoder.store.objects import Objects
from vibekoder.store.paths import State
from vibekoder.ui.completion import Completion
from vibekoder.ui.look import Look


@pytest.fixture
def offers(tmp_path: Path) -> Iterator[Offers]:
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text("x\n", "utf-8")
    home = Home(State(tmp_path / ".state"), tmp_path, Objects(tmp_path / ".objects"))
    files = Files(home.sources)
    made = Offers(files, lambda: home)
    yield made
    made.close()
    files.close()


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[QPlainTextEdit]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    made = QPlainTextEdit(window)
    column = QVBoxLayout(window)
    column.addWidget(made)
    column.addWidget(QLineEdit(window))
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    made.setFocus()
    # the window lives as long as the test
    yield made
    window.hide()


@pytest.fixture
def prompt(look: Look, field: QPlainTextEdit, offers: Offers) -> Completion:
    actions = [by_id("slice.fork"), by_id("session.new")]
    return Completion(look, field, offers, lambda _: True, actions=actions)


def shown(completion: Completion) -> list[str]:
    assert completion.list is not None
    return [one.text for one in completion.list.shown]


def test_a_field_that_is_no_prompt_completes_directives_only(
    qtbot: QtBot, look: Look, field: QPlainTextEdit, offers: Offers
) -> None:
    completion = Completion(look, field, offers, lambda _: True)
    QTest.keyClicks(field, "@one")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "@one\n"
    QTest.keyClicks(field, "<!-- include: one")
    qtbot.waitUntil(lambda: completion.open and shown(completion) == ["one.py"])


def test_nothing_is_offered_where_nothing_acts(
    qtbot: QtBot, look: Look, field: QPlainTextEdit, offers: Offers
) -> None:
    asked: list[bool] = []

    def acts(_: object) -> bool:
        asked.append(True)
        return False

    completion = Completion(look, field, offers, acts)
    QTest.keyClicks(field, "<!-- include: one")
    qtbot.waitUntil(lambda: bool(asked))
    assert not completion.open


def test_pasting_opens_no_list(qtbot: QtBot, field: QPlainTextEdit, prompt: Completion) -> None:
    QGuiApplication.clipboard().setText("@one")
    field.paste()
    with qtbot.assertNotEmitted(prompt.actionWanted, wait=20):
        pass
    assert not prompt.open


def test_keys_with_modifiers_are_the_fields(
    qtbot: QtBot, field: QPlainTextEdit, prompt: Completion
) -> None:
    QTest.keyClicks(field, "@one")
    qtbot.waitUntil(lambda: prompt.open)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert "include" not in field.toPlainText()


def test_the_list_closes_when_the_caret_leaves_the_name(
    qtbot: QtBot, field: QPlainTextEdit, prompt: Completion
) -> None:
    QTest.keyClicks(field, "words @one")
    qtbot.waitUntil(lambda: prompt.open)
    QTest.keyClick(field, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: not prompt.open)


def test_a_shorter_name_offers_more_again(
    qtbot: QtBot, field: QPlainTextEdit, prompt: Completion
) -> None:
    QTest.keyClicks(field, "@one")
    qtbot.waitUntil(lambda: prompt.open and shown(prompt) == ["one.py"])
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: "two.py" in shown(prompt))


def test_an_action_is_told_and_its_name_taken_away(
    qtbot: QtBot, field: QPlainTextEdit, prompt: Completion
) -> None:
    QTest.keyClicks(field, "/fork")
    qtbot.waitUntil(lambda: prompt.open)
    with qtbot.waitSignal(prompt.actionWanted, timeout=1000) as heard:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard.args == ["slice.fork"]
    assert field.toPlainText() == ""


def test_somebody_else_may_begin_a_name(
    qtbot: QtBot, field: QPlainTextEdit, prompt: Completion
) -> None:
    prompt.begin("@")
    qtbot.waitUntil(lambda: prompt.open and "one.py" in shown(prompt))


def test_letters_beyond_the_first_plane_shift_nothing(
    qtbot: QtBot, field: QPlainTextEdit, prompt: Completion
) -> None:
    field.setPlainText("🎶 ")
    field.moveCursor(field.textCursor().MoveOperation.End)
    QTest.keyClicks(field, "@two")
    qtbot.waitUntil(lambda: prompt.open and shown(prompt)[:1] == ["two.py"])
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "🎶\n<!-- include: two.py -->\n"
    assert field.textCursor().atEnd()


@pytest.mark.parametrize("typed", ["@d.md#", "@docs/d.md#", "<!-- include: d.md#"])
def test_a_part_of_the_one_file_of_a_name_is_offered(
    qtbot: QtBot, field: QPlainTextEdit, prompt: Completion, tmp_path: Path, typed: str
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/d.md").write_text("# One\n\n## Two\n", "utf-8")
    QTest.keyClicks(field, typed)
    qtbot.waitUntil(lambda: prompt.open and shown(prompt)[:2] == ["One", "Two"])
    QTest.keyClicks(field, "tw")
    qtbot.waitUntil(lambda: shown(prompt) == ["Two"])
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText().strip() == "<!-- include: docs/d.md#Two -->"


def test_without_its_part_a_name_offers_files_again(
    qtbot: QtBot, field: QPlainTextEdit, prompt: Completion, tmp_path: Path
) -> None:
    (tmp_path / "d.md").write_text("# One\n", "utf-8")
    QTest.keyClicks(field, "@d.md#")
    qtbot.waitUntil(lambda: prompt.open and shown(prompt)[:1] == ["One"])
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: shown(prompt) == ["d.md"])
