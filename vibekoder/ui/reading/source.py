"""What the reading view asks of the session that it shows."""

from __future__ import annotations

from typing import Protocol

from vibekoder.app.tab import Tab
from vibekoder.core.messages import Role
from vibekoder.core.session import Head, Slice
from vibekoder.ui.editor.banners import Act, Banner, Box
from vibekoder.ui.editor.editor import SessionEditor


class Source(Protocol):
    """The session as the view asks for it, part by part; 0 is the head."""

    def count(self) -> int:
        """How many parts there are."""
        ...

    def length(self, part: int) -> int:
        """About how long a part is."""
        ...

    def text(self, part: int) -> tuple[str, int]:
        """The shown text, and where it begins below the header."""
        ...

    def role(self, part: int) -> Role | None:
        """Who speaks."""
        ...

    def banner(self, part: int) -> Banner | None:
        """What its banner shows."""
        ...

    def box(self, part: int) -> Box | None:
        """What stands under it."""
        ...

    def acts(self, part: int) -> list[Act]:
        """What can be done with it."""
        ...


class TabSource:
    """A tab's session as the view asks for it."""

    def __init__(self, tab: Tab, editor: SessionEditor) -> None:
        self._tab = tab
        self._editor = editor

    def count(self) -> int:
        """How many parts there are."""
        return len(self._tab.session.parts)

    def length(self, part: int) -> int:
        """About how long a part is."""
        one = self._tab.session.parts[part]
        return len(one.body) if isinstance(one, Slice) else len(one.text)

    def text(self, part: int) -> tuple[str, int]:
        """The text as the editor counts it, and where it begins."""
        one = self._tab.session.parts[part]
        shown = self._tab.desk.shown(part)
        if isinstance(one, Head):
            # what stands before the first slice for programs is no text to read
            return shown, len(shown) - len(shown.removeprefix(one.front.replace("\r\n", "\n")))
        return shown, min(len(shown), len(one.line) + 1)

    def role(self, part: int) -> Role | None:
        """Who speaks."""
        one = self._tab.session.parts[part]
        return one.role if isinstance(one, Slice) else None

    def banner(self, part: int) -> Banner | None:
        """What its banner shows."""
        return self._editor.scene.banner(part)

    def box(self, part: int) -> Box | None:
        """What stands under it."""
        return self._editor.state(part).box

    def acts(self, part: int) -> list[Act]:
        """What can be done with it."""
        return self._editor.acts(part) if self.role(part) else []
