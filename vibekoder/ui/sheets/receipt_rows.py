"""The pieces of a request that was sent as rows, alone or beside those of another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QCoreApplication,
)
from PySide6.QtWidgets import QWidget

from vibekoder.app.receipts import Opened
from vibekoder.app.tongue import later, tr
from vibekoder.core.messages import Role
from vibekoder.engine.comparison import Compared
from vibekoder.engine.comparison import Row as Beside
from vibekoder.engine.replay import Told
from vibekoder.ui import words
from vibekoder.ui.columns import Column, FactTable

COMMIT: Final = 9  # digits of a commit that are shown


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a piece, or where it is None the whole or the envelope, under its ``name``.

    ``text`` is what it says, ``changes`` how that differs from the other request; ``beside`` says
    so in a word, empty where nothing is compared or nothing differs.
    """

    name: str
    bytes: int
    piece: Told | None = None
    text: str = ""
    beside: str = ""
    changes: str = ""


def _of_piece(told: Callable[[Told], str]) -> Callable[[Row], str]:
    return lambda row: told(row.piece) if row.piece is not None else ""


def _git(piece: Told) -> str:
    if not piece.commit:
        return ""
    return piece.commit[:COMMIT] + (tr(" + changes") if piece.dirty else "")


NAME: Final[Column[Row]] = Column(later("Piece"), lambda row: row.name)
BESIDE: Final[Column[Row]] = Column(later("Beside it"), lambda row: row.beside)
FACTS: Final[tuple[Column[Row], ...]] = (
    Column(later("Slice"), _of_piece(lambda one: one.slice_id)),
    Column(later("Commit"), _of_piece(_git)),
    Column(later("Bytes"), lambda row: f"{row.bytes:,}", figure=True),
    Column(later("Tokens"), _of_piece(lambda one: f"~{words.count(one.tokens)}"), figure=True),
)


class PieceTable(FactTable[Row]):
    """The whole body first, then its pieces; alone, the envelope is what stands between them."""

    def __init__(self, opened: Opened, parent: QWidget | None = None) -> None:
        super().__init__((NAME, *FACTS), parent)
        self._opened = opened
        self.show(self._alone())

    @property
    def compares(self) -> bool:
        """Whether another request is shown beside this one."""
        return BESIDE in self.columns

    def compare(self, compared: Compared | None) -> None:
        """Show how each piece stands in another request; None shows this one alone again."""
        if compared is None:
            self.show(self._alone(), (NAME, *FACTS))
        else:
            self.show(self._beside(compared), (NAME, BESIDE, *FACTS))

    def _alone(self) -> tuple[Row, ...]:
        sent, texts = self._opened.sent, self._opened.texts
        pieces = (
            Row(_named(one), one.bytes, one, text)
            for one, text in zip(sent.pieces, texts, strict=True)
        )
        return (self._whole(), *pieces, Row(self.tr("Envelope"), sent.envelope))

    def _beside(self, compared: Compared) -> tuple[Row, ...]:
        told = tr("changed") if compared.changes else ""
        whole = self._whole()
        first = Row(whole.name, whole.bytes, beside=told, changes=compared.changes)
        return (first, *(_compared(one) for one in compared.rows))

    def _whole(self) -> Row:
        return Row(self.tr("Whole request"), len(self._opened.sent.body))


def _named(piece: Told) -> str:
    own = {
        Role.SYSTEM: QCoreApplication.translate("PieceTable", "System"),
        Role.USER: QCoreApplication.translate("PieceTable", "Your words"),
        Role.ASSISTANT: QCoreApplication.translate("PieceTable", "Answer"),
    }
    return piece.path or next((name for role, name in own.items() if role == piece.role), "")


def _compared(one: Beside) -> Row:
    piece = one.now or one.before
    assert piece is not None  # noqa: S101 - a row stands for one of two pieces at least
    lines = f"+{one.added} −{one.removed}" if one.changes else tr("changed")
    told = tr("gone") if one.now is None else tr("new") if one.before is None else lines
    beside = "" if one.same else told
    return Row(_named(piece), piece.bytes, piece, beside=beside, changes=one.changes)
