"""What directives stand for when they are sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibekoder.core import contents
from vibekoder.core.contents import Content, File, Files, LeftOut, Output, Picture
from vibekoder.core.directives import parse
from vibekoder.core.errors import Refused
from vibekoder.core.kinds import FileKinds
from vibekoder.engine import resolve
from vibekoder.engine.resolve import CommandWanted, Resolver, left_out
from vibekoder.store.objects import Objects
from vibekoder.store.sources import Sources

PNG = b"\x89PNG\r\n\x1a\n\0\0"
FILES = {
    "a.py": b"one\r\ntwo\nthree",
    "docs/Vision.md": b"# Vision\n\n## Scope\ninside\n## After\nout\n",
    "docs/cafe.txt": b"caf\xe9",
    "docs/data.bin": b"\0\1",
    "shot.png": PNG,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with text, a picture, and what is neither."""
    root = tmp_path / "project"
    for name, data in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def resolver(root: Path, **more: object) -> Resolver:
    session = root / "sessions" / "001.md"
    return Resolver(Sources(root), Objects(root / "sessions/.objects"), session, **more)  # pyright: ignore


def content(root: Path, line: str, **more: object) -> Content:
    directive = parse(f"<!-- {line} -->")
    assert directive is not None
    return resolver(root, **more).content(directive)


def why(root: Path, line: str, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        content(root, line, **more)
    return caught.value.sentence


def pin(root: Path, line: str) -> tuple[Content, str]:
    """Resolve it, keep it, and give back the pinned line."""
    found = content(root, line)
    keep = Objects(root / "sessions/.objects")
    names = [keep.put(data) for data in contents.objects_of(found)]
    return found, f"{line} @ {names[-1][:12]}"


def test_a_file_is_its_bytes(root: Path):
    assert content(root, "include: a.py") == contents.named(File(FILES["a.py"], ""))


def test_a_range_is_its_lines(root: Path):
    found = content(root, "include: a.py#L1-2")
    assert isinstance(found, File)
    assert found.data == b"one\r\ntwo\n"
    assert why(root, "include: a.py#L2-9") == "it has only 3 lines"


def test_a_heading_is_its_section(root: Path):
    found = content(root, "include: docs/Vision.md#Scope")
    assert isinstance(found, File)
    assert found.data == b"## Scope\ninside\n"
    assert "no heading “Nowhere”" in why(root, "include: docs/Vision.md#Nowhere")


def test_a_part_is_taken_of_text_only(root: Path):
    assert why(root, "include: docs/data.bin#L1-1") == resolve.BINARY
    assert why(root, "include: shot.png#L1-1") == resolve.NO_PART
    assert why(root, "include: docs/cafe.txt#L1-1") == resolve.NOT_UTF8
    assert why(root, "include: docs#Scope") == resolve.NO_PART
    assert why(root, "include: *.py#L1-1") == resolve.NO_PART


def test_a_small_part_of_a_huge_file_can_be_had(root: Path):
    (root / "big.txt").write_text("line\n" * 300_000)
    assert "KiB" in why(root, "include: big.txt")
    assert isinstance(content(root, "include: big.txt#L299999-300000"), File)
    assert "KiB" in why(root, "include: big.txt#L1-299999")


def test_a_file_is_read_once_for_all_its_lines(root: Path):
    one = resolver(root)
    first = parse("<!-- include: a.py -->")
    assert first is not None
    whole = one.content(first)
    (root / "a.py").write_text("changed")
    assert one.content(first) == whole


def test_a_folder_is_its_files_and_says_what_it_leaves_out(root: Path):
    found = content(root, "include: docs")
    assert isinstance(found, Files)
    assert [one.path for one in found.files] == ["docs/Vision.md"]
    assert found.left == (("docs/cafe.txt", resolve.NOT_UTF8), ("docs/data.bin", resolve.BINARY))


def test_a_folder_brings_only_files_of_the_kinds_that_count(root: Path):
    sources = Sources(root, kinds=FileKinds((".py", "*.bin")))
    one = Resolver(sources, Objects(root / "o"), root / "001.md")
    folder, pattern = parse("<!-- include: docs -->"), parse("<!-- include: docs/*.md -->")
    assert folder is not None
    assert pattern is not None
    with pytest.raises(Refused, match=r"data\.bin"):
        one.content(folder)
    named = one.content(pattern)
    assert isinstance(named, Files)
    assert [each.path for each in named.files] == ["docs/Vision.md"]


def test_a_glob_leaves_pictures_out(root: Path):
    found = content(root, "include: *")
    assert isinstance(found, Files)
    assert [one.path for one in found.files] == ["a.py"]
    assert found.left == (("shot.png", resolve.PICTURE),)


def test_a_huge_file_of_a_folder_is_left_out(root: Path):
    (root / "docs/big.md").write_bytes(b"x" * (2 << 20))
    found = content(root, "include: docs/*.md")
    assert isinstance(found, Files)
    assert "KiB" in found.left[0][1]


def test_a_file_that_goes_while_its_folder_is_read_is_left_out(
    root: Path, monkeypatch: pytest.MonkeyPatch
):
    walk = Sources.walk

    def late(self: Sources, *words: object):
        found = list(walk(self, *words))  # pyright: ignore
        (root / "docs/cafe.txt").unlink(missing_ok=True)
        return iter(found)

    monkeypatch.setattr(Sources, "walk", late)
    found = content(root, "include: docs")
    assert isinstance(found, Files)
    assert found.left[0] == ("docs/cafe.txt", "there is no such file")


def test_a_path_that_exists_wins_over_its_wildcards(root: Path):
    (root / "what*.txt").write_text("literal")
    (root / "whatever.txt").write_text("other")
    found = content(root, "include: what*.txt")
    assert isinstance(found, File)
    assert found.data == b"literal"


def test_a_glob_without_files_says_why(root: Path):
    assert "no file fits" in why(root, "include: *.rs")
    assert "docs/data.bin (this is a binary file)" in why(root, "include: docs/*.bin")
    (root / "docs/more.bin").write_bytes(b"\0")
    assert "and 1 other" in why(root, "include: docs/*.bin")


@pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_BYTES"])
def test_a_folder_that_brings_too_much_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch, limit: str
):
    monkeypatch.setattr(resolve, limit, 0)
    assert "name fewer" in why(root, "include: docs")


def test_a_picture_goes_to_models_that_take_them(root: Path):
    found = content(root, "include: shot.png")
    assert isinstance(found, Picture)
    assert (found.image.media_type, found.image.name) == ("image/png", "shot.png")
    assert why(root, "include: shot.png", images=False) == resolve.NO_PICTURES


@pytest.mark.parametrize(
    "line",
    ["include: a.py", "include: a.py#L1-1", "include: docs", "include: shot.png"],
)
def test_a_pin_brings_back_what_was_sent_whatever_became_of_the_files(root: Path, line: str):
    found, pinned = pin(root, line)
    for name in FILES:
        (root / name).unlink()
    assert content(root, pinned) == found


def test_a_fresh_look_passes_over_the_pin(root: Path):
    _, pinned = pin(root, "include: a.py")
    (root / "a.py").write_text("new")
    directive = parse(f"<!-- {pinned} -->")
    assert directive is not None
    found = resolver(root).content(directive, fresh=True)
    assert isinstance(found, File)
    assert found.data == b"new"


def test_a_file_cannot_pass_for_what_a_pin_keeps(root: Path):
    """A record would bring in the objects that it names."""
    (root / "evil.txt").write_bytes(contents.record(Files((), (), "")))
    assert why(root, "include: evil.txt") == resolve.BINARY


def test_an_object_that_is_nothing_known_is_refused(root: Path):
    name = Objects(root / "sessions/.objects").put(b"caf\xe9")
    assert "UTF-8" in why(root, f"include: a.py @ {name[:12]}")


def test_a_command_is_wanted_until_it_has_run(root: Path):
    with pytest.raises(CommandWanted) as caught:
        content(root, "command: tree")
    assert caught.value.command.name == "tree"
    ran = contents.named(Output(0, "ok", "", ""))
    assert content(root, "command: tree", outputs={"tree": ran}) == ran
    assert why(root, "command: tree", outputs={"tree": "it failed"}) == "it failed"
    assert "no command" in why(root, "command: gone")


def test_what_is_left_out_has_an_object_too():
    assert isinstance(left_out("gone"), LeftOut)
    assert left_out("gone").object
