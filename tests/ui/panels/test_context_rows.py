"""How a piece reads in the panel: name, state in a word, tokens."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sources import source
from vibekoder.core.messages import Role
from vibekoder.core.sections import APART
from vibekoder.engine.pieces import State
from vibekoder.engine.stack import Share
from vibekoder.engine.together import BUNDLE
from vibekoder.ui.panels.context_rows import of_share, of_source

PINNED = "src/a.py @ 0123456789ab"


@pytest.mark.parametrize(
    ("path", "more", "word"),
    [
        ("src/a.py", {}, ""),
        ("src/a.py", {"state": State.OFF}, "off"),
        ("src/a.py", {"state": State.MISSING}, "gone"),
        ("src/a.py", {"state": State.TOO_LARGE}, "too large"),
        ("src/a.py", {"state": State.DENIED}, "refused"),
        ("src/a.py", {"state": State.LEFT_OUT}, "left out"),
        (PINNED, {"state": State.PINNED}, "same"),
        (PINNED, {"state": State.PINNED, "kind": "command"}, "pinned"),
        (PINNED, {"state": State.CHANGED, "added": 12, "removed": 3}, "+12 −3"),
        (PINNED, {"state": State.CHANGED, "why": "there is no such file"}, "gone since"),
        (PINNED, {"state": State.CHANGED}, "changed"),
        ("src/a.py", {"secrets": 2}, "2 secrets"),
        ("git_diff", {"state": State.TO_RUN, "kind": "command"}, "runs at send"),
    ],
)
def test_a_state_is_told_in_a_word(path: str, more: dict[str, Any], word: str) -> None:
    assert of_source(source(path, **more)).state == word


def test_a_glob_says_how_many_files_it_stands_for() -> None:
    row = source("src/**/*.py", kind="folder")
    assert of_source(row, 9).state == "9 files"
    assert of_source(row, 1).state == "1 file"
    assert of_source(row).name == "src/**/*.py"


def test_a_file_is_called_without_its_folders_and_with_its_part() -> None:
    assert of_source(source("docs/timing.md", part="Ticks", kind="part")).name == "timing.md#Ticks"
    below = source("src/b.py", parent=("x",), directive=None, line="")
    assert of_source(below).name == "b.py"


def test_a_line_that_cannot_be_read_stands_as_it_is() -> None:
    face = of_source(source("", directive=None, line="<!-- include: -->", kind="file"))
    assert face.name == "<!-- include: -->"


def test_an_estimate_has_its_mark_and_what_is_unknown_a_dash() -> None:
    assert of_source(source()).tokens == "~1.0k"
    assert of_source(source(tokens=None)).tokens == "–"


def test_the_tip_tells_path_size_cost_and_why() -> None:
    row = source(state=State.MISSING, why="there is no such file", role=Role.SYSTEM)
    tip = of_source(row, 0, "~$0.01").tip
    for part in ("src/a.py", "4 kB", "~$0.01", "There is no such file.", "System slice"):
        assert part in tip


def test_who_cannot_see_hears_size_tokens_and_cost_as_well() -> None:
    row = source(state=State.CHANGED, added=12, removed=3)
    assert of_source(row, 0, "~$0.01").spoken == "a.py, +12 −3, 4 kB, ~1.0k tokens, ~$0.01"


def test_a_command_that_was_sent_says_that_it_is_not_run_again_by_itself() -> None:
    row = source("git_diff @ 0123456789ab", kind="command", state=State.PINNED)
    assert "not run again" in of_source(row).why


def test_words_of_many_slices_are_one_row() -> None:
    face = of_share("earlier", Share(4, 9400, 40000))
    assert (face.name, face.state, face.tokens) == ("Earlier slices", "4", "~9.4k")
    assert face.checked is None
    assert of_share("words", Share(1, 5, 20)).spoken == "Your words, 20 bytes, ~5 tokens"


def test_secrets_in_own_words_are_the_state_of_their_row() -> None:
    face = of_share("words", Share(1, 5, 20, 2))
    assert (face.state, face.state_icon, face.state_color) == ("2 secrets", "lock", "error")


def test_what_is_switched_off_is_said_so() -> None:
    face = of_source(source(state=State.OFF))
    assert face.dim
    assert face.spoken == "a.py, off, 4 kB, ~1.0k tokens"


def test_parts_of_a_file_say_how_many_of_them_are_on() -> None:
    some = "<!-- include: t.md#A -->\n\\<!-- include: t.md#B -->"
    row = source("t.md", kind=BUNDLE, line=some)
    assert (of_source(row).state, of_source(row).partly) == ("1 of 2 parts", True)
    row = source("t.md", kind=BUNDLE, line=some.replace("\\", ""))
    assert (of_source(row).state, of_source(row).partly) == ("2 parts", False)
    assert of_source(source("t.md#A", kind="part", part="A"), inside=True).name == "A"
    lines = source("t.md#L1-3", kind="part", part="L1-3")
    assert of_source(lines, inside=True).name == "Lines 1\u20133"


def test_a_file_of_a_folder_can_be_left_out_while_there_are_not_too_many() -> None:
    row = source("src/*.py", parent=("x",), kind="file")
    pinned = source("src/*.py @ 0123456789ab", parent=("x",), kind="file", state=State.PINNED)
    assert of_source(row, beside=2).checked
    assert of_source(row, beside=1).checked is None
    assert of_source(row, beside=APART + 1).checked is None
    assert of_source(pinned, beside=2).checked is None
