"""Banners: what is painted over a slice's header line, and the boxes that tell of its end.

Everything is arranged once, as placed items; painting draws them, hit-testing asks them, and a
menu lists the same actions for the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from vibekoder.app.tongue import later, tr
from vibekoder.core.header import Header, split_model
from vibekoder.core.messages import Role
from vibekoder.ui import figures, words
from vibekoder.ui.draw import CENTER, LEFT, draw_dot, draw_text, fill_box
from vibekoder.ui.look import Look

Level = Literal["running", "quiet", "info", "warn", "error"]

NAMES: Final = {
    Role.USER: later("You"),
    Role.SYSTEM: later("System"),
    Role.ASSISTANT: later("Assistant"),
}
ICONS: Final = {Role.USER: "user", Role.SYSTEM: "system", Role.ASSISTANT: "bell"}
COLORS: Final = {Role.USER: "user", Role.SYSTEM: "system", Role.ASSISTANT: "assistant"}
TINTS: Final = {"info": "infoTint", "warn": "warnTint", "error": "errorTint"}
LEVEL_ICONS: Final = {"quiet": "stop", "info": "info", "warn": "interrupted", "error": "error"}

BOX_PAD: Final = 10.0
BOX_INDENT: Final = 36.0
BUTTON: Final = 24.0
GAP: Final = 10.0


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do with a slice: its name in ``actionWanted``, its word and icon.

    ``key`` is the name of the action whose key does it too.
    """

    name: str
    label: str
    icon: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """What stands under a slice's text: what happened, what is safe, what to do.

    The first act is a button, the others are links. ``figure`` stands at the right of the title.
    """

    level: Level
    title: str
    sentence: str
    acts: tuple[Act, ...] = ()
    icon: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class BannerState:
    """What a banner shows beside what its header line says.

    ``word`` and ``level`` tell the state ("answering", "running"); ``seconds`` and ``rate``
    follow it while it runs. ``tokens`` stands at the right, ``figures`` says it at length, a line
    each. ``acts`` are icons there; one named
    "stop" is a button with its key, and alone.
    """

    word: str = ""
    level: Level = "quiet"
    seconds: float | None = None
    rate: str = ""
    tokens: str = ""
    acts: tuple[Act, ...] = ()
    box: Box | None = None
    figures: str = ""


ENDS: Final[dict[str, BannerState]] = {
    "stopped": BannerState(later("stopped by you"), "quiet"),
    "length": BannerState(later("cut at its length limit"), "warn"),
    "filtered": BannerState(later("filtered"), "warn"),
    "interrupted": BannerState(later("cut off"), "warn"),
    "error": BannerState(later("failed"), "error"),
}
"""What a slice's own ``status`` says, where nobody has said more."""

MORE: Final = Act("more", later("More"), "more")
FIGURES: Final = "figures"


@dataclass(frozen=True, slots=True)
class Banner:
    """All that one banner shows; ``active`` if the caret or the pointer is in its slice."""

    header: Header
    state: BannerState
    active: bool = False
    now: datetime = field(default_factory=lambda: datetime.now().astimezone())


@dataclass(frozen=True, slots=True)
class Item:
    """One placed piece of a banner or box."""

    rect: QRectF
    text: str = ""
    face: str = "body"
    color: str = "text"
    icon: str = ""
    ground: str = ""
    shape: Literal["text", "chip", "button", "icon", "dot", "link"] = "text"
    act: Act | None = None
    key: str = ""
    weight: int = 0


def state_of(header: Header) -> BannerState:
    """What a header line alone tells: how the answer ended, and what it used."""
    found = dict(header.attributes)
    state = ENDS.get(found.get("status") or "", BannerState())
    if "alt" in found:
        conflict = found["alt"] == "conflict"
        word = later("changed on disk too") if conflict else later("variant, not sent")
        state = BannerState(word, "info")
    told = "\n".join(figures.lines(found))
    return BannerState(tr(state.word), state.level, tokens=figures.short(found), figures=told)


class Arranger:
    """Places the items of banners and boxes, and paints them."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._theme = look.theme

    def banner(self, rect: QRectF, banner: Banner) -> list[Item]:
        """The items of a banner in its rectangle, 24 px high."""
        state = banner.state
        left = list(self._left(rect, banner))
        right = rect.right()
        items = list[Item]()
        for act in reversed(_shown_acts(banner)):
            if act.name == "stop":
                item = self._button(act, QPointF(right, rect.center().y()), "error", leftwards=True)
            else:
                box = QRectF(right - BUTTON, rect.center().y() - BUTTON / 2, BUTTON, BUTTON)
                item = Item(box, tr(act.label), color="dim", icon=act.icon, shape="icon", act=act)
            items.append(item)
            right = item.rect.left() - 4
        if state.tokens:
            width = self._width("body", state.tokens)
            place = QRectF(right - 8 - width, rect.top(), width, rect.height())
            if place.left() > max((item.rect.right() for item in left), default=0.0) + GAP:
                act = Act(FIGURES, state.figures) if state.figures else None
                items.append(Item(place, state.tokens, color="dim", act=act))
        return left + items

    def box(self, rect: QRectF, box: Box) -> list[Item]:
        """The items of a state box in its rectangle."""
        x, y = rect.left() + BOX_INDENT, rect.top() + BOX_PAD
        width = rect.right() - x - 14
        line, small = self._theme.line("body"), self._theme.line("small")
        icon = box.icon or LEVEL_ICONS.get(box.level, "info")
        color = "dim" if box.level in ("quiet", "running") else box.level
        items = [Item(QRectF(rect.left() + 12, y, 20, line), icon=icon, color=color, shape="icon")]
        figure = self._width("small", box.figure) if box.figure else 0.0
        items.append(Item(QRectF(x, y, width - figure - 8, line), box.title, "bodyStrong"))
        if box.figure:
            place = QRectF(rect.right() - 14 - figure, y, figure, line)
            items.append(Item(place, box.figure, "small", "dim"))
        y += line
        for text in self._wrapped(box.sentence, width):
            items.append(Item(QRectF(x, y, width, small), text, "small", "dim"))
            y += small
        if box.acts:
            items += self._acts(box.acts, x, y + 4 + BUTTON / 2)
        return items

    def box_height(self, box: Box, width: float) -> float:
        """How high a state box is at a width."""
        lines = len(self._wrapped(box.sentence, width - BOX_INDENT - 14))
        height = self._theme.line("body") + lines * self._theme.line("small")
        return 2 * BOX_PAD + height + (BUTTON + 4 if box.acts else 0)

    def paint(self, painter: QPainter, items: list[Item], hovered: Act | None = None) -> None:
        """Paint placed items; ``hovered`` is the act under the pointer or with the focus."""
        for item in items:
            self._paint_item(painter, item, hover=item.act is not None and item.act is hovered)

    def paint_box(
        self, painter: QPainter, rect: QRectF, box: Box, hovered: Act | None = None
    ) -> None:
        """Paint a state box: tint, rail and items."""
        tint = self._theme.color(TINTS.get(box.level, "systemTint"))
        rail = self._theme.color(box.level if box.level in TINTS else "system")
        fill_box(painter, rect, 7, tint)
        wide = self._theme.border("stateRail")
        fill_box(painter, QRectF(rect.left(), rect.top(), wide, rect.height()), wide / 2, rail)
        self.paint(painter, self.box(rect, box), hovered)

    def _left(self, rect: QRectF, banner: Banner) -> Iterator[Item]:
        header, state = banner.header, banner.state
        x, top, height = rect.left(), rect.top(), rect.height()
        color = COLORS[header.role]
        yield Item(QRectF(x, top, 16, height), icon=ICONS[header.role], color=color, shape="icon")
        x += 22
        name = tr(NAMES[header.role])
        width = self._width("bodyStrong", name)
        yield Item(QRectF(x, top, width + 1, height), name, "bodyStrong", color)
        x += width + GAP
        facts = [(_model(header), "text"), (_time(header, banner.now), "dim")]
        for text, shade in facts:
            if text:
                whole = self._width("body", text)
                width = min(whole, max(0.0, rect.right() - x - 220))
                if width >= min(whole, 30):
                    yield Item(QRectF(x, top, width + 1, height), text, "body", shade)
                    x += width + GAP
        if state.word:
            yield from self._word(QPointF(x, rect.center().y()), state, rect.right() - 110)

    def _word(self, at: QPointF, state: BannerState, most: float) -> Iterator[Item]:
        pieces = [state.word]
        if state.seconds is not None and state.level == "running":
            pieces[0] += f"  {words.seconds(state.seconds)}"
        if state.rate:
            pieces.append(state.rate)
        text = " · ".join(pieces)
        if state.level == "running":
            yield Item(QRectF(at.x() + 2, at.y() - 8, 10, 16), color="accent", shape="dot")
            x = at.x() + 18
            width = min(self._width("bodyStrong", text), most - x)
            place = QRectF(x, at.y() - 12, width + 1, 24)
            yield Item(place, text, "body", "accentText", weight=600)
            return
        ground = TINTS.get(state.level, "systemTint")
        color = state.level if state.level in TINTS else "system"
        width = min(self._width("body", text), most - at.x() - 34)
        place = QRectF(at.x(), at.y() - 11, width + 34, 22)
        icon = LEVEL_ICONS[state.level]
        yield Item(place, text, "body", color, icon, ground, "chip")

    def _acts(self, acts: tuple[Act, ...], x: float, y: float) -> Iterator[Item]:
        for number, act in enumerate(acts):
            key = self._look.keys.native(act.key)
            if number == 0:
                item = self._button(Act(act.name, tr(act.label)), QPointF(x, y), "")
                item = Item(item.rect, item.text, "body", shape="button", act=act, weight=500)
            else:
                width = self._width("bodyStrong", tr(act.label))
                place = QRectF(x, y - BUTTON / 2, width + 8, BUTTON)
                item = Item(place, tr(act.label), "body", "accentText", shape="link", act=act)
            yield item
            x = item.rect.right() + 6
            if key:
                width = self._width("caption", key)
                yield Item(QRectF(x, y - BUTTON / 2, width + 1, BUTTON), key, "caption", "dim")
                x += width
            x += 12

    def _button(self, act: Act, at: QPointF, icon_color: str, *, leftwards: bool = False) -> Item:
        """A button with its icon and key, from ``at`` to the right, or up to it."""
        key = self._look.keys.native(act.key)
        label = tr(act.label)
        width = 20 + self._width("body", label) + (18 if act.icon else 0)
        width += self._width("caption", key) + 6 if key else 0
        left = at.x() - width if leftwards else at.x()
        place = QRectF(left, at.y() - BUTTON / 2, width, BUTTON)
        return Item(
            place, label, "body", icon_color or "text", act.icon, "", "button", act, key, 500
        )

    def _paint_item(self, painter: QPainter, item: Item, *, hover: bool) -> None:
        match item.shape:
            case "text":
                self._text(painter, item.rect, item)
            case "dot":
                draw_dot(painter, item.rect.center(), self._look, halo=False)
            case "icon":
                if hover:
                    radius = self._theme.radius("control")
                    fill_box(painter, item.rect, radius, self._theme.color("hover"))
                color = "text" if hover else item.color
                self._look.icons.paint(painter, item.rect, item.icon, color)
            case "chip":
                fill_box(painter, item.rect, 11, self._theme.color(item.ground))
                spot = QRectF(item.rect.left() + 7, item.rect.top(), 14, item.rect.height())
                self._look.icons.paint(painter, spot, item.icon, item.color, 14)
                self._text(painter, item.rect.adjusted(25, 0, -4, 0), item)
            case "link":
                self._text(painter, item.rect, item, underline=hover)
            case _:
                self._paint_button(painter, item, hover=hover)

    def _paint_button(self, painter: QPainter, item: Item, *, hover: bool) -> None:
        theme = self._theme
        ground = theme.color("hover" if hover else "raised")
        fill_box(painter, item.rect, theme.radius("control"), ground, theme.color("border"))
        x = item.rect.left() + 10
        if item.icon:
            spot = QRectF(x - 2, item.rect.top(), 14, item.rect.height())
            self._look.icons.paint(painter, spot, item.icon, item.color, 14)
            x += 18
        place = QRectF(x, item.rect.top(), item.rect.right() - x - 2, item.rect.height())
        label = Item(place, item.text, "body", "text", weight=500)
        used = self._text(painter, place, label)
        if item.key:
            place = place.adjusted(used + 6, 0, 6, 0)
            self._text(painter, place, Item(place, item.key, "caption", "dim"))

    def _text(self, painter: QPainter, rect: QRectF, item: Item, *, underline: bool = False) -> int:
        font = self._theme.font(item.face)
        if item.weight:
            font.setWeight(QFont.Weight(item.weight))
        font.setUnderline(underline)
        align = CENTER if item.shape == "link" else LEFT
        # one pixel more than measured: a rounded width must not end in an ellipsis
        place = rect.adjusted(0, 0, 2, 0)
        return draw_text(painter, place, item.text, font, self._theme.color(item.color), align)

    def _width(self, face: str, text: str) -> float:
        return QFontMetricsF(self._theme.font(face)).horizontalAdvance(text)

    def _wrapped(self, text: str, width: float) -> list[str]:
        """The sentence in lines that fit; at most four."""
        metrics = QFontMetricsF(self._theme.font("small"))
        lines, line = list[str](), ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if line and metrics.horizontalAdvance(longer) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        return ([*lines, line] if line else lines)[:4]


def hit(items: list[Item], at: QPointF) -> Act | None:
    """The act at a point."""
    for item in items:
        if item.act is not None and item.rect.contains(at):
            return item.act
    return None


def _shown_acts(banner: Banner) -> list[Act]:
    acts = banner.state.acts
    if running := [act for act in acts if act.name == "stop"]:
        return running
    if banner.active:
        return [*(act for act in acts if act.icon), MORE]
    return [MORE]


def _model(header: Header) -> str:
    if header.role is not Role.ASSISTANT:
        return ""
    found = dict(header.attributes).get("model") or ""
    return split_model(found)[1] or found


def _time(header: Header, now: datetime) -> str:
    if not header.timestamp:
        return ""
    try:
        then = datetime.fromisoformat(header.timestamp)
    except ValueError:  # the thirteenth month has the form of a time
        return header.timestamp
    return words.moment(then.astimezone(now.tzinfo) if then.tzinfo else then, now)
