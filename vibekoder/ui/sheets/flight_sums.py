"""What a request weighs and costs, and what has changed since the last one: at the table's side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from vibekoder.core.calibration import UNKNOWN, Calibration
from vibekoder.core.models import ModelFacts, cost_of
from vibekoder.engine.flight import CHANGED, NEW, Flight
from vibekoder.ui import words
from vibekoder.ui.draw import RIGHT, draw_line, draw_text, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.meter import paint_meter, share_of
from vibekoder.ui.sheets.flight_rows import Row

LINE: Final = 24
WIDTH: Final = 236

Pair = tuple[str, str]


def _tr(text: str) -> str:
    return QCoreApplication.translate("FlightSums", text)


@dataclass(frozen=True, slots=True)
class Sums:
    """The words of it; ``shares`` are what the last request had and all, of the window.

    ``known`` tells that the first two of ``cache`` are what the colours of the bar stand for.
    """

    total: str = ""
    window: str = ""
    shares: tuple[float, float] | None = None
    over: bool = False
    cache: tuple[Pair, ...] = ()
    money: tuple[Pair, ...] = ()
    known: bool = False
    changed: str = ""
    changes: tuple[tuple[str, str, str], ...] = field(default_factory=tuple[tuple[str, str, str]])

    @property
    def text(self) -> str:
        """All that it says."""
        pairs = [f"{name} {figure}" for name, figure in (*self.cache, *self.money)]
        changes = [f"{name} {told}" for _, name, told in self.changes]
        return "\n".join([f"{self.total} {self.window}", *pairs, self.changed, *changes]).strip()


def sums_of(
    flight: Flight,
    rows: Sequence[Row],
    facts: ModelFacts,
    when: str,
    calibration: Calibration = UNKNOWN,
) -> Sums:
    """What is to be said of a request; ``when`` is when the last one was asked for."""
    tokens, context = flight.tokens, flight.preview.fit.window
    window = _tr("of {n} tokens").format(n=words.count(context)) if context else _tr("tokens")
    off: Pair = (_tr("Estimated, about"), share_of(calibration))
    unknown: Pair = (_tr("The model's window is not known"), "")
    # every row's bytes together
    body: Pair = (
        _tr("Body of all rows"),
        _tr("{n} bytes").format(n=f"{flight.preview.account.bytes:,}"),
    )
    cache = (off, body) if context else (off, body, unknown)
    reused = flight.reused
    if flight.alike is not None:
        cache = (
            (_tr("From cache, as last sent"), f"~{words.count(reused)}"),
            (_tr("New or changed"), f"~{words.count(tokens - reused)}"),
            *cache,
        )
    whole = tokens / context if context else 0.0
    old = whole * reused / tokens if tokens else 0.0
    news = [one for one in rows if one.line.since in (CHANGED, NEW) or one.line.why]
    return Sums(
        f"~{words.count(tokens)}",
        window,
        (old, whole) if context else None,
        bool(flight.preview.fit.over),
        cache,
        _money(flight, tokens, facts),
        flight.alike is not None,
        _tr("Changed since {time}").format(time=when) if flight.before and news else "",
        tuple(_changes(news)) if flight.before else (),
    )


def _money(flight: Flight, tokens: int, facts: ModelFacts) -> tuple[Pair, ...]:
    told: list[Pair] = []
    cost = cost_of({"input": tokens, "output": 0}, facts.prices)
    if cost is not None:
        told.append((_tr("Request"), f"~{words.money(cost)}"))
    if facts.output and facts.prices:
        most = cost_of({"input": 0, "output": facts.output}, facts.prices)
        name = _tr("Answer, at most {n}").format(n=words.count(facts.output))
        told.append((name, f"~{words.money(most)}"))
    if flight.before is not None and flight.before.cost:
        told.append((_tr("Last send cost"), words.cost(flight.before.cost)))
    if not told:
        told.append((_tr("Its price is not known"), ""))
    return tuple(told)


def _changes(news: Sequence[Row]) -> list[tuple[str, str, str]]:
    made: list[tuple[str, str, str]] = []
    for row in news:
        line = row.line
        icon = "file-missing" if line.why else {CHANGED: "drift", NEW: "plus"}[line.since]
        told = row.since
        if line.since == NEW:
            files = _tr("{n} files").format(n=line.count)
            tokens = _tr("~{n} tokens").format(n=words.count(line.tokens))
            told = files if line.source and line.count > 1 else tokens
        made.append((icon, row.name.rpartition("/")[2] or row.name, told))
    return made


_COLORS: Final = {"drift": "warn", "plus": "info", "file-missing": "error"}


class FlightSums(QWidget):
    """Paints them."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.sums = Sums()
        self.setFixedWidth(WIDTH)
        look.theme.changed.connect(self.update)

    def text(self) -> str:
        """All that it says."""
        return self.sums.text

    def show_sums(self, sums: Sums) -> None:
        """Say this."""
        self.sums = sums
        self.setAccessibleName(sums.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        sums = self.sums
        lines = len(sums.cache) + len(sums.money) + min(5, len(sums.changes)) + bool(sums.changed)
        rules = bool(sums.money) + bool(sums.changed)
        return QSize(WIDTH, 44 + 14 * (sums.shares is not None) + LINE * lines + 13 * rules + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, sums = self._look.theme, QPainter(self), self.sums
        draw_line(painter, 0, 0, self.height(), theme.color("border"), upright=True)
        if not sums.total:
            return
        box = QRectF(20, 10, self.width() - 22, 30)
        figure = theme.font("figure")
        color = theme.color("error" if sums.over else "heading")
        used = draw_text(painter, box, sums.total, figure, color)
        small = theme.font("small")
        beside = box.adjusted(used + 8, 4, 0, 4)
        draw_text(painter, beside, sums.window, small, theme.color("dim"))
        y = 44.0
        if sums.shares is not None:
            paint_meter(painter, QRectF(20, y, box.width(), 5), sums.shares, theme)
            y += 14
        y = self._paint_pairs(painter, y, sums.cache, dots=sums.known)
        if sums.money:
            draw_line(painter, 20, y + 6, box.width(), theme.color("border"))
            y = self._paint_pairs(painter, y + 13, sums.money)
        if sums.changed:
            draw_line(painter, 20, y + 6, box.width(), theme.color("border"))
            strong = theme.font("small")
            strong.setWeight(strong.Weight.DemiBold)
            place = QRectF(20, y + 13, box.width(), LINE)
            draw_text(painter, place, sums.changed, strong, theme.color("text"))
            self._paint_changes(painter, y + 13 + LINE)

    def _paint_pairs(
        self, painter: QPainter, y: float, pairs: Sequence[Pair], *, dots: bool = False
    ) -> float:
        theme = self._look.theme
        small, width = theme.font("small"), self.width() - 22
        colors = ("accent", "brass")
        for at, (name, figure) in enumerate(pairs):
            left = 20.0
            if dots and at < len(colors):
                square = QRectF(left, y + LINE / 2 - 4, 8, 8)
                fill_box(painter, square, 2, theme.color(colors[at]))
                left += 16
            place = QRectF(left, y, 20 + width - left, LINE)
            draw_text(painter, place, figure, small, theme.color("text"), RIGHT)
            taken = QFontMetrics(small).horizontalAdvance(figure) + 8
            draw_text(painter, place.adjusted(0, 0, -taken, 0), name, small, theme.color("dim"))
            y += LINE
        return y

    def _paint_changes(self, painter: QPainter, y: float) -> None:
        theme, small = self._look.theme, self._look.theme.font("small")
        changes = self.sums.changes
        room = max(1, int((self.height() - y) // LINE))
        if room < len(changes):
            rest = _tr("and {n} more").format(n=len(changes) - room + 1)
            changes = (*changes[: room - 1], ("", rest, ""))
        for icon, name, told in changes:
            place = QRectF(20, y, self.width() - 22, LINE)
            if icon:
                spot = QRectF(20, y, 14, LINE)
                self._look.icons.paint(painter, spot, icon, _COLORS[icon], 13)
                place.setLeft(40)
            rest = QFontMetrics(small).horizontalAdvance(told) + 10
            name_box = place.adjusted(0, 0, -rest, 0)
            used = draw_text(painter, name_box, name, small, theme.color("text"))
            color = theme.color(_COLORS.get(icon, "dim") if icon == "drift" else "dim")
            draw_text(painter, place.adjusted(used + 8, 0, 0, 0), told, small, color)
            y += LINE
