"""Search in all sessions, in the real window, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person, write_project

TEXTS = {
    "011.md": "---\ntitle: Tempo map\n---\n=={ User }==\nWhy the drift?\n",
    "012.md": "=={ User }==\nhello\n\n=={ Assistant | model=x/sonnet }==\n# Well\n"
    "the tempo drifts\n",
}


@pytest.fixture
def seeker(root: Path, opens: Opens) -> Person:
    """Somebody in a project with two sessions and a new one."""
    for name, text in TEXTS.items():
        path = root / "sessions" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    person = opens()
    person.ready()
    person.until(lambda: len(person.workspace.rows) == 3)
    return person


def found(person: Person) -> list[tuple[str, list[str]]]:
    """The sessions that are listed, with their lines."""
    tree = person.window.seeking.panel.tree
    return [(one.row.path.name, [hit.line for hit in one.hits]) for one in tree.rows]


def look_for(person: Person, text: str) -> None:
    person.press("Ctrl+Shift+F")
    person.type(text)


def test_sessions_are_found_by_text_and_title_as_one_types(seeker: Person) -> None:
    look_for(seeker, "temp")
    seeker.until(
        lambda: sorted(found(seeker)) == [("011.md", []), ("012.md", ["the tempo drifts"])]
    )
    seeker.type("o drifts")
    seeker.until(lambda: found(seeker) == [("012.md", ["the tempo drifts"])])
    assert seeker.window.seeking.panel.told.text() == "1 in 1 session"


def test_return_opens_the_session_at_the_place_with_it_marked(seeker: Person) -> None:
    look_for(seeker, "drifts")
    seeker.until(lambda: found(seeker))
    seeker.press("Return")
    seeker.until(lambda: seeker.path.name == "012.md" and seeker.editor.hasFocus())
    assert seeker.editor.textCursor().selectedText() == "drifts"


def test_what_is_folded_opens_for_the_place(seeker: Person) -> None:
    seeker.workspace.open(seeker.window.workspace.project.sessions / "012.md")
    seeker.until(lambda: seeker.path.name == "012.md")
    seeker.press("Shift+F9")
    cursor = seeker.editor.textCursor()
    look_for(seeker, "drifts")
    seeker.until(lambda: found(seeker))
    seeker.press("Down", "Down", "Return")
    seeker.until(lambda: seeker.editor.textCursor().selectedText() == "drifts")
    assert seeker.editor.textCursor().block().isVisible()
    assert cursor.document() is seeker.editor.document()


def test_filters_and_expressions_narrow_it_down(seeker: Person) -> None:
    look_for(seeker, "role:assistant model:sonnet")
    seeker.until(lambda: found(seeker) == [("012.md", ["Well"])])
    seeker.window.seeking.panel.regex.click()
    seeker.window.seeking.panel.field.setText("^why .* drift")
    seeker.until(lambda: found(seeker) == [("011.md", ["Why the drift?"])])


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("title:map", ["011.md"]),
        ("role:you drift", ["011.md"]),
        ("role:assistant drift", ["012.md"]),
        ("model:sonnet tempo", ["012.md"]),
        ("after:2026-01-05 bell", ["020.md"]),
        ("before:2026-01-02 bell", []),
    ],
)
def test_each_filter_is_typed_and_narrows_it_down(
    seeker: Person, typed: str, names: list[str]
) -> None:
    dated = seeker.path.with_name("020.md")
    dated.write_text("=={ User | 2026-01-09 10:00:00Z }==\nA bell\n", encoding="utf-8")
    seeker.until(lambda: len(seeker.workspace.rows) == 4)
    look_for(seeker, typed)
    told = seeker.window.seeking.panel.told
    seeker.until(lambda: " in " in told.text() and "sessions…" not in told.text())
    assert [name for name, _ in found(seeker)] == names


def test_what_means_nothing_is_said_and_takes_nothing_away(seeker: Person) -> None:
    look_for(seeker, "tempo")
    seeker.until(lambda: len(found(seeker)) == 2)
    seeker.type(" role:boss")
    seeker.until(lambda: "A role is" in seeker.window.seeking.panel.told.text())
    assert len(found(seeker)) == 2


def test_nothing_found_is_told(seeker: Person) -> None:
    look_for(seeker, "polyrhythm")
    told = seeker.window.seeking.panel.told
    seeker.until(lambda: told.text() == "Nothing found in 3 sessions")
    assert not seeker.window.seeking.panel.help.isHidden()


def test_what_was_typed_a_moment_ago_is_found(seeker: Person) -> None:
    seeker.workspace.open(seeker.window.workspace.project.sessions / "011.md")
    seeker.until(lambda: seeker.path.name == "011.md")
    seeker.editor.setFocus()
    seeker.editor.set_caret(1, len(seeker.editor.part_texts()[1]))
    seeker.type("gamelan")
    look_for(seeker, "gamelan")
    seeker.until(lambda: [name for name, _ in found(seeker)] == ["011.md"])


def test_esc_leads_back_to_the_sessions_and_the_text(seeker: Person) -> None:
    look_for(seeker, "tempo")
    QTest.keyClick(seeker.focus, Qt.Key.Key_Escape)
    assert seeker.window.project.isVisibleTo(seeker.window)
    assert seeker.composer.prompt.hasFocus()


def test_marked_words_are_looked_for_at_once(seeker: Person) -> None:
    seeker.workspace.open(seeker.window.workspace.project.sessions / "012.md")
    seeker.until(lambda: seeker.path.name == "012.md")
    seeker.editor.setFocus()
    at = seeker.editor.part_texts()[2].index("tempo")
    seeker.editor.select(2, at, at + 5)
    seeker.press("Ctrl+Shift+F")
    assert seeker.window.seeking.panel.field.text() == '"tempo"'
    seeker.until(lambda: found(seeker))


def test_another_project_was_not_looked_through(seeker: Person, tmp_path: Path) -> None:
    look_for(seeker, "tempo")
    seeker.until(lambda: found(seeker))
    seeker.program.open_project(write_project(tmp_path / "other", "http://127.0.0.1:9"))
    seeker.until(lambda: not found(seeker))
    assert seeker.window.project.isVisibleTo(seeker.window)
