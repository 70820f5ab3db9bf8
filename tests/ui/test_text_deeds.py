"""Keys of the text, in the real window: find, fold, code, raw view, zoom, go to."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, endless
from vibekoder.ui.find_bar import FindBar
from vibekoder.ui.sheets.finder import Finder
from vibekoder.ui.sheets.go_to import GoTo

TEXT = (
    "=={ User | id=aaaaaa }==\n# First\nask one\n\n"
    "=={ Assistant | id=bbbbbb }==\n<details><summary>Reasoning · 2 s</summary>\n\nlong one\n\n"
    "</details>\n\nsaid one\n\n## Second\n\n```sh\n$ ls\nfile\n```\n\n```py\nx = 'one'\n```\n"
)


@pytest.fixture
def reader(opens: Opens, root: Path) -> Person:
    """Somebody with a written session open, the caret at the beginning of its text."""
    path = root / "sessions" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")
    person = opens(session=path)
    person.ready()
    person.editor.setFocus()
    person.editor.set_caret(1, len("=={ User | id=aaaaaa }==\n"))
    return person


def bar(person: Person) -> FindBar:
    return person.widget.text.bar


def carry_out(person: Person, words: str) -> None:
    """The first action that the palette finds for these words."""
    person.press("Ctrl+Shift+P")
    person.until(lambda: person.shell.findChildren(Finder))
    person.type(words)
    person.press("Return")
    person.until(lambda: not person.shell.findChildren(Finder))


def seen(person: Person, text: str) -> bool:
    """Whether a line that begins so is in sight."""
    block = person.editor.document().firstBlock()
    while block.isValid():
        if block.text().startswith(text):
            return block.isVisible()
        block = block.next()
    raise AssertionError(text)


def test_find_counts_and_goes_on_and_back(reader: Person) -> None:
    reader.press("Ctrl+F")
    reader.type("one")
    reader.until(lambda: bar(reader).told.text() == "1 of 4")
    reader.press("F3")
    reader.until(lambda: bar(reader).told.text() == "2 of 4")
    reader.press("Shift+F3", "Shift+F3")
    reader.until(lambda: bar(reader).told.text() == "4 of 4")
    assert reader.editor.textCursor().selectedText() == "one"


def test_find_opens_the_fold_in_which_a_hit_is(reader: Person) -> None:
    assert not seen(reader, "long one")
    reader.press("Ctrl+F")
    reader.type("long")
    reader.until(lambda: seen(reader, "long one"))
    assert reader.editor.textCursor().selectedText() == "long"


def test_esc_closes_the_find_bar_and_gives_the_text_its_focus_back(reader: Person) -> None:
    reader.press("Ctrl+F")
    reader.type("one")
    reader.press("Esc")
    assert not bar(reader).isVisible()
    assert reader.editor.hasFocus()


def test_a_wrong_expression_is_explained_beside_the_field(reader: Person) -> None:
    reader.press("Ctrl+F")
    bar(reader).regex.click()
    reader.type("(")
    reader.until(lambda: bar(reader).told.text().startswith("Not a regular expression: "))


def test_replacing_goes_from_hit_to_hit(reader: Person) -> None:
    reader.press("Ctrl+H")
    reader.type("one")
    reader.until(lambda: bar(reader).told.text() == "1 of 4")
    reader.tab_to(bar(reader).other)
    reader.type("two\n")
    assert "ask two" in reader.tab.desk.text()
    reader.until(lambda: reader.editor.textCursor().selectedText() == "one")
    assert reader.editor.session_text() == reader.tab.desk.text()


def test_replacing_all_is_one_step_of_undo(reader: Person) -> None:
    before = reader.tab.desk.text()
    reader.press("Ctrl+H")
    reader.type("one")
    reader.tab_to(bar(reader).other)
    reader.type("two")
    reader.press("Ctrl+Return")
    assert reader.tab.desk.text() == before.replace("one", "two")
    assert "4 places replaced" in " ".join(reader.notices())
    reader.press("Esc", "Ctrl+Z")
    assert reader.tab.desk.text() == before
    reader.saved()
    reader.agree()


def test_a_slice_folds_with_a_key_and_is_folded_after_a_restart(
    reader: Person, opens: Opens
) -> None:
    reader.press("F9")
    assert not seen(reader, "ask one")
    reader.quit()
    again = opens()
    again.until(lambda: again.window.current is not None)
    again.until(lambda: not seen(again, "ask one"))
    assert seen(again, "said one")


def test_reasoning_of_a_session_is_folded_until_it_is_opened(reader: Person) -> None:
    assert not seen(reader, "long one")
    reader.press("Ctrl+F9")
    assert seen(reader, "long one")


def test_answers_fold_and_everything_unfolds_by_key(reader: Person) -> None:
    reader.press("Shift+F9")
    assert not seen(reader, "said one")
    reader.press("Ctrl+Shift+F9")
    assert seen(reader, "said one")
    assert seen(reader, "long one")


def test_a_code_block_in_two_keys(reader: Person) -> None:
    reader.press("Ctrl+Down", "Ctrl+Shift+C")
    assert QGuiApplication.clipboard().text() == "ls"
    reader.press("Ctrl+Down", "Ctrl+Shift+C")
    assert QGuiApplication.clipboard().text() == "x = 'one'"
    reader.press("Ctrl+Up", "Ctrl+Shift+C")
    assert QGuiApplication.clipboard().text() == "ls"


def test_code_is_saved_as_a_file(reader: Person, tmp_path: Path) -> None:
    reader.press("Ctrl+Down", "Ctrl+Down")
    carry_out(reader, "save code block")
    reader.choose_file(tmp_path / "code.py")
    reader.until((tmp_path / "code.py").is_file)
    assert (tmp_path / "code.py").read_text("utf-8") == "x = 'one'\n"


def test_a_slice_is_saved_as_a_file(reader: Person, tmp_path: Path) -> None:
    carry_out(reader, "save slice")
    reader.choose_file(tmp_path / "slice.md")
    reader.until((tmp_path / "slice.md").is_file)
    assert (tmp_path / "slice.md").read_text("utf-8") == "# First\nask one\n"


def test_the_raw_view_shows_the_file_and_makes_structure(reader: Person) -> None:
    reader.editor.set_caret(1, reader.editor.part_texts()[1].index("ask"))
    reader.press("Ctrl+/")
    assert reader.editor.raw
    assert reader.editor.caret() == (1, reader.editor.part_texts()[1].index("ask"))
    reader.press("Home")
    reader.type("=={ System }==\n")
    assert [part.role for part in reader.tab.session.slices] == ["user", "system", "assistant"]
    reader.press("Ctrl+/")
    assert not reader.editor.raw
    reader.saved()
    reader.agree()


def test_in_the_raw_view_a_header_can_be_changed(reader: Person) -> None:
    reader.press("Ctrl+/", "Ctrl+Home", "End")
    reader.press("Backspace")
    assert len(reader.tab.session.slices) == 1
    reader.press("Ctrl+Z", "Ctrl+/")
    reader.saved()
    assert reader.path.read_text("utf-8") == TEXT


def test_the_text_grows_and_shrinks_by_key_and_stays_so(reader: Person, opens: Opens) -> None:
    pitch = reader.editor.page.inks.pitch("prose")
    reader.press("Ctrl++", "Ctrl++")
    larger = reader.editor.page.inks.pitch("prose")
    assert larger > pitch
    reader.quit()
    again = opens()
    again.until(lambda: again.window.current is not None)
    assert again.editor.page.inks.pitch("prose") == larger
    again.press("Ctrl+-", "Ctrl+0")
    assert again.editor.page.inks.pitch("prose") == pitch


def test_one_goes_to_a_heading_by_a_few_letters(reader: Person) -> None:
    reader.press("Ctrl+G")
    reader.until(lambda: isinstance(reader.sheet(), GoTo))
    reader.type("sec\n")
    reader.until(lambda: reader.editor.textCursor().block().text() == "## Second")
    assert reader.editor.hasFocus()


def test_the_raw_view_is_there_while_an_answer_streams(
    opens: Opens, server: ScriptedServer
) -> None:
    server.fallback = endless(rate=300)
    person = opens()
    person.ready()
    person.send("Hello")
    person.until(lambda: len(person.tab.desk.shown(person.last)) > 60)
    person.editor.setFocus()
    person.press("Ctrl+/")
    length = len(person.editor.session_text())
    person.until(lambda: len(person.editor.session_text()) > length)
    assert person.editor.session_text() == person.tab.desk.text()
    person.press("Ctrl+/", "Esc")
    person.rest()
    person.agree()
