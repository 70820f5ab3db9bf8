"""The slices of one session and their headings as a tree, kept up to date piece by piece."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt, QTimer

from vibekoder.app.tongue import tr
from vibekoder.core.messages import Role
from vibekoder.core.outline import LOOKED_AT, Heading, Reader, beginning, first_words
from vibekoder.core.session import Part, Slice, Splice
from vibekoder.core.tokens import estimate
from vibekoder.ui.draw import node_of
from vibekoder.ui.editor.banners import NAMES
from vibekoder.ui.panels.outline_rows import Entry, body_start, entry_of
from vibekoder.ui.rows import ROW, Index
from vibekoder.ui.words import state

WINDOW: Final = 1 << 16
"""So much text is read for headings before others get their turn."""
TURN_S: Final = 0.006
GATHER_MS: Final = 200
"""What streams in is told this often."""


@dataclass(slots=True)
class _Node:
    """A slice's row: where it stands, what it is made of, what is known of it so far."""

    name: int
    part: Part
    row: int
    entry: Entry | None = None
    headings: list[Heading] = field(default_factory=list[Heading])


@dataclass(slots=True)
class _Growth:
    """A running slice: its text is read as it comes, and never again."""

    reader: Reader
    tokens: int
    beginning: str
    pending: list[str] = field(default_factory=list[str])


class OutlineTree(QAbstractItemModel):
    """Row n is part n + 1 of the session; below it are its headings.

    ``text_of`` gives a part's text as the editor shows it, ``find`` the part with an id. First
    words and tokens are found when a row is looked at, headings in the background, so that a long
    session costs no wait.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        text_of: Callable[[Part], str],
        find: Callable[[str], int | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._text_of = text_of
        self._find = find
        self._names = 0
        self._nodes = [self._node(part, row) for row, part in enumerate(parts[1:])]
        self._by_name = {node.name: node for node in self._nodes}
        self._growing: dict[str, _Growth] = {}
        self._states: dict[str, str] = {}
        self._ratio = 1.0
        self._unread = {node.name: node for node in self._nodes}
        self._reading: Iterator[None] | None = None
        self._turns = QTimer(self, interval=0)
        self._pause = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._turns.timeout.connect(self._take_turn)
        self._pause.timeout.connect(self._turns.start)
        self._gather.timeout.connect(self._tell_growth)
        self._turns.start()

    # what happens to the session

    def splice(self, change: Splice) -> None:
        """Parts were replaced; rows whose number stays the same are looked at anew and no more."""
        at, gone = max(change.at, 1) - 1, len(change.removed) - (change.at == 0)
        new = change.added[1:] if change.at == 0 else change.added
        same = min(gone, len(new))
        for offset in range(same):
            self._renew(self._nodes[at + offset], new[offset])
        if gone > same:
            self._remove(at + same, gone - same)
        elif len(new) > same:
            self._insert(at + same, new[same:])

    def start_growing(self, slice_id: str) -> None:
        """This slice runs from now on."""
        node = self._node_of(slice_id)
        if node is None or not isinstance(node.part, Slice):
            return
        self._unread.pop(node.name, None)
        text = self._text_of(node.part)
        begin = body_start(text)
        # what comes is put before the line ends that stand last
        body = text[begin : len(text) - len(node.part.tail.replace("\r\n", "\n"))]
        growth = _Growth(Reader(begin), estimate(body), beginning(body))
        self._growing[slice_id] = growth
        self._set_headings(node, growth.reader.feed(body))
        node.entry = replace(
            entry_of(node.part, text), tokens=growth.tokens, exact=False, state="running"
        )
        self._tell(node)

    def grow(self, slice_id: str, text: str) -> None:
        """A running slice got this text; costs the same however long it is."""
        growth = self._growing.get(slice_id)
        if growth is not None:
            growth.pending.append(text)
            if not self._gather.isActive():
                self._gather.start()

    def stop_growing(self, slice_id: str) -> None:
        """The slice is like the others again, or gone."""
        node = self._node_of(slice_id)
        if self._growing.pop(slice_id, None) is not None and node is not None:
            self._renew(node, node.part)

    def set_states(self, states: Mapping[str, str]) -> None:
        """How slices stand whose file does not say it: by id, a running request's or a failure."""
        before, self._states = self._states, dict(states)
        for name in {name for name, _ in before.items() ^ states.items()}:
            node = self._node_of(name)
            if node is not None:
                self._tell(node)

    def scale(self, ratio: float) -> None:
        """Multiply by this what is estimated; what a model counted stays."""
        if ratio != self._ratio:
            self._ratio = ratio
            if self._nodes:
                last = self.createIndex(len(self._nodes) - 1, 0, 0)
                self.dataChanged.emit(self.createIndex(0, 0, 0), last)

    # what is known

    @property
    def count(self) -> int:
        """How many slices there are."""
        return len(self._nodes)

    def entry(self, row: int) -> Entry:
        """What is told of the slice in a row."""
        node = self._nodes[row]
        if node.entry is None:
            node.entry = entry_of(node.part, self._text_of(node.part))
        entry = node.entry.scaled(self._ratio)
        state = self._states.get(_id(node.part))
        return replace(entry, state=state) if state else entry

    def headings(self, row: int) -> Sequence[Heading]:
        """The headings of the slice in a row, as far as they are known."""
        return self._nodes[row].headings

    def place(self, index: Index) -> tuple[int, int | None]:
        """The part of a row and, for a heading, the code point to go to."""
        if not index.internalId():
            return index.row() + 1, None
        node = self._by_name[index.internalId()]
        return node.row + 1, node.headings[index.row()].point

    def index_at(self, part: int, point: int) -> QModelIndex:
        """The row of the heading, else of the slice, that a place of the session belongs to."""
        if not 1 <= part <= len(self._nodes):
            return QModelIndex()
        node = self._nodes[part - 1]
        below = bisect_right(node.headings, point, key=lambda one: one.point) - 1
        if below >= 0:
            return self.createIndex(below, 0, node.name)
        return self.createIndex(node.row, 0, 0)

    # what Qt asks

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, 0, self._nodes[parent.row()].name if parent.isValid() else 0)

    def parent(self, index: Index) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride]
        node = self._by_name.get(index.internalId())
        return self.createIndex(node.row, 0, 0) if node is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        if not parent.isValid():
            return len(self._nodes)
        return 0 if parent.internalId() else len(self._nodes[parent.row()].headings)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (
            ROW,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        if index.internalId():
            heading = self._by_name[index.internalId()].headings[index.row()]
            return heading if role == ROW else heading.text
        entry = self.entry(index.row())
        if role == ROW:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text or tr(NAMES[entry.role or Role.USER])
        return self._described(entry)

    def _described(self, entry: Entry) -> str:
        facts = [tr(NAMES[entry.role or Role.USER]), entry.text]
        if entry.figure:
            facts.append(self.tr("{n} tokens").format(n=entry.figure))
        if node_of(entry.state) != "idle" or entry.state == "stopped":
            facts.append(state(entry.state))
        if not entry.sent:
            facts.append(self.tr("variant, not sent"))
        return ", ".join(fact for fact in facts if fact)

    # rows

    def _node_of(self, slice_id: str) -> _Node | None:
        part = self._find(slice_id)
        return self._nodes[part - 1] if part and part <= len(self._nodes) else None

    def _node(self, part: Part, row: int) -> _Node:
        self._names += 1
        return _Node(self._names, part, row)

    def _insert(self, at: int, parts: Sequence[Part]) -> None:
        self.beginInsertRows(QModelIndex(), at, at + len(parts) - 1)
        nodes = [self._node(part, at) for part in parts]
        self._nodes[at:at] = nodes
        for node in nodes:
            self._by_name[node.name] = self._unread[node.name] = node
        self._number(at)
        self.endInsertRows()
        self._turns.start()

    def _remove(self, at: int, count: int) -> None:
        self.beginRemoveRows(QModelIndex(), at, at + count - 1)
        for node in self._nodes[at : at + count]:
            del self._by_name[node.name]
            self._unread.pop(node.name, None)
        del self._nodes[at : at + count]
        self._number(at)
        self.endRemoveRows()

    def _number(self, first: int) -> None:
        for row in range(first, len(self._nodes)):
            self._nodes[row].row = row

    def _renew(self, node: _Node, part: Part) -> None:
        node.part = part
        if _id(part) in self._growing:
            return
        node.entry = None
        self._unread[node.name] = node
        self._pause.start()
        self._tell(node)

    def _tell(self, node: _Node) -> None:
        here = self.createIndex(node.row, 0, 0)
        self.dataChanged.emit(here, here)

    # headings

    def _take_turn(self) -> None:
        """Read on for a few milliseconds; nothing ticks once all is read."""
        until = time.perf_counter() + TURN_S
        while time.perf_counter() < until:
            if self._reading is None:
                if not self._unread:
                    self._turns.stop()
                    return
                name = next(iter(self._unread))
                self._reading = self._read(self._unread.pop(name))
            if next(self._reading, self) is self:
                self._reading = None

    def _read(self, node: _Node) -> Iterator[None]:
        text = self._text_of(node.part)
        begin = body_start(text)
        reader, found = Reader(begin), list[Heading]()
        for at in range(begin, len(text), WINDOW):
            if node.name in self._unread:
                return
            found += reader.feed(text[at : at + WINDOW])
            yield
        # meanwhile it may have changed again, or gone
        if node.name in self._by_name and node.name not in self._unread:
            self._set_headings(node, found + reader.finish())

    def _set_headings(self, node: _Node, found: list[Heading]) -> None:
        """Put these below a slice; those before the first that differs stay as they are."""
        old = [(one.level, one.text) for one in node.headings]
        new = [(one.level, one.text) for one in found]
        same = 0
        while same < min(len(old), len(new)) and old[same] == new[same]:
            same += 1
        above = self.createIndex(node.row, 0, 0)
        if len(old) > same:
            self.beginRemoveRows(above, same, len(old) - 1)
            node.headings = found[:same]
            self.endRemoveRows()
        node.headings = found[:same]
        if len(new) > same:
            self.beginInsertRows(above, same, len(new) - 1)
            node.headings = found
            self.endInsertRows()

    def _tell_growth(self) -> None:
        for slice_id, growth in self._growing.items():
            node = self._node_of(slice_id) if growth.pending else None
            if node is None:
                continue
            text = "".join(growth.pending)
            growth.pending.clear()
            growth.tokens += estimate(text)
            if len(growth.beginning) < LOOKED_AT:
                growth.beginning = beginning(growth.beginning + text)
            new = growth.reader.feed(text)
            if new:
                first = len(node.headings)
                above = self.createIndex(node.row, 0, 0)
                self.beginInsertRows(above, first, first + len(new) - 1)
                node.headings += new
                self.endInsertRows()
            entry = node.entry or Entry(Role.ASSISTANT)
            shown = entry.text if len(growth.beginning) == LOOKED_AT else ""
            node.entry = replace(
                entry, tokens=growth.tokens, text=shown or first_words(growth.beginning)
            )
            self._tell(node)


def _id(part: Part) -> str:
    return (part.id or "") if isinstance(part, Slice) else ""
