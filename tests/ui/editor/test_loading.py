"""A long text goes in by pieces, and is there at once for whoever needs it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.ui.editor import loading
from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.look import Look

PARTS = ["", *(f"=={{ User | id=a{n:05d} }}==\nSome words é😀 of it.\n\n" for n in range(400))]


@pytest.fixture
def editor(qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch) -> SessionEditor:
    monkeypatch.setattr(loading, "LONG", 5000)
    monkeypatch.setattr(loading, "PIECE", 1000)
    made = SessionEditor(look)
    qtbot.addWidget(made)
    return made


def test_a_long_text_goes_in_by_pieces_and_says_how_far_it_is(
    editor: SessionEditor, qtbot: QtBot
) -> None:
    told = list[int]()
    editor.loading.progressed.connect(told.append)
    with qtbot.waitSignal(editor.loading.done):
        editor.load(PARTS)
        assert editor.loading.active
        assert editor.document().characterCount() < 2000
    assert told == sorted(told)
    assert len(told) > 5
    assert editor.document().toRawText().replace("\u2029", "\n") == "".join(PARTS)


def test_whoever_needs_the_whole_has_it_at_once(editor: SessionEditor, qtbot: QtBot) -> None:
    editor.load(PARTS)
    with qtbot.waitSignal(editor.loading.done, timeout=0, raising=False) as told:
        editor.set_caret(300, 0)
    assert told.signal_triggered
    assert editor.part_of_caret() == 300
    assert editor.session_text() == "".join(PARTS)


def test_what_is_written_meanwhile_comes_to_its_place(editor: SessionEditor) -> None:
    editor.load(PARTS)
    editor.splice(400, 1, ["=={ User }==\nLast\n"])
    assert editor.session_text() == "".join(PARTS[:-1]) + "=={ User }==\nLast\n"


def test_another_text_takes_the_place_of_one_that_is_half_in(
    editor: SessionEditor, qtbot: QtBot
) -> None:
    editor.load(PARTS)
    editor.load(["", "=={ User }==\nShort\n"])
    assert not editor.loading.active
    assert editor.session_text() == "=={ User }==\nShort\n"
