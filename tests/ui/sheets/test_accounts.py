"""The last requests, seen in the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.end2end.person import KEY, Person
from tests.support.server import Answer, ScriptedServer, chunk, failure, sse, stream
from vibekoder.ui.sheets.accounts import COLUMNS, AccountsSheet


def opened(person: Person) -> AccountsSheet:
    """The sheet, opened as by its menu."""
    person.window.trigger("tools.requests")
    (sheet,) = person.shell.findChildren(AccountsSheet)
    return sheet


def cells(sheet: AccountsSheet, row: int = 0) -> dict[str, str]:
    """A row by the names of its columns."""
    return {one.name: sheet.model.index(row, column).data() for column, one in enumerate(COLUMNS)}


def test_before_the_first_request_it_says_so(person: Person) -> None:
    sheet = opened(person)
    assert sheet.sums.text() == "Nothing was sent so far."
    assert not sheet.copy.isEnabled()


def test_requests_are_listed_with_their_times_and_ends(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Hello"]), failure(400, "no"))
    person.ask("One")
    person.ask("Two")
    sheet = opened(person)
    assert cells(sheet, 0)["State"] == "failed: bad request"
    row = cells(sheet, 1)
    assert (row["Backend"], row["Model"], row["State"]) == ("scripted", "test-model", "completed")
    assert row["First text"].endswith(("ms", " s"))
    assert sheet.sums.text().startswith("scripted: 2 requests, 50% answered, ")


def test_a_failed_request_tells_what_it_took_and_what_nobody_could_read(
    person: Person, server: ScriptedServer
) -> None:
    counts = chunk({}, usage={"prompt_tokens": 12, "completion_tokens": 2100}, choices=[])
    broken = sse('{"broken')
    server.reply(Answer(body=[broken, chunk({}, "length"), counts, sse("[DONE]")]))
    person.ask("One")
    row = cells(opened(person), 0)
    assert (row["State"], row["Tokens"], row["Unread"]) == ("failed: empty", "12 / 2.1k", "1")


def test_a_new_request_comes_into_the_open_sheet(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Hello"]))
    sheet = opened(person)
    person.composer.set_text("Hello")
    person.window.current.send()
    person.until(lambda: sheet.model.rows and cells(sheet)["State"] == "completed")
    assert sheet.copy.isEnabled()


def test_a_request_is_copied_as_curl_without_its_key(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Hello"]))
    person.ask("One")
    sheet = opened(person)
    QTest.mouseClick(sheet.copy, Qt.MouseButton.LeftButton)
    person.until(lambda: any("Copied" in one for one in person.notices()))
    text = QGuiApplication.clipboard().text()
    assert text.startswith("curl ")
    assert KEY not in text


def test_a_cell_tells_its_column_to_who_cannot_see_it(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Hello"]))
    person.ask("One")
    sheet = opened(person)
    told = sheet.model.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Model: test-model"
    assert sheet.model.headerData(5, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert sheet.first_focus() is sheet.table
