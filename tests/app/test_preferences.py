"""A person's own settings, on disk and at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.preferences import Preferences
from vibekoder.core import settings
from vibekoder.core.settings import Values


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config/settings.toml"


@pytest.fixture
def preferences(path: Path) -> Iterator[Preferences]:
    made = Preferences(path, Values())
    yield made
    made.close()


def test_a_change_is_in_the_file_before_it_is_told(
    qtbot: QtBot, preferences: Preferences, path: Path
) -> None:
    with qtbot.waitSignal(preferences.changed):
        preferences.set(settings.THEME, "dark")
    assert 'theme = "dark"' in path.read_text()
    assert preferences.values[settings.THEME] == "dark"


def test_keys_are_given_and_given_back(qtbot: QtBot, preferences: Preferences, path: Path) -> None:
    with qtbot.waitSignal(preferences.changed):
        preferences.set_keys("session.new", ["Ctrl+J"])
    assert preferences.values[settings.KEYS] == {"session.new": ["Ctrl+J"]}
    with qtbot.waitSignal(preferences.changed):
        preferences.reset_keys()
    assert preferences.values[settings.KEYS] == {}
    assert "Ctrl+J" not in path.read_text()


def test_what_cannot_be_saved_is_told_and_changes_nothing(
    qtbot: QtBot, preferences: Preferences, path: Path
) -> None:
    path.parent.mkdir()
    path.write_text("= nonsense")
    with qtbot.waitSignal(preferences.failed) as heard:
        preferences.set(settings.THEME, "dark")
    assert "not readable as TOML" in heard.args[0].sentence
    assert preferences.values[settings.THEME] == "system"


def test_what_was_changed_last_is_on_the_disk_at_the_end(path: Path) -> None:
    preferences = Preferences(path, Values())
    preferences.set(settings.ZOOM, 1.5)
    preferences.close()
    assert "zoom = 1.5" in path.read_text()


def test_what_another_program_writes_holds_at_once(
    qtbot: QtBot, preferences: Preferences, path: Path
) -> None:
    preferences.watch()
    path.parent.mkdir()
    with qtbot.waitSignal(preferences.reread) as heard:
        path.write_text('[ui]\ntheme = "dark"\n[odd]\nx = 1\n')
    assert preferences.values[settings.THEME] == "dark"
    assert any("is not a setting" in sentence for sentence in heard.args[0])


def test_a_file_that_breaks_while_it_is_written_changes_nothing(
    qtbot: QtBot, preferences: Preferences, path: Path
) -> None:
    with qtbot.waitSignal(preferences.changed):
        preferences.set(settings.THEME, "dark")
    preferences.watch()
    with qtbot.waitSignal(preferences.failed):
        path.write_text("[ui\n")
    assert preferences.values[settings.THEME] == "dark"


def test_what_was_written_here_is_not_told_as_new(
    qtbot: QtBot, preferences: Preferences, path: Path
) -> None:
    told: list[object] = []
    preferences.reread.connect(told.append)
    preferences.watch()
    preferences.set(settings.THEME, "dark")
    qtbot.waitUntil(lambda: preferences.values[settings.THEME] == "dark")
    with qtbot.waitSignal(preferences.reread):
        path.write_text('[ui]\ntheme = "light"\n')
    assert len(told) == 1
