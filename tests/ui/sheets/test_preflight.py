"""The exact request before it leaves, by keys in the window."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.core import settings
from vibekoder.engine import replay
from vibekoder.ui.sheets.flight_rows import Row
from vibekoder.ui.sheets.preflight import PreflightSheet

LOOK_FIRST = settings.LOOK_FIRST.key.partition(".")[2]
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


def row(sheet: PreflightSheet, name: str) -> Row:
    return next(one for one in sheet.rows.rows if one.name == name)


def press(sheet: PreflightSheet, act: str) -> None:
    """Press a button of a box below the rows."""
    button = sheet.notes.button(act)
    assert button is not None
    button.click()


def names(sheet: PreflightSheet) -> list[str]:
    return [row.name for row in sheet.rows.rows]


def test_what_is_shown_is_what_the_server_gets(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    sheet = opened(person)
    body = sheet.flight.preview.body
    assert not person.on_disk().slices
    assert sum(row.line.bytes for row in sheet.rows.rows) == len(body)
    assert json.loads(sheet.text.text.toPlainText()) == json.loads(body)
    assert sheet.send.hasFocus()
    person.press("Return")
    person.rest()
    assert server.visits[0].body == body


def test_its_rows_tell_bytes_tokens_and_cost(person: Person) -> None:
    sheet = opened(person)
    assert names(sheet) == ["a.py", "Your words", "Envelope"]
    assert sheet.rows.rows[0].cost == "<$0.001"
    assert "of 2.0k tokens" in sheet.sums.text()
    assert "Answer, at most 500" in sheet.sums.text()
    assert not sheet.grab().isNull()


def test_the_text_of_a_piece_can_be_read(person: Person) -> None:
    sheet = opened(person)
    sheet.view.setFocus()
    person.press("Down")
    assert "Why is it one?" in sheet.text.text.toPlainText()
    assert "a = 1" not in sheet.text.text.toPlainText()
    sheet.text.body.click()
    assert "a = 1" in sheet.text.text.toPlainText()


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
    assert "From cache" in sheet.sums.text()
    assert sheet.text.text.extraSelections()


def test_cancel_sends_nothing(person: Person, server: ScriptedServer) -> None:
    opened(person)
    person.press("Esc")
    assert person.composer.text() == PROMPT
    assert not server.visits


def test_what_is_missing_stops_the_send_and_can_be_dropped(person: Person) -> None:
    sheet = opened(person, "<!-- include: gone.py -->\nWhy?")
    assert "there is no such file" in sheet.notes.text()
    assert sum(row.line.bytes for row in sheet.rows.rows) == len(sheet.flight.preview.body)
    press(sheet, "drop")
    assert person.composer.text().startswith("\\<!-- include: gone.py -->")
    person.until(lambda: sheet.send.isEnabled())


def test_what_does_not_fit_is_refused_and_the_piece_to_drop_is_named(
    person: Person, root: Path
) -> None:
    (root / "huge.py").write_text("value = call(argument, other)\n" * 900)
    sheet = opened(person, "<!-- include: huge.py -->\n" + PROMPT)
    assert not sheet.send.isEnabled()
    assert "Most of it is huge.py" in sheet.notes.text()
    press(sheet, "drop")
    person.until(lambda: sheet.send.isEnabled())
    assert row(sheet, "huge.py").checked is False


def test_with_nothing_written_there_is_nothing_to_send(person: Person) -> None:
    sheet = opened(person, "")
    assert not sheet.send.isEnabled()


def test_a_row_is_left_out_by_delete(person: Person) -> None:
    sheet = opened(person)
    sheet.view.setFocus()
    person.press("Del")
    person.until(lambda: row(sheet, "a.py").checked is False)
    assert "a = 1" not in sheet.flight.preview.body.decode()
    person.press("Space")
    person.until(lambda: row(sheet, "a.py").checked)
    assert person.composer.text() == PROMPT


def test_one_more_piece_that_cannot_be_had_is_told_with_its_reason(person: Person) -> None:
    lines = "".join(f"<!-- include: gone{n}.py -->\n" for n in range(3))
    sheet = opened(person, f"{lines}Why?")
    assert "1 more piece cannot be had gone2.py: there is no such file" in sheet.notes.text()
    assert "gone0.py: " not in sheet.notes.text()


def test_what_cannot_be_had_is_left_out_by_send(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    sheet = opened(person, "<!-- include: gone.py -->\nWhy?")
    assert sheet.send.text() == "Send without it"
    sheet.send.click()
    person.until(lambda: server.visits)
    person.rest()
    assert "gone.py: not part" in server.visits[0].json()["messages"][0]["content"]


@pytest.fixture
def secret(root: Path) -> None:
    (root / "dev.env").write_text(
        "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzKEYKEYab\n"
    )


@pytest.mark.usefixtures("secret")
def test_a_secret_is_redacted_by_send(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    sheet = opened(person, "<!-- include: dev.env -->\nWhy?")
    sheet.send.click()
    person.until(lambda: server.visits)
    person.rest()
    assert b"wJalrX" not in server.visits[0].body


@pytest.mark.usefixtures("secret")
def test_what_is_shown_of_a_secret_is_what_is_sent_and_kept(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    key = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"
    sheet = opened(person, f"My TOKEN={key}\n<!-- include: dev.env -->\nWhy?")
    told, body = sheet.text.about.text(), sheet.flight.preview.body
    assert "AWS_SECRET_ACCESS_KEY" in sheet.text.text.toPlainText()
    assert "wJalrX" not in sheet.text.text.toPlainText()
    assert sum(row.line.bytes for row in sheet.rows.rows) == len(body)
    assert "secret" in row(sheet, "dev.env").since
    sheet.send.click()
    person.until(lambda: server.visits)
    person.rest()
    assert server.visits[0].body == body
    name = person.on_disk().slices[-1].get("receipt") or ""
    kept = replay.sent(person.tab.desk.home.objects, name).body
    assert told == f"{len(kept):,} bytes · {hashlib.sha256(kept).hexdigest()[:8]}"


@pytest.mark.usefixtures("secret")
def test_a_secret_may_be_shown_or_sent_after_all(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    press(opened(person, "<!-- include: dev.env -->\nWhy?"), "show")
    assert person.composer.prompt.textCursor().selectedText() == "<!-- include: dev.env -->"
    person.press("Ctrl+Shift+Return")
    sheet: Any = person.sheet()
    person.until(lambda: sheet.flight is not None)
    press(sheet, "allow")
    person.until(lambda: server.visits)
    person.rest()
    assert b"wJalrX" in server.visits[0].body


def test_headings_and_files_are_rows_below_their_piece(person: Person, root: Path) -> None:
    (root / "doc.md").write_text("# One\n\nwords\n\n## Two\n\nmore\n")
    (root / "b.py").write_text("b = 2\n")
    sheet = opened(person, "<!-- include: doc.md -->\n<!-- include: *.py -->\nWhy?")
    below = {one.name: [inner.name.strip() for inner in one.below] for one in sheet.rows.rows}
    assert below["doc.md"] == ["One", "Two"]
    assert below["*.py"] == ["a.py", "b.py"]


@pytest.mark.parametrize(
    ("line", "row", "down", "left"),
    [
        (
            "doc.md",
            "doc.md",
            2,
            "<!-- include: doc.md#L1-3 -->\n\\<!-- include: doc.md#Two -->",
        ),
        ("*.py", "*.py", 1, "\\<!-- include: a.py -->\n<!-- include: b.py -->"),
    ],
)
def test_a_heading_or_a_file_of_a_pattern_is_left_out_by_itself(
    person: Person, root: Path, line: str, row: str, down: int, left: str
) -> None:
    (root / "doc.md").write_text("# One\n\nwords\n\n## Two\n\nmore\n")
    (root / "b.py").write_text("b = 2\n")
    sheet = opened(person, f"<!-- include: {line} -->\nWhy?")
    assert all(one.checked for one in sheet.rows.rows[0].below[1:])
    sheet.view.setFocus()
    person.press("Home", "Right", *["Down"] * down, "Space")
    person.until(lambda: person.composer.text() == f"{left}\nWhy?")
    person.until(lambda: [one.checked for one in sheet.rows.rows].count(False) == 1)
    size = sum(one.line.bytes for one in sheet.rows.rows)
    assert size == len(sheet.flight.preview.body)


def test_what_a_heading_is_named_by_is_left_out_as_a_whole(person: Person, root: Path) -> None:
    (root / "doc.md").write_text("# One\n\nwords\n\n## Two\n\nmore\n\n### Deep\n\nx\n")
    sheet = opened(person, "<!-- include: doc.md#Two -->\nWhy?")
    assert [one.checked for one in sheet.rows.rows[0].below] == [None, True]


def test_one_key_drops_what_does_not_fit(person: Person, root: Path) -> None:
    (root / "big.py").write_text("word = value + other\n" * 900)
    sheet = opened(person, "<!-- include: big.py -->\nWhy?")
    assert "Most of it is big.py" in sheet.notes.text()
    assert not sheet.send.isEnabled()
    person.press("Alt+D")
    person.until(lambda: person.composer.text().startswith("\\<!-- include: big.py -->"))
    person.until(lambda: sheet.send.isEnabled())


@pytest.fixture
def careful(root: Path) -> None:
    toml = root / "vibekoder.toml"
    toml.write_text(toml.read_text() + f'\n[composer]\n{LOOK_FIRST} = "always"\n')


@pytest.mark.usefixtures("careful")
def test_the_key_that_sends_opens_it_first_where_that_is_wanted(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.press("Ctrl+L")
    person.type(PROMPT)
    person.press("Ctrl+Return")
    sheet: Any = person.sheet()
    assert isinstance(sheet, PreflightSheet)
    assert person.composer.text() == PROMPT
    person.until(lambda: sheet.send.isEnabled())
    person.press("Return")
    person.until(lambda: server.visits)
    person.rest()


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


def test_what_changed_while_it_was_looked_at_is_shown_before_it_is_sent(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    server.reply(stream(["Fine"]))
    opened(person)
    (root / "a.py").write_text("a = 2\n")
    person.press("Return")
    person.until(lambda: isinstance(person.sheet(), PreflightSheet))
    sheet: Any = person.sheet()
    person.until(lambda: sheet.flight is not None)
    assert not server.visits
    assert person.composer.text() == PROMPT
    assert "It changed while you looked" in sheet.notes.text()
    assert b"a = 2" in sheet.flight.preview.body
    person.press("Return")
    person.until(lambda: server.visits)
    person.rest()
    assert server.visits[0].body == sheet.flight.preview.body
    assert not person.window.notices.cards


def test_what_a_command_wrote_when_it_was_shown_is_what_is_sent(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    server.reply(stream(["Fine"]))
    sheet = opened(person, "<!-- command: tree -->\nWhat is here?")
    (root / "later.py").write_text("b = 2\n")
    person.press("Return")
    person.until(lambda: server.visits)
    person.rest()
    assert server.visits[0].body == sheet.flight.preview.body


def test_a_secret_is_told_at_its_piece(person: Person, root: Path) -> None:
    key = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"
    (root / "dev.env").write_text(f"TOKEN={key}\n")
    sheet = opened(person, "<!-- include: dev.env -->\nWhy?")
    assert "1 string looks like a secret dev.env, line 1" in sheet.notes.text()
    assert "secret" in sheet.rows.rows[0].since
