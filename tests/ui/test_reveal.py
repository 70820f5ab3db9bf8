"""A file is shown where it lies."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtGui import QDesktopServices

from vibekoder.ui.reveal import reveal, showing

PATH = Path("/p/001.md")


def test_a_file_manager_marks_the_file_where_it_can() -> None:
    assert showing("darwin", PATH) == ("open", "-R", str(PATH))
    assert showing("win32", PATH) == ("explorer", f"/select,{PATH}")
    assert showing("linux", PATH) == ()


def test_the_folder_is_opened_where_no_program_could_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    started: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    monkeypatch.setattr(
        QProcess, "startDetached", lambda program, words: (started.append(program) or False, 0)
    )
    for platform in ("linux", "darwin"):
        monkeypatch.setattr(sys, "platform", platform)
        reveal(PATH)
    assert opened == ["/p", "/p"]
    assert started == ["open"]
