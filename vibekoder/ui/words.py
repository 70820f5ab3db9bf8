"""Figures and times in the program's words: short, tabular, never more exact than known."""

import math
from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QTime

from vibekoder.core.header import read_cost

UNKNOWN = "–"


def seconds(value: float | None) -> str:
    """``14.2 s`` below a minute, ``1:04`` above, ``1:02:03`` above an hour."""
    if value is None:
        return UNKNOWN
    if value < 59.95:
        return f"{value:.1f} s"
    minutes, rest = divmod(int(value), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


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
    return UNKNOWN if value is None else f"{value:.0f}/s"


def turn(before: int, pause: float | None) -> str:
    """How a request stands that waits for its turn: ``waiting for its turn, 2 before it``."""
    said = "waiting for its turn" if pause is None else f"queued, sends in {math.ceil(pause)} s"
    return f"{said}, {before} before it" if before else said


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
    return written if value is None else money(value)


def file_size(value: int) -> str:
    """``640 bytes``, ``12 kB``, ``3.4 MB``."""
    if value < 1000:
        return f"{value} bytes"
    if value < 999_500:
        return f"{value / 1000:.0f} kB"
    return f"{value / 1_000_000:.1f} MB"


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
