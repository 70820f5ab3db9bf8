"""Templates of a project, in the background."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.room import Room
from vibekoder.app.templates import Templates
from vibekoder.core import settings
from vibekoder.store import front_matter


@pytest.fixture
def templates(room: Room, tmp_path: Path) -> Iterator[Templates]:
    made = Templates(room.workspace, [tmp_path / "mine"])
    yield made
    made.close()


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_they_are_listed_anew_when_the_folder_is_another(room: Room, templates: Templates) -> None:
    write(room.root / "prompts", "a.md", "x")
    templates.look()
    room.change(lambda one: one.save_setting(settings.TEMPLATES_FOLDER, "prompts"))
    room.until(lambda: [one.title for one in templates.rows] == ["a"])


def test_a_session_is_made_with_its_prompt_begun(room: Room, templates: Templates) -> None:
    write(
        templates.folder, "a.md", "---\ntitle: On {{date}}\n---\n=={ User }==\n{{project}}: {{q}}"
    )
    templates.look()
    room.until(lambda: templates.rows)
    templates.use(templates.rows[0], {"q": "why?"})
    room.until(lambda: room.workspace.tabs)
    (tab,) = room.workspace.tabs.values()
    assert tab.draft == "project: why?"
    assert front_matter.read(tab.session.head.front) == {"title": "On 2026-11-21"}


def test_a_template_that_is_gone_is_said(room: Room, templates: Templates) -> None:
    write(templates.folder, "a.md", "x")
    templates.look()
    room.until(lambda: templates.rows)
    (templates.folder / "a.md").unlink()
    templates.use(templates.rows[0], {})
    room.until(lambda: "a could not be used" in room.titles)


def test_a_session_becomes_one_and_is_listed(room: Room, templates: Templates) -> None:
    tab = room.open(room.write("=={ User | id=aaaaaa }==\nHello\n"))
    templates.save(tab, "Greeting")
    room.until(lambda: [one.title for one in templates.rows] == ["Greeting"])
    assert (templates.folder / "greeting.md").read_text("utf-8").endswith("=={ User }==\nHello\n\n")
    assert room.notices[-1].text == "templates/greeting.md"


def test_a_template_brings_the_folders_that_have_files(room: Room, templates: Templates) -> None:
    write(templates.folder, "a.md", "A:\n<!-- include: {{docs}} -->\n<!-- include: {{sources}} -->")
    write(room.root / "src", "a.py", "a = 1")
    (room.root / "docs").mkdir()
    templates.look()
    room.until(lambda: templates.rows)
    templates.use(templates.rows[0], {})
    room.until(lambda: room.workspace.tabs)
    (tab,) = room.workspace.tabs.values()
    assert tab.draft == "<!-- include: src -->"
    assert room.titles[-1] == "Left out of the prompt: docs/"
