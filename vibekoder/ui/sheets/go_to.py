"""The way to a slice or a heading of the session by a few letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app.tongue import tr
from vibekoder.core.messages import Role
from vibekoder.core.outline import first_words, headings
from vibekoder.ui.editor.banners import ICONS, NAMES
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.palette import Palette
from vibekoder.ui.sheets.sifting import Choice

DEEPER: Final = "\u2003"


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to go to: a slice, or (``level``) a heading in it."""

    part: int
    point: int
    text: str
    role: Role
    level: int = 0


def stops(parts: Sequence[tuple[Role | None, str]]) -> Iterator[Stop]:
    """The slices and their headings, in order; ``parts`` as the editor shows them."""
    for number, (role, text) in enumerate(parts):
        if role is None:
            continue
        begin = text.find("\n") + 1 or len(text)
        yield Stop(number, begin, first_words(text, begin), role)
        for one in headings(text, begin):
            yield Stop(number, one.point, one.text, role, one.level)


class GoTo(Palette):
    """Slices with their headings; Return goes there.

    Signals:
        chosen(int, int): the part and code point to go to.
    """

    chosen = Signal(int, int)

    def __init__(self, look: Look, places: Sequence[Stop], parent: QWidget | None = None) -> None:
        super().__init__(
            look,
            QCoreApplication.translate("GoTo", "Go to slice or heading"),
            QCoreApplication.translate("GoTo", "Go to slice or heading"),
            parent=parent,
        )
        self._places = list(places)
        self.taken.connect(self._on_taken)
        self.set_choices([self._choice(at, one) for at, one in enumerate(self._places)])

    def _choice(self, at: int, one: Stop) -> Choice:
        if one.level:
            return Choice(str(at), DEEPER * one.level + one.text, right=f"{one.part}")
        name = tr(NAMES[one.role])
        return Choice(str(at), one.text or name, "", name, f"{one.part}", ICONS[one.role])

    def _on_taken(self, key: str, _: bool) -> None:
        one = self._places[int(key)]
        self.chosen.emit(one.part, one.point)
