"""The check of itself: what it promises, line by line, and what it says when a promise breaks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.end2end.process import CHECKOUT, PATIENCE
from vibekoder.self_check import PANES, picture_path

SMALL_FILES = "ulimit -f 1; exec "  # blocks of 512 bytes


def check(*before: str, **environ: str) -> tuple[int, list[str], str]:
    """Run it as a process: exit code, lines, complaints."""
    line = f'{"".join(before)}"{sys.executable}" -m vibekoder --self-check'
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=CHECKOUT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


def everything(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.timeout(90)
def test_every_promise_has_its_line_and_the_picture_is_left(private_home: Path) -> None:
    before = everything(private_home)
    code, lines, said = check()
    assert code == 0, said
    assert said == ""
    assert [line[:5] for line in lines] == ["ok   "] * 8
    promises = ("the session's bytes are the expected ones", "the journal was there", "killed")
    for promise, line in zip(promises, lines, strict=False):
        assert promise in line
    for pane, line in zip(PANES, lines[3:], strict=True):
        assert f"the {pane} pane shows something" in line
    picture = QImage(str(picture_path()))
    assert picture.width() > 1000
    assert picture.height() > 600
    assert everything(private_home) - before == {picture_path()}


@pytest.mark.timeout(90)
def test_a_disk_that_takes_no_answer_breaks_the_first_promise() -> None:
    code, lines, said = check(SMALL_FILES)
    assert code == 1
    assert lines == ["FAIL the session's bytes are the expected ones"]
    assert said.splitlines()[-1] == ("self check failed: the session's bytes are the expected ones")


@pytest.mark.timeout(90)
def test_a_picture_that_cannot_be_left_breaks_the_promise_of_the_panes(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")
    code, lines, said = check(XDG_CACHE_HOME=str(tmp_path / "in the way"))
    assert code == 1
    assert [line[:5] for line in lines] == ["ok   ", "ok   ", "ok   ", "FAIL "]
    assert "the project pane" in lines[-1]
    assert "the project pane" in said.splitlines()[-1]
