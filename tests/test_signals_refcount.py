"""A guard against a fault of the Qt binding that ends the program after some thousand signals."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal, Slot


class Bell(QObject):
    """Rings.

    Signals:
        rang(bool, object): with a truth and a nothing.
        struck(): with nothing at all.
    """

    rang = Signal(bool, object)
    struck = Signal()

    @Slot(bool, object)
    def hear(self, truth: bool, nothing: object) -> None:
        """Take what was rung, give nothing back."""

    @Slot()
    def strike(self) -> None:
        """Give nothing back."""


def test_a_thousand_signals_leave_true_and_none_as_they_were(qapp: QObject) -> None:
    bell = Bell()
    bell.rang.connect(bell.hear)
    bell.struck.connect(bell.strike)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(1000):
        bell.rang.emit(True, None)
        bell.struck.emit()
        bell.setObjectName("bell")
    after = sys.getrefcount(True), sys.getrefcount(None)
    lost = max(abs(one - other) for one, other in zip(before, after, strict=True))
    assert lost < 100
