"""How much room each kind of line has on the page, and what is known of a line once laid out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextBlockUserData

from vibekoder.core import marks
from vibekoder.core.marks import Kind
from vibekoder.ui.editor.syntax import Tints
from vibekoder.ui.editor.tables import Pad

# distances of the page in pixels at zoom 1
BLANK: Final = 10.0
FIRST_TOP: Final = 16.0
CARD_TOP: Final = 6.0
CARD_BOTTOM: Final = 12.0
BETWEEN: Final = 18.0
TAIL_OF_BLANK: Final = 2.0
FREE_BELOW: Final = 24.0
RULE: Final = 9.0
GIST: Final = 26.0
"""Under the banner of a folded slice stands how it begins."""
SPARE: Final = 8.0  # Qt counts the last page from unspaced lines: without it the end is cut
BLOCK_INDENT: Final = 16.0
QUOTE_INDENT: Final = 16.0
ITEM_INDENT: Final = 6.0
CODE_MARGIN: Final = 6.0
CODE_PAD: Final = 14.0
CODE_FOOT: Final = 10.0

FRONT: Final = 100
"""The kind of a line of front matter, beside those of ``core.marks``."""
HEADER: Final = 101
"""The kind of a slice's header line."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a kind of line, in pixels at zoom 1.

    ``pitch`` is the height of a line that is not as high as its font asks; ``grows`` says that it
    is as high while the caret shows its text.
    """

    top: float = 0.0
    bottom: float = 0.0
    left: float = 0.0
    right: float = 0.0
    pitch: float = 0.0
    grows: bool = False


ROOMS: Final = {
    Kind.TEXT: Room(1, 1),
    Kind.BLANK: Room(pitch=BLANK),
    Kind.HEADING: Room(6, 3),
    Kind.QUOTE: Room(1, 1),
    Kind.ITEM: Room(1, 1, ITEM_INDENT),
    Kind.FENCE: Room(CODE_MARGIN + 4, 8, CODE_PAD, CODE_PAD),
    Kind.CODE: Room(0, 0, CODE_PAD, CODE_PAD),
    Kind.FENCE_END: Room(0, CODE_MARGIN, CODE_PAD, CODE_PAD, CODE_FOOT, grows=True),
    Kind.RULE: Room(),
    Kind.TABLE: Room(),
    Kind.DIRECTIVE: Room(2, 2, pitch=24),
    Kind.BLOCK: Room(2, 4, pitch=24),
    Kind.BLOCK_END: Room(0, 4, pitch=6, grows=True),
}


class LineData(QTextBlockUserData):
    """What was found when a line was laid out; valid while ``epoch`` is the page's."""

    def __init__(self) -> None:
        super().__init__()
        self.epoch = -1
        self.key: tuple[object, ...] = ()
        self.kind = 0
        self.line = marks.Line(Kind.BLANK)
        self.height = 0.0
        self.shift = 0.0  # so much of the line is above the view
        self.top = 0.0  # where the text begins
        self.bottom = 0.0  # where the text ends
        self.revealed = False
        self.boxes: list[QRectF] = []
        self.tints: Tints = ()
        self.pads: tuple[Pad, ...] = ()
        self.rule = False  # a table's line between head and body, painted as one
        self.fence: QTextBlock | None = None  # the one that a line of code stands under
        self.fence_epoch = -1
        self.folded = False
        self.unwrapped = False  # long lines of the code below are cut
        self.offset: float | None = None  # of a line that is cut: so much is left of its box
        self.kept_open = False  # a person has opened this fold


@dataclass(frozen=True, slots=True)
class Column:
    """Where the text stands in the viewport, in pixels."""

    left: float
    width: float
    pad: float

    @property
    def right(self) -> float:
        return self.left + self.width
