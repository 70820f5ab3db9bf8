"""What a person has confirmed on this machine, and nothing that a project says of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vibekoder.core.commands import BUILT_IN, Command
from vibekoder.core.errors import StoreError
from vibekoder.store.approvals import (
    confirm,
    confirm_folders,
    entered,
    granted,
    unconfirmed,
    unconfirmed_folders,
)
from vibekoder.store.paths import State

CHECK = Command("check", ("make", "check"))
CHANGED = replace(CHECK, run=("make", "clean"))


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    (tmp_path / "shared").mkdir()
    return tmp_path / "shared"


def test_a_command_is_confirmed_once(state: State, root: Path):
    other = replace(CHECK, name="other")
    assert unconfirmed(state, root, [CHECK, other]) == [CHECK, other]
    confirm(state, root, [CHECK])
    confirm(state, root, [other])
    assert unconfirmed(state, root, [CHECK, other]) == []


def test_a_changed_definition_is_asked_about_again(state: State, root: Path):
    confirm(state, root, [CHECK])
    assert unconfirmed(state, root, [CHANGED]) == [CHANGED]


@pytest.mark.parametrize("answer", [True, False])
def test_one_that_changes_back_is_asked_about_again(state: State, root: Path, answer: bool):
    confirm(state, root, [CHECK])
    unconfirmed(state, root, [CHANGED])
    if answer:
        confirm(state, root, [CHANGED])
    assert unconfirmed(state, root, [CHECK]) == [CHECK]


def test_a_command_that_no_prompt_names_now_stays_confirmed(state: State, root: Path):
    confirm(state, root, [CHECK])
    unconfirmed(state, root, [Command("other", ("ls",))])
    assert unconfirmed(state, root, [CHECK]) == []


def test_another_project_is_asked_about_itself(state: State, root: Path, shared: Path):
    confirm(state, root, [CHECK])
    confirm_folders(state, root, [shared])
    assert unconfirmed(state, shared, [CHECK]) == [CHECK]
    assert unconfirmed_folders(state, root.parent / "other", [shared]) == (shared,)


def test_what_is_built_in_needs_no_word(state: State, root: Path):
    assert unconfirmed(state, root, [BUILT_IN["git_diff"]]) == []


@pytest.mark.parametrize("text", ["", "[]", "no", '{"x": 3}'])
def test_a_broken_file_confirms_nothing(state: State, root: Path, shared: Path, text: str):
    state.root.mkdir()
    (state.root / "confirmed.json").write_text(text)
    assert unconfirmed(state, root, [CHECK]) == [CHECK]
    assert granted(state, root, [shared]) == {shared: None}
    confirm(state, root, [CHECK])
    assert unconfirmed(state, root, [CHECK]) == []


def test_a_file_that_cannot_be_read_confirms_no_folder(state: State, root: Path, shared: Path):
    (state.root / "confirmed.json").mkdir(parents=True)
    assert granted(state, root, [shared]) == {shared: None}


def test_a_folder_outside_is_confirmed_once(state: State, root: Path, shared: Path):
    assert unconfirmed_folders(state, root, [root / "../shared"]) == (shared,)
    confirm_folders(state, root, [shared])
    assert unconfirmed_folders(state, root, [root / "../shared"]) == ()
    assert granted(state, root, [root / "../shared"]) == {shared: shared}


def test_a_folder_of_the_project_needs_no_word(state: State, root: Path):
    assert granted(state, root, [root / "docs"]) == {root / "docs": root / "docs"}
    assert unconfirmed_folders(state, root, [root / "docs"]) == ()


def test_folders_that_change_are_asked_about_also_where_they_change_back(
    state: State, root: Path, shared: Path
):
    confirm_folders(state, root, [shared])
    assert unconfirmed_folders(state, root, [Path("/")]) == (Path("/"),)
    assert unconfirmed_folders(state, root, [shared]) == (shared,)


def test_a_link_of_the_project_is_asked_about_and_again_when_it_leads_elsewhere(
    state: State, root: Path, shared: Path
):
    link = root / "data"
    link.symlink_to(shared)
    assert unconfirmed_folders(state, root, [link]) == (link,)
    confirm_folders(state, root, [link])
    assert granted(state, root, [link]) == {link: shared}
    link.unlink()
    link.symlink_to("/")
    assert granted(state, root, [link]) == {link: None}
    assert unconfirmed_folders(state, root, [link]) == (link,)


def test_commands_and_folders_are_confirmed_each_for_themselves(
    state: State, root: Path, shared: Path
):
    confirm(state, root, [CHECK])
    confirm_folders(state, root, [shared])
    assert unconfirmed(state, root, [CHECK]) == []
    assert unconfirmed_folders(state, root, [shared]) == ()


def test_a_folder_that_a_link_has_led_away_is_entered_once_it_is_confirmed(
    state: State, root: Path, shared: Path
):
    link = root / "sessions"
    assert entered(state, root, link) == link
    link.symlink_to(shared)
    with pytest.raises(StoreError, match="leads out of the project"):
        entered(state, root, link)
    confirm_folders(state, root, [link])
    assert entered(state, root, link) == link
