"""What the next request weighs, beside Send: the preflight's button, a bar, tokens and cost."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from vibekoder.app.next_request import NextRequest
from vibekoder.ui import meter
from vibekoder.ui.buttons import IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.meter import Meter


class Weight(QWidget):
    """Follows the next request of its tab.

    Signals:
        preflightWanted(): the exact request is to be shown.
    """

    preflightWanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.preflight = IconButton(
            look, "preflight", self.tr("Preflight"), key="session.preflight", parent=self
        )
        self.bar = Meter(look, 64, self)
        self.tokens, self.window_size, self.cost = (QLabel(self) for _ in range(3))
        for label in (self.tokens, self.window_size, self.cost):
            label.setTextFormat(Qt.TextFormat.PlainText)
        # the key's hint gives way first, then what is told here
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self.preflight)
        row.addWidget(self.bar)
        row.addSpacing(2)
        row.addWidget(self.tokens)
        row.addWidget(self.window_size)
        row.addSpacing(4)
        row.addWidget(self.cost)
        self.preflight.clicked.connect(self.preflightWanted)
        look.theme.changed.connect(self._on_theme)
        self.bar.hide()
        self._on_theme()

    @property
    def text(self) -> str:
        """All that it says."""
        said = (self.tokens, self.window_size, self.cost)
        return " ".join(one.text() for one in said if one.text())

    def set_request(self, request: NextRequest) -> None:
        """Tell what it would weigh; nothing while there is nothing to send."""
        there = not request.outlook.empty
        self.bar.set_request(request)
        if not there:
            self.bar.hide()
        self.tokens.setText(meter.tokens_of(request) if there else "")
        self.window_size.setText(meter.window_of(request) if there else "")
        self.cost.setText(meter.cost_of(request) if there else "")
        missing = meter.missing_of(request)
        context = request.facts.context
        over = bool(context and request.outlook.tokens > context)
        self._paint_label(self.tokens, "error" if missing or over else "text")
        self.tokens.setToolTip(missing or (meter.error_of(request) if there else ""))
        self.setAccessibleName(self.text)

    def _on_theme(self) -> None:
        strong = self._look.theme.font("small")
        strong.setWeight(strong.Weight.DemiBold)
        self.tokens.setFont(strong)
        for label in (self.window_size, self.cost):
            label.setFont(self._look.theme.font("small"))
            self._paint_label(label, "dim")
        self._paint_label(self.tokens, "text")

    def _paint_label(self, label: QLabel, color: str) -> None:
        palette = label.palette()
        palette.setColor(palette.ColorRole.WindowText, self._look.theme.color(color))
        label.setPalette(palette)
