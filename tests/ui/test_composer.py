"""The composer: keys, growth, drafts, and what never happens to a prompt."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.composer import Composer
from vibekoder.ui.look import Look

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier


@pytest.fixture
def tab(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    QVBoxLayout(made).addStretch(1)
    return made


@pytest.fixture
def composer(qtbot: QtBot, look: Look, tab: QWidget) -> Composer:
    made = Composer(look, tab)
    other = QLineEdit(tab)
    tab.layout().addWidget(made)
    tab.layout().addWidget(other)
    tab.show()
    with qtbot.waitActive(tab):
        tab.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.prompt.hasFocus)
    return made


def compose(composer: Composer, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(composer.prompt, event)


@pytest.mark.parametrize(
    ("key", "held"),
    [(Qt.Key.Key_Return, CTRL), (Qt.Key.Key_Enter, CTRL), (Qt.Key.Key_Enter, CTRL | KEYPAD)],
)
def test_ctrl_return_sends(
    qtbot: QtBot, composer: Composer, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    QTest.keyClicks(composer.prompt, "hello")
    with qtbot.waitSignal(composer.submitted, timeout=1000) as heard:
        QTest.keyClick(composer.prompt, key, held)
    assert heard.args[0] == "hello"
    assert composer.text() == ""


def test_return_is_a_new_line(qtbot: QtBot, composer: Composer) -> None:
    with qtbot.assertNotEmitted(composer.submitted):
        QTest.keyClicks(composer.prompt, "one")
        QTest.keyClick(composer.prompt, Qt.Key.Key_Return)
        QTest.keyClicks(composer.prompt, "two")
    assert composer.text() == "one\ntwo"


def test_return_sends_where_that_is_wanted(qtbot: QtBot, composer: Composer) -> None:
    composer.set_return_sends(True)
    QTest.keyClicks(composer.prompt, "one")
    QTest.keyClick(composer.prompt, Qt.Key.Key_Return, SHIFT)
    QTest.keyClicks(composer.prompt, "two")
    with qtbot.waitSignal(composer.submitted, timeout=1000) as heard:
        QTest.keyClick(composer.prompt, Qt.Key.Key_Return)
    assert heard.args[0] == "one\ntwo"


@pytest.mark.parametrize("return_sends", [True, False])
def test_nothing_is_sent_while_a_word_is_composed(
    qtbot: QtBot, composer: Composer, return_sends: bool
) -> None:
    composer.set_return_sends(return_sends)
    QTest.keyClicks(composer.prompt, "a")
    compose(composer, "かな")
    with qtbot.assertNotEmitted(composer.submitted):
        QTest.keyClick(composer.prompt, Qt.Key.Key_Return, CTRL)
        composer.submit()
    compose(composer, "", "仮名")
    with qtbot.waitSignal(composer.submitted, timeout=1000) as heard:
        QTest.keyClick(composer.prompt, Qt.Key.Key_Return, CTRL)
    assert heard.args[0] == "a仮名"


@pytest.mark.parametrize("text", ["", "  ", "\n\n"])
def test_blank_prompts_are_not_sent(qtbot: QtBot, composer: Composer, text: str) -> None:
    composer.set_text(text)
    assert not composer.send.isEnabled()
    with qtbot.assertNotEmitted(composer.submitted):
        QTest.keyClick(composer.prompt, Qt.Key.Key_Return, CTRL)


def test_the_button_sends(qtbot: QtBot, composer: Composer) -> None:
    composer.set_text("hello")
    with qtbot.waitSignal(composer.submitted, timeout=1000):
        qtbot.mouseClick(composer.send, Qt.MouseButton.LeftButton)
    assert not composer.send.isEnabled()


def test_tab_leaves_the_prompt_for_model_parameters_and_send(composer: Composer) -> None:
    composer.set_text("hello")
    QTest.keyClick(composer.prompt, Qt.Key.Key_Tab)
    assert composer.model.hasFocus()
    QTest.keyClick(composer.model, Qt.Key.Key_Tab)
    assert composer.parameters.hasFocus()
    QTest.keyClick(composer.parameters, Qt.Key.Key_Tab)
    assert composer.chips.add.hasFocus()
    QTest.keyClick(composer.chips.add, Qt.Key.Key_Tab)
    assert composer.weight.preflight.hasFocus()
    QTest.keyClick(composer.weight.preflight, Qt.Key.Key_Tab)
    assert composer.send.hasFocus()


def test_how_many_parameters_are_set_stands_beside_the_model(composer: Composer) -> None:
    assert composer.parameters.accessibleName() == "Parameters"
    composer.set_parameters(2, once=True)
    assert composer.parameters.text() == "2"
    assert composer.parameters.accessibleName() == "Parameters, 2 set here"


def test_undo_does_not_bring_back_what_is_sent(composer: Composer) -> None:
    QTest.keyClicks(composer.prompt, "hello")
    composer.submit()
    QTest.keyClick(composer.prompt, Qt.Key.Key_Z, CTRL)
    assert composer.text() == ""


def test_a_refused_prompt_comes_back_above_what_was_typed_since(
    qtbot: QtBot, composer: Composer
) -> None:
    with qtbot.waitSignal(composer.draftChanged, timeout=1000) as heard:
        composer.put_back("first")
    assert heard.args == ["first"]
    composer.set_text("second")
    composer.put_back("first")
    assert composer.text() == "first\n\nsecond"


def test_the_draft_is_told_after_a_pause(qtbot: QtBot, composer: Composer) -> None:
    with qtbot.waitSignal(composer.draftChanged, timeout=3000) as heard:
        QTest.keyClicks(composer.prompt, "hello")
    assert heard.args[0] == "hello"


def test_the_draft_is_told_at_once_when_the_focus_leaves(qtbot: QtBot, composer: Composer) -> None:
    QTest.keyClicks(composer.prompt, "hel")
    with qtbot.waitSignal(composer.draftChanged, timeout=200) as heard:
        composer.model.setFocus()
    assert heard.args == ["hel"]
    with qtbot.assertNotEmitted(composer.draftChanged):
        composer.flush_draft()


def test_neither_the_program_nor_sending_changes_the_draft(
    qtbot: QtBot, composer: Composer
) -> None:
    with qtbot.assertNotEmitted(composer.draftChanged):
        composer.set_text("from disk")
        composer.submit()
        composer.flush_draft()


def test_the_prompt_grows_with_its_lines_up_to_a_share_of_the_tab(
    composer: Composer, tab: QWidget
) -> None:
    one = composer.prompt.height()
    whole = composer.height()
    composer.set_text("a\nb\nc")
    assert composer.prompt.height() == 3 * one
    assert composer.height() == whole + 2 * one
    composer.set_text("line\n" * 200)
    assert composer.height() <= tab.height() * 0.4
    assert composer.prompt.verticalScrollBar().maximum() > 0
    composer.set_text("")
    assert composer.prompt.height() == one


def test_a_long_line_wraps_and_grows_the_prompt(composer: Composer) -> None:
    one = composer.prompt.height()
    composer.set_text("word " * 100)
    assert composer.prompt.height() > 2 * one


def test_a_smaller_tab_leaves_less_room(qtbot: QtBot, composer: Composer, tab: QWidget) -> None:
    composer.set_text("line\n" * 200)
    before = composer.prompt.height()
    tab.resize(900, 400)
    qtbot.waitUntil(lambda: composer.prompt.height() < before)


def test_a_composer_in_another_tab_follows_that_tab(
    qtbot: QtBot, composer: Composer, tab: QWidget
) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.resize(900, 1000)
    composer.set_text("line\n" * 200)
    before = composer.prompt.height()
    composer.setParent(other)
    composer.resize(900, 300)
    other.resize(900, 1001)
    other.show()
    qtbot.waitUntil(lambda: composer.prompt.height() > before)


def test_no_break_spaces_are_kept(composer: Composer) -> None:
    composer.set_text("a\u00a0b\nc")
    assert composer.text() == "a\u00a0b\nc"


def test_a_very_long_draft_may_be_sent_without_being_read_at_each_key(
    composer: Composer,
) -> None:
    composer.set_text("x" * 20_000)
    assert composer.send.isEnabled()


def test_the_model_is_named_and_pressed(qtbot: QtBot, composer: Composer) -> None:
    composer.set_model("claude-sonnet")
    assert composer.model.accessibleName() == "Model: claude-sonnet"
    with qtbot.waitSignal(composer.modelWanted, timeout=1000):
        qtbot.keyClick(composer.model, Qt.Key.Key_Space)
    composer.set_model("")
    assert composer.model.text() == "Choose a model"


def test_the_hint_names_the_key_of_stop_while_an_answer_runs(composer: Composer) -> None:
    assert "Return" in composer.hint.text()
    composer.set_running(1)
    assert "Esc" in composer.hint.text()
    composer.set_running(0)
    assert "Esc" not in composer.hint.text()
    assert composer.send.text() == "Send"


def test_an_empty_prompt_names_the_project(composer: Composer) -> None:
    composer.set_project("kettledrum")
    assert composer.prompt.placeholderText().startswith("Ask about kettledrum")


def test_the_frame_shows_the_focus_and_flashes_at_sending(
    qtbot: QtBot, look: Look, composer: Composer
) -> None:
    def line() -> str:
        box = composer.frame.geometry()
        return composer.grab().toImage().pixelColor(box.center().x(), box.y()).name()

    focused = line()
    composer.model.setFocus()
    assert line() != focused
    composer.setFocus()
    composer.set_text("hello")
    composer.submit()
    qtbot.waitUntil(lambda: line() != focused)
    qtbot.waitUntil(lambda: line() == focused)


class Painted(QObject):
    """Where a widget was painted, each time."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.regions: list[QRegion] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.regions.append(event.region())
        return False


def test_a_flash_paints_nothing_inside_its_ring(qtbot: QtBot, composer: Composer) -> None:
    painted = Painted(composer)
    composer.set_text("hello")
    composer.submit()
    # the first ones show the empty field too
    qtbot.waitUntil(lambda: len(painted.regions) > 3)
    assert not painted.regions[-1].contains(composer.frame.geometry().center())


def test_nothing_flashes_where_movement_is_unwanted(look: Look, composer: Composer) -> None:
    look.theme.set_reduced(True)
    before = composer.grab().toImage()
    composer.set_text("hello")
    composer.submit()
    assert composer.grab().toImage().pixelColor(450, 4) == before.pixelColor(450, 4)


def test_the_frame_is_no_wider_than_the_texts_card(look: Look, composer: Composer) -> None:
    composer.resize(1400, composer.height())
    composer.layout().activate()
    assert composer.frame.width() == look.theme.column("card")
    assert composer.sizeHint().width() > composer.frame.width()
