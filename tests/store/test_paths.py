import hashlib
from pathlib import Path

import pytest

from vibekoder.core.errors import StoreError
from vibekoder.store.paths import (
    State,
    default_state,
    key_of,
    private_folder,
    reason,
    resources,
    settings_file,
)


def test_each_kind_of_state_has_its_own_place(tmp_path: Path) -> None:
    state = State(tmp_path)

    places = {state.journals, state.drafts, state.trash, state.locks, state.logs, state.window}

    assert len(places) == 6
    assert {place.parent for place in places} == {tmp_path}


def test_asking_for_the_state_folder_makes_nothing(tmp_path: Path) -> None:
    state = default_state({"VIBEKODER_STATE": str(tmp_path / "state")})

    assert state.journals == tmp_path / "state" / "journals"
    assert not state.root.exists()


def test_without_a_wish_state_and_settings_are_in_the_users_folders() -> None:
    assert default_state({}).root.is_absolute()
    assert "vibekoder" in str(default_state({}).root)
    assert settings_file({}).name == "settings.toml"


def test_the_environment_of_the_process_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIBEKODER_STATE", str(tmp_path / "s"))
    monkeypatch.setenv("VIBEKODER_SETTINGS", str(tmp_path / "mine.toml"))

    assert default_state().root == tmp_path / "s"
    assert settings_file() == tmp_path / "mine.toml"


def test_resources_are_found_in_a_checkout() -> None:
    assert (resources() / "tokens.json").is_file()


def test_resources_are_found_in_an_installed_package(tmp_path: Path) -> None:
    (tmp_path / "vibekoder" / "_resources").mkdir(parents=True)

    assert resources(tmp_path / "vibekoder") == tmp_path / "vibekoder" / "_resources"


def test_a_session_has_one_key_by_whatever_link_it_is_reached(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")

    key = key_of(tmp_path / "link" / "001.md")

    assert key == key_of(tmp_path / "real" / "001.md")
    assert len(key) == 16
    assert set(key) <= set("0123456789abcdef")


def test_the_key_is_of_the_sessions_absolute_path(tmp_path: Path) -> None:
    path = tmp_path.resolve() / "001.md"

    assert key_of(path) == hashlib.sha256(str(path).encode()).hexdigest()[:16]


def test_a_file_name_that_is_no_text_has_a_key(tmp_path: Path) -> None:
    assert len(key_of(tmp_path / "caf\udce9.md")) == 16


def test_other_users_cannot_read_the_programs_folders(tmp_path: Path) -> None:
    made = private_folder(tmp_path / "a")

    assert made.stat().st_mode & 0o777 == 0o700
    assert private_folder(made) == made


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreError, match=r"file.*: ") as caught:
        private_folder(tmp_path / "file" / "state")

    assert caught.value.path == tmp_path / "file" / "state"


def test_a_reason_is_the_systems_own_words() -> None:
    assert reason(OSError(28, "No space left on device")) == "No space left on device"
    assert reason(OSError("something else")) == "something else"
