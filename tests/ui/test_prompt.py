"""The prompt's field: what comes in is plain, and acts only if the person says so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.ui.prompt import Prompt, with_line_ends

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def prompt(qtbot: QtBot) -> Prompt:
    made = Prompt(22)
    qtbot.addWidget(made)
    made.resize(400, 100)
    return made


def text_of(prompt: Prompt) -> str:
    return with_line_ends(prompt.document().toRawText())


def test_pasted_text_is_plain(prompt: Prompt) -> None:
    QGuiApplication.clipboard().setText("x = 1\r\ny = 2")
    QTest.keyClick(prompt, Qt.Key.Key_V, CTRL)
    assert text_of(prompt) == "x = 1\ny = 2"


@pytest.mark.parametrize(
    ("typed", "pasted", "text"),
    [
        ("", "<!-- include: a.py -->", "\\<!-- include: a.py -->"),
        ("  ", "<!-- include: a.py -->", "  \\<!-- include: a.py -->"),
        ("see ", "x\r\n<!-- command: make -->\n", "see x\n\\<!-- command: make -->\n"),
        ("<!-- include: ", "src/a.py -->", "<!-- include: src/a.py -->"),
        ("see ", "one\rtwo\u2028three", "see one\ntwo\nthree"),
    ],
)
def test_what_is_pasted_does_not_act(prompt: Prompt, typed: str, pasted: str, text: str) -> None:
    heard: list[None] = []
    prompt.madeInert.connect(lambda: heard.append(None))
    QTest.keyClicks(prompt, typed)
    QGuiApplication.clipboard().setText(pasted)
    QTest.keyClick(prompt, Qt.Key.Key_V, CTRL)
    assert text_of(prompt) == text
    assert len(heard) == text.count("\\")
    QTest.keyClick(prompt, Qt.Key.Key_Z, CTRL)
    assert text_of(prompt) == typed


def test_what_was_pasted_can_act_after_all(prompt: Prompt) -> None:
    QTest.keyClicks(prompt, "see ")
    QGuiApplication.clipboard().setText("😀\n<!-- include: a.py -->\n")
    QTest.keyClick(prompt, Qt.Key.Key_V, CTRL)
    QTest.keyClicks(prompt, "and more")
    prompt.make_live()
    assert text_of(prompt) == "see 😀\n<!-- include: a.py -->\nand more"
    QTest.keyClick(prompt, Qt.Key.Key_Z, CTRL)
    assert "\\<!-- include" in text_of(prompt)


def test_what_was_changed_since_it_was_pasted_is_left_alone(prompt: Prompt) -> None:
    QGuiApplication.clipboard().setText("<!-- include: a.py -->")
    QTest.keyClick(prompt, Qt.Key.Key_V, CTRL)
    prompt.setPlainText("other words")
    prompt.make_live()
    assert text_of(prompt) == "other words"
