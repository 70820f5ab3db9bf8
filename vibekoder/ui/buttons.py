"""Buttons after the look: primary, plain, quiet, icon alone, and words that are a link."""

from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from vibekoder.ui.draw import draw_ring, draw_text, fill_box
from vibekoder.ui.keymap import KeyTip
from vibekoder.ui.look import Look

Kind = Literal["primary", "plain", "quiet", "link"]


def keyboard_focus(widget: QWidget) -> bool:
    """Whether the focus line is to be shown: focused, and the keyboard was used last."""
    return widget.hasFocus() and widget.window().testAttribute(
        Qt.WidgetAttribute.WA_KeyboardFocusChange
    )


def press_or_pass(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press the button if the key is Return; tells whether it was."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    button.click()
    return True


class Button(QAbstractButton):
    """A button with a word and, if wanted, an icon before it.

    ``height`` is a token of the sizes. Return presses it as Space does.
    """

    def __init__(
        self,
        look: Look,
        text: str,
        *,
        icon: str = "",
        kind: Kind = "plain",
        height: str = "button",
        chevron: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = icon
        self._kind: Kind = kind
        self._height = height
        self._chevron = chevron
        self.icon_color = ""
        self.text_color = ""
        self.face = "body"
        self.padding = 4 if kind == "link" else (8 if kind == "quiet" else 12)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.theme.changed.connect(self.updateGeometry)

    def set_text(self, text: str) -> None:
        """Change the word, for the eye and for a screen reader."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        font = self._look.theme.font(self.face)
        width = QFontMetrics(font).horizontalAdvance(self.text()) + 2 * self.padding
        if self._icon:
            width += self._icon_side() + self._gap()
        if self._chevron:
            width += 16
        return QSize(width + (6 if self._kind == "primary" else 0), self._outer_height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._look.theme
        box = self._box()
        radius = theme.radius("control")
        ground, line = self._ground()
        if ground:
            fill_box(painter, box, radius, theme.color(ground), theme.color(line) if line else None)
        self._paint_content(painter, box)
        if keyboard_focus(self):
            around = self.rect() if self._kind == "primary" else box
            draw_ring(painter, around, radius + (2 if self._kind == "primary" else 0), self._look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses as Space does."""
        if not press_or_pass(self, event):
            super().keyPressEvent(event)

    def _outer_height(self) -> int:
        # the ring of the primary button stands 2 px outside, with a gap in the ground
        return self._look.theme.size(self._height) + (6 if self._kind == "primary" else 0)

    def _box(self) -> QRect:
        return self.rect().adjusted(3, 3, -3, -3) if self._kind == "primary" else self.rect()

    def _icon_side(self) -> int:
        return self._look.theme.size("iconSmall" if self._height == "chip" else "icon")

    def _gap(self) -> int:
        return 5

    def _ground(self) -> tuple[str, str]:
        down, hover = self.isDown(), self.underMouse() and self.isEnabled()
        if self._kind == "primary":
            if not self.isEnabled():
                return "press", ""
            return "accentPress" if down else ("accentHover" if hover else "accent"), ""
        ground = "press" if down else ("hover" if hover else "")
        if self._kind == "plain":
            return (ground or "raised"), "border"
        return (ground if self._kind == "quiet" else ""), ""

    def _pen(self) -> str:
        if not self.isEnabled():
            return "faint"
        if self._kind == "primary":
            return "onAccent"
        if self._kind == "link":
            return "accentText"
        return self.text_color or "text"

    def _paint_content(self, painter: QPainter, box: QRect) -> None:
        theme = self._look.theme
        font = theme.font(self.face)
        if self._kind in ("primary", "plain"):
            font.setWeight(font.Weight.Medium)
        if self._kind == "link" and self.underMouse():
            font.setUnderline(True)
        pen = self._pen()
        text_width = QFontMetrics(font).horizontalAdvance(self.text())
        side = self._icon_side() if self._icon else 0
        whole = text_width + (side + self._gap() if side else 0) + (16 if self._chevron else 0)
        x = box.x() + max(self.padding // 2, (box.width() - whole) // 2)
        if self._kind == "quiet":
            x = box.x() + self.padding
        if side:
            color = pen if pen in ("onAccent", "faint") else (self.icon_color or "dim")
            spot = QRect(x, box.y(), side, box.height())
            self._look.icons.paint(painter, spot, self._icon, color, side)
            x += side + self._gap()
        right = box.right() + 1 - (18 if self._chevron else 2)
        draw_text(
            painter, QRect(x, box.y(), right - x, box.height()), self.text(), font, theme.color(pen)
        )
        if self._chevron:
            spot = QRect(min(x + text_width + 2, right), box.y(), 14, box.height())
            self._look.icons.paint(painter, spot, "chevron-down", "dim", 12)


class IconButton(QAbstractButton):
    """An icon that stands alone, with a name for screen readers and a tool tip with its key.

    ``key`` is the name of an action, or a key that belongs to none.
    """

    def __init__(
        self,
        look: Look,
        icon: str,
        name: str,
        *,
        key: str = "",
        toggle: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = icon
        self.setAccessibleName(name)
        KeyTip(self, look.keys, name, key)
        self.setCheckable(toggle)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = self._look.theme.size("toolButton")
        return QSize(side, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses as Space does."""
        if not press_or_pass(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icon and focus line."""
        painter = QPainter(self)
        theme = self._look.theme
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            ground = theme.color("press" if self.isDown() else "hover")
            fill_box(painter, self.rect(), theme.radius("control"), ground)
        color = "dim"
        if not self.isEnabled():
            color = "faint"
        elif self.isCheckable():
            color = "text" if self.isChecked() else "faint"
        self._look.icons.paint(painter, self.rect(), self._icon, color)
        if keyboard_focus(self):
            draw_ring(painter, self.rect(), theme.radius("control"), self._look)
