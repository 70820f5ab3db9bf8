"""What can be named in a prompt: files, folders, commands, headings and lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.files import Files
from vibekoder.app.offers import Offers, Parts
from vibekoder.core.kinds import FileKinds
from vibekoder.engine.prepare import Home
from vibekoder.store.objects import Objects
from vibekoder.store.paths import State


@pytest.fixture
def offers(tmp_path: Path) -> Iterator[Offers]:
    (tmp_path / "docs").mkdir()
    text = "# Plan\n\n## Scope\n\n```\n# no\n```\n\n## Scope\n"
    (tmp_path / "docs" / "plan.md").write_text(text, "utf-8")
    (tmp_path / "a.py").write_text("# a remark\nx = 1\n", "utf-8")
    (tmp_path / "b.bin").write_bytes(b"\0\1")
    home = Home(State(tmp_path / "state"), tmp_path, Objects(tmp_path / ".objects"))
    files = Files(home.sources)
    made = Offers(files, lambda: home)
    yield made
    made.close()
    files.close()


def test_files_come_before_the_folders_that_hold_them(qtbot: QtBot, offers: Offers) -> None:
    with qtbot.waitSignal(offers.changed):
        offers.look()
    assert set(offers.paths) >= {"a.py", "docs/plan.md", "docs/"}
    assert offers.paths.index("a.py") < offers.paths.index("docs/")


def test_only_files_of_the_kinds_that_count_are_offered(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("a.py", "docs/plan.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    place = State(tmp_path / "state"), tmp_path, Objects(tmp_path / ".objects")
    homes = [Home(*place, kinds=FileKinds((".md",)))]
    files = Files(homes[0].sources)
    made = Offers(files, lambda: homes[-1])
    with qtbot.waitSignal(made.changed):
        made.look()
    assert made.paths == ("docs/plan.md", "docs/")
    homes.append(Home(*place))
    assert "a.py" in made.paths
    made.close()
    files.close()


def test_built_in_commands_can_be_named(offers: Offers) -> None:
    assert {"tree", "git_diff"} <= set(offers.commands)


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("docs/plan.md", Parts(((1, "Plan"), (2, "Scope")), 9)),
        ("a.py", Parts((), 2)),
    ],
)
def test_the_parts_of_a_file_are_read_in_the_background(
    qtbot: QtBot, offers: Offers, path: str, parts: Parts
) -> None:
    with qtbot.waitSignal(offers.changed):
        assert offers.parts(path) == Parts()
    assert offers.parts(path) == parts


@pytest.mark.parametrize("path", ["b.bin", "missing.md", "../outside.md", "docs"])
def test_what_has_no_text_has_no_parts(qtbot: QtBot, offers: Offers, path: str) -> None:
    offers.parts(path)
    with qtbot.waitSignal(offers.changed):
        offers.parts("a.py")
    assert offers.parts(path) == Parts()


def test_a_file_is_read_again_when_somebody_begins_anew(
    qtbot: QtBot, offers: Offers, tmp_path: Path
) -> None:
    with qtbot.waitSignal(offers.changed):
        offers.parts("a.py")
    (tmp_path / "a.py").write_text("x = 1\n", "utf-8")
    offers.look()
    with qtbot.waitSignal(offers.changed):
        offers.parts("a.py")
    qtbot.waitUntil(lambda: offers.parts("a.py") == Parts((), 1))
