"""The panel's acts happen in the text, and undo takes them back; by keys in the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.engine.pieces import Source, State
from vibekoder.ui.arranging import Arranging
from vibekoder.ui.panels.context import ContextPanel

DRAFT = "Look 𝄞\n<!-- include: a.py -->\n<!-- include: b.py -->\nWhy?"


@pytest.fixture(autouse=True)
def files(root: Path) -> None:
    for name in "ab":
        (root / f"{name}.py").write_text(f"{name} = 1\n")


def panel(person: Person) -> ContextPanel:
    return person.window.composing.panel


def pieces(person: Person) -> list[tuple[str, str]]:
    rows = person.window.composing.request(person.widget).outlook.pieces
    return [(one.path, one.state) for one in rows]


def at(person: Person, path: str) -> None:
    """Go to the row of a piece by keys."""
    person.press("Ctrl+Shift+L", "Home")
    for _ in range(10):
        current = panel(person).view.current()
        if current is not None and current.path == path:
            return
        person.press("Down")
    raise AssertionError(f"{path} has no row")


def written(person: Person, draft: str = DRAFT) -> None:
    person.type(draft)
    person.until(lambda: len(pieces(person)) == 2)


def test_space_switches_a_piece_off_and_on_in_the_draft(person: Person) -> None:
    written(person)
    at(person, "a.py")
    person.press("Space")
    assert "\n\\<!-- include: a.py -->\n" in person.composer.text()
    person.until(lambda: pieces(person)[0] == ("a.py", State.OFF))
    person.until(lambda: panel(person).view.current().state is State.OFF)
    person.press("Space")
    assert person.composer.text() == DRAFT


def test_what_was_switched_off_comes_back_by_undo(person: Person) -> None:
    written(person)
    at(person, "b.py")
    person.press("Space", "Ctrl+L", "Ctrl+Z")
    assert person.composer.text() == DRAFT


def test_a_piece_moves_by_keys(person: Person) -> None:
    written(person)
    at(person, "b.py")
    person.press("Alt+Shift+Up")
    lines = person.composer.text().split("\n")
    assert lines[1:3] == ["<!-- include: b.py -->", "<!-- include: a.py -->"]
    person.until(lambda: [one for one, _ in pieces(person)] == ["b.py", "a.py"])
    person.press("Alt+Shift+Up")
    assert person.composer.text().split("\n") == lines


def test_delete_takes_its_line_away(person: Person) -> None:
    written(person)
    at(person, "a.py")
    person.press("Del")
    assert person.composer.text() == "Look 𝄞\n<!-- include: b.py -->\nWhy?"


def test_return_goes_to_its_line(person: Person) -> None:
    written(person)
    at(person, "b.py")
    person.press("Return")
    assert person.composer.prompt.hasFocus()
    assert person.composer.prompt.textCursor().block().text() == "<!-- include: b.py -->"


def test_in_the_session_it_is_one_step_of_undo(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    person.ask(DRAFT)
    person.until(lambda: [state for _, state in pieces(person)] == [State.PINNED] * 2)
    before = person.tab.desk.text()
    at(person, "b.py")
    person.press("Space")
    assert "\\<!-- include: b.py @" in person.tab.desk.text()
    person.until(lambda: pieces(person)[1] == ("b.py", State.OFF))
    person.press("Return")
    assert person.editor.hasFocus()
    assert person.editor.textCursor().block().text().startswith("\\<!-- include: b.py")
    person.press("Ctrl+Z")
    assert person.tab.desk.text() == before


PAGE = "# Timing\n\nWhy.\n\n## Ticks\n\nA tick is one.\n\n## Ties\n\nNotes on one tick.\n"
WITHOUT_TICKS = (
    "<!-- include: t.md#L1-3 -->\n\\<!-- include: t.md#Ticks -->\n<!-- include: t.md#Ties -->"
)


def heading_left_out(person: Person, root: Path) -> None:
    """The page is included, and its heading Ticks unchecked by keys."""
    (root / "t.md").write_text(PAGE)
    person.type("<!-- include: t.md -->")
    person.until(lambda: pieces(person) == [("t.md", State.LIVE)])
    at(person, "t.md")
    person.press("Right", "Down", "Down", "Space")
    person.until(lambda: person.composer.text() == WITHOUT_TICKS)
    person.until(lambda: len(pieces(person)) == 3)


def test_a_heading_is_left_out_by_a_key_and_taken_in_again(person: Person, root: Path) -> None:
    heading_left_out(person, root)
    current = panel(person).view.current()
    assert (current.part, current.state) == ("Ticks", State.OFF)
    assert [chip.face.state for chip in person.composer.chips.chips] == ["2 of 3 parts"]
    person.press("Space")
    assert person.composer.text() == WITHOUT_TICKS.replace("\\", "")


def test_ctrl_z_makes_the_file_whole_again(person: Person, root: Path) -> None:
    heading_left_out(person, root)
    person.press("Ctrl+L", "Ctrl+Z")
    assert person.composer.text() == "<!-- include: t.md -->"


def test_parts_of_a_file_are_one_piece(person: Person, root: Path) -> None:
    heading_left_out(person, root)
    person.press("Ctrl+L", "Ctrl+End")
    person.type("\n<!-- include: a.py -->")
    person.until(lambda: len(pieces(person)) == 4)
    at(person, "t.md")
    person.press("Alt+Shift+Down")
    assert person.composer.text() == f"<!-- include: a.py -->\n{WITHOUT_TICKS}"
    person.until(lambda: pieces(person)[0][0] == "a.py")
    panel(person).wholeWanted.emit(panel(person).view.current())
    assert person.composer.text() == "<!-- include: a.py -->\n<!-- include: t.md -->"


def test_a_heading_that_went_meanwhile_is_told(person: Person, root: Path) -> None:
    (root / "t.md").write_text(PAGE)
    person.type("<!-- include: t.md -->")
    person.until(lambda: pieces(person) == [("t.md", State.LIVE)])
    request = person.window.composing.request(person.widget)
    heading = next(iter(request.outlook.below.values()))[1]
    (root / "t.md").write_text("# Other\n")
    person.window.composing.toggle(person.widget, heading)
    assert "other ones now" in person.sheet().text.toPlainText()
    assert person.composer.text() == "<!-- include: t.md -->"


def test_a_line_that_is_another_one_now_is_left_alone(person: Person) -> None:
    written(person)
    request = person.window.composing.request(person.widget)
    old: Source = request.outlook.pieces[0]
    arranging = Arranging(person.tab, person.editor, person.composer)
    for stale in (
        replace(old, line="<!-- include: c.py -->"),
        replace(old, place=replace(old.place, start=900)),
        replace(old, place=replace(old.place, part=7)),
    ):
        arranging.remove(stale)
        arranging.go_to(stale)
        arranging.move(stale, old)
    assert person.composer.text() == DRAFT


def test_a_piece_that_was_seen_with_a_pin_is_the_same_without_it(person: Person) -> None:
    written(person)
    request = person.window.composing.request(person.widget)
    old: Source = request.outlook.pieces[0]
    arranging = Arranging(person.tab, person.editor, person.composer)
    arranging.toggle(replace(old, line="<!-- include: a.py @ 0123456789abcdef -->"))
    assert "\n\\<!-- include: a.py -->\n" in person.composer.text()


def test_a_file_of_a_pattern_is_left_out_by_a_key_and_taken_in_again(
    person: Person, root: Path
) -> None:
    (root / "src").mkdir()
    for name in ("one.py", "two.py", "three.py"):
        (root / "src" / name).write_text("x\n")
    person.type("<!-- include: src/*.py -->")
    person.until(lambda: pieces(person) == [("src/*.py", State.LIVE)])
    at(person, "src/*.py")
    person.press("Right", "Down", "Down", "Space")
    lines = [f"<!-- include: src/{name}.py -->" for name in ("one", "three", "two")]
    lines[1] = f"\\{lines[1]}"
    person.until(lambda: person.composer.text() == "\n".join(lines))
    person.until(lambda: [state for _, state in pieces(person)].count(State.OFF) == 1)
    person.press("Ctrl+L", "Ctrl+Z")
    assert person.composer.text() == "<!-- include: src/*.py -->"
