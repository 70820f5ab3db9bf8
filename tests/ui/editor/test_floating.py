"""What floats over the text leads where it says."""

from __future__ import annotations

from tests.ui.editor.conftest import Make

LONG = "".join(f"=={{ User | id=a{n:05d} }}==\n" + "Words.\n" * 60 + "\n" for n in range(6))


def test_a_press_on_the_banner_at_the_top_shows_its_slice(make: Make) -> None:
    editor = make(LONG, 820, 400).editor
    editor.show_place(3, 200)
    assert editor.floating.sticky.isVisible()
    editor.floating.sticky.pressed.emit()
    assert editor.caret()[0] == 3
    assert editor.top_place()[1] != 200


def test_the_pill_shows_while_something_came_below_and_leads_there(make: Make) -> None:
    owner = make(LONG, 820, 400)
    editor = owner.editor
    editor.show_place(1, 0)
    editor.start_growing(6)
    editor.grow(6, "more")
    assert editor.floating.pill.isVisible()
    editor.floating.pill.click()
    assert editor.following
    assert not editor.floating.pill.isVisible()
