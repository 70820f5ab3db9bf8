"""What a method raises that Qt called is logged, and goes no further."""

from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import QObject

from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.editor.guard import guarded
from vibekoder.ui.editor.overlays import Pill, Sticky
from vibekoder.ui.editor.page import PageLayout
from vibekoder.ui.editor.pointer import Pointer
from vibekoder.ui.editor.view import View

NOT_CALLED_BY_QT = {"copy", "cut"}  # slots of ours under Qt's names; not virtual


class Thing:
    @guarded(lambda: 7)
    def double(self, number: int) -> int:
        """Twice."""
        if number < 0:
            raise TypeError("planted")
        return 2 * number


def test_a_good_call_gives_its_result() -> None:
    assert Thing().double(4) == 8


@pytest.mark.logs
def test_a_fault_is_logged_and_the_fallback_given(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert Thing().double(-1) == 7
    assert "Thing.double" in caplog.text
    assert "planted" in caplog.text


@pytest.mark.parametrize("kind", [SessionEditor, PageLayout, Sticky, Pill, Pointer, View])
def test_every_override_of_qt_is_guarded(kind: type[QObject]) -> None:
    above = kind.__mro__[1]
    bare = [
        name
        for name, method in vars(kind).items()
        if callable(method)
        and not name.startswith("_")
        and name not in NOT_CALLED_BY_QT
        and hasattr(above, name)
        and not hasattr(method, "__wrapped__")
    ]
    assert bare == []
