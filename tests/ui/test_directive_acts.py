"""The menu of a directive in the text, in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest

from tests.end2end.conftest import opens, person, root, state
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.ui.sheets.picture import PictureSheet
from vibekoder.ui.sheets.reading import ReadingSheet

__all__ = ["opens", "person", "root", "state"]

LIVE = "<!-- include: hello.py -->"


@pytest.fixture
def asked(person: Person, server: ScriptedServer, root: Path) -> Person:
    """Somebody who has sent a prompt that ends with an include."""
    (root / "hello.py").write_text("print('hello')\n", "utf-8")
    server.reply(stream(["Fine"]))
    person.ask(f"Look:\n{LIVE}")
    return person


def last_line(person: Person) -> str:
    return person.on_disk().slices[0].text.split("\n")[-1]


def labels(person: Person, words: str, part: int) -> list[str]:
    """Open the menu with the caret behind these words; its lines."""
    shown = person.tab.desk.shown(part)
    person.editor.setFocus()
    person.editor.set_caret(part, shown.index(words) + len(words))
    QTest.keyClick(person.editor, Qt.Key.Key_Menu)
    return [one.text() for one in person.menu().actions()]


def choose(person: Person, label: str) -> None:
    """Something of the menu of the directive's line, by keys."""
    assert label in labels(person, "include", 1)
    menu = person.menu()
    while menu.activeAction() is None or menu.activeAction().text() != label:
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)


def test_what_was_sent_is_shown_whatever_the_file_says_now(asked: Person, root: Path) -> None:
    (root / "hello.py").write_text("changed\n", "utf-8")
    choose(asked, "Show what was sent")
    sheet = asked.sheet()
    assert isinstance(sheet, ReadingSheet)
    assert "print('hello')" in sheet.text.toPlainText()


def test_a_pin_is_taken_out_and_put_in_again(asked: Person) -> None:
    pinned = last_line(asked)
    assert " @ " in pinned
    choose(asked, "Make live")
    asked.saved()
    assert last_line(asked) == LIVE
    choose(asked, "Pin what it is now")
    asked.until(lambda: pinned in asked.editor.session_text())
    asked.saved()
    assert last_line(asked) == pinned
    asked.agree()


def test_a_picture_that_was_sent_is_shown(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    image = QImage(12, 7, QImage.Format.Format_RGB32)
    image.save(str(root / "dot.png"))
    server.reply(stream(["Seen"]))
    person.ask("Look:\n<!-- include: dot.png -->")
    (root / "dot.png").unlink()
    choose(person, "Show what was sent")
    sheet = person.sheet()
    assert isinstance(sheet, PictureSheet)
    assert (sheet.picture.pixmap().width(), sheet.picture.pixmap().height()) == (12, 7)


def test_a_picture_that_cannot_be_read_is_said(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    QImage(12, 7, QImage.Format.Format_RGB32).save(str(root / "dot.png"))
    (root / "dot.png").write_bytes((root / "dot.png").read_bytes()[:40])
    server.reply(stream(["Seen"]))
    person.ask("Look:\n<!-- include: dot.png -->")
    choose(person, "Show what was sent")
    person.until(lambda: any("cannot be followed" in one for one in person.notices()))


def test_a_file_opens_in_its_own_program(
    asked: Person, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    choose(asked, "Open the file")
    asked.until(lambda: opened == [str(root / "hello.py")])


def test_a_file_that_is_gone_is_told(asked: Person, root: Path) -> None:
    (root / "hello.py").unlink()
    choose(asked, "Open the file")
    asked.until(lambda: any("cannot be followed" in one for one in asked.notices()))


def test_a_directive_is_copied(asked: Person) -> None:
    choose(asked, "Copy directive")
    assert QGuiApplication.clipboard().text() == last_line(asked)


def test_an_answer_and_plain_text_offer_none_of_it(asked: Person) -> None:
    assert "Copy directive" not in labels(asked, "Fine", 2)
    asked.menu().close()
    assert "Copy directive" not in labels(asked, "Look", 1)
    asked.menu().close()


def test_a_literal_line_is_made_live_and_undo_takes_that_back(asked: Person) -> None:
    choose(asked, "Make live")
    asked.editor.setFocus()
    asked.editor.set_caret(1, asked.tab.desk.shown(1).index(LIVE))
    asked.type("\\")
    choose(asked, "Make live")
    asked.saved()
    assert last_line(asked) == LIVE
    QTest.keySequence(asked.editor, QKeySequence("Ctrl+Z"))
    asked.saved()
    assert last_line(asked) == f"\\{LIVE}"
