"""Code in its colours: only what is seen, and while it grows."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.editor.conftest import Make
from tests.ui.editor.owner import Owner
from vibekoder.ui.editor.fences import Lexers
from vibekoder.ui.editor.rooms import LineData
from vibekoder.ui.editor.syntax import Tints

HEADER = "=={ Assistant | id=aaaaaa }==\n"


def tints(owner: Owner, line: int) -> Tints:
    """The colours of a line of the document as it was laid out last."""
    data = owner.editor.document().findBlockByNumber(line).userData()
    return data.tints if isinstance(data, LineData) else ()


def colors(owner: Owner, line: int) -> set[str]:
    return {color for _, _, color in tints(owner, line)}


def test_code_has_the_colours_of_its_language(make: Make, qtbot: QtBot) -> None:
    owner = make(HEADER + "```python\nx = 'y'  # why\n```\n")
    qtbot.waitUntil(lambda: {"synString", "synComment"} <= colors(owner, 2))
    assert colors(owner, 3) == set()


def test_a_language_nobody_knows_is_plain(make: Make, qtbot: QtBot) -> None:
    owner = make(HEADER + "```gobbledegook\nx = 'y'\n```\n\n```py\nx = 'y'\n")
    qtbot.waitUntil(lambda: bool(colors(owner, 6)))
    assert colors(owner, 2) == set()


def test_an_unclosed_fence_is_coloured_while_its_answer_grows(make: Make, qtbot: QtBot) -> None:
    owner = make(HEADER)
    owner.start(1)
    for piece in ("```python\nx = '", "word", "'\ny = 1", "2\n"):
        owner.grow(1, piece)
    qtbot.waitUntil(lambda: "synNumber" in colors(owner, 3))
    assert (4, 6, "synString") in tints(owner, 2)
    owner.agree()


def test_a_typed_quote_colours_what_is_below(make: Make, qtbot: QtBot) -> None:
    owner = make(HEADER + "```python\n\nx = 1\n```\n")
    qtbot.waitUntil(lambda: "synNumber" in colors(owner, 3))
    owner.editor.set_caret(1, len(HEADER) + len("```python\n"))
    QTest.keyClicks(owner.editor, '"""')
    qtbot.waitUntil(lambda: colors(owner, 3) == {"synString"})


def test_another_word_behind_the_signs_is_another_language(make: Make, qtbot: QtBot) -> None:
    owner = make(HEADER + "```p\ndef x(): pass\n```\n")
    owner.editor.set_caret(1, len(HEADER) + 4)
    QTest.keyClicks(owner.editor, "y")
    qtbot.waitUntil(lambda: "synKeyword" in colors(owner, 2))


def test_only_the_fences_in_sight_are_coloured(make: Make, qtbot: QtBot) -> None:
    fence = "```py\nx = 1\n```\n"
    owner = make(HEADER + fence + "words\n" * 400 + fence + "words\n" * 400)
    qtbot.waitUntil(lambda: bool(colors(owner, 2)))
    assert colors(owner, 405) == set()
    owner.editor.show_place(1, len(HEADER + fence) + 6 * 400)
    qtbot.waitUntil(lambda: bool(colors(owner, 405)))


@pytest.mark.timeout(60)  # slices of a few milliseconds: a busy machine gives each of them little
def test_a_long_fence_is_coloured_in_slices(make: Make, qtbot: QtBot) -> None:
    owner = make(HEADER + "```py\n" + "x = 'y'  # why\n" * 1500)
    owner.editor.to_bottom()
    qtbot.waitUntil(lambda: bool(colors(owner, 1490)), timeout=45_000)
    assert colors(owner, 700) == set()


def test_what_was_asked_for_too_early_is_owed_until_it_is_painted_anew(qtbot: QtBot) -> None:
    lexers = Lexers()
    assert not lexers.knows("python")
    qtbot.waitUntil(lambda: not lexers.waiting)
    # its rules came before anyone looked again
    assert lexers.owed
    lexers.settle()
    assert not lexers.owed
    assert lexers.knows("python")
