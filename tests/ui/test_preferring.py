"""A person's own settings, in the real window."""

from __future__ import annotations

import tomllib

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.end2end.test_project_settings import reach
from vibekoder.core import settings


def test_a_theme_chosen_by_keys_holds_at_once_and_is_in_the_file(person: Person) -> None:
    file = person.window.preferences.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("# at night\n", encoding="utf-8")
    theme = person.program.look.theme
    person.press("Ctrl+,")
    person.sheet()
    reach(person, "Theme")
    QTest.keyClicks(person.focus, "dark")
    person.until(lambda: theme.dark)
    assert tomllib.loads(file.read_text()) == {"ui": {"theme": "dark"}}
    assert file.read_text().startswith("# at night\n")


def test_the_text_is_as_wide_as_is_typed(person: Person) -> None:
    before = person.editor.page.column.width
    person.press("Ctrl+,")
    person.sheet()
    person.type("width of the text")
    reach(person, "Width of the text")
    person.type("40\n")
    person.until(lambda: person.editor.page.column.width < before)


def test_a_key_is_given_by_keys_alone_and_works(person: Person) -> None:
    person.press("Ctrl+,")
    sheet = person.sheet()
    person.type("new session from")
    reach(person, "Actions and their keys")
    person.press("Return")
    QTest.keyClick(person.focus, Qt.Key.Key_F7)
    person.press("Return")
    person.until(lambda: person.program.look.keys.key("session.from_template") == "F7")
    person.until(
        lambda: (
            "yours"
            in sheet.keys.view.model().data(
                sheet.keys.view.currentIndex(), Qt.ItemDataRole.AccessibleTextRole
            )
        )
    )
    person.press("Esc")
    person.press("F7")
    assert person.sheet() is not sheet


def test_a_project_obeys_at_the_next_request(person: Person) -> None:
    person.window.preferences.set(settings.IDLE_LIMIT, 7)
    person.until(lambda: person.workspace.project.values[settings.IDLE_LIMIT] == 7)


def test_a_file_that_cannot_be_written_is_named_in_the_sheet(person: Person) -> None:
    file = person.window.preferences.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("= nonsense", encoding="utf-8")
    person.press("Ctrl+,")
    sheet = person.sheet()
    person.window.preferences.set(settings.THEME, "dark")
    person.until(lambda: "not readable as TOML" in sheet.note.text())
    assert file.read_text() == "= nonsense"


def test_without_a_project_the_settings_are_there_all_the_same(opens: Opens) -> None:
    person = opens(project=None)
    person.window.trigger("tools.settings")
    assert not person.sheet().project.isEnabled()


def test_settings_that_another_program_writes_hold_at_once(person: Person) -> None:
    preferences = person.window.preferences
    preferences.watch()
    preferences.path.parent.mkdir(parents=True, exist_ok=True)
    preferences.path.write_text(
        '[ui]\ntheme = "dark"\n[keys]\n"session.new" = "Ctrl+J"\n"x" = "F8"\n', "utf-8"
    )
    person.until(lambda: person.program.look.theme.dark)
    person.until(lambda: any("“x” is no action" in one for one in person.notices()))
    person.press("Ctrl+J")
    person.until(lambda: len(person.window.tabs.widgets) == 2)
