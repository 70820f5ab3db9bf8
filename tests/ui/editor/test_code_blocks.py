"""Blocks of code: found one after the other, and copied as the session has them."""

from __future__ import annotations

from PySide6.QtGui import QTextBlock

from tests.ui.editor.conftest import Make
from tests.ui.editor.owner import Owner

HEADER = "=={ Assistant | id=aaaaaa }==\n"
BODY = "words\n```py a.py\none\n\ttwo\n```\nbetween\n~~~sh\n$ ls\nfile\n~~~\nlast\n"


def line(owner: Owner, text: str) -> QTextBlock:
    block = owner.editor.document().firstBlock()
    while not block.text().startswith(text):
        block = block.next()
    return block


def test_a_line_of_code_knows_its_fence(make: Make) -> None:
    owner = make(HEADER + BODY)
    blocks = owner.editor.blocks
    fence = line(owner, "```py")
    assert blocks.at(line(owner, "\ttwo")) == fence
    assert blocks.at(fence) == fence
    assert blocks.at(fence.next().next().next()) == fence
    assert blocks.at(line(owner, "between")) is None
    assert blocks.at(line(owner, "==")) is None


def test_the_text_of_code_is_that_of_the_session(make: Make) -> None:
    owner = make(HEADER + BODY.replace("one", "o\u2028n\0e"))
    blocks = owner.editor.blocks
    assert blocks.text(line(owner, "```py")) == "o\u2028n\0e\n\ttwo"
    assert blocks.copied(line(owner, "~~~sh")) == "ls"
    assert blocks.info(line(owner, "```py")) == "py a.py"


def test_one_goes_from_code_to_code(make: Make) -> None:
    owner = make(HEADER + BODY)
    blocks = owner.editor.blocks
    first, second = line(owner, "```py"), line(owner, "~~~sh")
    assert blocks.next(line(owner, "words"), back=False) == first
    assert blocks.next(line(owner, "one"), back=False) == second
    assert blocks.next(line(owner, "last"), back=True) == second
    assert blocks.next(line(owner, "$ ls"), back=True) == first
    assert blocks.next(line(owner, "$ ls"), back=False) is None
    assert blocks.next(line(owner, "words"), back=True) is None


def test_an_unclosed_fence_reaches_to_the_end_of_its_slice(make: Make) -> None:
    owner = make(HEADER + "```py\none\n\n=={ User | id=bbbbbb }==\nx\n")
    assert owner.editor.blocks.text(line(owner, "```py")) == "one\n"


def test_an_empty_fence_has_no_text(make: Make) -> None:
    owner = make(HEADER + "```py")
    assert owner.editor.blocks.text(line(owner, "```py")) == ""
