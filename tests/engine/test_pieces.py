"""The stack of pieces as a panel shows it, while files come, change and go."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from tests.support.builders import session
from tests.support.plants import planted
from vibekoder.core import contents, difference
from vibekoder.core.contents import Output
from vibekoder.core.directives import parse
from vibekoder.core.errors import Refused
from vibekoder.core.kinds import FileKinds
from vibekoder.core.session import Session
from vibekoder.engine import resolve
from vibekoder.engine.pieces import DRAFT, Pieces, Place, Source, State
from vibekoder.engine.resolve import Resolver
from vibekoder.store.objects import Objects
from vibekoder.store.sources import Sources

PNG = b"\x89PNG\r\n\x1a\n\0\0"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a page, two sources and things that cannot be included."""
    root = tmp_path / "project"
    (root / "src").mkdir(parents=True)
    (root / "Vision.md").write_text("# Vision\nfar\n## Scope\nwide\n")
    (root / "src/a.py").write_text("one\ntwo\nthree\n")
    (root / "src/b.py").write_text("four\n")
    (root / "shot.png").write_bytes(PNG)
    (root / "data.bin").write_bytes(b"\0")
    (root / "cafe.txt").write_bytes(b"caf\xe9")
    (tmp_path / "secret.txt").write_text("x")
    return root


def pieces(root: Path, **more: object) -> Pieces:
    return Pieces(Sources(root), Objects(root / "sessions/.objects"), **more)  # pyright: ignore


def rows(one: Pieces, draft: str = "", of: Session | None = None) -> list[Source]:
    return list(one.rows(of or Session(), draft))


def row(root: Path, line: str, **more: object) -> Source:
    """The directive's own row, the last time it comes."""
    found = [one for one in rows(pieces(root, **more), f"<!-- {line} -->") if one.parent is None]
    return found[-1]


def pin(root: Path, line: str, **more: object) -> str:
    """Keep what a directive stands for, as a send does; the pinned line."""
    directive = parse(f"<!-- {line} -->")
    assert directive is not None
    keep = Objects(root / "sessions/.objects")
    found = Resolver(Sources(root), keep, root, **more).content(directive)  # pyright: ignore
    names = [keep.put(data) for data in contents.objects_of(found)]
    return f"{line} @ {names[-1][:12]}"


def test_words_and_directives_are_rows_in_the_order_of_what_is_sent(root: Path):
    one = session("s: be kind", "u aaaaaa: see\n<!-- include: src/a.py -->", "a: yes")
    found = rows(pieces(root), "and\n<!-- include: src/b.py -->", one)
    assert [(one.slice_id, one.kind, one.path) for one in found] == [
        ("@1", "text", ""),
        ("aaaaaa", "text", ""),
        ("aaaaaa", "file", "src/a.py"),
        ("@3", "text", ""),
        (DRAFT, "text", ""),
        (DRAFT, "file", "src/b.py"),
    ]
    assert found[2].place == Place(2, 4, 30)
    assert found[5].place.part is None


def test_a_file_has_its_size_and_tokens(root: Path):
    found = row(root, "include: src/a.py")
    assert (found.state, found.size, found.tokens) == (State.LIVE, 14, 6)
    assert found.counts


def test_the_headings_of_a_page_are_rows_below_it(root: Path):
    page, vision, scope = rows(pieces(root), "<!-- include: Vision.md -->")
    assert (vision.part, vision.level, vision.parent) == ("Vision", 1, page.key)
    assert (scope.part, scope.size) == ("Scope", len("## Scope\nwide\n"))
    assert not scope.counts


def test_a_folder_shows_only_files_of_the_kinds_that_count(root: Path):
    one = Pieces(Sources(root, kinds=FileKinds((".py",))), Objects(root / "o"))
    assert [each.path for each in rows(one, "<!-- include: . -->") if each.parent] == [
        "src/a.py",
        "src/b.py",
    ]
    assert len(rows(one, "<!-- include: *.md -->")) > 1


def test_what_was_sent_is_read_as_the_model_did(root: Path):
    one = pieces(root)
    line = pin(root, "include: src")
    folder, first = rows(one, f"<!-- {line} -->")[:2]
    folder = replace(folder, directive=parse(f"<!-- {line} -->"))
    assert "src/a.py" in one.sent(folder)
    assert one.sent(first) == "one\ntwo\nthree\n"
    with pytest.raises(Refused):
        one.sent(replace(first, object="0" * 64))


def test_a_section_has_the_headings_below_it_as_rows(root: Path):
    part, scope = rows(pieces(root), "<!-- include: Vision.md#Vision -->")
    assert (part.kind, scope.kind, scope.part) == ("part", "heading", "Scope")
    assert len(rows(pieces(root), "<!-- include: Vision.md#L1-4 -->")) == 1


def test_a_heading_can_be_left_out_of_a_page(root: Path):
    one = pieces(root)
    page, _, scope = rows(one, "<!-- include: Vision.md -->")
    found = one.without(page, scope)
    assert [(each.directive.named, each.on) for each in found] == [
        ("Vision.md#L1-2", True),
        ("Vision.md#Scope", False),
    ]


def test_a_heading_that_is_another_one_now_is_not_left_out(root: Path):
    one = pieces(root)
    page, _, scope = rows(one, "<!-- include: Vision.md -->")
    (root / "Vision.md").write_text("# Vision\n")
    with pytest.raises(Refused, match="other ones now"):
        one.without(page, scope)
    assert one.without(replace(page, directive=None), scope) == ()


@pytest.mark.parametrize(
    ("line", "state", "why"),
    [
        ("include: gone.py", State.MISSING, "no such file"),
        ("include: ../secret.txt", State.DENIED, "out of the project"),
        ("include: data.bin", State.BINARY, "binary"),
        ("include: cafe.txt", State.BINARY, "UTF-8"),
        ("include: Vision.md#Nowhere", State.MISSING, "no heading"),
        ("include: *.rs", State.MISSING, "no file fits"),
        ("include: ../*.txt", State.DENIED, "out of the project"),
        ("include: a @ 0123456789ab", State.MISSING, "missing"),
        ("include: -->x", State.WRONG, ""),
        ("command: gone", State.MISSING, "no such command"),
    ],
)
def test_what_cannot_be_had_says_why(root: Path, line: str, state: State, why: str):
    if state is State.WRONG:
        line = "include:"
        why = "names nothing"
    found = row(root, line)
    assert found.state is state
    assert why in found.why
    assert not found.counts


def test_a_file_that_is_too_large_is_told(root: Path):
    (root / "big.txt").write_bytes(b"x" * (2 << 20))
    assert row(root, "include: big.txt").state is State.TOO_LARGE
    children = rows(pieces(root), "<!-- include: big* -->")
    assert children[1].state is State.TOO_LARGE


def test_a_part_has_the_size_of_the_part(root: Path):
    found = row(root, "include: Vision.md#Scope")
    assert (found.kind, found.part, found.size) == ("part", "Scope", len("## Scope\nwide\n"))


def test_a_picture_is_for_models_that_take_pictures(root: Path):
    assert row(root, "include: shot.png").kind == "picture"
    assert row(root, "include: shot.png", images=False).why == resolve.NO_PICTURES


def test_a_command_waits_to_be_run(root: Path):
    commands = {"check": "", "new": "it was not confirmed yet"}
    assert row(root, "command: check", commands=commands).state is State.TO_RUN
    assert row(root, "command: new", commands=commands).state is State.DENIED


def test_a_pinned_command_is_its_output(root: Path):
    ran = {"tree": Output(1, "bad\n", "", "")}
    found = row(root, pin(root, "command: tree", outputs=ran))
    assert (found.state, found.kind, found.why) == (State.PINNED, "command", "exit status 1")
    assert found.tokens


def test_a_folder_comes_at_once_and_again_with_its_size(root: Path):
    found = rows(pieces(root), "<!-- include: src -->")
    assert [one.path for one in found] == ["src", "src/a.py", "src/b.py", "src"]
    assert found[0].key == found[-1].key
    assert found[0].tokens is None
    assert found[-1].size == sum(one.size or 0 for one in found[1:3])
    assert found[1].parent == found[0].key


def test_a_picture_in_a_folder_is_left_out(root: Path):
    found = {one.path: one.state for one in rows(pieces(root), "<!-- include: * -->")}
    assert found["shot.png"] is State.BINARY
    assert found["data.bin"] is State.BINARY


def test_a_link_out_of_a_folder_is_denied(root: Path, tmp_path: Path):
    (root / "src/out.py").symlink_to(tmp_path / "secret.txt")
    found = {one.path: one.state for one in rows(pieces(root), "<!-- include: src -->")}
    assert found["src/out.py"] is State.DENIED


def test_a_pin_stands_until_its_file_changes(root: Path):
    line = pin(root, "include: src/a.py")
    assert row(root, line).state is State.PINNED
    (root / "src/a.py").write_text("one\n2\nthree\nfour\n")
    found = row(root, line)
    assert (found.state, found.added, found.removed) == (State.CHANGED, 2, 1)


def test_what_was_sent_and_the_shown_changes_are_the_file_on_disk(root: Path):
    one = pieces(root)
    (before,) = rows(one, f"<!-- {pin(root, 'include: src/a.py')} -->")
    (root / "src/a.py").write_text("zero\none\nthree\n")
    (after,) = rows(one, before.line)
    old = Objects(root / "sessions/.objects").get(before.object).decode()
    assert difference.apply(old, one.changes(after)) == (root / "src/a.py").read_text()


def test_a_part_changes_only_with_its_own_lines(root: Path):
    line = pin(root, "include: Vision.md#Scope")
    (root / "Vision.md").write_text("# Other\nfar\n## Scope\nwide\n")
    assert row(root, line).state is State.PINNED
    (root / "Vision.md").write_text("# Other\nfar\n## Scope\nnarrow\n")
    assert (row(root, line).added, row(root, line).removed) == (1, 1)
    (root / "Vision.md").write_text("# Other\n")
    assert "no heading" in row(root, line).why


def test_a_pinned_file_that_is_gone_has_changed(root: Path):
    line = pin(root, "include: src/a.py")
    (root / "src/a.py").unlink()
    found = row(root, line)
    assert (found.state, found.why) == (State.CHANGED, "there is no such file")


def test_a_pinned_file_that_is_text_no_more_has_changed(root: Path):
    line = pin(root, "include: src/a.py")
    (root / "src/a.py").write_bytes(b"\0")
    assert row(root, line).why == resolve.BINARY


def test_a_pinned_picture_is_compared_as_a_whole(root: Path):
    line = pin(root, "include: shot.png")
    assert row(root, line).state is State.PINNED
    (root / "shot.png").write_bytes(PNG + b"1")
    found = row(root, line)
    assert (found.state, found.added) == (State.CHANGED, 0)


def test_a_pinned_folder_tells_which_of_its_files_changed(root: Path):
    (root / "src/c.py").write_text("c\n")
    (root / "src/d.bin").write_bytes(b"\0")
    line = pin(root, "include: src")
    assert row(root, line).state is State.PINNED
    (root / "src/a.py").write_text("one\n")
    (root / "src/c.py").unlink()
    (root / "src/new.py").write_text("new\n")
    one = pieces(root)
    found = {child.path: child for child in rows(one, f"<!-- {line} -->")}
    assert found["src"].state is State.CHANGED
    assert (found["src"].added, found["src"].removed) == (0, 2)
    assert (found["src/a.py"].added, found["src/a.py"].removed) == (0, 2)
    assert found["src/b.py"].state is State.PINNED
    assert "no longer" in found["src/c.py"].why
    assert "not there" in found["src/new.py"].why
    assert found["src/d.bin"].state is State.BINARY
    assert difference.counted(one.changes(found["src/a.py"])) == (0, 2)


@pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_BYTES"])
def test_a_folder_that_brings_too_much_is_told_before_a_send(
    root: Path, monkeypatch: pytest.MonkeyPatch, limit: str
):
    monkeypatch.setattr(resolve, limit, 0)
    found = row(root, "include: src")
    assert (found.state, found.tokens) == (State.TOO_LARGE, None)
    assert "name fewer" in found.why


def test_a_pinned_folder_that_is_gone_has_changed(root: Path):
    line = pin(root, "include: src/*.py")
    for path in (root / "src").iterdir():
        path.unlink()
    (root / "src").rmdir()
    assert row(root, line).state is State.CHANGED


def test_what_was_left_out_says_so(root: Path):
    keep = Objects(root / "sessions/.objects")
    name = keep.put(contents.objects_of(resolve.left_out("it was gone"))[0])
    found = row(root, f"include: gone.py @ {name[:12]}")
    assert (found.state, found.why) == (State.LEFT_OUT, "it was gone")


def test_a_copy_of_the_earlier_program_is_pinned(root: Path):
    (root / "sessions/001/cache").mkdir(parents=True)
    (root / "sessions/001/cache/1.txt").write_text("then")
    session = root / "sessions/001.md"
    kept = row(root, "cached: cache/1.txt", session=session)
    assert kept.state is State.PINNED
    assert kept.size
    assert row(root, "cached: cache/2.txt", session=session).state is State.MISSING


def test_an_object_that_is_lost_meanwhile_is_told(root: Path):
    one = pieces(root)
    line = f"<!-- {pin(root, 'include: src/a.py')} -->"
    (known,) = rows(one, line)
    (root / "src/a.py").write_text("new\n")
    (Objects(root / "sessions/.objects").folder / known.object[:2] / known.object[2:]).unlink()
    (found,) = rows(one, line)
    assert (found.state, found.why) == (State.CHANGED, "this object is missing")
    with pytest.raises(Refused):
        one.changes(found)


def test_a_row_that_was_not_sent_has_no_changes(root: Path):
    one = pieces(root)
    assert one.changes(rows(one, "words")[0]) == ()


def test_a_file_is_read_again_only_when_it_changes(root: Path, monkeypatch: pytest.MonkeyPatch):
    reads: list[str] = []
    read = Sources.read

    def counting(self: Sources, relative: str, most: int | None = None) -> bytes:
        reads.append(relative)
        return read(self, relative, most)

    monkeypatch.setattr(Sources, "read", counting)
    one = pieces(root)
    for draft in ("a", "ab", "abc"):
        rows(one, f"{draft}\n<!-- include: src -->\n<!-- include: Vision.md#Scope -->")
    assert sorted(reads) == ["Vision.md", "src/a.py", "src/b.py"]
    (root / "src/b.py").write_text("other words")
    one.forget()
    rows(one, "<!-- include: src -->")
    assert reads[3:] == ["src/b.py"]


def test_what_was_found_out_is_not_worked_out_again(root: Path):
    one = pieces(root)
    line = f"<!-- {pin(root, 'include: src/a.py')} -->"
    (root / "src/a.py").write_text("new\n")
    of = session(f"u: words\n{line}")
    assert rows(one, of=of) == rows(one, of=of)


def test_looking_can_be_cancelled(root: Path):
    calls: Iterator[bool] = iter([False, True])
    found = pieces(root).rows(Session(), "<!-- include: src -->", cancelled=lambda: next(calls))
    assert len(list(found)) == 1


def test_the_first_rows_of_a_large_project_come_at_once(tmp_path: Path):
    for number in range(40):
        folder = tmp_path / f"d{number:02}"
        folder.mkdir()
        for name in range(25):
            (folder / f"{name}.py").write_text("x = 1\n")
    begun = time.perf_counter()
    found = list(islice(pieces(tmp_path).rows(Session(), "<!-- include: **/*.py -->"), 50))
    assert time.perf_counter() - begun < 1.0
    assert len(found) == 50


def test_secrets_are_counted_where_they_are_and_in_what_holds_them(tmp_path: Path) -> None:
    secret = planted()["GitHub"][1]
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.md").write_text(f"# One\n{secret}\n")
    (tmp_path / "in/b.md").write_text("# Two\n")
    looks = Pieces(Sources(tmp_path), Objects(tmp_path / "sessions/.objects"))
    draft = f"my {secret}\n<!-- include: in/a.md -->\n<!-- include: in -->"
    found = {row.key: row for row in looks.rows(Session(), draft)}.values()
    counts = [(row.kind, row.path, row.secrets) for row in found]
    assert counts == [
        ("text", "", 1),
        ("file", "in/a.md", 1),
        ("heading", "in/a.md", 0),
        ("folder", "in", 1),
        ("file", "in/a.md", 1),
        ("file", "in/b.md", 0),
    ]
