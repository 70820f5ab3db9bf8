"""What a panel does to directives happens in their own lines of the text, and undo takes it back.

A line that is no longer what the panel has shown is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from vibekoder.app.tab import Tab
from vibekoder.core import directives, switching
from vibekoder.core.edits import Edit
from vibekoder.core.sections import Section
from vibekoder.core.session import Slice
from vibekoder.core.switching import Change
from vibekoder.engine.pieces import Source, State
from vibekoder.engine.together import as_it_stands, parts_of
from vibekoder.ui.composer import Composer
from vibekoder.ui.editor.editor import SessionEditor

How = Callable[[str, int], Change]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Arranging", text)


class Arranging:
    """Switches, moves and removes the directives of one tab: of its session and of its draft."""

    def __init__(self, tab: Tab, editor: SessionEditor, composer: Composer) -> None:
        self._tab = tab
        self._editor = editor
        self._composer = composer

    def toggle(self, source: Source) -> None:
        """Leave a piece out, or take it in again: by a backslash before its line."""
        parts, there = parts_of(source)
        on = source.state is State.OFF or there < parts
        label = _tr("Take in a piece") if on else _tr("Leave out a piece")
        how: How = lambda text, number: switching.switch(text, number, parts, on=on)
        self._do(source, how, label)

    def split(self, source: Source, sections: Sequence[Section]) -> None:
        """Name the sections or files of what it brings instead, one of which is left out."""
        lines = tuple(
            f"{'' if one.on else chr(92)}{directives.write(one.directive)}" for one in sections
        )
        how: How = lambda text, number: switching.exchange(text, number, lines)
        self._do(source, how, _tr("Leave out a part"))

    def join(self, source: Source) -> None:
        """Take the whole file in the place of its parts."""
        if source.directive is None:
            return
        whole = replace(source.directive, part=None, lines=None, pin=None)
        lines = (directives.write(whole),)
        count, _ = parts_of(source)
        how: How = lambda text, number: switching.exchange(text, number, lines, count)
        self._do(source, how, _tr("Include the whole file"))

    def leave_out(self, line: str, slice_id: str, *, out: bool = True) -> bool:
        """Leave the directive out that reads like this but for its pin, or take it in again.

        ``slice_id`` may be of no slice: then it is the draft's. False where there is none.
        """
        part = self._tab.session.find(slice_id)
        text = self._text_of(part) or ""
        lines = directives.find(text).found if out else switching.switched_off(text)
        at = [
            one.start for one in lines if switching.unpinned(one.line) == switching.unpinned(line)
        ]
        if not at:
            return False
        number = switching.number_of(text, at[-1])
        how: How = lambda text, number: switching.switch(text, number, on=not out)
        label = _tr("Leave out a piece") if out else _tr("Take in a piece")
        self._change(part, number, how, label)
        return True

    def remove(self, source: Source) -> None:
        """Take its line away."""
        count, _ = parts_of(source)
        how: How = lambda text, number: switching.exchange(text, number, (), count)
        self._do(source, how, _tr("Remove a piece"))

    def move(self, source: Source, to: Source) -> None:
        """Put its line where that of another piece of the same text stands."""
        text = self._text(source)
        other = self._number(to)
        if text is None or other is None or source.place.part != to.place.part:
            return
        # further down, what it comes below may be several lines
        down = other > (self._number(source) or 0)
        by = other + (parts_of(to)[0] - 1 if down else 0) - (self._number(source) or 0)
        count, _ = parts_of(source)
        how: How = lambda text, number: switching.move(text, number, number + by, count)
        self._do(source, how, _tr("Move a piece"))

    def step(self, source: Source, by: int, pieces: Sequence[Source]) -> None:
        """Put it one piece further up or down in its text."""
        beside = [one for one in pieces if one.place.part == source.place.part]
        at = next((n for n, one in enumerate(beside) if one.key == source.key), -1)
        if at >= 0 and 0 <= at + by < len(beside):
            self.move(source, beside[at + by])

    def go_to(self, source: Source) -> None:
        """Show its line, with the caret in it."""
        number, part = self._number(source), source.place.part
        if number is None:
            return
        if part is None:
            self._composer.set_caret(source.place.start)
            self._composer.prompt.setFocus()
            return
        shown = self._tab.desk.shown(part)
        point = switching.line_start(shown, number + 1)
        self._editor.setFocus()
        self._editor.go_to(part, point)

    def _do(self, source: Source, how: How, label: str) -> None:
        number = self._number(source)
        if number is not None:
            self._change(source.place.part, number, how, label)

    def _change(self, part: int | None, number: int, how: How, label: str) -> None:
        if part is None:
            self._composer.change(how(self._composer.text(), number))
            return
        # one line further down: the header is shown as well
        change = how(self._tab.desk.shown(part), number + 1)
        self._tab.edit_all([Edit(part, change.start, part, change.end, change.new)], label)

    def _number(self, source: Source) -> int | None:
        """The line it stands in, counted in its text; None if that line is another one now.

        What is about to be sent is pinned, and a send that fails takes that back: a row that was
        seen in between is still that of the same piece.
        """
        text = self._text(source)
        if text is None or source.place.start > len(text):
            return None
        number = switching.number_of(text, source.place.start)
        wanted = as_it_stands(source).split("\n")
        lines = text.split("\n")[number : number + len(wanted)]
        same = [switching.unpinned(line.strip(" \t")) for line in lines]
        return number if same == [switching.unpinned(line) for line in wanted] else None

    def _text(self, source: Source) -> str | None:
        return self._text_of(source.place.part)

    def _text_of(self, part: int | None) -> str | None:
        if part is None:
            return self._composer.text()
        parts = self._tab.session.parts
        found = parts[part] if part < len(parts) else None
        return found.text if isinstance(found, Slice) else None
