"""What is to be watched for a prompt: its files, and the folders in which one may come."""

from __future__ import annotations

from pathlib import Path

from vibekoder.app.places import Places, around, places_of
from vibekoder.core.session import Session
from vibekoder.engine.pieces import Pieces
from vibekoder.engine.stack import Outlook, Stack
from vibekoder.store.objects import Objects
from vibekoder.store.sources import Sources


def looked(root: Path, draft: str) -> Outlook:
    pieces = Pieces(Sources(root), Objects(root / ".objects"), commands={"tree": ""})
    *_, whole = Stack(pieces).look(Session(()), draft)
    return whole


def places(root: Path, draft: str) -> Places:
    found = places_of(looked(root, draft), str(root))
    named = [
        tuple(Path(one).relative_to(root).as_posix() for one in paths)
        for paths in (found.files, found.folders)
    ]
    return Places(*named)


def test_a_file_is_watched_with_its_folder_whether_it_is_there_or_not(tmp_path: Path) -> None:
    draft = "<!-- include: docs/a.md -->\n<!-- include: b.py#L1-2 -->\n<!-- command: tree -->"
    assert places(tmp_path, draft) == Places(("b.py", "docs/a.md"), (".", "docs"))


def test_a_pattern_is_watched_from_where_it_begins_down_to_each_file(tmp_path: Path) -> None:
    for name in ("src/one/two/a.py", "src/b.txt", "src/c/d/e.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    wanted = Places(("src/one/two/a.py",), ("src", "src/one", "src/one/two"))
    assert places(tmp_path, "<!-- include: src/**/*.py -->") == wanted


def test_a_folder_is_watched_as_a_pattern_is(tmp_path: Path) -> None:
    (tmp_path / "docs/more").mkdir(parents=True)
    (tmp_path / "docs/more/a.md").write_text("x")
    wanted = Places(("docs/more/a.md",), ("docs", "docs/more"))
    assert places(tmp_path, "<!-- include: docs/ -->") == wanted


def test_a_pattern_that_nothing_fits_yet_waits_in_its_folder(tmp_path: Path) -> None:
    assert places(tmp_path, "<!-- include: src/*.py -->") == Places((), ("src",))


def test_what_leads_out_of_the_project_is_not_watched(tmp_path: Path) -> None:
    assert places(tmp_path, "<!-- include: ../secret.txt -->") == Places()


def test_the_same_file_is_watched_once() -> None:
    assert around(["/a/b", "/a/b"], ["/a"]) == Places(("/a/b",), ("/a",))
