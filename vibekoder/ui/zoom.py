"""How large the sessions' text is: the setting's size, and the steps away from it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

STEP: Final = 1.1
LEAST: Final = 0.7
MOST: Final = 2.5


class Zoom(QObject):
    """One factor for all tabs; remembered by the window.

    Signals:
        changed(float): the text is so many times as large as usual now.
    """

    changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._usual = 1.0
        self._steps = 0

    @property
    def factor(self) -> float:
        """How many times as large as the look's own size the text is."""
        return min(MOST, max(LEAST, self._usual * STEP**self._steps))

    @property
    def steps(self) -> int:
        """So many steps from the setting's size; 0 is that."""
        return self._steps

    def set_usual(self, factor: float) -> None:
        """What the setting asks for."""
        if factor != self._usual:
            self._usual = factor
            self.changed.emit(self.factor)

    def set_steps(self, steps: object) -> None:
        """Go so many steps from the setting's size; what is no number is none."""
        self._go(steps if isinstance(steps, int) and abs(steps) < 20 else 0)

    def step(self, by: int) -> None:
        """One step larger or smaller; 0 is the setting's size again."""
        wanted = self._steps + by if by else 0
        if not by or LEAST / STEP < self._usual * STEP**wanted < MOST * STEP:
            self._go(wanted)

    def _go(self, steps: int) -> None:
        before, self._steps = self.factor, steps
        if self.factor != before:
            self.changed.emit(self.factor)
