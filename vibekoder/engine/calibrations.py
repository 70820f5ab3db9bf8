"""The calibrations of this machine: kept in its state, never in a project, and of no text."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from vibekoder.core.calibration import BELIEVED, UNKNOWN, Calibration, family_of
from vibekoder.store import remembered


class Calibrations:
    """By family of models. ``load`` and ``learn`` are for a worker thread, ``of`` for any."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Calibration] = {}

    def load(self) -> None:
        """Take in what was learned before; StoreError if the disk refuses."""
        self._known = {name: _read(found) for name, found in remembered.load(self._path).items()}

    def of(self, model: str) -> Calibration:
        """What is known of this model's family."""
        return self._known.get(family_of(model), UNKNOWN)

    def learn(self, model: str, estimated: int, counted: int) -> None:
        """A provider has told what it counted; StoreError if that cannot be kept."""
        before, family = self.of(model), family_of(model)
        after = before.learned(estimated, counted)
        if after is before or not family:
            return
        # a new mapping: another thread may be reading the old one
        self._known = {**self._known, family: after}
        kept = {name: list(one.found) for name, one in self._known.items()}
        remembered.save(self._path, kept)


def _read(value: Any) -> Calibration:
    ratios = cast("list[Any]", value) if isinstance(value, list) else []
    low, high = BELIEVED
    numbers = (one for one in ratios if isinstance(one, int | float))
    return Calibration(tuple(float(one) for one in numbers if low <= one <= high))
