"""The exact request before it leaves, by keys in the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.ui.sheets.preflight import PreflightSheet

PROMPT = "<!-- include: a.py -->\nWhy is it one?"


@pytest.fixture(autouse=True)
def files(root: Path) -> None:
    (root / "a.py").write_text("a = 1\n" * 50)
    toml = root / "vibekoder.toml"
    known = '\n[models."test-model"]\ncontext = 2000\ninput_price = 3.0\noutput_price = 15.0\n'
    toml.write_text(toml.read_text() + known + "output = 500\n")


def opened(person: Person, prompt: str = PROMPT) -> PreflightSheet:
    """Write a prompt, and look at what would be sent."""
    person.press("Ctrl+L")
    person.type(prompt)
    person.press("Ctrl+Shift+Return")
    sheet: Any = person.sheet()
    assert isinstance(sheet, PreflightSheet)
    person.until(lambda: sheet.flight is not None)
    return sheet


def names(sheet: PreflightSheet) -> list[str]:
    return [row.name for row in sheet.rows.rows]


def test_what_is_shown_is_what_the_server_gets(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    sheet = opened(person)
    body = sheet.flight.preview.body
    assert not person.on_disk().slices
    assert sum(row.line.bytes for row in sheet.rows.rows) == len(body)
    assert sheet.text.toPlainText() == body.decode()
    assert sheet.send.hasFocus()
    person.press("Return")
    person.rest()
    assert server.visits[0].body == body


def test_its_rows_tell_bytes_tokens_and_cost(person: Person) -> None:
    sheet = opened(person)
    assert names(sheet) == ["a.py", "Your words", "Envelope"]
    assert sheet.rows.rows[0].cost.startswith("$0.0")
    assert "of 2.0k tokens" in sheet.sums.text()
    assert "Answer, at most 500" in sheet.sums.text()
    assert not sheet.grab().isNull()


def test_the_text_of_a_piece_can_be_read(person: Person) -> None:
    sheet = opened(person)
    sheet.view.setFocus()
    person.press("Down")
    assert "Why is it one?" in sheet.text.toPlainText()
    assert "a = 1" not in sheet.text.toPlainText()
    sheet.body.click()
    assert sheet.text.toPlainText() == sheet.flight.preview.body.decode()


def test_it_tells_what_is_new_since_the_last_send(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    server.reply(stream(["Fine"]))
    person.ask(PROMPT)
    (root / "b.py").write_text("b = 2\n")
    sheet = opened(person, "<!-- include: b.py -->\nAnd now?")
    since = {row.name: row.since for row in sheet.rows.rows}
    assert since["a.py"] == "same"
    assert since["b.py"] == "new"
    assert "First byte that differs" in sheet.sums.text()


def test_cancel_sends_nothing(person: Person, server: ScriptedServer) -> None:
    opened(person)
    person.press("Esc")
    assert person.composer.text() == PROMPT
    assert not server.visits


def test_what_is_missing_stops_the_send_and_can_be_dropped(person: Person) -> None:
    sheet = opened(person, "<!-- include: gone.py -->\nWhy?")
    assert not sheet.send.isEnabled()
    assert "there is no such file" in sheet.warning.text()
    request = person.window.composing.request(person.widget)
    person.until(lambda: request.outlook.pieces)
    sheet.drop.click()
    assert person.composer.text().startswith("\\<!-- include: gone.py -->")
    person.until(lambda: sheet.send.isEnabled())


def test_what_does_not_fit_is_refused_and_the_piece_to_drop_is_named(
    person: Person, root: Path
) -> None:
    (root / "huge.py").write_text("value = call(argument, other)\n" * 900)
    sheet = opened(person, "<!-- include: huge.py -->\n" + PROMPT)
    assert not sheet.send.isEnabled()
    assert "Most of it is huge.py." in sheet.warning.text()
    request = person.window.composing.request(person.widget)
    person.until(lambda: request.outlook.pieces)
    sheet.drop.click()
    person.until(lambda: sheet.send.isEnabled())
    assert "huge.py" not in names(sheet)


def test_with_nothing_written_there_is_nothing_to_send(person: Person) -> None:
    sheet = opened(person, "")
    assert not sheet.send.isEnabled()


def test_a_row_is_left_out_by_delete(person: Person) -> None:
    sheet = opened(person)
    request = person.window.composing.request(person.widget)
    person.until(lambda: request.outlook.pieces)
    sheet.view.setFocus()
    person.press("Del")
    person.until(lambda: names(sheet) == ["Your words", "Envelope"])


def test_a_command_runs_first_and_its_output_is_what_is_sent(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    sheet = opened(person, "<!-- command: tree -->\nWhat is here?")
    body = sheet.flight.preview.body
    assert b"a.py" in body
    person.press("Return")
    person.rest()
    assert server.visits[0].body == body


def test_a_secret_is_told_at_its_piece(person: Person, root: Path) -> None:
    key = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"
    (root / "dev.env").write_text(f"TOKEN={key}\n")
    sheet = opened(person, "<!-- include: dev.env -->\nWhy?")
    assert "Secrets found: " in sheet.warning.text()
    assert "secret" in sheet.rows.rows[0].since
