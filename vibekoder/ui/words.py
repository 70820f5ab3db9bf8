"""Figures and times in the program's words: short, tabular, never more exact than known."""

import math
from datetime import datetime
from typing import Final

from PySide6.QtCore import QDate, QLocale, QTime

from vibekoder.app.tongue import later, tr
from vibekoder.core.header import read_cost

UNKNOWN = "–"

STATES: Final = {
    "sending": later("sending"),
    "connecting": later("connecting"),
    "waiting": later("waiting"),
    "reasoning": later("reasoning"),
    "tool_calls": later("tool calls"),
    "answering": later("answering"),
    "retrying": later("retrying"),
    "running": later("running"),
    "stopping": later("stopping"),
    "saving": later("saving"),
    "streaming": later("streaming"),
    "completed": later("completed"),
    "cancelled": later("cancelled"),
    "failed": later("failed"),
    "interrupted": later("interrupted"),
    "length": later("length"),
    "filtered": later("filtered"),
    "stopped": later("stopped"),
}
"""What a request does and how an answer ended, in words."""


def seconds(value: float | None) -> str:
    """``14.2 s`` below a minute, ``1:04`` above, ``1:02:03`` above an hour."""
    if value is None:
        return UNKNOWN
    if value < 59.95:
        return tr("{n} s").format(n=f"{value:.1f}")
    minutes, rest = divmod(int(value), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def brief(value: float | None) -> str:
    """``41 ms``, ``0.64 s``, and from ten seconds on as ``seconds`` says it."""
    if value is None:
        return UNKNOWN
    if value < 0.1:
        return tr("{n} ms").format(n=f"{value * 1000:.0f}")
    return tr("{n} s").format(n=f"{value:.2f}") if value < 9.995 else seconds(value)


def count(value: int | None) -> str:
    """``868``, ``1.2k``, ``18.4k``, ``200k``, ``1.3M``."""
    if value is None:
        return UNKNOWN
    if value < 1000:
        return str(value)
    thousands = value / 1000
    if thousands < 99.95:
        return f"{thousands:.1f}k"
    if thousands < 999.5:
        return f"{thousands:.0f}k"
    return f"{thousands / 1000:.1f}M"


def rate(value: float | None) -> str:
    """Tokens in a second: ``61/s``."""
    return UNKNOWN if value is None else tr("{n}/s").format(n=f"{value:.0f}")


def turn(before: int, pause: float | None) -> str:
    """How a request stands that waits for its turn: ``waiting for its turn, 2 before it``."""
    said = tr("waiting for its turn")
    if pause is not None:
        said = tr("queued, sends in {n} s").format(n=math.ceil(pause))
    return tr("{state}, {n} before it").format(state=said, n=before) if before else said


def state(word: str) -> str:
    """A state of a request or an answer in the person's language; what is no state is itself."""
    return tr(STATES[word]) if word in STATES else word.replace("_", " ")


def money(value: float | None) -> str:
    """USD: ``$1.20``, ``$0.031``, ``$0.0045``; never less than is known of a small sum."""
    if value is None:
        return UNKNOWN
    if value >= 0.1 or value == 0:
        return f"${value:.2f}"
    return f"${value:.{min(1 - math.floor(math.log10(value)), 8)}f}"


def cost(written: str) -> str:
    """What a ``cost`` attribute says: a sum, or ``local``."""
    value = read_cost(written)
    return tr(written) if value is None else money(value)


def file_size(value: int) -> str:
    """``640 bytes``, ``12 kB``, ``3.4 MB``."""
    if value < 1000:
        return tr("%n bytes", value)
    if value < 999_500:
        return tr("{n} kB").format(n=f"{value / 1000:.0f}")
    return tr("{n} MB").format(n=f"{value / 1_000_000:.1f}")


def moment(then: datetime, now: datetime) -> str:
    """When something was: today ``14:02``, in the last six days ``Fri``, else ``16 Nov``."""
    days = (now.date() - then.date()).days
    locale = QLocale()
    if days == 0:
        return locale.toString(QTime(then.hour, then.minute), "HH:mm")
    day = QDate(then.year, then.month, then.day)
    if 0 < days < 7:
        return locale.toString(day, "ddd")
    return locale.toString(day, "d MMM" if then.year == now.year else "d MMM yyyy")
