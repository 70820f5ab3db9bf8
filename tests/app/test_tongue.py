"""The person's language."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

import vibekoder
from vibekoder.app.tongue import ENGLISH, FOLDER, later, speak, tr
from vibekoder.store.paths import resources

PACKAGE = Path(vibekoder.__file__).parent
ASKED = {"tr", "_tr", "later", "translate"}
LOGS = {"log", "logger"}
WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
NOBODY_S = {
    "Answer with one word: ready",  # said to a model
    "pass show example",  # what is typed into a terminal
    " was left out",  # looked for in what the engine says, which has no language
    "d MMM yyyy",  # how a day is written
}


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


@pytest.mark.parametrize(
    "path", [*PACKAGE.glob("app/**/*.py"), *PACKAGE.glob("ui/**/*.py")], ids=lambda one: one.stem
)
def test_whatever_reads_as_words_goes_through_the_translation(path: Path) -> None:
    assert [text for text in plain_words(path) if text not in NOBODY_S] == []


def plain_words(path: Path) -> Iterator[str]:
    """Texts of several words in a module that are neither translated, logged nor docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    passed: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(node.value)
        if isinstance(node, ast.Call) and calls_for_words(node.func):
            passed.update(ast.walk(node))
        # the table's texts are asked for where they are shown
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Action":
            passed.update(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in passed:
            text = node.value
            if isinstance(text, str) and WORDS.search(text):
                yield text


def calls_for_words(called: ast.expr) -> bool:
    """Whether this is a translation, or a line of the log."""
    if isinstance(called, ast.Attribute):
        return called.attr in ASKED or getattr(called.value, "id", "") in LOGS
    return isinstance(called, ast.Name) and called.id in ASKED
