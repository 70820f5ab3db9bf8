"""What comes into a field from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from vibekoder.app.taking import Taking
from vibekoder.core import settings
from vibekoder.engine.prepare import Home
from vibekoder.store.objects import Objects
from vibekoder.store.paths import State
from vibekoder.ui.look import Look
from vibekoder.ui.notices import Notices
from vibekoder.ui.prompt import Prompt
from vibekoder.ui.taking_in import TakingIn


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    made.mkdir()
    for name in ("a.py", "b c.py"):
        (made / name).write_text("x", "utf-8")
    return made


@pytest.fixture
def taking(root: Path, tmp_path: Path) -> Iterator[Taking]:
    home = Home(State(tmp_path / "state"), root, Objects(root / ".objects"))
    made = Taking(lambda: home, lambda: "pasted")
    yield made
    made.close()


@pytest.fixture
def notices(qtbot: QtBot, look: Look) -> Iterator[Notices]:
    window = QWidget()
    qtbot.addWidget(window)
    # the window lives as long as the test
    yield Notices(look, window)
    window.hide()


@pytest.fixture
def prompt(qtbot: QtBot, taking: Taking, notices: Notices) -> Prompt:
    made = Prompt(20)
    qtbot.addWidget(made)
    acts = lambda block: block.text() != "inert"
    taken = TakingIn(made, taking, notices, acts, settings.Values)
    made.takes = taken.take
    made.pasted.connect(taken.pasted)
    made.sendWanted.connect(taken.withdraw)
    return made


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def text(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


def test_files_are_included_below_the_words_at_the_caret(
    qtbot: QtBot, prompt: Prompt, root: Path
) -> None:
    prompt.setPlainText("See")
    prompt.moveCursor(prompt.textCursor().MoveOperation.End)
    prompt.insertFromMimeData(files(root / "a.py", root / "b c.py"))
    wanted = "See\n<!-- include: a.py -->\n<!-- include: b c.py -->\n"
    qtbot.waitUntil(lambda: prompt.toPlainText() == wanted)
    prompt.undo()
    assert prompt.toPlainText() == "See"


def test_what_was_typed_meanwhile_stays(qtbot: QtBot, prompt: Prompt, root: Path) -> None:
    prompt.setPlainText("below")
    prompt.insertFromMimeData(files(root / "a.py"))
    cursor = prompt.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    cursor.insertText("!")
    qtbot.waitUntil(lambda: prompt.toPlainText() == "<!-- include: a.py -->\nbelow!")


def test_nothing_is_included_where_it_would_not_act(
    prompt: Prompt, notices: Notices, root: Path
) -> None:
    prompt.setPlainText("inert")
    prompt.insertFromMimeData(files(root / "a.py"))
    assert prompt.toPlainText() == "inert"
    assert notices.log[-1].notice.title == "Nothing is included here"


def test_a_picture_is_kept_and_included(qtbot: QtBot, prompt: Prompt, root: Path) -> None:
    data = QMimeData()
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(0)
    data.setImageData(image)
    assert prompt.canInsertFromMimeData(data)
    prompt.insertFromMimeData(data)
    qtbot.waitUntil(lambda: "<!-- include: pasted/picture.png -->" in prompt.toPlainText())
    assert (root / "pasted" / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_a_link_of_the_web_is_text(prompt: Prompt) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.py")])
    prompt.insertFromMimeData(data)
    assert prompt.toPlainText() == "https://example.org/a.py"


def test_a_long_text_may_become_a_file(
    qtbot: QtBot, prompt: Prompt, notices: Notices, root: Path
) -> None:
    long = "error: no such tick\n" * 61
    prompt.setPlainText("Why?\n")
    prompt.moveCursor(prompt.textCursor().MoveOperation.End)
    prompt.insertFromMimeData(text(long))
    assert prompt.toPlainText() == "Why?\n" + long
    notices.cards[-1].acted.emit("store")
    line = "<!-- include: pasted/error-no-such-tick-error-no-such-tick.txt -->"
    qtbot.waitUntil(lambda: prompt.toPlainText() == f"Why?\n{line}\n")
    assert next((root / "pasted").iterdir()).read_text("utf-8") == long
    prompt.undo()
    assert prompt.toPlainText() == "Why?\n" + long


def test_a_long_text_that_was_changed_stays(prompt: Prompt, notices: Notices, root: Path) -> None:
    prompt.insertFromMimeData(text("x " * 3000))
    cursor = prompt.textCursor()
    cursor.setPosition(5)
    cursor.insertText("mine")
    notices.cards[-1].acted.emit("store")
    assert notices.log[-1].notice.title == "The pasted text was changed"
    assert not (root / "pasted").exists()


def test_a_short_text_is_offered_no_file(prompt: Prompt, notices: Notices) -> None:
    prompt.insertFromMimeData(text("x" * 4000))
    assert not notices.cards


def test_what_was_offered_is_over_once_the_prompt_has_gone(
    prompt: Prompt, notices: Notices
) -> None:
    prompt.insertFromMimeData(text("x" * 4001))
    assert notices.cards
    prompt.sendWanted.emit()
    assert not notices.cards


def test_a_file_from_outside_may_be_copied(
    qtbot: QtBot, prompt: Prompt, notices: Notices, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("note", "utf-8")
    prompt.insertFromMimeData(files(tmp_path / "note.txt"))
    qtbot.waitUntil(lambda: bool(notices.cards))
    assert prompt.toPlainText() == ""
    assert notices.cards[-1].notice.title == "note.txt is not in the project"
    notices.cards[-1].acted.emit("copy")
    qtbot.waitUntil(lambda: "<!-- include: pasted/note.txt -->" in prompt.toPlainText())


def test_folders_from_outside_are_refused(
    qtbot: QtBot, prompt: Prompt, notices: Notices, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    prompt.insertFromMimeData(files(tmp_path / "one", tmp_path / "two"))
    qtbot.waitUntil(lambda: bool(notices.cards))
    notice = notices.cards[-1].notice
    assert notice.title == "2 files are not in the project"
    assert not notice.actions


def test_an_answer_for_a_field_that_is_gone_is_dropped(
    qtbot: QtBot, taking: Taking, notices: Notices, root: Path
) -> None:
    field = Prompt(20)
    taken = TakingIn(field, taking, notices, lambda _: True, settings.Values, parent=notices)
    taken.take(files(root / "a.py"))
    delete(field)
    told: list[object] = []
    taking.name([root / "a.py"], told.append)
    qtbot.waitUntil(lambda: bool(told))
