"""Programs are found where a person has installed them, never where a project put them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vibekoder.store.programs import found


def program(folder: Path, name: str = "tool") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def search(root: Path, *folders: str, name: str = "tool") -> str | None:
    return found(name, root, {"PATH": os.pathsep.join(folders)})


def test_an_installed_program_is_found(tmp_path: Path):
    path = program(tmp_path / "bin")
    assert search(tmp_path / "project", "/nowhere", str(tmp_path / "bin")) == path


@pytest.mark.parametrize("folder", ["", ".", "bin"])
def test_a_relative_folder_is_never_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
):
    program(tmp_path / "bin")
    program(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert search(tmp_path / "project", folder) is None


def test_a_program_of_the_project_is_none(tmp_path: Path):
    program(tmp_path / "project/bin")
    (tmp_path / "link").symlink_to(tmp_path / "project/bin")
    assert search(tmp_path / "project", str(tmp_path / "project/bin")) is None
    assert search(tmp_path / "project", str(tmp_path / "link")) is None


@pytest.mark.parametrize("name", ["", "bin/tool", "../tool"])
def test_only_a_bare_name_is_looked_for(tmp_path: Path, name: str):
    program(tmp_path / "bin")
    assert search(tmp_path / "project", str(tmp_path), name=name) is None
