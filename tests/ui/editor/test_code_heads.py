"""The heads of code tell the language and offer what can be done."""

from __future__ import annotations

import pytest

from tests.ui.editor.conftest import Make
from tests.ui.editor.owner import Owner
from vibekoder.ui.editor.code_heads import CodeHeads
from vibekoder.ui.editor.paper import Row

TEXT = "=={ Assistant | id=aaaaaa }==\nwords\n\n```py src/a.py\none\ntwo\n```\n"


def head(owner: Owner) -> tuple[CodeHeads, Row]:
    heads = CodeHeads(owner.editor.look, owner.editor.page)
    rows = owner.editor.scene.rows(owner.editor.viewport().rect())
    return heads, next(row for row in rows if heads.is_head(row))


def test_a_head_offers_copy_and_save_and_wrapping_where_one_is(make: Make) -> None:
    heads, row = head(make(TEXT))
    words = [one.word for one in heads.buttons(row, active=False)]
    assert words == ["Save as", "Copy", ""]
    active = [one.act.name for one in heads.buttons(row, active=True)]
    assert active == ["code.save", "code.copy", "code.wrap", "fold.here"]


@pytest.mark.parametrize(("fence", "word"), [("```py src/a.py", "py"), ("```", "text")])
def test_a_head_names_the_language(make: Make, fence: str, word: str) -> None:
    heads, row = head(make(TEXT.replace("```py src/a.py", fence)))
    assert heads.language(row) == word


def test_buttons_stand_apart_inside_the_head_and_are_large_enough(make: Make) -> None:
    heads, row = head(make(TEXT))
    buttons = heads.buttons(row, active=True)
    assert all(row.rect.contains(one.rect) for one in buttons)
    assert all(one.rect.height() >= 24 for one in buttons if one.word)
    lefts = [one.rect.left() for one in buttons]
    assert lefts == sorted(lefts, reverse=True)


def test_what_is_under_a_point_is_what_is_painted_there(make: Make) -> None:
    heads, row = head(make(TEXT))
    for button in heads.buttons(row, active=True):
        assert heads.act_at(row, button.rect.center()) == button.act


def test_with_the_caret_in_it_the_fence_shows_its_text(make: Make) -> None:
    owner = make(TEXT)
    owner.editor.set_caret(1, owner.texts[1].index("```py"))
    heads = CodeHeads(owner.editor.look, owner.editor.page)
    rows = owner.editor.scene.rows(owner.editor.viewport().rect())
    assert not any(heads.is_head(row) for row in rows)
