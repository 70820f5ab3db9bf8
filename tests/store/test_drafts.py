import json
from pathlib import Path

import pytest

from vibekoder.core.errors import StoreError
from vibekoder.store.drafts import Drafts
from vibekoder.store.paths import State


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


def test_a_typed_prompt_is_there_after_a_restart(state: State, tmp_path: Path) -> None:
    Drafts(state).save(tmp_path / "001.md", "what if\n…")

    assert Drafts(state).load(tmp_path / "001.md") == "what if\n…"


def test_each_session_has_its_own_draft(state: State, tmp_path: Path) -> None:
    Drafts(state).save(tmp_path / "001.md", "one")

    assert Drafts(state).load(tmp_path / "002.md") == ""


def test_a_sent_prompt_leaves_no_file(state: State, tmp_path: Path) -> None:
    Drafts(state).save(tmp_path / "001.md", "one")
    Drafts(state).save(tmp_path / "001.md", "")
    Drafts(state).save(tmp_path / "001.md", "")

    assert list(state.drafts.iterdir()) == []


def test_a_draft_says_whose_it_is(state: State, tmp_path: Path) -> None:
    Drafts(state).save(tmp_path / "001.md", "one")

    (file,) = state.drafts.iterdir()

    assert json.loads(file.read_bytes())["session"] == str(tmp_path / "001.md")


def test_half_a_character_is_kept(state: State, tmp_path: Path) -> None:
    Drafts(state).save(tmp_path / "001.md", "a\ud83d")

    assert Drafts(state).load(tmp_path / "001.md") == "a\ud83d"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"text": 1}', b"\xff"])
def test_a_damaged_draft_is_none(state: State, tmp_path: Path, content: bytes) -> None:
    Drafts(state).save(tmp_path / "001.md", "one")
    (file,) = state.drafts.iterdir()
    file.write_bytes(content)

    assert Drafts(state).load(tmp_path / "001.md") == ""


def test_a_draft_that_cannot_be_kept_is_an_error(state: State, tmp_path: Path) -> None:
    state.root.mkdir()
    state.drafts.write_text("in the way")

    with pytest.raises(StoreError):
        Drafts(state).save(tmp_path / "001.md", "one")
    with pytest.raises(StoreError):
        Drafts(state).save(tmp_path / "001.md", "")
