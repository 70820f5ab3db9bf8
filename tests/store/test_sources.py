import os
from pathlib import Path

import pytest

from vibekoder.core.errors import StoreError
from vibekoder.store.sources import LIMIT, read_source


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
    assert read_source(root, "../secret.txt", allowed=[tmp_path]) == b"secret"
    assert read_source(root, str(tmp_path / "secret.txt"), allowed=[tmp_path]) == b"secret"


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


def test_a_binary_file_is_refused(root: Path) -> None:
    (root / "a.png").write_bytes(b"\x89PNG\0")

    with pytest.raises(StoreError, match="binary"):
        read_source(root, "a.png")


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
