"""What is seen is found again by a point."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

from tests.ui.editor.conftest import Make
from tests.ui.editor.owner import Owner
from vibekoder.ui.editor.banners import Act, BannerState, Box

TEXT = "=={ User | id=aaaaaa }==\nask\n\n=={ Assistant | id=bbbbbb }==\nsaid\n\n```py\ncode\n```\n"
RETRY = Act("retry", "Retry", "regenerate")
BOX = Box("warn", "Cut off", "Safe.", (RETRY,))


@pytest.fixture
def owner(make: Make) -> Owner:
    owner = make(TEXT)
    owner.editor.set_state(2, BannerState("cut off", "warn", acts=(RETRY,), box=BOX))
    owner.editor.grab()
    return owner


def acts(owner: Owner) -> set[tuple[str, int]]:
    """All acts that points of the view find."""
    viewport = owner.editor.viewport()
    found = set[tuple[str, int]]()
    for y in range(0, viewport.height(), 6):
        for x in range(0, viewport.width(), 6):
            spot = owner.editor.scene.spot(QPointF(x, y))
            if spot:
                found.add((spot.act.name, spot.part))
    return found


def test_every_act_in_the_view_can_be_found(owner: Owner) -> None:
    assert acts(owner) == {
        *(("more", 1), ("more", 2), ("retry", 2), ("fold.here", 1), ("fold.here", 2)),
        *(("code.copy", 2), ("code.save", 2), ("code.wrap", 2)),
    }


def test_the_rows_of_an_area_are_its_lines(owner: Owner) -> None:
    rows = list(owner.editor.scene.rows(owner.editor.viewport().rect()))
    assert [row.block.text() for row in rows] == TEXT.split("\n")
    row = owner.editor.scene.row_at(rows[3].rect.center())
    assert row is not None
    assert row.block == rows[3].block
    assert owner.editor.scene.row_at(QPointF(10, 5000)) is None


def test_the_last_banner_and_the_one_of_the_caret_are_active(owner: Owner) -> None:
    owner.editor.set_caret(1, 26)
    banners = [owner.editor.scene.banner(part) for part in range(3)]
    assert [banner and banner.active for banner in banners] == [None, True, True]


def test_an_open_end_is_marked_where_text_grows(owner: Owner) -> None:
    before = owner.editor.viewport().grab().toImage()
    owner.editor.start_growing(2)
    assert owner.editor.viewport().grab().toImage() != before
