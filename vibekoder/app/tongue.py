"""The person's language: texts of the program go through ``tr``, here or a QObject's own.

Sentences that core, wire, store and engine raise are English everywhere: the terminal, the log,
journals and receipts have the same ones, and none of these knows a language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

CONTEXT: Final = "VibeKoder"
FOLDER: Final = "words"
ENGLISH: Final = "vibekoder_en.qm"
"""The catalogue of English has nothing but singulars and plurals."""


def tr(text: str, n: int = -1) -> str:
    """A text in the person's language; ``%n`` in it is ``n``, and the word after it agrees."""
    return QCoreApplication.translate(CONTEXT, text, None, n) if text else ""


def later(text: str) -> str:
    """A text that stands in a table: ``tr`` is asked for it when it is shown."""
    return text


def speak(app: QCoreApplication, resources: Path, locale: QLocale | None = None) -> None:
    """Speak the system's language where there is a catalogue for it, else English; once."""
    if app.findChild(QTranslator) is not None:
        return
    folder = str(resources / FOLDER)
    english = QTranslator(app)
    if english.load(ENGLISH, folder):
        app.installTranslator(english)
    other = QTranslator(app)
    if other.load(locale or QLocale(), "vibekoder", "_", folder):
        # what is asked last answers first
        app.installTranslator(other)
