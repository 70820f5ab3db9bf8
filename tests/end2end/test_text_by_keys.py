"""The text of a session by keys alone, in the real window: each clause of how it is edited."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QTextCharFormat

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, endless
from vibekoder.core.marks import Kind

HEAD = "=={ User | id=aaaaaa }==\n"
TEXT = HEAD + "First line\nsecond line\n\n> a quote\n\n| a | bbbb |\n|---|---|\n| 1 | 2 |\n"
CODE = "\n```python\nx = 1\n```\n\nbetween\n\n```sh\n$ ls\n```\n"


@pytest.fixture
def writer(opens: Opens, root: Path) -> Person:
    """Somebody in the first line of a session's text."""
    path = root / "sessions" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT + CODE, encoding="utf-8")
    person = opens(session=path)
    person.ready()
    person.editor.setFocus()
    person.editor.set_caret(1, len(HEAD))
    return person


def line(person: Person, begin: str) -> int:
    """The unit of the first line that begins so."""
    block = person.editor.document().firstBlock()
    while not block.text().startswith(begin):
        block = block.next()
    return block.position()


def kind(person: Person, begin: str) -> int:
    """What the first line that begins so is laid out as."""
    editor = person.editor
    return editor.page.data(editor.document().findBlock(line(person, begin))).kind


def compose(person: Person, shown: str, taken: str = "") -> None:
    """An input method shows what is composed, or gives what was chosen."""
    event = QInputMethodEvent(shown, [])
    event.setCommitString(taken)
    QCoreApplication.sendEvent(person.focus, event)


def test_an_input_method_composes_in_the_line_and_only_the_choice_is_text(writer: Person) -> None:
    before = writer.editor.session_text()
    compose(writer, "にほん")
    layout = writer.editor.textCursor().block().layout()
    assert layout.preeditAreaText() == "にほん"
    assert any(one.format.fontUnderline() for one in layout.formats())
    assert writer.editor.session_text() == before
    compose(writer, "", "日本")
    assert writer.editor.session_text() == before.replace("First", "日本First", 1)
    writer.press("Ctrl+Z")
    assert writer.editor.session_text() == before


def test_an_emoji_is_one_sign_for_the_caret_and_for_undo(writer: Person) -> None:
    writer.type("👩‍👩‍👧")
    assert "👩‍👩‍👧First" in writer.editor.session_text()
    writer.press("Left", "Right")
    writer.saved()
    writer.agree()
    writer.press("Ctrl+Z")
    assert writer.editor.session_text() == TEXT + CODE


def test_tab_moves_all_selected_lines_and_shift_tab_takes_them_back(writer: Person) -> None:
    writer.press("Shift+Down", "Shift+Down", "Tab")
    moved = writer.editor.session_text()
    assert moved.count("\n  ") + moved.count("\n    ") >= 2
    assert HEAD in moved
    writer.press("Shift+Tab")
    assert writer.editor.session_text() == TEXT + CODE


def test_a_fence_that_is_opened_is_closed_by_return(writer: Person) -> None:
    writer.press("End")
    writer.type("\n```py\nx")
    assert "First line\n```py\nx\n```\nsecond line" in writer.editor.session_text()


def test_find_takes_regular_expressions_and_counts(writer: Person) -> None:
    writer.press("Ctrl+F")
    told = writer.widget.text.bar.told
    writer.type("^(First|second) l")
    writer.tab_to(writer.widget.text.bar.regex)
    writer.press("Space")
    writer.until(lambda: told.text() == "1 of 2")
    writer.press("F3")
    writer.until(lambda: told.text() == "2 of 2")


def test_all_hits_of_an_expression_are_replaced_with_their_groups(writer: Person) -> None:
    writer.press("Ctrl+H")
    bar = writer.widget.text.bar
    writer.type("(First|second) line")
    writer.press("Tab")
    assert bar.other.hasFocus()
    writer.type("\\1 word")
    writer.tab_to(bar.regex)
    writer.press("Space")
    writer.until(lambda: bar.told.text() == "1 of 2")
    writer.press("Shift+Tab", "Shift+Tab", "Shift+Tab")
    assert bar.other.hasFocus()
    writer.press("Ctrl+Return")
    assert "First word\nsecond word" in writer.editor.session_text()
    writer.press("Esc", "Ctrl+Z")
    assert writer.editor.session_text() == TEXT + CODE


def test_ctrl_and_arrows_go_from_code_to_code_and_ctrl_shift_c_takes_it(writer: Person) -> None:
    clipboard = QGuiApplication.clipboard()
    writer.press("Ctrl+Down", "Ctrl+Shift+C")
    assert clipboard.text().strip() == "x = 1"
    writer.press("Ctrl+Down", "Ctrl+Shift+C")
    assert clipboard.text().strip() == "ls"
    writer.press("Ctrl+Up", "Ctrl+Shift+C")
    assert clipboard.text().strip() == "x = 1"


def test_alt_z_cuts_long_lines_of_code_and_wraps_them_again(writer: Person) -> None:
    writer.press("Ctrl+Down", "End")
    writer.type(" + y" * 60)
    block = writer.editor.textCursor().block()
    assert block.lineCount() > 1
    writer.press("Alt+Z")
    writer.editor.page.data(block)
    assert block.lineCount() == 1
    writer.press("Alt+Z")
    writer.editor.page.data(block)
    assert block.lineCount() > 1


def test_lines_are_what_markdown_makes_of_them(writer: Person) -> None:
    assert kind(writer, "> a quote") == Kind.QUOTE
    assert kind(writer, "| a | bbbb") == Kind.TABLE
    assert kind(writer, "```python") == Kind.FENCE
    assert kind(writer, "x = 1") == Kind.CODE
    assert kind(writer, "between") == Kind.TEXT
    writer.press("Ctrl+End")
    writer.type("\n- an item")
    assert kind(writer, "- an item") == Kind.ITEM


def test_the_cells_of_a_table_stand_under_each_other(writer: Person) -> None:
    editor = writer.editor
    edges = []
    for begin in ("| a | bbbb", "| 1 | 2 |"):
        block = editor.document().findBlock(line(writer, begin))
        editor.page.data(block)
        text_line = block.layout().lineAt(0)
        x = text_line.cursorToX(block.text().rindex("|"))
        edges.append(x[0] if isinstance(x, tuple) else x)
    assert abs(edges[0] - edges[1]) < 2


def test_a_heading_is_larger_while_it_is_typed(writer: Person) -> None:
    writer.type("# ")
    block = writer.editor.textCursor().block()
    writer.editor.page.data(block)
    sizes = [one.format.font().pixelSize() for one in block.layout().formats()]
    assert max(sizes) > writer.editor.look.theme.font("prose").pixelSize()


def test_an_unclosed_fence_is_code_to_the_end_of_its_slice_and_no_further(
    writer: Person, server: ScriptedServer
) -> None:
    writer.press("End")
    writer.type("\n~~~")
    assert kind(writer, "> a quote") == Kind.CODE
    writer.press("Ctrl+Z", "Ctrl+Z")
    server.fallback = endless(count=4)
    writer.ask("Hello")
    assert kind(writer, "> a quote") == Kind.QUOTE


def test_signs_show_in_the_caret_s_line_alone(writer: Person) -> None:
    writer.type("**b** ")
    block = writer.editor.textCursor().block()

    def hidden() -> bool:
        writer.editor.page.data(block)
        ranges = block.layout().formats()
        return any(QTextCharFormat(one.format).foreground().color().alpha() == 0 for one in ranges)

    assert not hidden()
    writer.press("Down", "Down")
    assert hidden()


def test_a_line_of_300_kb_is_typed_into_without_a_stall(opens: Opens, root: Path) -> None:
    path = root / "sessions" / "wide.md"
    path.parent.mkdir(parents=True)
    wide = "word and " * 33_000
    path.write_text(HEAD + wide + "\n", encoding="utf-8")
    person = opens(session=path)
    person.ready()
    person.editor.setFocus()
    person.editor.set_caret(1, len(HEAD) + 150_000)
    person.type("here ")
    widths = [person.editor.document().findBlockByNumber(n).length() for n in range(40)]
    assert max(widths) < 8_000
    person.saved()
    person.agree()
    assert len(path.read_text("utf-8").splitlines()) == 2
