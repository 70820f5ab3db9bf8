"""Where a caret may be, and which edits may be."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCursor, QTextDocument

from vibekoder.core.edits import Edit
from vibekoder.ui.editor.atoms import STILL_ARRIVING, Atoms
from vibekoder.ui.editor.mirror import Mirror

HEAD = "=={ User }==\n"
TEXTS = ["", HEAD + "one\n", HEAD, HEAD + "two\n"]
EMPTY = 17  # where the slice without a line begins


@pytest.fixture
def mirror() -> Mirror:
    mirror = Mirror()
    mirror.load(TEXTS)
    return mirror


@pytest.fixture
def document() -> QTextDocument:
    document = QTextDocument()
    document.setPlainText("".join(TEXTS))
    return document


def at(document: QTextDocument, position: int, anchor: int | None = None) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(position if anchor is None else anchor)
    cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
    return cursor


@pytest.mark.parametrize(
    ("position", "anchor", "misplaced"),
    [
        (5, None, True),
        (12, None, True),
        (13, None, False),
        (EMPTY + 5, None, True),
        (EMPTY + 12, None, False),
        (0, 20, False),
        (0, None, True),
    ],
)
def test_a_caret_is_in_no_header_but_of_an_empty_slice(
    mirror: Mirror, document: QTextDocument, position: int, anchor: int | None, misplaced: bool
) -> None:
    assert Atoms(mirror).misplaced(at(document, position, anchor)) is misplaced


@pytest.mark.parametrize(
    ("position", "forward", "goes"),
    [(0, True, 13), (0, False, 13), (EMPTY, True, EMPTY + 12), (EMPTY, False, 16), (30, False, 29)],
)
def test_a_caret_goes_on_in_its_direction(
    mirror: Mirror, document: QTextDocument, position: int, forward: bool, goes: int
) -> None:
    assert Atoms(mirror).beyond(document.findBlock(position), forward=forward) == goes


def test_a_place_in_text_stays(mirror: Mirror, document: QTextDocument) -> None:
    assert Atoms(mirror).outside(document.findBlock(14), 14) == 14
    assert Atoms(mirror).outside(document.findBlock(3), 3) == 13


def test_deleting_stops_at_headers(mirror: Mirror, document: QTextDocument) -> None:
    atoms = Atoms(mirror)
    assert not atoms.deletes_backward(at(document, 13))
    assert atoms.deletes_backward(at(document, 14))
    assert not atoms.deletes_forward(at(document, 16))
    assert atoms.deletes_forward(at(document, 15))


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (Edit(1, 13, 1, 16, "x"), None),
        (Edit(1, 5, 1, 6, ""), ""),
        (Edit(1, 14, 3, 5, ""), ""),
        (Edit(1, 14, 1, 17, ""), ""),
        (Edit(1, 14, 3, 16, "x"), None),
    ],
)
def test_edits_leave_headers_whole(mirror: Mirror, edit: Edit, fault: str | None) -> None:
    before = mirror.parts[edit.first : edit.last + 1]
    start = mirror.unit(edit.first, edit.start)
    end = mirror.unit(edit.last, edit.end)
    made = mirror.changed(start, end - start, edit.text)
    assert made == edit
    assert Atoms(mirror).fault(made, before) == fault


def test_what_grows_is_refused_before_and_found_after(mirror: Mirror) -> None:
    mirror.start_growing(3)
    atoms = Atoms(mirror)
    assert atoms.refusal(14, 14) == ""
    assert atoms.refusal(14, 45) == STILL_ARRIVING
    assert atoms.fault(Edit(3, 14, 3, 14, "x"), mirror.parts[3:4]) == STILL_ARRIVING
