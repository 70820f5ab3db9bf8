"""The sheets over the window: backends that are really saved and used, questions, and texts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import vibekoder
from tests.end2end.person import KEY, Person
from tests.support.server import ScriptedServer, stream
from tests.ui.window import plain_window
from vibekoder.app.actions import ACTIONS
from vibekoder.app.notice import Notice
from vibekoder.ui.look import Look
from vibekoder.ui.notices import Notices
from vibekoder.ui.sheets.confirm import ConfirmSheet
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.window_sheets import WindowSheets

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    return plain_window(qtbot, 1000, 700)


@pytest.fixture
def sheets(look: Look, window: QWidget) -> WindowSheets:
    look.theme.set_reduced(True)
    return WindowSheets(look, window)


@pytest.fixture
def other() -> Iterator[ScriptedServer]:
    """A second server."""
    with ScriptedServer() as running:
        yield running


def shown(window: QWidget) -> Any:
    """The sheet that is open."""
    (sheet,) = [one for one in window.findChildren(Sheet) if not one.isHidden()]
    return sheet


def closed(person: Person) -> None:
    """Esc, and wait until what was typed is on the disk."""
    person.press("Esc")
    person.until(lambda: not person.workspace.changes.pending)


def settings(root: Path) -> dict[str, Any]:
    """The project's settings as they are on the disk."""
    return tomllib.loads((root / "vibekoder.toml").read_text("utf-8"))


def open_backends(person: Person) -> Any:
    """Ctrl+, and the sheet that it opens."""
    person.press("Ctrl+Alt+M")
    sheet = person.sheet()
    assert sheet.accessibleName() == "Backends"
    return sheet


def retype(field: QWidget, text: str) -> None:
    """Type over what a field holds."""
    field.setFocus()
    QTest.keySequence(field, QKeySequence.StandardKey.SelectAll)
    QTest.keyClicks(field, text)


# ------------------------------------------------------------------ backends


def test_another_model_is_written_down_and_asked_next(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    sheet = open_backends(person)
    retype(sheet.form.model, "gpt-oss")
    closed(person)
    assert settings(root)["backends"]["scripted"]["model"] == "gpt-oss"
    person.ask()
    assert server.visits[0].json()["model"] == "gpt-oss"
    assert person.answer.model == "scripted/gpt-oss"


def test_another_model_is_named_where_one_writes_and_in_the_status_bar(person: Person) -> None:
    sheet = open_backends(person)
    retype(sheet.form.model, "gpt-oss")
    closed(person)
    assert person.composer.model.accessibleName() == "Model: gpt-oss"
    assert person.window.status.backend.accessibleName() == "Backend: Scripted · gpt-oss"


def test_parameters_go_out_with_the_next_request(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    sheet = open_backends(person)
    retype(sheet.form.parameters, "temperature = 0.2")
    closed(person)
    person.ask()
    assert settings(root)["backends"]["scripted"]["params"] == {"temperature": 0.2}
    assert server.visits[0].json()["temperature"] == 0.2


def test_a_new_backend_that_is_made_default_answers_from_then_on(
    person: Person, root: Path, server: ScriptedServer, other: ScriptedServer
) -> None:
    other.reply(stream(["From the other"]))
    sheet = open_backends(person)
    sheet.add_entry("openai")
    QTest.keyClicks(sheet.form.title, "Other")
    retype(sheet.form.address, other.base_url)
    QTest.keyClicks(sheet.form.model, "small")
    retype(sheet.form.key_variable, "SCRIPTED_KEY")
    sheet.flush()
    sheet.make_default.trigger()
    QTest.mouseClick(sheet.done, LEFT)
    person.until(lambda: not person.workspace.changes.pending)
    person.ask()
    assert person.answer.text == "From the other"
    assert settings(root)["backend"] == "other"
    assert not server.visits


def test_the_key_itself_is_in_no_file(person: Person, root: Path, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    sheet = open_backends(person)
    retype(sheet.form.model, "gpt-oss")
    person.until(lambda: "Found" in sheet.form.rows["key"].under.text())
    closed(person)
    person.ask()
    assert server.visits[0].headers["authorization"] == f"Bearer {KEY}"
    assert person.files_with(KEY, root, person.state.root) == []


def test_a_key_that_is_not_set_is_told_in_the_sheet(person: Person) -> None:
    sheet = open_backends(person)
    retype(sheet.form.key_variable, "NOBODYS_KEY")
    person.until(lambda: "No key in NOBODYS_KEY" in sheet.form.rows["key"].under.text())


def test_a_removed_backend_is_gone_and_the_rehearsal_answers(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    sheet = open_backends(person)
    sheet.remove.trigger()
    closed(person)
    assert "scripted" not in settings(root).get("backends", {})
    assert person.window.status.backend.accessibleName() == "Backend: Rehearsal · rehearsal"
    person.ask()
    assert "Nothing has left this machine" in person.answer.text
    assert not server.visits


def test_what_a_person_wrote_beside_it_stays_in_the_file(person: Person, root: Path) -> None:
    file = root / "vibekoder.toml"
    file.write_text(f"# ours, by hand\n{file.read_text('utf-8')}", "utf-8")
    sheet = open_backends(person)
    retype(sheet.form.model, "gpt-oss")
    closed(person)
    assert file.read_text("utf-8").startswith("# ours, by hand\n")
    assert settings(root)["backends"]["scripted"]["model"] == "gpt-oss"


def test_a_file_that_was_broken_meanwhile_is_said_and_left_alone(
    person: Person, root: Path
) -> None:
    sheet = open_backends(person)
    file = root / "vibekoder.toml"
    file.write_text('backend = "scripted"\nmodel = \n', "utf-8")
    retype(sheet.form.model, "gpt-oss")
    closed(person)
    assert any("vibekoder.toml" in one and "line 2" in one.lower() for one in person.notices())
    assert file.read_text("utf-8") == 'backend = "scripted"\nmodel = \n'


@pytest.mark.parametrize("way", ["menu", "status"])
def test_there_are_several_ways_to_the_backends(person: Person, way: str) -> None:
    if way == "menu":
        person.window.trigger("tools.backends")
    else:
        QTest.mouseClick(person.window.status.backend, LEFT)
    assert person.sheet().accessibleName() == "Backends"
    assert person.sheet().applies.text() == "Applies to project only."


def test_closing_gives_the_caret_back_to_the_prompt(person: Person) -> None:
    open_backends(person)
    closed(person)
    assert person.composer.prompt.hasFocus()
    person.until(lambda: not person.shell.findChildren(Sheet))


# ------------------------------------------------------------------ questions


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "An answer is still arriving"), (3, "3 answers are still arriving")],
)
def test_the_question_at_quitting_says_how_much_arrives_and_what_is_safe(
    sheets: WindowSheets, window: QWidget, count: int, said: str
) -> None:
    sheet = sheets.quitting(count)
    assert shown(window) is sheet
    assert words(sheet) == [said, "What has come is kept, marked as stopped."]
    assert (sheet.verb.accessibleName(), sheet.stay.accessibleName()) == ("Stop and quit", "Stay")
    assert sheet.stay.hasFocus()


def words(sheet: ConfirmSheet) -> list[str]:
    """What a question says."""
    return [one.text() for one in sheet.box.children() if hasattr(one, "set_color")]


def test_the_question_about_what_cannot_be_saved_names_it(
    sheets: WindowSheets, window: QWidget
) -> None:
    sheet = sheets.unsaved("001.md, 002.md")
    title, text = words(sheet)
    assert title == "001.md, 002.md cannot be saved"
    assert text.endswith("Stay to save it elsewhere.")
    assert sheet.verb.accessibleName() == "Quit without saving"
    assert sheet.stay.hasFocus()


def test_a_sheet_is_gone_once_it_is_closed(
    qtbot: QtBot, sheets: WindowSheets, window: QWidget
) -> None:
    sheets.quitting(1)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(Sheet))


# ------------------------------------------------------------------ texts


def test_what_a_server_sent_is_shown_as_it_came(sheets: WindowSheets, window: QWidget) -> None:
    sheets.details('HTTP 500\n{"error": "<i>broken</i>"}')
    assert shown(window).accessibleName() == "What the server sent"
    assert shown(window).text.toPlainText() == 'HTTP 500\n{"error": "<i>broken</i>"}'


def test_every_key_is_listed_with_what_it_does(sheets: WindowSheets, window: QWidget) -> None:
    sheets.keys()
    lines = shown(window).text.toPlainText().splitlines()
    told = {line.split(maxsplit=1)[1].strip(): line.split()[0] for line in lines}
    native = QKeySequence.SequenceFormat.NativeText
    assert told == {
        row.text: QKeySequence(row.keys[0]).toString(native) for row in ACTIONS if row.keys
    }


def test_what_was_said_is_listed_and_follows(
    look: Look, sheets: WindowSheets, window: QWidget
) -> None:
    notices = Notices(look, window)
    sheets.notices(notices)
    sheet = shown(window)
    assert sheet.title.text() == "Nothing so far."
    notices.show_notice(Notice("error", "001.md cannot be saved", "The disk is full."))
    assert [row.notice.title for row in sheet.model.rows] == ["001.md cannot be saved"]


def test_what_a_notice_offered_is_done_from_the_list(
    look: Look, sheets: WindowSheets, window: QWidget, qtbot: QtBot
) -> None:
    notices = Notices(look, window)
    notices.show_notice(Notice("info", "Gone", actions=(("restore", "Undo"),), key="trash:1"))
    sheets.notices(notices)
    with qtbot.waitSignal(notices.acted) as heard:
        shown(window).acted.emit(notices.log[0], "restore")
    assert heard.args == ["trash:1", "restore"]


def test_about_names_the_version(sheets: WindowSheets, window: QWidget) -> None:
    sheets.about()
    assert shown(window).accessibleName() == "About VibeKoder"
    first = shown(window).text.toPlainText().splitlines()[0]
    assert first == f"VibeKoder {vibekoder.__version__}"
