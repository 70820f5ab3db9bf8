"""A reading view over texts that are in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.core.header import Header, read_header
from vibekoder.core.messages import Role
from vibekoder.ui.editor.banners import Act, Banner, BannerState, Box
from vibekoder.ui.look import Look
from vibekoder.ui.reading.leaves import Leaf
from vibekoder.ui.reading.links import Place
from vibekoder.ui.reading.pictures import Pictures
from vibekoder.ui.reading.view import ReadingView


class Texts:
    """A session of these texts, all of them answers below an empty head."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = ["", *texts]
        self.boxes: dict[int, Box] = {}
        self.asked: set[int] = set()

    def count(self) -> int:
        return len(self.texts)

    def length(self, part: int) -> int:
        return len(self.texts[part])

    def text(self, part: int) -> tuple[str, int]:
        self.asked.add(part)
        return self.texts[part], 0

    def role(self, part: int) -> Role | None:
        return Role.ASSISTANT if part else None

    def banner(self, part: int) -> Banner | None:
        header: Header | None = read_header("=={ Assistant }==")
        return Banner(header, BannerState()) if header and part else None

    def box(self, part: int) -> Box | None:
        return self.boxes.get(part)

    def acts(self, part: int) -> list[Act]:
        return [Act("fork", "Fork here")] if part else []


Shows = Callable[[Texts], ReadingView]


@pytest.fixture
def shows(qtbot: QtBot, look: Look) -> Shows:
    """Shows a session in a view of 800 by 600."""

    def show(source: Texts) -> ReadingView:
        made = ReadingView(look, source, Pictures(Place(look.icons.folder, look.icons.folder)))
        qtbot.addWidget(made)
        made.resize(800, 600)
        with qtbot.waitExposed(made):
            made.show()
        made.load()
        return made

    return show


def seen(view: ReadingView) -> str:
    """What can be read in the view."""
    leaves = [one for one in view.viewport().findChildren(Leaf) if one.isVisible()]
    return "\n".join(one.toPlainText() for one in sorted(leaves, key=Leaf.y))
