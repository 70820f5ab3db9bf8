from pathlib import Path

from vibekoder.store.objects import Objects
from vibekoder.store.paths import State
from vibekoder.store.projects import Project
from vibekoder.store.strays import sweep


def test_what_killed_saves_left_is_gone_after_the_next_start(tmp_path: Path) -> None:
    project, state = Project.open(tmp_path), State(tmp_path / "state")
    name = Objects(project.sessions / ".objects").put(b"text")
    folders = (
        project.root,
        project.sessions,
        project.sessions / ".objects" / name[:2],
        state.root,
        state.drafts,
        state.trash / "token",
    )
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".vk-0123.tmp").touch()
        (folder / "mine.tmp").touch()

    assert sweep(project, state, now=0.0) == len(folders)

    assert list(tmp_path.rglob(".vk-*")) == []
    assert len(list(tmp_path.rglob("mine.tmp"))) == len(folders)
    assert sweep(project, state, now=0.0) == 0


def test_what_cannot_be_removed_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / ".vk-folder.tmp").mkdir()
    (tmp_path / ".vk-link.tmp").symlink_to(tmp_path / "nothing")

    assert sweep(Project.open(tmp_path), State(tmp_path / "none"), now=0.0) == 0


def test_in_a_folder_of_sessions_that_is_another_projects_nothing_is_removed(
    tmp_path: Path,
) -> None:
    other = tmp_path / "other"
    (other / ".objects/ab").mkdir(parents=True)
    (other / ".vk-0123.tmp").touch()
    (other / ".objects/ab/.vk-0123.tmp").touch()
    (tmp_path / "project").mkdir()
    (tmp_path / "project/sessions").symlink_to(other)

    assert sweep(Project.open(tmp_path / "project"), State(tmp_path / "state"), now=0.0) == 0
