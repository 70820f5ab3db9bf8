"""git is asked, and nothing that a project says is run for it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from vibekoder.core.commands import GIT
from vibekoder.store import git

WHO = ["-c", "user.name=n", "-c", "user.email=e@e"]


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", folder, *WHO, *words], check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one commit."""
    root = tmp_path / "project"
    root.mkdir()
    run(root, "init", "-q", "-b", "main")
    (root / "a.txt").write_text("one\n")
    (root / "sub").mkdir()
    (root / "sub/b.txt").write_text("two\n")
    run(root, "add", ".")
    run(root, "commit", "-q", "-m", "first")
    return root


def versions(root: Path, **files: bytes) -> dict[str, bool]:
    """By path, whether it is not as it was committed."""
    named = {name.replace("_", "."): data for name, data in files.items()}
    found = git.versions(root, named, os.environ)
    assert all(one.commit == run(root, "rev-parse", "HEAD") for one in found.values())
    return {path: one.dirty for path, one in found.items()}


def test_a_file_is_clean_as_it_was_committed(root: Path):
    assert versions(root, a_txt=b"one\n") == {"a.txt": False}
    assert versions(root, a_txt=b"one\r\n") == {"a.txt": False}


def test_a_changed_or_new_file_is_not(root: Path):
    run(root, "add", ".")
    assert versions(root, a_txt=b"two\n", new_txt=b"x") == {"a.txt": True, "new.txt": True}


def test_a_project_inside_a_repository_has_its_own_paths(root: Path):
    found = git.versions(root / "sub", {"b.txt": b"two\n"}, os.environ)
    assert not found["b.txt"].dirty


def test_very_many_files_are_asked_for_at_once(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(git, "_MANY", 0)
    assert versions(root, a_txt=b"one\n") == {"a.txt": False}


def test_newer_names_are_compared_as_well(tmp_path: Path):
    run(tmp_path, "init", "-q", "--object-format=sha256")
    (tmp_path / "a.txt").write_text("one\n")
    run(tmp_path, "add", ".")
    run(tmp_path, "commit", "-q", "-m", "first")
    assert versions(tmp_path, a_txt=b"one\n") == {"a.txt": False}


def test_nothing_is_known_without_a_repository_a_commit_or_git(tmp_path: Path, root: Path):
    assert git.versions(tmp_path, {"a.txt": b""}, os.environ) == {}
    assert git.versions(root, {}, os.environ) == {}
    assert git.versions(root, {"a.txt": b""}, {"PATH": ""}) == {}
    empty = tmp_path / "empty"
    empty.mkdir()
    run(empty, "init", "-q")
    assert git.versions(empty, {"a.txt": b""}, os.environ) == {}


def test_a_second_working_tree_is_known(root: Path, tmp_path: Path):
    run(root, "worktree", "add", "-q", str(tmp_path / "second"))
    assert versions(tmp_path / "second", a_txt=b"one\n") == {"a.txt": False}


def test_a_submodule_is_known(root: Path, tmp_path: Path):
    outer = tmp_path / "outer"
    outer.mkdir()
    run(outer, "init", "-q")
    run(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(root), "inner")
    assert versions(outer / "inner", a_txt=b"one\n") == {"a.txt": False}


@pytest.mark.parametrize("way", ["link", "file", "word", "common", "binary"])
def test_a_repository_that_is_stored_elsewhere_is_not_read(root: Path, tmp_path: Path, way: str):
    """A project that came from outside could show what another one holds."""
    evil = tmp_path / "evil"
    evil.mkdir()
    if way == "link":
        (evil / ".git").symlink_to(root / ".git")
    elif way == "common":
        run(evil, "init", "-q")
        (evil / ".git/commondir").write_text(str(root / ".git"))
    elif way == "binary":
        (evil / ".git").write_bytes(b"\xff")
    else:
        (evil / ".git").write_text(f"gitdir: {root / '.git'}\n" if way == "file" else "nothing")
    assert git.versions(evil, {"a.txt": b"one\n"}, os.environ) == {}
    assert git.argv(evil, os.environ, ["log"]) is None


def test_a_submodule_that_is_stored_elsewhere_is_not_shown(root: Path, tmp_path: Path):
    commit = run(root, "rev-parse", "HEAD")
    (root / "a.txt").write_text("later\n")
    run(root, "commit", "-q", "-am", "second")
    evil = tmp_path / "evil"
    (evil / "sub").mkdir(parents=True)
    run(evil, "init", "-q")
    run(evil, "update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    run(evil, "commit", "-q", "-m", "x")
    (evil / "sub/.git").write_text(f"gitdir: {root / '.git'}\n")
    run(evil, "config", "submodule.sub.ignore", "none")
    run(evil, "config", "diff.submodule", "diff")
    (evil / ".gitmodules").write_text('[submodule "sub"]\npath = sub\nignore = none\n')
    line = git.argv(evil, os.environ, GIT["git_diff"])
    assert line is not None
    done = subprocess.run(line, env=git.environment(os.environ), check=True, capture_output=True)
    assert done.stdout == b""


def touch(mark: Path) -> str:
    return f"touch {mark}; cat"


@pytest.mark.parametrize(
    "setting",
    [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.process",
        "gpg.program",
        "core.alternateRefsCommand",
    ],
)
def test_a_program_that_the_project_names_is_never_run(root: Path, tmp_path: Path, setting: str):
    mark = tmp_path / "ran"
    run(root, "config", setting, touch(mark))
    run(root, "config", "log.showSignature", "true")
    name = setting.split(".")[1]
    (root / ".gitattributes").write_text(f"* {setting.split('.')[0]}={name}\n")
    (root / "a.txt").write_text("changed\n")
    plain = ["--no-ext-diff", "--no-textconv"]
    for words in (["diff", *plain, "HEAD"], ["log", "-p", *plain], ["status"]):
        line = git.argv(root, os.environ, words)
        assert line is not None
        subprocess.run(line, env=git.environment(os.environ), check=True, capture_output=True)
    assert versions(root, a_txt=b"changed\n") == {"a.txt": True}
    assert not mark.exists()


def test_a_filter_whose_name_cannot_be_said_stops_all(root: Path):
    run(root, "config", "filter.e=vil.clean", "cat")
    assert git.argv(root, os.environ, ["status"]) is None


def test_hooks_are_not_run(root: Path, tmp_path: Path):
    mark = tmp_path / "ran"
    hook = root / ".git/hooks/post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
    hook.chmod(0o755)
    (root / "a.txt").touch()
    line = git.argv(root, os.environ, ["status"])
    assert line is not None
    subprocess.run(line, env=git.environment(os.environ), check=True, capture_output=True)
    assert not mark.exists()


def test_a_working_tree_elsewhere_is_not_looked_at(root: Path, tmp_path: Path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.txt").write_text("secret\n")
    run(root, "config", "core.worktree", str(tmp_path / "outside"))
    line = git.argv(root, os.environ, ["diff", "HEAD"])
    assert line is not None
    done = subprocess.run(line, env=git.environment(os.environ), check=True, capture_output=True)
    assert done.stdout == b""


def test_the_persons_own_variables_do_not_lead_git_elsewhere():
    assert "GIT_DIR" not in git.environment({"GIT_DIR": "/else", "HOME": "/home"})
    assert git.environment({"HOME": "/home"})["HOME"] == "/home"


def test_what_was_changed_is_told_with_its_letter_and_the_branch(root: Path):
    (root / "gone.txt").write_text("x")
    run(root, "add", "gone.txt")
    run(root, "commit", "-q", "-m", "second")
    (root / "a.txt").write_text("other\n")
    (root / "gone.txt").unlink()
    (root / "ä new.txt").write_text("x")
    (root / "added.txt").write_text("x")
    run(root, "add", "added.txt")
    (root / "all new").mkdir()
    (root / "all new/one.txt").write_text("x")
    found = git.changes(root, os.environ)
    assert found is not None
    assert found.branch == "main"
    assert found.files == {
        "a.txt": "M",
        "gone.txt": "D",
        "added.txt": "A",
        "ä new.txt": "?",
        "all new": "?",
    }


def test_changes_are_told_by_the_paths_of_a_project_inside_a_repository(root: Path):
    (root / "a.txt").write_text("other\n")
    (root / "sub/b.txt").write_text("other\n")
    assert git.changes(root / "sub", os.environ) == git.Changes("main", {"b.txt": "M"})


def test_files_in_conflict_are_told_as_such(root: Path):
    run(root, "checkout", "-q", "-b", "other")
    (root / "a.txt").write_text("theirs\n")
    run(root, "commit", "-q", "-am", "theirs")
    run(root, "checkout", "-q", "main")
    (root / "a.txt").write_text("ours\n")
    run(root, "commit", "-q", "-am", "ours")
    with pytest.raises(subprocess.CalledProcessError):
        run(root, "merge", "other")
    assert git.changes(root, os.environ) == git.Changes("main", {"a.txt": "U"})


def test_nothing_is_told_of_a_folder_without_git_and_no_branch_where_none_is_checked_out(
    root: Path, tmp_path: Path
):
    assert git.changes(tmp_path, os.environ) is None
    run(root, "checkout", "-q", "--detach")
    assert git.changes(root, os.environ) == git.Changes("", {})
