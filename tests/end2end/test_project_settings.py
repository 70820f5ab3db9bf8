"""The project's settings by keys: typed, in the file, obeyed by the next request."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream


def reach(person: Person, name: str) -> None:
    """Tab to the field of this name."""
    for _ in range(80):
        if person.focus.accessibleName() == name:
            return
        person.press("Tab")
    raise AssertionError(f"{name} cannot be reached")


def test_a_parameter_typed_in_the_sheet_goes_with_the_next_request(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    person.press("Ctrl+Alt+,")
    person.sheet()
    reach(person, "Parameters")
    person.type("temperature = 0.25")
    person.press("Esc")
    person.until(lambda: "temperature = 0.25" in (root / "vibekoder.toml").read_text())
    person.until(lambda: person.workspace.project.params)
    server.reply(stream(["Yes"]))
    person.ask()
    assert server.visits[-1].json()["temperature"] == 0.25


def test_a_command_is_added_and_the_file_commented(person: Person, root: Path) -> None:
    file = root / "vibekoder.toml"
    person.press("Ctrl+Alt+,")
    person.sheet()
    reach(person, "Add command")
    person.press("Space")
    person.type("say")
    person.press("Tab")
    person.type("echo hello")
    reach(person, "Write a commented file")
    person.press("Space")
    person.until(lambda: "# idle = 600.0" in file.read_text())
    assert 'run = ["echo", "hello"]' in file.read_text()
    person.until(lambda: "say" in person.workspace.project.commands)
    assert person.workspace.project.commands["say"].run == ("echo", "hello")


def test_file_kinds_decide_what_a_folder_brings(person: Person, root: Path) -> None:
    (root / "src").mkdir()
    for name in ("a.py", "notes.md"):
        (root / "src" / name).write_text("x\n")
    person.press("Ctrl+Alt+,")
    person.sheet()
    reach(person, "File kinds")
    person.type("*.py")
    person.press("Esc")
    person.until(lambda: "*.py" in (root / "vibekoder.toml").read_text())
    person.press("Ctrl+L")
    person.type("<!-- include: src/ -->")
    request = person.window.composing.request(person.widget)
    person.until(lambda: request.outlook.whole and request.outlook.below)
    below = next(iter(request.outlook.below.values()))
    assert [one.path for one in below] == ["src/a.py"]


def test_a_broken_settings_file_is_left_alone_and_named(person: Person, root: Path) -> None:
    file = root / "vibekoder.toml"
    file.write_text("= nonsense", encoding="utf-8")
    person.press("Ctrl+Alt+,")
    sheet = person.sheet()
    QTest.keyClick(sheet.write, " ")
    person.until(lambda: any("not readable as TOML" in one for one in person.notices()))
    assert file.read_text() == "= nonsense"
