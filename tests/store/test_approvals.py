"""What a person has confirmed on this machine, and nothing that a project says of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vibekoder.core.commands import BUILT_IN, Command
from vibekoder.store.approvals import confirm, is_confirmed
from vibekoder.store.paths import State

CHECK = Command("check", ("make", "check"))


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


def test_a_command_is_confirmed_once(state: State, tmp_path: Path):
    assert not is_confirmed(state, tmp_path, CHECK)
    confirm(state, tmp_path, [CHECK])
    confirm(state, tmp_path, [replace(CHECK, name="other")])
    assert is_confirmed(state, tmp_path, CHECK)


def test_a_changed_definition_is_asked_about_again(state: State, tmp_path: Path):
    confirm(state, tmp_path, [CHECK])
    assert not is_confirmed(state, tmp_path, replace(CHECK, run=("make", "clean")))


def test_another_project_is_asked_about_itself(state: State, tmp_path: Path):
    confirm(state, tmp_path, [CHECK])
    assert not is_confirmed(state, tmp_path / "other", CHECK)


def test_what_is_built_in_needs_no_word(state: State, tmp_path: Path):
    assert is_confirmed(state, tmp_path, BUILT_IN["git_diff"])


@pytest.mark.parametrize("text", ["", "[]", "no", '{"x": 3}'])
def test_a_broken_file_confirms_nothing(state: State, tmp_path: Path, text: str):
    state.root.mkdir()
    (state.root / "confirmed.json").write_text(text)
    assert not is_confirmed(state, tmp_path, CHECK)
    confirm(state, tmp_path, [CHECK])
    assert is_confirmed(state, tmp_path, CHECK)
