"""Pictures of the project as the reading view shows them: loaded beside the window's thread.

No other picture is ever asked for: one on the web or outside the project is told by its address.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Signal
from PySide6.QtGui import QImage, QImageReader

from vibekoder.app.tongue import tr
from vibekoder.app.writer import Writer
from vibekoder.core.errors import StoreError
from vibekoder.core.pictures import media_type
from vibekoder.store.sources import Sources
from vibekoder.ui.reading.links import Place, inside, visible

MOST_BYTES: Final = 20_000_000
MOST_PIXELS: Final = 40_000_000
WIDEST: Final = 1_600
KEPT: Final = 24


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, or what stands in its place."""

    image: QImage | None
    why: str = ""


class Pictures(QObject):
    """Loads what is asked for, once.

    Signals:
        loaded(str): the picture of this address is there, or known to be none.
    """

    loaded = Signal(str)

    def __init__(self, place: Place, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._sources = Sources(place.root)
        self._known: OrderedDict[str, Picture] = OrderedDict()
        self._asked: set[str] = set()
        self._worker = Writer("pictures", self)
        self.closed = False

    def look(self, address: str) -> Picture:
        """The picture, as far as it is there; else it comes later."""
        if address in self._known:
            self._known.move_to_end(address)
            return self._known[address]
        told = visible(address)
        names = inside(address, self._place)
        if not names or self.closed:
            return Picture(None, self.tr("(picture not loaded: %1)").replace("%1", told[:200]))
        if address not in self._asked:
            self._asked.add(address)
            self._worker.submit(
                partial(self._load, names),
                partial(self._on_loaded, address),
                partial(self._on_failed, address),
            )
        return Picture(None, self.tr("(loading %1)").replace("%1", told[:200]))

    def close(self) -> None:
        """Load nothing more."""
        self.closed = True
        self._worker.close(wait=False)

    def _load(self, names: list[str]) -> QImage:
        problem: StoreError | None = None
        for name in names:
            try:
                return decoded(self._sources.read(name, MOST_BYTES))
            except StoreError as exc:
                problem = problem or exc
        assert problem is not None  # noqa: S101 - there is a name
        raise problem

    def _on_loaded(self, address: str, image: QImage) -> None:
        self._keep(address, Picture(image))

    def _on_failed(self, address: str, problem: BaseException) -> None:
        why = problem.reason if isinstance(problem, StoreError) else str(problem)
        told = f"{visible(address)[:200]}, {why}"
        self._keep(address, Picture(None, self.tr("(picture not shown: %1)").replace("%1", told)))

    def _keep(self, address: str, picture: Picture) -> None:
        self._asked.discard(address)
        self._known[address] = picture
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        self.loaded.emit(address)


def decoded(data: bytes) -> QImage:
    """The image in these bytes, at most 1,600 pixels wide; ValueError with a sentence if none."""
    kind = media_type(data)
    if kind is None:
        raise ValueError(tr("this is no picture that can be shown"))
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.removeprefix("image/").encode()))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        raise ValueError(tr("it is too large to be shown"))
    if size.width() > WIDEST:
        reader.setScaledSize(QSize(WIDEST, max(1, size.height() * WIDEST // size.width())))
    image = reader.read()
    if image.isNull():
        raise ValueError(tr("it cannot be read"))
    return image
