"""The exact body of a request as a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.ui.sheets.preflight import PreflightSheet


def chosen(person: Person, path: Path) -> None:
    """Name the file in the dialog that is open."""
    (dialog,) = person.shell.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    person.until(path.exists)


def test_what_would_be_sent_can_be_saved(person: Person, tmp_path: Path) -> None:
    person.type("Hello")
    person.press("Ctrl+Shift+Return")
    sheet = person.sheet()
    assert isinstance(sheet, PreflightSheet)
    person.until(lambda: sheet.flight is not None)
    sheet.text.save.click()
    chosen(person, tmp_path / "request.json")
    assert sheet.flight is not None
    assert (tmp_path / "request.json").read_bytes() == sheet.flight.preview.body


def test_what_was_sent_can_be_saved(person: Person, server: ScriptedServer, tmp_path: Path) -> None:
    server.reply(stream(["Fine"]))
    person.ask("Hello")
    person.window.trigger("slice.sent")
    person.until(lambda: person.sheet() is not None)
    person.sheet().text.save.click()
    chosen(person, tmp_path / "sent.json")
    assert (tmp_path / "sent.json").read_bytes() == server.visits[0].body
