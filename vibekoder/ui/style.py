"""The stock widgets after the look: a small layer over Fusion, and thin bars and splitters."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QProxyStyle,
    QScrollBar,
    QSplitter,
    QSplitterHandle,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QWidget,
)

from vibekoder.ui.draw import draw_ring, draw_text, fill_box
from vibekoder.ui.look import Look

PE: Final = QStyle.PrimitiveElement
CC: Final = QStyle.ComplexControl
SC: Final = QStyle.SubControl
ST: Final = QStyle.StateFlag


class LookStyle(QProxyStyle):
    """Fusion with the look's boxes, fields, check boxes, combos and scroll bars.

    Only painting is overridden: metrics asked through Python would cost more than they give.
    Keep a reference to it for the program's life; ``apply`` also sets palette and font.
    """

    def __init__(self, look: Look) -> None:
        super().__init__("fusion")
        self._look = look
        self._primitives = {
            PE.PE_PanelButtonCommand: self._button,
            PE.PE_PanelButtonTool: self._tool_button,
            PE.PE_PanelLineEdit: self._field,
            PE.PE_IndicatorCheckBox: self._check,
            PE.PE_FrameFocusRect: self._focus,
            PE.PE_PanelMenu: self._menu,
            PE.PE_FrameMenu: self._nothing,
            PE.PE_PanelTipLabel: self._tip,
            PE.PE_FrameLineEdit: self._nothing,
        }

    def apply(self, app: QApplication) -> None:
        """Make the program look so, now and after each change of the theme.

        Where the system wants nothing to move, nothing does.
        """
        app.setStyle(self)
        app.setFont(self._look.theme.font("body"))
        app.setPalette(self._look.theme.palette())
        still = QStyle.StyleHint.SH_Widget_Animation_Duration
        self._look.theme.set_reduced(self.styleHint(still) == 0)
        self._look.theme.changed.connect(self._on_theme)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        paint = self._primitives.get(element)
        if isinstance(widget, QLineEdit) and not widget.hasFrame():
            paint = self._nothing if element == PE.PE_PanelLineEdit else paint
        if paint is None:
            super().drawPrimitive(element, option, painter, widget)
            return
        paint(painter, _rect(option), _state(option))

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control == CC.CC_ScrollBar:
            slider = self.subControlRect(control, option, SC.SC_ScrollBarSlider, widget)  # pyright: ignore[reportArgumentType]
            self._scroll_bar(painter, _rect(option), slider, _state(option))
        elif control == CC.CC_ComboBox:
            self._combo(painter, _rect(option), _state(option))
        else:
            super().drawComplexControl(control, option, painter, widget)

    def _on_theme(self) -> None:
        QApplication.setPalette(self._look.theme.palette())

    def _color(self, token: str) -> QColor:
        return self._look.theme.color(token)

    def _button(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        ground = "raised"
        if state & (ST.State_Sunken | ST.State_On):
            ground = "press"
        elif state & ST.State_MouseOver and state & ST.State_Enabled:
            ground = "hover"
        radius = self._look.theme.radius("control")
        fill_box(painter, rect, radius, self._color(ground), self._color("border"))
        if state & ST.State_HasFocus and state & ST.State_KeyboardFocusChange:
            draw_ring(painter, rect, radius, self._look)

    def _tool_button(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        if state & (ST.State_Sunken | ST.State_On):
            fill_box(painter, rect, self._look.theme.radius("control"), self._color("press"))
        elif state & ST.State_MouseOver and state & ST.State_Enabled:
            fill_box(painter, rect, self._look.theme.radius("control"), self._color("hover"))

    def _field(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        radius = self._look.theme.radius("control")
        if not state & ST.State_Enabled:
            fill_box(painter, rect, radius, self._color("sunken"), self._color("border"))
            return
        fill_box(painter, rect, radius, self._color("raised"), self._color("borderStrong"))
        if state & ST.State_HasFocus:
            draw_ring(painter, rect, radius, self._look)

    def _check(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        box = QRectF(0, 0, 14, 14)
        box.moveCenter(QRectF(rect).center())
        radius = self._look.theme.radius("check")
        if state & ST.State_On:
            ground = "accent" if state & ST.State_Enabled else "press"
            fill_box(painter, box, radius, self._color(ground))
            self._look.icons.paint(painter, box, "check", "onAccent", 12)
        else:
            ground = "press" if state & ST.State_Sunken else "raised"
            fill_box(painter, box, radius, self._color(ground), self._color("borderStrong"))

    def _focus(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        if state & ST.State_KeyboardFocusChange:
            draw_ring(painter, rect, self._look.theme.radius("small"), self._look)

    def _menu(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        painter.fillRect(rect, self._color("border"))
        painter.fillRect(rect.adjusted(1, 1, -1, -1), self._color("raised"))

    def _tip(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        self._menu(painter, rect, state)

    def _nothing(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        pass

    def _combo(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        self._field(painter, rect, state)
        color = "dim" if state & ST.State_Enabled else "faint"
        spot = QRect(rect.right() - 24, rect.y(), 20, rect.height())
        self._look.icons.paint(painter, spot, "chevron-down", color, 14)

    def _scroll_bar(
        self, painter: QPainter, rect: QRect, slider: QRect, state: QStyle.StateFlag
    ) -> None:
        if slider.isEmpty():
            return
        thick = self._look.theme.size("scrollHandle")
        if state & ST.State_Horizontal:
            handle = QRectF(slider.x(), rect.center().y() - thick / 2, slider.width(), thick)
        else:
            handle = QRectF(rect.center().x() - thick / 2 + 1, slider.y(), thick, slider.height())
        strong = state & (ST.State_Sunken | ST.State_MouseOver)
        painter.save()
        painter.setOpacity(0.9 if strong else 0.5)
        fill_box(painter, handle, thick / 2, self._color("borderStrong"))
        painter.restore()


class ThinBar(QScrollBar):
    """A scroll bar as wide as the look wants it."""

    def __init__(self, look: Look, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)

    def sizeHint(self) -> QSize:
        hint, width = super().sizeHint(), self._look.theme.size("scrollBar")
        if self.orientation() is Qt.Orientation.Vertical:
            return QSize(width, hint.height())
        return QSize(hint.width(), width)


def thin_bars(look: Look, area: QAbstractScrollArea) -> None:
    """Give a list, tree or text field the look's scroll bars."""
    area.setVerticalScrollBar(ThinBar(look, Qt.Orientation.Vertical, area))
    area.setHorizontalScrollBar(ThinBar(look, Qt.Orientation.Horizontal, area))


class Choice(QComboBox):
    """A combo whose words stand where a field's words stand."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        self.style().drawComplexControl(CC.CC_ComboBox, option, painter, self)
        theme = self._look.theme
        color = theme.color("text" if self.isEnabled() else "faint")
        box = self.rect().adjusted(9, 0, -28, 0)
        draw_text(painter, box, self.currentText(), theme.font("body"), color)


class Divider(QSplitterHandle):
    """The line between two areas: one pixel to see, more to grab."""

    def __init__(self, look: Look, orientation: Qt.Orientation, parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        strong = self.underMouse()
        painter.fillRect(
            self.contentsRect(), self._look.theme.color("borderStrong" if strong else "border")
        )


class Splitter(QSplitter):
    """A splitter that shows one line and never squeezes an area to nothing."""

    def __init__(
        self, look: Look, orientation: Qt.Orientation, parent: QWidget | None = None
    ) -> None:
        super().__init__(orientation, parent)
        self._look = look
        self.setHandleWidth(look.theme.size("splitter"))
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:
        return Divider(self._look, self.orientation(), self)


def _rect(option: QStyleOption) -> QRect:
    return option.rect  # pyright: ignore[reportAttributeAccessIssue]


def _state(option: QStyleOption) -> QStyle.StateFlag:
    return option.state  # pyright: ignore[reportAttributeAccessIssue]
