"""A repository is asked only if all that it is made of is its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from vibekoder.store import git
from vibekoder.store.git_place import is_own

WHO = ["-c", "user.name=n", "-c", "user.email=e@e"]


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", folder, *WHO, *words], check=True, capture_output=True)
    return done.stdout.decode().strip()


def made(folder: Path, text: str) -> Path:
    folder.mkdir()
    run(folder, "init", "-q", "-b", "main")
    (folder / "a.txt").write_text(text)
    run(folder, "add", ".")
    run(folder, "commit", "-q", "-m", text)
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A repository that a project has nothing to do with."""
    return made(tmp_path / "other", "private")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The project's own."""
    return made(tmp_path / "mine", "own")


def lend(mine: Path, other: Path, name: str) -> None:
    """Put a link to the other repository's in the place of something."""
    place, theirs = mine / ".git" / name, other / ".git" / name
    if place.exists():
        place.rename(mine / "taken")
    elif not theirs.exists():
        theirs.write_text("")
    place.symlink_to(theirs)


@pytest.mark.parametrize(
    "name",
    [
        *("objects", "refs", "packed-refs", "HEAD", "config", "index", "logs", "shallow", "info"),
        *("objects/pack", "refs/heads", "refs/heads/main", "logs/HEAD", "info/grafts"),
    ],
)
def test_a_link_to_what_another_repository_has_is_not_followed(mine: Path, other: Path, name: str):
    lend(mine, other, name)
    assert not is_own(mine / ".git")
    assert git.argv(mine, os.environ, ["log"]) is None


def test_a_link_to_a_single_object_is_not_followed(mine: Path, other: Path):
    name = run(other, "rev-parse", "HEAD")
    folder = mine / ".git/objects" / name[:2]
    folder.mkdir(exist_ok=True)
    (folder / name[2:]).symlink_to(other / ".git/objects" / name[:2] / name[2:])
    assert not is_own(mine / ".git")


@pytest.mark.parametrize("name", ["alternates", "http-alternates"])
def test_objects_that_are_borrowed_are_not_read(mine: Path, other: Path, name: str):
    (mine / ".git/objects/info").mkdir(exist_ok=True)
    (mine / ".git/objects/info" / name).write_text(f"{other / '.git/objects'}\n")
    (mine / ".git/refs/heads/main").write_text(run(other, "rev-parse", "HEAD"))
    assert not is_own(mine / ".git")


def test_a_made_up_place_does_not_lend_what_another_repository_has(tmp_path: Path, other: Path):
    evil = tmp_path / "evil"
    (evil / "fake").mkdir(parents=True)
    (evil / ".git").write_text("gitdir: fake\n")
    (evil / "fake/HEAD").write_text("ref: refs/heads/main\n")
    (evil / "fake/config").write_text("[core]\n\tworktree = ..\n")
    (evil / "fake/commondir").write_text("../../other/.git\n")
    assert run(evil, "log", "--format=%s") == "private"
    assert not is_own(evil / ".git")


@pytest.mark.parametrize("place", ["fake", "worktrees/x"])
def test_a_made_up_working_tree_is_not_one_of_another_repository(
    tmp_path: Path, other: Path, place: str
):
    evil = tmp_path / "evil"
    (evil / place).mkdir(parents=True)
    (evil / ".git").write_text(f"gitdir: {place}\n")
    (evil / place / "HEAD").write_text("ref: refs/heads/main\n")
    (evil / place / "gitdir").write_text(f"{evil / '.git'}\n")
    (evil / place / "commondir").write_text(f"{other / '.git'}\n")
    assert run(evil, "log", "--format=%s") == "private"
    assert not is_own(evil / ".git")


def test_a_further_working_tree_is_one_only_where_its_repository_is_whole(
    mine: Path, other: Path, tmp_path: Path
):
    run(mine, "worktree", "add", "-q", str(tmp_path / "second"))
    assert is_own(tmp_path / "second/.git")
    lend(mine, other, "objects")
    assert not is_own(tmp_path / "second/.git")


def test_a_submodule_has_further_working_trees_too(mine: Path, other: Path, tmp_path: Path):
    run(mine, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "inner")
    run(mine / "inner", "worktree", "add", "-q", str(tmp_path / "second"))
    assert is_own(mine / "inner/.git")
    assert is_own(tmp_path / "second/.git")
    (mine / ".git/modules/inner/commondir").write_text(str(other / ".git"))
    assert not is_own(mine / "inner/.git")


def test_links_that_stay_inside_and_those_to_hooks_are_a_persons_own(mine: Path, tmp_path: Path):
    (mine / ".git/refs/heads/old").symlink_to("main")
    (mine / ".git/HEAD").unlink()
    (mine / ".git/HEAD").symlink_to("refs/heads/main")
    (mine / ".git/hooks").rename(tmp_path / "hooks")
    (mine / ".git/hooks").symlink_to(tmp_path / "hooks")
    assert is_own(mine / ".git")
    assert git.versions(mine, {"a.txt": b"own"}, os.environ)
