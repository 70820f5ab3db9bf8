"""The room of each kind of line."""

from __future__ import annotations

from vibekoder.core.marks import Kind
from vibekoder.ui.editor.rooms import FRONT, HEADER, ROOMS, Column


def test_every_kind_has_a_room_and_the_page_s_own_are_no_kind_of_markdown() -> None:
    assert set(ROOMS) == set(Kind)
    assert not {FRONT, HEADER} & {int(kind) for kind in Kind}


def test_a_column_ends_where_it_is_wide() -> None:
    assert Column(18.0, 690.0, 18.0).right == 708.0
