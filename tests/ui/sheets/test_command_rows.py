"""Commands as rows to be typed in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from vibekoder.core.commands import Command
from vibekoder.ui.buttons import IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.command_rows import CommandRows

TESTS = Command("tests", ("pytest", "-k", "a b"), "", 120, 7)


@pytest.fixture
def rows(qtbot: QtBot, look: Look) -> CommandRows:
    made = CommandRows(look)
    qtbot.addWidget(made)
    made.show_commands([TESTS])
    made.show()
    return made


def saved(rows: CommandRows) -> list[tuple[Command, str]]:
    found: list[tuple[Command, str]] = []
    rows.saveWanted.connect(lambda command, was: found.append((command, was)))
    return found


def fields(rows: CommandRows) -> list[QLineEdit]:
    return [one for one in rows.findChildren(QLineEdit) if one.isVisibleTo(rows)]


def fill(rows: CommandRows, *texts: str) -> None:
    """Type into the fields of the last row."""
    for field, text in zip(fields(rows)[-6:], texts, strict=False):
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)
    fields(rows)[-1].editingFinished.emit()


def test_a_command_is_shown_as_it_would_be_typed(rows: CommandRows) -> None:
    assert [one.text() for one in fields(rows)] == ["tests", "pytest -k 'a b'", "", "120", "7", ""]


def test_a_changed_command_keeps_the_limits_that_were_not_touched(rows: CommandRows) -> None:
    found = saved(rows)
    fill(rows, "unit", 'pytest "-q x"', "sub", "")
    assert found == [(Command("unit", ("pytest", "-q x"), "sub", 60, 7), "tests")]


def test_how_much_a_command_may_write_and_what_it_may_return_can_be_typed(
    rows: CommandRows,
) -> None:
    found = saved(rows)
    fill(rows, "tests", "pytest", "", "", "64", "0, 5")
    assert found == [(Command("tests", ("pytest",), "", 60, 64, (0, 5)), "tests")]
    assert [one.text() for one in fields(rows)[-2:]] == ["64", "0, 5"]


def test_that_no_exit_status_is_accepted_stays_so(rows: CommandRows) -> None:
    rows.show_commands([Command("tests", ("pytest",), accept=())])
    found = saved(rows)
    rows.flush()
    assert found == []


def test_a_new_one_is_saved_once_it_has_a_name_and_a_program(rows: CommandRows) -> None:
    found = saved(rows)
    QTest.mouseClick(rows.add, Qt.MouseButton.LeftButton)
    fill(rows, "lint")
    assert found == []
    fill(rows, "lint", "ruff check")
    assert found == [(Command("lint", ("ruff", "check")), "")]
    rows.show_commands([TESTS, Command("lint", ("ruff", "check"))])
    assert rows.names == ["tests", "lint"]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("no name", "x"), "letters, digits"),
        (("x", "pytest 'open"), "quote"),
        (("x", "y", "", "soon"), "number of seconds"),
        (("x", "y", "", "0"), "above 0"),
        (("x", "y", "", "", "much"), "number of KiB"),
        (("x", "y", "", "", "", "zero"), "exit statuses"),
    ],
)
def test_what_is_wrong_is_explained_below(
    rows: CommandRows, texts: tuple[str, ...], said: str
) -> None:
    found = saved(rows)
    fill(rows, *texts)
    rows.flush()
    assert found == []
    assert any(said in one.text() for one in rows.findChildren(Paragraph))


def test_a_command_is_removed(rows: CommandRows) -> None:
    gone: list[str] = []
    rows.removeWanted.connect(gone.append)
    QTest.mouseClick(rows.findChildren(IconButton)[0], Qt.MouseButton.LeftButton)
    assert gone == ["tests"]
    assert rows.names == []


def test_what_the_file_says_is_followed_but_not_what_is_being_typed(rows: CommandRows) -> None:
    other = Command("other", ("one",))
    rows.show_commands([TESTS, other])
    QTest.keyClicks(fields(rows)[0], "_new")
    rows.show_commands([Command("tests", ("changed",)), Command("other", ("two",))])
    assert [one.text() for one in fields(rows)][:2] == ["tests_new", "pytest -k 'a b'"]
    assert fields(rows)[7].text() == "two"
    rows.show_commands([])
    assert rows.names == []
