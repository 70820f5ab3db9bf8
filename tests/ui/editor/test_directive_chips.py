"""Directives are chips that tell what is known of their pieces."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from tests.ui.editor.conftest import Make
from tests.ui.editor.owner import Owner
from vibekoder.core.messages import Role
from vibekoder.core.session import Slice
from vibekoder.ui.editor.directive_chips import ChipFace, DirectiveChips
from vibekoder.ui.editor.paper import Row

TEXT = (
    "=={ User | id=aaaaaa }==\nask\n\n<!-- include: src/a.py @ 3fa9c1d20b7e -->\n"
    "<!-- include: b.py -->\n\\<!-- include: c.py -->\n"
)


def chips(owner: Owner, **faces: ChipFace) -> tuple[DirectiveChips, list[Row]]:
    chips = DirectiveChips(owner.editor.look, owner.editor.page)
    chips.faces = {name.replace("_", "."): face for name, face in faces.items()}
    rows = owner.editor.scene.rows(owner.editor.viewport().rect())
    return chips, [row for row in rows if chips.is_chip(row)]


def test_without_more_being_known_a_chip_says_whether_it_is_pinned_live_or_off(make: Make) -> None:
    made, rows = chips(make(TEXT))
    assert [made.face(row).state for row in rows] == ["pinned 3fa9c1d2", "live", "off"]


@pytest.mark.parametrize("head", ["", "=={ Assistant | id=bbbbbb }==\n"])
def test_what_does_not_act_is_no_chip_but_text(make: Make, head: str) -> None:
    lines = "<!-- include: b.py -->\n\\<!-- command: lint -->\n\nso\n"
    owner = make(f"{head}{lines}\n=={{ User | id=aaaaaa }}==\n<!-- include: a.py -->\n")
    _, rows = chips(owner)
    assert [row.data.line.word for row in rows] == ["a.py"]


def test_an_answer_that_becomes_a_prompt_has_chips(make: Make) -> None:
    owner = make("=={ Assistant | id=aaaaaa }==\n<!-- include: a.py -->\n")
    assert not chips(owner)[1]
    part = owner.session.parts[1]
    assert isinstance(part, Slice)
    owner.put(1, part.with_role(Role.USER))
    # at the caret it is seen as it is written
    rows = owner.editor.scene.rows(owner.editor.viewport().rect())
    assert [row.data.line.word for row in rows].count("a.py") == 1


def test_what_is_known_of_a_piece_stands_in_its_chip(make: Make) -> None:
    gone = ChipFace("~12", "gone", color="error", wrong=True)
    made, rows = chips(make(TEXT), b_py=gone, c_py=gone)
    assert made.face(rows[1]) == gone
    assert made.face(rows[2]).state == "off"


def test_a_live_piece_has_its_tokens(make: Make) -> None:
    made, rows = chips(make(TEXT), b_py=ChipFace("~1.2k"))
    face = made.face(rows[1])
    assert (face.tokens, face.state) == ("~1.2k", "live")


@pytest.mark.parametrize("face", [ChipFace("~3k", "gone", wrong=True), ChipFace("~3k", "same")])
def test_what_a_chip_tells_is_seen_at_once(make: Make, face: ChipFace) -> None:
    owner = make(TEXT)
    before = owner.editor.viewport().grab().toImage()
    owner.editor.scene.set_faces({"b.py": face})
    assert owner.editor.viewport().grab().toImage() != before


def test_the_pointer_on_a_chip_is_told_all_of_it(make: Make) -> None:
    owner = make(TEXT)
    owner.editor.scene.set_faces({"b.py": ChipFace(tip="b.py · 2 kB")})
    _, rows = chips(owner)
    place = QPoint(round(owner.editor.page.column.left) + 20, round(rows[1].rect.center().y()))
    tip = QHelpEvent(QEvent.Type.ToolTip, place, owner.editor.viewport().mapToGlobal(place))
    QApplication.sendEvent(owner.editor.viewport(), tip)
    assert QToolTip.text() == "b.py · 2 kB"
    QToolTip.hideText()


def test_with_the_caret_in_its_line_a_directive_is_text(make: Make) -> None:
    owner = make(TEXT)
    owner.editor.set_caret(1, owner.texts[1].index("b.py"))
    assert len(chips(owner)[1]) == 2
