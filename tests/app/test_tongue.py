"""The person's language."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from vibekoder.app.tongue import ENGLISH, FOLDER, later, speak, tr
from vibekoder.store.paths import resources


@pytest.fixture
def silent(qapp: QApplication) -> Iterator[QApplication]:
    """A program that speaks nothing yet; afterwards it speaks English again."""
    for one in qapp.findChildren(QTranslator):
        qapp.removeTranslator(one)
        one.setParent(None)
    yield qapp
    for one in qapp.findChildren(QTranslator):
        qapp.removeTranslator(one)
        one.setParent(None)
    speak(qapp, resources())


def test_what_is_counted_agrees(qapp: QApplication) -> None:
    assert (tr("%n slices", 1), tr("%n slices", 2)) == ("1 slice", "2 slices")


def test_nothing_is_nothing_and_a_table_s_text_is_itself(qapp: QApplication) -> None:
    assert tr("") == ""
    assert later("Copy") == "Copy"


def test_the_system_s_language_is_spoken_where_there_is_a_catalogue(
    silent: QApplication, tmp_path: Path
) -> None:
    words = tmp_path / FOLDER
    words.mkdir()
    for name in (ENGLISH, "vibekoder_de.qm"):
        shutil.copy(resources() / FOLDER / ENGLISH, words / name)
    speak(silent, tmp_path, QLocale("de_DE"))
    assert tr("%n slices", 1) == "1 slice"
    known = len(silent.findChildren(QTranslator))
    speak(silent, tmp_path, QLocale("de_DE"))
    assert len(silent.findChildren(QTranslator)) == known


def test_without_any_catalogue_texts_are_as_they_are_written(
    silent: QApplication, tmp_path: Path
) -> None:
    speak(silent, tmp_path, QLocale("de_DE"))
    assert tr("%n slices", 1) == "1 slices"
