import os
from pathlib import Path

import pytest

from vibekoder.core.errors import StoreError
from vibekoder.core.wild import divided
from vibekoder.store import sources
from vibekoder.store.sources import LIMIT, Entry, Sources


def read_source(
    root: Path, relative: str, *, allowed: tuple[Path, ...] = (), limit: int = LIMIT
) -> bytes:
    return Sources(root, {one: one.resolve() for one in allowed}, limit).read(relative)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "Vision.md").write_bytes(b"see far\r\n")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return root


def test_a_file_of_the_project_is_read_as_it_is(root: Path) -> None:
    assert read_source(root, "docs/Vision.md") == b"see far\r\n"
    assert read_source(root, "docs/../docs/./Vision.md") == b"see far\r\n"


def test_a_link_that_stays_inside_is_followed(root: Path) -> None:
    (root / "link.md").symlink_to(root / "docs" / "Vision.md")

    assert read_source(root, "link.md") == b"see far\r\n"


def test_a_project_that_is_reached_by_a_link_is_one_too(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)

    assert read_source(tmp_path / "link", "docs/Vision.md") == b"see far\r\n"


@pytest.mark.parametrize("relative", ["../secret.txt", "docs/../../secret.txt"])
def test_dots_do_not_lead_out_of_the_project(root: Path, relative: str) -> None:
    with pytest.raises(StoreError, match=r"out of the project by “\.\.”"):
        read_source(root, relative)


def test_an_absolute_path_does_not_lead_out_of_the_project(root: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="by an absolute path"):
        read_source(root, str(tmp_path / "secret.txt"))


def test_a_link_does_not_lead_out_of_the_project(root: Path, tmp_path: Path) -> None:
    (root / "file").symlink_to(tmp_path / "secret.txt")
    (root / "folder").symlink_to(tmp_path)

    for relative in ("file", "folder/secret.txt"):
        with pytest.raises(StoreError, match="by a symbolic link"):
            read_source(root, relative)


def test_a_neighbour_with_the_same_beginning_is_outside(root: Path, tmp_path: Path) -> None:
    (tmp_path / "project-2").mkdir()
    (tmp_path / "project-2" / "a.txt").write_bytes(b"x")

    with pytest.raises(StoreError, match="out of the project"):
        read_source(root, "../project-2/a.txt")


def test_a_folder_that_the_settings_name_may_be_read(root: Path, tmp_path: Path) -> None:
    assert read_source(root, "../secret.txt", allowed=(tmp_path,)) == b"secret"
    assert read_source(root, str(tmp_path / "secret.txt"), allowed=(tmp_path,)) == b"secret"


def test_a_folder_that_nobody_has_confirmed_is_not_read(root: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not confirmed on this computer"):
        Sources(root, {tmp_path: None}).read("../secret.txt")


def test_a_missing_file_is_named(root: Path) -> None:
    with pytest.raises(StoreError, match="no such file") as caught:
        read_source(root, "docs/Vison.md")

    assert caught.value.path == root / "docs" / "Vison.md"


@pytest.mark.parametrize(
    ("relative", "why"), [("docs", "a folder"), ("docs/Vision.md/x", "Not a directory")]
)
def test_what_is_no_file_is_refused(root: Path, relative: str, why: str) -> None:
    with pytest.raises(StoreError, match=why):
        read_source(root, relative)


def test_a_pipe_is_refused_and_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "pipe")

    with pytest.raises(StoreError, match="not a file"):
        read_source(root, "pipe")


def test_a_path_with_a_zero_byte_is_refused(root: Path) -> None:
    with pytest.raises(StoreError, match="zero byte"):
        read_source(root, "docs/\0")


def test_a_file_beyond_the_limit_is_refused(root: Path) -> None:
    (root / "big.txt").write_bytes(b"x" * 3000)

    with pytest.raises(StoreError, match="more than the 2 KiB allowed"):
        read_source(root, "big.txt", limit=2048)
    assert len(read_source(root, "big.txt", limit=3000)) == 3000


def test_a_file_that_is_longer_than_it_says_is_refused_too(tmp_path: Path) -> None:
    """The system's own tables say that they are empty."""
    with pytest.raises(StoreError, match="more than"):
        read_source(Path("/proc/self"), "maps", limit=10)


def test_the_usual_limit_is_a_mebibyte() -> None:
    assert LIMIT == 1024 * 1024


@pytest.fixture
def tree(root: Path) -> Path:
    """A project with ignore rules and things that cannot be included."""
    for name in ("src/a.py", "src/deep/b.py", "src/deep/c.md", "build/out.py", ".env", "z.py"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (root / ".gitignore").write_text("build/\n*.md\n")
    (root / "src/deep/.gitignore").write_text("!c.md\n")
    return root


def names(root: Path, path: str, **more: int) -> list[str]:
    return [entry.name for entry in Sources(root, **more).walk(*divided(path))]


def whys(root: Path, path: str, **more: int) -> dict[str, str]:
    found = Sources(root, **more).walk(*divided(path))
    return {entry.name: entry.why for entry in found if entry.why}


def test_a_walk_is_sorted_and_obeys_the_ignore_rules(tree: Path) -> None:
    assert names(tree, "**") == ["src/a.py", "src/deep/b.py", "src/deep/c.md", "z.py"]
    assert names(tree, "src/**/*.py") == ["src/a.py", "src/deep/b.py"]
    assert names(tree, "*/a.py") == ["src/a.py"]


def test_the_rules_above_hold_where_a_walk_begins_deeper(tree: Path) -> None:
    assert names(tree, "docs/*") == []
    assert names(tree, "build/*") == []
    assert names(tree, "src/deep/*") == ["src/deep/b.py", "src/deep/c.md"]


def test_hidden_files_come_only_where_they_are_named(tree: Path) -> None:
    assert names(tree, ".e*") == [".env"]


def test_a_walk_tells_the_size_and_a_mark_of_each_file(tree: Path) -> None:
    (entry,) = Sources(tree).walk(*divided("z*"))
    assert entry.size == 4
    before = entry.mark
    os.utime(tree / "z.py", ns=(1, 1))
    (entry,) = Sources(tree).walk(*divided("z*"))
    assert entry.mark != before


def test_a_walk_says_what_cannot_be_included(tree: Path, tmp_path: Path) -> None:
    (tree / "out.py").symlink_to(tmp_path / "secret.txt")
    (tree / "away.py").symlink_to(tmp_path / "nothing")
    (tree / "folder.py").symlink_to(tree / "src")
    (tree / "fine.py").symlink_to(tree / "z.py")
    (tree / "gone.py").symlink_to(tree / "nowhere")
    os.mkfifo(tree / "pipe.py")
    (tree / "big.py").write_bytes(b"x" * 3000)
    found = whys(tree, "*.py", limit=2048)
    assert found.keys() == {"away.py", "big.py", "folder.py", "gone.py", "out.py", "pipe.py"}
    assert "symbolic link" in found["out.py"]
    assert "symbolic link" in found["away.py"]
    assert "KiB" in found["big.py"]
    assert "fine.py" in names(tree, "*.py")


def test_a_name_that_is_no_text_is_told(tree: Path) -> None:
    (tree / os.fsdecode(b"bad\xff.py")).write_text("x")
    assert whys(tree, "*.py") == {"bad?.py": "its name is not UTF-8"}


def test_a_folder_that_may_not_be_read_is_told(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(sources.os, "scandir", refuse)
    assert list(Sources(tree).walk("src")) == [Entry("src/", why="Permission denied")]


def test_a_file_that_goes_while_it_is_listed_is_told(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = os.scandir

    def late(path: Path):
        found = list(listed(path))
        for entry in found:
            if entry.name == "z.py":
                Path(entry.path).unlink()
        return _Listed(found)

    monkeypatch.setattr(sources.os, "scandir", late)
    assert whys(tree, "z*") == {"z.py": "No such file or directory"}


class _Listed(list):
    def __enter__(self) -> "_Listed":
        return self

    def __exit__(self, *_: object) -> None:
        pass


def test_a_walk_begins_in_a_folder(tree: Path) -> None:
    with pytest.raises(StoreError, match="not a folder"):
        list(Sources(tree).walk("z.py"))


def test_a_folder_outside_that_is_allowed_is_walked_under_its_own_rules(
    tree: Path, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "a.md").write_text("x")
    (shared / "b.log").write_text("x")
    (shared / ".gitignore").write_text("*.log")
    found = [entry.name for entry in Sources(tree, {shared: shared}).walk("../shared")]
    assert found == ["../shared/a.md"]


def test_an_ignore_file_that_is_a_link_is_not_followed(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "rules").write_text("*.py")
    (tree / ".gitignore").unlink()
    (tree / ".gitignore").symlink_to(tmp_path / "rules")
    assert "z.py" in names(tree, "*.py")


@pytest.mark.parametrize("swapped", ["z.py", "src"])
def test_what_is_put_in_place_between_the_look_and_the_read_is_not_read(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    (tmp_path / "a.py").write_text("secret")
    look, opened = Sources.look, []

    def then_swap(self: Sources, relative: str):
        seen = look(self, relative)
        (tree / swapped).rename(tree / "moved")
        (tree / swapped).symlink_to(tmp_path / "secret.txt" if swapped == "z.py" else tmp_path)
        opened.append(relative)
        return seen

    monkeypatch.setattr(Sources, "look", then_swap)
    with pytest.raises(StoreError, match="out of the project"):
        Sources(tree).read("z.py" if swapped == "z.py" else "src/a.py")
    assert opened


def test_a_pipe_that_is_put_in_place_is_not_waited_for(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Sources.look

    def then_swap(self: Sources, relative: str):
        seen = look(self, relative)
        (tree / "z.py").unlink()
        os.mkfifo(tree / "z.py")
        return seen

    monkeypatch.setattr(Sources, "look", then_swap)
    with pytest.raises(StoreError, match="not a file"):
        Sources(tree).read("z.py")


def test_a_folder_is_the_same_however_it_is_spelt(tree: Path, tmp_path: Path) -> None:
    """Where capital letters make no difference, or a folder is mounted twice."""
    one = Sources(tree)
    one._tops = (tmp_path / "nowhere", tmp_path / "link")
    (tmp_path / "link").symlink_to(tree)
    assert one.holds(tree / "src")
    assert not one.holds(tmp_path / "secret.txt")


def test_on_windows_a_stream_beside_a_file_is_refused(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Sources(tree)
    monkeypatch.setattr(sources.os, "name", "nt")
    with pytest.raises(StoreError, match="colon"):
        found.read("z.py:hidden")


def test_one_folder_tells_its_folders_and_its_files(tree: Path) -> None:
    found, files = Sources(tree).children("")
    walked = [one for one in Sources(tree).walk("") if not one.why]
    assert {one.name for one in files if not one.why} >= {
        one.name for one in walked if "/" not in one.name
    }
    for folder in found:
        inner = Sources(tree).children(folder)[1]
        assert all(one.name.startswith(f"{folder}/") for one in inner)


def test_what_is_ignored_is_in_no_folder(root: Path) -> None:
    (root / ".gitignore").write_text("*.log\nbuild/\n")
    (root / "docs/.gitignore").write_text("drafts\n")
    (root / "build").mkdir()
    (root / "a.log").write_text("x")
    (root / "docs/drafts").write_text("x")
    folders, files = Sources(root).children("")
    assert folders == ("docs",)
    assert [one.name for one in files] == [".gitignore"]
    assert [one.name for one in Sources(root).children("docs")[1]] == [
        "docs/.gitignore",
        "docs/Vision.md",
    ]
    assert Sources(root).children("build") == ((), ())


def test_a_link_in_a_folder_is_told_with_where_it_leads(root: Path, tmp_path: Path) -> None:
    (root / "docs/out.md").symlink_to(tmp_path / "secret.txt")
    (_, (_, linked)) = Sources(root).children("docs")
    assert (linked.name, linked.why) == (
        "docs/out.md",
        "it leads out of the project by a symbolic link",
    )


def test_the_children_of_a_file_or_of_nothing_are_refused(root: Path) -> None:
    with pytest.raises(StoreError, match="not a folder"):
        Sources(root).children("docs/Vision.md")
    with pytest.raises(StoreError, match="no such file"):
        Sources(root).children("gone")
