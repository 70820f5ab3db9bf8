"""A project from elsewhere reads nothing outside of itself before the person allows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.ui.sheets.outside import OutsideSheet


@pytest.fixture
def folder(root: Path) -> Path:
    """A folder beside the project, which its settings name."""
    made = root.parent / "shared"
    made.mkdir()
    (made / "words.txt").write_text("words from outside\n")
    with (root / "vibekoder.toml").open("a", encoding="utf-8") as file:
        file.write('[include]\nfolders = ["../shared"]\n')
    return made


@pytest.fixture
def someone(folder: Path, opens: Opens) -> Person:
    """Somebody with that project open."""
    person = opens()
    person.ready()
    return person


LINE = "<!-- include: ../shared/words.txt -->"


def test_what_a_project_names_outside_is_read_once_it_is_allowed(
    someone: Person, folder: Path, server: ScriptedServer
):
    someone.send(f"Look:\n{LINE}")
    someone.until(lambda: any("not confirmed on this computer" in one for one in someone.notices()))
    someone.press_notice("outside")
    sheet = someone.sheet()
    assert isinstance(sheet, OutsideSheet)
    assert sheet.shown.toPlainText() == f'"{folder}"'
    assert not server.visits
    sheet.verb.click()
    someone.until(lambda: not someone.workspace.outside.pending)
    server.reply(stream(["Good"]), stream(["Still"]))
    someone.press("Ctrl+Return")
    someone.rest()
    assert "words from outside" in server.visits[0].json()["messages"][0]["content"]


def test_what_is_not_allowed_is_asked_about_at_the_next_start(
    someone: Person, opens: Opens, server: ScriptedServer
):
    someone.press_notice("outside")
    someone.sheet().stay.click()
    someone.quit()
    again = opens()
    again.press_notice("outside")
    assert isinstance(again.sheet(), OutsideSheet)
