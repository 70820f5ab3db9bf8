"""Files that a prompt includes are watched, whatever becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.lookout import Lookout


@pytest.fixture
def lookout(qtbot: QtBot) -> Lookout:
    return Lookout()


def told(lookout: Lookout, qtbot: QtBot) -> object:
    return qtbot.waitSignal(lookout.stirred, timeout=1000)


def test_a_file_that_is_written_is_told_within_a_second(
    lookout: Lookout, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.py"
    path.write_text("one")
    lookout.follow([path])
    with told(lookout, qtbot):
        path.write_text("two")


def test_a_file_that_is_replaced_is_watched_further(
    lookout: Lookout, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.py"
    path.write_text("one")
    lookout.follow([path])
    with told(lookout, qtbot):
        (tmp_path / "new").write_text("two")
        (tmp_path / "new").replace(path)
    with told(lookout, qtbot):
        path.write_text("three")


def test_a_missing_file_is_told_when_it_comes(
    lookout: Lookout, qtbot: QtBot, tmp_path: Path
) -> None:
    lookout.follow([tmp_path / "docs/later.md"])
    with told(lookout, qtbot):
        (tmp_path / "docs").mkdir()
    with told(lookout, qtbot):
        (tmp_path / "docs/later.md").write_text("here")


def test_what_is_followed_no_more_is_not_told(
    lookout: Lookout, qtbot: QtBot, tmp_path: Path
) -> None:
    path, other = tmp_path / "a.py", tmp_path / "b/c.py"
    other.parent.mkdir()
    path.write_text("one")
    other.write_text("one")
    lookout.follow([path])
    lookout.follow([other])
    with qtbot.assertNotEmitted(lookout.stirred, wait=300):
        path.write_text("two")
