"""Templates in the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from tests.end2end.conftest import Opens
from tests.end2end.person import Person


def test_without_a_project_a_folder_is_asked_for(opens: Opens) -> None:
    person = opens(project=None)
    person.window.trigger("session.from_template")
    person.until(lambda: person.shell.findChildren(QFileDialog))
    person.shell.findChildren(QFileDialog)[0].close()


def test_a_template_that_comes_while_one_is_chosen_is_listed(person: Person, root: Path) -> None:
    (root / "templates").mkdir()
    person.press("Ctrl+Shift+N")
    sheet = person.sheet()
    person.until(lambda: sheet.model.rows)
    (root / "templates" / "mine.md").write_text("---\ntitle: Mine\n---\nx\n", encoding="utf-8")
    person.window.templating.templates.look()
    person.until(lambda: any("Mine" in str(one) for one in sheet.model.rows))


def test_another_project_brings_its_own_templates(person: Person, tmp_path: Path) -> None:
    other = tmp_path / "other" / "templates"
    other.mkdir(parents=True)
    (other / "theirs.md").write_text("---\ntitle: Theirs\n---\nx\n", encoding="utf-8")
    person.window.folderChosen.emit(other.parent)
    panel = person.window.project
    person.until(lambda: "Theirs" in [one.title for one in panel.templates.list.rows])
