"""From an answer to what was sent for it, and on from there, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.person import Person
from tests.end2end.test_commands import define
from tests.support.server import ScriptedServer, stream
from vibekoder.ui.sheets.receipt import ReceiptSheet

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def asked(person: Person, root: Path, server: ScriptedServer) -> Person:
    """Somebody who has an answer to a prompt with a file in it; the file has changed since."""
    (root / "clock.py").write_text("tick = 1\n", "utf-8")
    server.reply(stream(["First"]))
    person.composer.prompt.setPlainText("Look:\n<!-- include: clock.py -->")
    person.press("Ctrl+Return")
    person.rest()
    person.until(lambda: person.answer is not None)
    (root / "clock.py").write_text("tick = 2\n", "utf-8")
    return person


def sheet_of(person: Person) -> ReceiptSheet:
    """The sheet, opened from the answer's menu."""
    person.choose(person.last, "What was sent…")
    person.until(lambda: person.shell.findChildren(ReceiptSheet))
    (sheet,) = person.shell.findChildren(ReceiptSheet)
    return sheet


def test_the_pieces_and_their_texts_are_shown(asked: Person) -> None:
    sheet = sheet_of(asked)
    rows = [sheet.model.index(at, 0).data() for at in range(sheet.model.rowCount())]
    assert rows[0] == "Whole request"
    assert "clock.py" in rows
    assert rows[-1] == "Envelope"
    sizes = [
        int(sheet.model.index(at, 3).data().replace(",", ""))
        for at in range(sheet.model.rowCount())
    ]
    assert sum(sizes[1:]) == sizes[0]
    assert "tick = 1" in sheet.text.text.toPlainText()
    for _ in range(rows.index("clock.py")):
        QTest.keyClick(sheet.table, Qt.Key.Key_Down)
    assert sheet.text.text.toPlainText() == "tick = 1\n"


def test_a_replay_sends_the_same_bytes_though_the_file_has_changed(
    asked: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Second"]))
    QTest.mouseClick(sheet_of(asked).replay, LEFT)
    asked.until(lambda: len(server.visits) == 2)
    asked.rest()
    assert server.visits[1].body == server.visits[0].body
    slices = asked.on_disk().slices
    assert [one.text for one in slices[1:]] == ["First", "Second"]
    assert slices[1].get("receipt") == slices[2].get("receipt")
    assert (slices[1].alt, slices[2].alt) == (True, False)


def test_striking_again_takes_the_file_as_it_is_now(asked: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Second"]))
    QTest.mouseClick(sheet_of(asked).strike, LEFT)
    asked.until(lambda: len(server.visits) == 2)
    asked.rest()
    assert "tick = 2" in server.visits[1].body.decode()


def test_the_difference_to_today_is_shown(asked: Person) -> None:
    sheet = sheet_of(asked)
    QTest.mouseClick(sheet.today, LEFT)
    asked.until(lambda: "tick = 2" in sheet.text.text.toPlainText())
    assert "tick = 1" in sheet.text.text.toPlainText()


def test_two_requests_that_were_sent_are_held_side_by_side(
    asked: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Second"]))
    QTest.mouseClick(sheet_of(asked).strike, LEFT)
    asked.until(lambda: len(server.visits) == 2)
    asked.rest()
    sheet = sheet_of(asked)
    QTest.mouseClick(sheet.other, LEFT)
    menu = asked.menu()
    assert [one.text().endswith("First") for one in menu.actions()] == [True]
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    asked.until(lambda: sheet.model.compares)
    assert "“" in sheet.told.text()
    text = sheet.text.text.toPlainText()
    assert text.index("-") < text.index("tick = 2")
    assert "+" in text


def test_a_prompt_with_a_command_is_compared_after_it_has_run(
    asked: Person, root: Path, server: ScriptedServer
) -> None:
    server.reply(stream(["Listed"]))
    asked.ask("Files:\n<!-- command: tree -->")
    (root / "new.py").write_text("new = 1\n", "utf-8")
    sheet = sheet_of(asked)
    QTest.mouseClick(sheet.today, LEFT)
    asked.until(lambda: "new.py" in sheet.text.text.toPlainText())
    beside = [sheet.model.index(at, 1).data() for at in range(sheet.model.rowCount())]
    assert any(one.startswith("+") for one in beside)
    assert len(server.visits) == 2


def test_a_command_that_it_waits_for_can_be_stopped(
    asked: Person, root: Path, server: ScriptedServer
) -> None:
    server.reply(stream(["Slept"]))
    code = "import pathlib, time; time.sleep(60 if pathlib.Path('slow').exists() else 0)"
    define(root, code)
    asked.until(lambda: asked.window.workspace is not None)
    asked.workspace.change_later(lambda one: type(one).open(one.root), pytest.fail)
    asked.until(lambda: "check" in asked.workspace.project.commands)
    asked.send("<!-- command: check -->")
    asked.sheet().verb.click()
    asked.until(lambda: len(server.visits) == 2)
    asked.rest()
    (root / "slow").write_text("x")
    sheet = sheet_of(asked)
    QTest.mouseClick(sheet.today, LEFT)
    asked.until(lambda: "check is running" in sheet.told.text())
    QTest.mouseClick(sheet.stop, LEFT)
    asked.until(lambda: "Stopped" in sheet.told.text())
    assert sheet.today.isEnabled()


def test_what_cannot_be_had_any_more_is_said(asked: Person, root: Path) -> None:
    for one in (root / "sessions" / ".objects").rglob("*"):
        if one.is_file():
            one.unlink()
    asked.choose(asked.last, "What was sent…")
    asked.until(lambda: any("cannot be shown" in one for one in asked.notices()))


def test_an_answer_without_a_receipt_offers_none(person: Person) -> None:
    person.window.trigger("slice.sent")
    person.until(lambda: any("no receipt" in one for one in person.notices()))
