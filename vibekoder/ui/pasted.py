"""What a paste made literal in a tab, until the person lets it act."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

from vibekoder.app.tab import Tab
from vibekoder.core import edits
from vibekoder.core.edits import Edit
from vibekoder.core.errors import FormatError
from vibekoder.core.messages import Role
from vibekoder.core.parts import shown
from vibekoder.core.session import Slice
from vibekoder.ui.prompt import Prompt

NOTHING: Final = ("", "")


class Pasted(QObject):
    """Remembers the last paste into a tab's text or composer that held directives.

    Signals:
        madeInert(): they are literal now; ``let_act`` lets them act after all.
    """

    madeInert = Signal()

    def __init__(self, tab: Tab, prompt: Prompt, parent: QObject) -> None:
        super().__init__(parent)
        self._tab = tab
        self._prompt = prompt
        self._lines = NOTHING
        prompt.madeInert.connect(self._on_prompt)

    def edit(self, edit: Edit, *, raw_view: bool) -> None:
        """Take what was pasted into the text into the session."""
        lines = self._changed(edit, raw_view=raw_view)
        self._tab.edit(edit, pasted=True, raw_view=raw_view)
        if lines != NOTHING:
            self._lines = lines
            self.madeInert.emit()

    def let_act(self) -> None:
        """What was pasted last acts, if it still stands there as it was put in; undo as usual."""
        if self._lines == NOTHING:
            self._prompt.make_live()
            return
        inert, live = self._lines
        parts = self._tab.session.parts
        for at in range(len(parts) - 1, -1, -1):
            part = parts[at]
            if not isinstance(part, Slice) or part.role is Role.ASSISTANT:
                continue
            start = shown(part).rfind(inert)
            if start >= 0:
                change = Edit(at, start, at, start + len(inert), live)
                self._tab.edit_all([change], self.tr("Let them act"))
                self._lines = NOTHING
                return

    def _on_prompt(self) -> None:
        self._lines = NOTHING
        self.madeInert.emit()

    def _changed(self, edit: Edit, *, raw_view: bool) -> tuple[str, str]:
        """The lines that are literal now, and as they were meant; two empty texts for none."""
        session = self._tab.session
        try:
            two = [
                edits.apply(session, edit, raw_view=raw_view, pasted=pasted)
                for pasted in (True, False)
            ]
        except FormatError:
            return NOTHING
        inert, live = ("".join(shown(part) for part in one.added).split("\n") for one in two)
        # escaping changes no line's place
        other = [at for at, line in enumerate(inert) if line != live[at]]
        if not other:
            return NOTHING
        lines = slice(other[0], other[-1] + 1)
        return "\n".join(inert[lines]), "\n".join(live[lines])
