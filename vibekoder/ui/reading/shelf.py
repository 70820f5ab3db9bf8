"""The rows of all slices: planned when they are wanted, made as widgets when they are seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.core import escape
from vibekoder.core.messages import Role
from vibekoder.ui.editor.banners import Arranger, Banner
from vibekoder.ui.editor.fences import Lexers
from vibekoder.ui.editor.syntax import Palette
from vibekoder.ui.look import Look
from vibekoder.ui.reading import blocks, typeset
from vibekoder.ui.reading.leaves import BannerRow, BoxRow, ChipRow, FoldRow, Leaf
from vibekoder.ui.reading.pictures import Pictures
from vibekoder.ui.reading.plan import Plan, Row, guess
from vibekoder.ui.reading.sections import Section
from vibekoder.ui.reading.source import Source

KEPT: Final = 80
"""So many rows outside of the view stay made."""
BETWEEN: Final = 4


@dataclass(slots=True, eq=False)
class Part:
    """A slice's plan, once it was wanted, and those of its rows that are made."""

    plan: Plan | None = None
    stale: bool = False
    widgets: dict[Row, QWidget] = field(default_factory=dict[Row, QWidget])


class Shelf(QObject):
    """Holds the rows of a view whose viewport is ``area`` and whose column is ``width`` wide.

    Signals:
        made(QWidget): a row was made that the view has not seen yet.
        linkWanted(str): a link of a row is to be followed.
        actWanted(QWidget, str): an act of a banner or box.
        foldWanted(QWidget): a fold was pressed.
        gone(QWidget): a row is let go.
    """

    made = Signal(QWidget)
    linkWanted = Signal(str)
    actWanted = Signal(QWidget, str)
    foldWanted = Signal(QWidget)
    gone = Signal(QWidget)

    def __init__(
        self,
        look: Look,
        source: Source,
        pictures: Pictures,
        area: QWidget,
        width: Callable[[], int],
    ) -> None:
        super().__init__(area)
        self._look = look
        self._source = source
        self._pictures = pictures
        self._area = area
        self._width = width
        self._arranger = Arranger(look)
        self._palette = Palette(look.theme.tokens.syntax_map)
        self._alive: dict[Part, None] = {}
        self.lexers = Lexers()
        self.parts: list[Part] = []
        self.heights: list[float] = []
        self.current = 0
        self.zoom = 1.0
        self.hits: re.Pattern[str] | None = None
        self.picked: int | None = None
        """The slice all of whose text is selected."""

    def load(self) -> None:
        """Begin with the session as it is."""
        self._drop(range(len(self.parts)))
        count = self._source.count()
        self.parts = [Part() for _ in range(count)]
        self.heights = [self._guess(part) for part in range(count)]

    def exchange(self, at: int, removed: int, added: int) -> None:
        """Other parts stand in the place of some; ``settle`` when all is exchanged."""
        # what is only changed keeps what was opened in it
        same = min(removed, added)
        for number in range(at, at + same):
            self.parts[number].stale = True
        self._drop(range(at + same, at + removed))
        self.parts[at + same : at + removed] = [Part() for _ in range(same, added)]
        self.heights[at + same : at + removed] = [-1.0] * (added - same)

    def settle(self) -> None:
        """The session is whole again: guess how high new parts are."""
        for part, height in enumerate(self.heights):
            if height < 0:
                self.heights[part] = self._guess(part)
        self.current = min(self.current, len(self.parts) - 1)
        self.picked = None

    def plan(self, part: int) -> Plan:
        """The rows of a part, as far as they are read."""
        known = self.parts[part]
        if known.plan is None:
            known.plan = Plan("", -1, None)
            known.stale = True
        if known.stale:
            known.stale = False
            text, begin = self._source.text(part)
            boxed = self._source.box(part) is not None
            known.plan.read(text, begin, self.role(part), boxed=boxed)
            self.heights[part] = sum(known.plan.heights)
            self._clean(known)
        return known.plan

    def row(self, part: int, at: int) -> Row | None:
        """A row of a part, after reading on if need be; None behind the last."""
        plan = self.plan(part)
        while at < len(plan.rows) and plan.rows[at].kind == "rest":
            plan.go_on()
        return plan.rows[at] if at < len(plan.rows) else None

    def rearrange(self, part: int) -> None:
        """Folds of a part were opened or closed."""
        self.plan(part).arrange(boxed=self._source.box(part) is not None)
        self._clean(self.parts[part])

    def measure(self, part: int, at: int) -> float:
        """How high a row is; it is made for that."""
        plan, row = self.plan(part), self.row(part, at)
        if row is None:
            return 0.0
        widget: Any = self.widget(part, row)
        height = float(widget.height_at(self._width()))
        if at == len(plan.rows) - 1 and plan.role is not None:
            height += BETWEEN
        if plan.heights[at] != height:
            plan.heights[at] = height
            self.heights[part] = sum(plan.heights)
        return height

    def widget(self, part: int, row: Row) -> QWidget:
        """A row as a widget that shows what there is to show now."""
        known = self.parts[part]
        widget = known.widgets.get(row)
        if widget is None:
            widget = known.widgets[row] = self._make(row)
            self._alive[known] = None
            self.made.emit(widget)
        if isinstance(widget, BannerRow):
            widget.show_banner(self.banner(part))
        elif isinstance(widget, BoxRow):
            widget.show_box(self._source.box(part))
        elif isinstance(widget, Leaf):
            self._fill(widget, part, row)
        return widget

    def made_of(self, part: int, row: Row) -> QWidget | None:
        """A row's widget, if it is made."""
        return self.parts[part].widgets.get(row)

    def ahead(self, part: int, at: int) -> None:
        """Make a row before it is seen."""
        if self.row(part, at) is not None:
            self.measure(part, at)
        elif part + 1 < len(self.parts):
            self.measure(part + 1, 0)

    def banner(self, part: int) -> Banner | None:
        """What a part's banner shows."""
        banner = self._source.banner(part)
        return replace(banner, active=part == self.current) if banner else None

    def role(self, part: int) -> Role | None:
        """Who speaks in a part."""
        return self._source.role(part)

    def show_boxes(self, parts: Iterable[int]) -> bool:
        """Look whether these parts have their boxes; tells whether anything changed."""
        wrong = [part for part in parts if (self._source.box(part) is not None) != self._has(part)]
        for part in wrong:
            self.parts[part].stale = True
        return bool(wrong)

    def leaves(self) -> list[Leaf]:
        """The texts that are made, those of a slice in their order."""
        found: list[Leaf] = []
        for part in self._alive:
            rows = part.plan.rows if part.plan and part.widgets else []
            here = [part.widgets.get(row) for row in rows]
            found += [one for one in here if isinstance(one, Leaf)]
        return found

    def words(self, part: int, row: Row) -> str:
        """The text of a row; nothing of one that has none of its own."""
        if row.section is None or row.section.kind in ("directive", "fold"):
            return ""
        return blocks.words(_read(self.plan(part), row))

    def keep_few(self, seen: set[QWidget]) -> None:
        """Let the rows go that were made longest ago and are not seen."""
        count = sum(len(one.widgets) for one in self._alive)
        for one in list(self._alive):
            if count <= KEPT:
                return
            gone = [row for row, widget in one.widgets.items() if widget not in seen]
            for row in gone[: count - KEPT]:
                self._let_go(one.widgets.pop(row))
            count -= min(len(gone), count - KEPT)
            if not one.widgets:
                del self._alive[one]

    def render_anew(self, wanted: Callable[[Leaf], bool]) -> None:
        """Some texts look different now."""
        for leaf in self.leaves():
            if wanted(leaf):
                leaf.rendered = None

    def restyle(self) -> None:
        """Everything looks different now."""
        self._palette = Palette(self._look.theme.tokens.syntax_map)
        self.render_anew(lambda _: True)
        self.forget_heights()

    def forget_heights(self) -> None:
        """The column has another width."""
        for part in self.parts:
            if part.plan is not None:
                part.plan.forget_heights()

    def mark(self, hits: re.Pattern[str] | None) -> None:
        """Mark what this pattern matches, in what is made and what will be."""
        self.hits = hits
        for leaf in self.leaves():
            leaf.mark(hits)

    def _make(self, row: Row) -> QWidget:
        section = row.section
        if row.kind == "banner":
            banner = BannerRow(self._look, self._arranger, self._area)
            banner.actWanted.connect(partial(self.actWanted.emit, banner))
            return banner
        if section is None:
            box = BoxRow(self._arranger, self._area)
            box.actWanted.connect(partial(self.actWanted.emit, box))
            return box
        if section.kind == "directive":
            chip = ChipRow(self._look, self._area)
            chip.show_directive(section.directive, section.title)
            return chip
        if section.kind == "fold":
            fold = FoldRow(self._look, self._area)
            fold.show_title(section.title, opened=row.opened)
            fold.clicked.connect(partial(self._on_fold, fold))
            return fold
        leaf = Leaf(self._look, self._area)
        leaf.linkWanted.connect(self.linkWanted)
        return leaf

    def _on_fold(self, fold: QWidget) -> None:
        self.foldWanted.emit(fold)

    def _fill(self, leaf: Leaf, part: int, row: Row) -> None:
        """Render a section, unless it is as it was."""
        plan, section = self.plan(part), row.section
        if section is None:
            return
        source = (plan.source(row), plan.references)
        if leaf.rendered == source:
            return
        leaf.rendered = source
        leaf.join(above=section.came_on, below=section.goes_on)
        leaf.fill(_read(plan, row), self._page(plan, section))
        leaf.mark(self.hits)
        if self.picked == part:
            leaf.selectAll()
        leaf.setAccessibleName(self._named(part))

    def _page(self, plan: Plan, section: Section) -> typeset.Page:
        return typeset.Page(
            self._look,
            self.zoom,
            float(self._width()),
            self._palette,
            self._lexer,
            self._pictures.look,
            dim=section.inside,
            follows=section.start > plan.begin + 2,
            joined=section.came_on,
        )

    def _lexer(self, word: str) -> Any:
        return self.lexers.lexer(word) if self.lexers.knows(word) else None

    def _named(self, part: int) -> str:
        """What a screen reader calls the text of a slice."""
        plan = self.plan(part)
        banner = self.made_of(part, plan.rows[0])
        if isinstance(banner, BannerRow):
            return banner.accessibleName()
        role = self.role(part)
        if role is None:
            return self.tr("Before the first slice")
        return self.tr("Slice %1").replace("%1", str(part)) + f", {role.value}"

    def _has(self, part: int) -> bool:
        plan = self.parts[part].plan
        return plan is not None and plan.boxed

    def _guess(self, part: int) -> float:
        return guess(self._source.length(part)) + 60

    def _clean(self, part: Part) -> None:
        """Take away the widgets of rows that are no more; those of sections that grew stay."""
        if not part.widgets:
            return
        rows = set(part.plan.rows) if part.plan else set[Row]()
        fresh = {_begin(row): row for row in rows if row not in part.widgets}
        for row in [one for one in part.widgets if one not in rows]:
            widget = part.widgets.pop(row)
            heir = fresh.pop(_begin(row), None) if isinstance(widget, Leaf) else None
            if heir is not None:
                part.widgets[heir] = widget
            else:
                self._let_go(widget)

    def _let_go(self, widget: QWidget) -> None:
        self.gone.emit(widget)
        widget.hide()
        widget.deleteLater()

    def _drop(self, parts: range) -> None:
        for number in parts:
            for widget in self.parts[number].widgets.values():
                self._let_go(widget)
            self.parts[number].widgets.clear()
            self._alive.pop(self.parts[number], None)


def _begin(row: Row) -> int:
    return row.section.start if row.section is not None and row.section.kind == "markdown" else -1


def _read(plan: Plan, row: Row) -> list[blocks.Block]:
    """A section's text in blocks."""
    section = row.section
    text = escape.unescape(plan.source(row))
    if section is not None and section.kind == "code":
        return [blocks.Block("code", text=text.removesuffix("\n"), language=section.language)]
    if section is not None and section.kind == "plain":
        return blocks.plain(text)
    return blocks.read(text, plan.references)
