"""The reading view in the real window, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, endless, stream
from vibekoder.ui.reading import flow
from vibekoder.ui.reading.leaves import ChipRow, FoldRow, Leaf
from vibekoder.ui.reading.view import ReadingView

TEXT = """=={ User | id=aaaaaa }==

Look at **this**.

<!-- include: plan.md -->

=={ Assistant | id=bbbbbb model=s/gpt }==

<details><summary>Reasoning · 1.0 s</summary>

Secret thought

</details>

# Title

See [docs](https://x.org/d), [run](javascript:x) and [two](002.md).

- [x] done

<script>alert(1)</script>

=={ User | id=cccccc }==

Thanks.
"""


@pytest.fixture
def reader(opens: Opens, root: Path) -> Person:
    """Somebody who reads a session, the keys in the text."""
    (root / "sessions").mkdir()
    (root / "plan.md").write_text("The plan", encoding="utf-8")
    (root / "sessions" / "002.md").write_text("=={ User }==\n\nTwo\n", encoding="utf-8")
    path = root / "sessions" / "001.md"
    path.write_text(TEXT, encoding="utf-8")
    someone = opens(session=path)
    someone.until(lambda: someone.window.current is not None and someone.path == path)
    someone.editor.setFocus()
    someone.press("Ctrl+Home", "Ctrl+E")
    return someone


def view(person: Person) -> ReadingView:
    found = person.widget.reading.view
    assert found is not None
    return found


def told(person: Person) -> str:
    """What can be read in the view."""
    seen = view(person).viewport().findChildren(Leaf)
    return "\n".join(one.toPlainText() for one in seen if one.isVisible())


def test_one_key_renders_the_session_and_brings_the_editor_back(reader: Person) -> None:
    assert not reader.editor.isVisible()
    assert "Look at this." in told(reader)
    assert "# Title" not in told(reader)
    assert "<script>alert(1)</script>" in told(reader)
    reader.press("Ctrl+E")
    assert reader.editor.isVisible()
    assert reader.editor.hasFocus()
    reader.agree()


def test_it_is_left_and_entered_again_and_again(reader: Person) -> None:
    reader.press("Tab", "F6", "Shift+F6")
    for _ in range(3):
        reader.press("Ctrl+E")
        reader.until(reader.editor.isVisible)
        gone = view(reader).shelf.leaves()
        reader.press("Ctrl+E")
        reader.until(
            lambda gone=gone: "Look at this." in told(reader) and not any(map(isValid, gone))
        )
    view(reader).scroll_by(400)
    assert "Thanks." in told(reader)


def test_reasoning_is_folded_and_directives_are_chips(reader: Person) -> None:
    assert "Secret thought" not in told(reader)
    area = view(reader).viewport()
    assert area.findChildren(ChipRow)[0].accessibleName() == "include plan.md"
    reader.press("Tab", "Return")
    assert "Secret thought" in told(reader)
    reader.press("Return")
    assert "Secret thought" not in told(reader)
    assert len([one for one in area.findChildren(FoldRow) if one.isVisible()]) == 1


def test_a_link_opens_after_its_address_was_confirmed(reader: Person) -> None:
    opened: list[QUrl] = []
    reader.widget.reading.open_address = opened.append
    reader.press("Tab", "Tab", "Return")
    assert reader.widget.reading.bar.address.text() == "https://x.org/d"
    assert opened == []
    reader.press("Return")
    assert [one.toString() for one in opened] == ["https://x.org/d"]


def test_a_link_that_runs_something_is_refused_with_a_sentence(reader: Person) -> None:
    reader.press("Tab", "Tab", "Tab", "Return")
    bar = reader.widget.reading.bar
    assert "begin with javascript: are not opened." in bar.told.text()
    reader.press("Esc")
    assert bar.isHidden()
    assert view(reader).hasFocus()


def test_a_link_to_a_session_opens_it_here(reader: Person) -> None:
    reader.press("Tab", "Tab", "Tab", "Tab", "Return", "Return")
    reader.until(lambda: reader.path.name == "002.md")


def test_keys_go_from_slice_to_slice_and_the_editor_is_left_there(reader: Person) -> None:
    reader.press("Alt+Down", "Alt+Down")
    assert view(reader).current == 3
    reader.press("Ctrl+E")
    assert reader.editor.part_of_caret() == 3


def test_a_slice_is_selected_and_copied(reader: Person) -> None:
    reader.press("Ctrl+A", "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "Look at this."


def test_one_finds_inside_what_is_read_and_goes_on_reading(reader: Person) -> None:
    reader.press("Ctrl+F")
    reader.type("thanks")
    reader.until(lambda: reader.widget.text.bar.told.text() == "1 of 1")
    assert not reader.editor.isVisible()
    marked = [leaf for leaf in view(reader).shelf.leaves() if leaf.extraSelections()]
    assert [leaf.toPlainText() for leaf in marked] == ["Thanks."]
    assert view(reader).current == 3
    reader.press("Esc")
    assert view(reader).hasFocus()
    assert not any(leaf.extraSelections() for leaf in view(reader).shelf.leaves())


def test_a_hit_far_below_is_brought_into_view(opens: Opens, root: Path) -> None:
    path = root / "sessions" / "long.md"
    path.parent.mkdir()
    path.write_text("=={ User }==\n\n" + "Words.\n\n" * 900 + "needle\n", encoding="utf-8")
    someone = opens(session=path)
    someone.ready()
    someone.editor.setFocus()
    someone.press("Ctrl+Home", "Ctrl+E", "Ctrl+F")
    someone.type("needle")
    someone.until(lambda: "needle" in told(someone))


def test_replacing_goes_back_to_the_editor(reader: Person) -> None:
    reader.press("Ctrl+H")
    assert reader.editor.isVisible()
    assert reader.widget.text.bar.isVisible()


def test_words_are_selected_over_several_rows_by_the_pointer(reader: Person) -> None:
    reader.press("Tab", "Return")
    first, last = view(reader).shelf.leaves()[0], view(reader).shelf.leaves()[-1]
    QTest.mousePress(first.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(1, 8))
    end = first.viewport().mapFromGlobal(last.viewport().mapToGlobal(QPoint(600, 8)))
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        *(QPointF(end), QPointF(first.viewport().mapToGlobal(end))),
        *(Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier),
    )
    QCoreApplication.sendEvent(first.viewport(), move)
    QTest.mouseRelease(first.viewport(), Qt.MouseButton.LeftButton, pos=end)
    reader.press("Ctrl+C")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Look at this.\n\nSecret thought\n\nTitle")
    assert copied.endswith("Thanks.")


def test_what_is_selected_whole_and_very_long_is_copied_as_markdown(
    opens: Opens, root: Path
) -> None:
    path = root / "sessions" / "long.md"
    path.parent.mkdir()
    text = "Some **words**.\n\n" * 20_000
    path.write_text(f"=={{ User }}==\n\n{text}", encoding="utf-8")
    someone = opens(session=path)
    someone.ready()
    someone.editor.setFocus()
    someone.press("Ctrl+Home", "Ctrl+E", "Ctrl+A", "Ctrl+C")
    assert QGuiApplication.clipboard().text() == text.strip()


def test_going_to_the_end_of_megabytes_says_how_far_it_is_and_can_be_stopped(
    opens: Opens, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "TURN_S", 0.0)
    path = root / "sessions" / "long.md"
    path.parent.mkdir()
    text = "Some **words** of it.\n\n" * 60_000
    path.write_text(f"=={{ User }}==\n\n{text}The end.\n", encoding="utf-8")
    someone = opens(session=path)
    someone.ready()
    someone.editor.setFocus()
    someone.press("Ctrl+Home", "Ctrl+E", "End")
    button = someone.widget.reading.seeking
    someone.until(lambda: button.isVisible() and " %" in button.text())
    someone.press("Esc")
    assert not button.isVisible()
    assert "The end." not in told(someone)
    someone.press("End")
    someone.until(lambda: "The end." in told(someone))
    assert not button.isVisible()


def test_a_closed_tab_loads_no_more_pictures(reader: Person) -> None:
    pictures = reader.widget.reading.pictures
    assert pictures is not None
    reader.press("Ctrl+W")
    assert pictures.closed
    assert "not loaded" in pictures.look("a.png").why


def test_the_text_grows_and_shrinks_with_the_keys(reader: Person) -> None:
    leaf = view(reader).viewport().findChildren(Leaf)[0]
    before = leaf.height()
    for _ in range(4):
        reader.press("Ctrl++")
    assert leaf.height() > before


def test_every_text_has_a_name_and_its_words_for_a_screen_reader(reader: Person) -> None:
    leaf = next(one for one in view(reader).viewport().findChildren(Leaf) if one.isVisible())
    face = QAccessible.queryAccessibleInterface(leaf)
    assert face.text(QAccessible.Text.Name)
    words = face.textInterface()
    assert words.text(0, words.characterCount()).startswith("Look at this.")


def test_an_answer_is_read_while_it_comes(reader: Person, server: ScriptedServer) -> None:
    server.reply(stream(["**Fresh** ", "words"]))
    reader.send("More")
    reader.rest()
    reader.until(lambda: "Fresh words" in told(reader))
    assert view(reader).following


def test_an_answer_that_grows_is_followed(reader: Person, server: ScriptedServer) -> None:
    server.fallback = endless(rate=300)
    reader.send("More")
    reader.until(lambda: reader.tab.arriving)
    bar = view(reader).verticalScrollBar()
    before = bar.maximum()
    reader.until(lambda: bar.maximum() > before + 100)
    assert view(reader).following
    reader.press("Esc")
    reader.rest()


def test_scrolling_by_keys_shows_all_and_comes_back(reader: Person, root: Path) -> None:
    seen = view(reader)
    for _ in range(20):
        reader.press("PgDown")
    assert "Thanks." in told(reader)
    assert seen.following
    for _ in range(20):
        reader.press("PgUp")
    assert seen.place() == (0, 0) or seen.place()[0] <= 1


def test_the_place_is_the_same_both_ways(opens: Opens, root: Path) -> None:
    (root / "sessions").mkdir()
    path = root / "sessions" / "001.md"
    slices = [
        f"=={{ User | id=a{number:05} }}==\n\n" + "Words of a line.\n\n" * 12
        for number in range(60)
    ]
    path.write_text("\n".join(slices), encoding="utf-8")
    reader = opens(session=path)
    reader.until(lambda: reader.window.current is not None and reader.path == path)
    reader.editor.setFocus()
    reader.editor.show_place(30, 40)
    before = reader.editor.top_place()
    reader.press("Ctrl+E")
    assert view(reader).place()[0] == 30
    reader.press("Ctrl+E")
    assert reader.editor.top_place() == before
    made = view(reader).viewport().findChildren(Leaf)
    assert len(made) < 60


def test_it_is_shown_in_the_other_theme_too(reader: Person) -> None:
    look = reader.editor.look
    look.theme.use("dark")
    QApplication.sendPostedEvents()
    assert "Look at this." in told(reader)
    look.theme.use("light")
