import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from vibekoder.core.errors import StoreError
from vibekoder.core.session import parse, serialise
from vibekoder.store import atomic
from vibekoder.store.sessions import (
    create,
    load,
    next_path,
    origin_slice,
    rows,
    status_of,
    title_of,
)

CHAT = b"""\
=={ System }==
Be brief.

=={ User | 2026-01-02 03:04:05+01:00 | id=aaaaaa }==
<!-- include: docs/Vision.md -->

  ## What   is
a bell?

=={ Assistant | id=bbbbbb model=r/m status=stopped }==
A thing

=={ Assistant | id=cccccc alt status=error }==
An idiophone
"""


def title(text: str) -> str:
    return title_of(parse(text.encode()))


def best(job: Callable[[], object], rounds: int = 5) -> float:
    """The shortest time that it takes."""
    times: list[float] = []
    for _ in range(rounds):
        began = time.thread_time()
        job()
        times.append(time.thread_time() - began)
    return min(times)


def test_a_session_is_loaded_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "001.md").write_bytes(CHAT)

    loaded = load(tmp_path / "001.md")

    assert serialise(loaded.session) == CHAT
    assert loaded.digest == atomic.digest(CHAT)


def test_a_session_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file"):
        load(tmp_path / "none.md")


@pytest.mark.parametrize(
    ("front", "named"),
    [
        ("title: Bells and whistles (2)", "Bells and whistles (2)"),
        ("title:   006  ", "006"),
        ('title: "Bells: a study"', "Bells: a study"),
        ("title: 'Bells: a study'", "Bells: a study"),
        ('title: "Bells \\u263a"', "Bells ☺"),
        ("title: 'Ada''s'", "Ada's"),
        ("title: Bells # mine", "Bells"),
        ("title: Bells\n  and whistles", "Bells and whistles"),
        ("title: >\n  Bells\n  ring", "Bells ring"),
        ("tags: [x]\ntitle: Bells\ndescription: a title: of sorts", "Bells"),
    ],
)
def test_the_front_matter_names_a_session(front: str, named: str) -> None:
    assert title(f"---\n{front}\n---\n\n=={{ User }}==\nwords\n") == named
    assert title(f"---\r\n{front}\r\n---\r\n".replace("\n  ", "\r\n  ")) == named


@pytest.mark.parametrize(
    "front", ["title:", "title: ''", "title: [a, b]", "subtitle: x", "tags: [title]"]
)
def test_without_a_title_the_first_words_of_the_user_name_it(front: str) -> None:
    assert title(f"---\n{front}\n---\n\n=={{ User }}==\nwords\n") == "words"


@pytest.mark.parametrize("end", ["\n", "\r\n", " "])
def test_the_title_of_a_long_prompt_costs_no_more_than_of_a_short_one(end: str) -> None:
    short = parse(f"=={{ User }}==\na bell{end}".encode())
    long = parse(f"=={{ User }}==\n{('a bell' + end) * 500_000}".encode())

    assert best(lambda: title_of(long)) < 200 * best(lambda: title_of(short))
    assert title_of(long).startswith("a bell")


def test_a_title_that_only_yaml_can_read_is_read_once() -> None:
    keys = "".join(f"key{n}: [a, b]\n" for n in range(90))
    session = parse(f"---\ntitle: >\n  Bells\n  ring\n{keys}---\n".encode())

    first = best(lambda: title_of(session), rounds=1)

    assert best(lambda: title_of(session)) < first / 20
    assert title_of(session) == "Bells ring"


def test_includes_and_headings_signs_are_no_title() -> None:
    assert title_of(parse(CHAT)) == "What is"


def test_a_long_first_line_is_cut() -> None:
    named = title("=={ User }==\n" + "word " * 100)

    assert len(named) <= 80
    assert named.endswith("word…")


@pytest.mark.parametrize(
    "text", ["", "only a preamble", "=={ Assistant }==\nwords\n", "=={ User }==\n\n"]
)
def test_a_session_without_words_of_the_user_has_no_title(text: str) -> None:
    assert title(text) == ""


def test_the_last_answer_that_counts_tells_the_status() -> None:
    assert status_of(parse(CHAT)) == "stopped"
    assert status_of(parse(b"=={ User }==\nwords\n")) == "complete"


def test_a_folder_lists_its_sessions_by_name(tmp_path: Path) -> None:
    for name in ("002.md", "001.md", ".hidden.md", "notes.txt"):
        (tmp_path / name).write_bytes(CHAT)
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "gone.md").symlink_to(tmp_path / "nothing")

    listed = rows(tmp_path)

    assert [row.path for row in listed] == [tmp_path / "001.md", tmp_path / "002.md"]
    assert (listed[0].title, listed[0].slices, listed[0].status) == ("What is", 4, "stopped")
    assert listed[0].size == len(CHAT)
    assert listed[0].modified == (tmp_path / "001.md").stat().st_mtime


def test_a_session_without_a_title_is_listed_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_bytes(b"")

    assert [row.title for row in rows(tmp_path)] == ["plan"]


def test_a_missing_folder_has_no_sessions(tmp_path: Path) -> None:
    assert rows(tmp_path / "none") == []


def test_what_is_no_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("in the way")

    with pytest.raises(StoreError):
        rows(tmp_path / "sessions")


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    for name in ("001.md", "002.md", "003.md"):
        (tmp_path / name).write_bytes(CHAT)
    before = rows(tmp_path)
    (tmp_path / "002.md").write_bytes(b"")
    (tmp_path / "003.md").unlink()

    after = rows(tmp_path, before)

    assert after[0] is before[0]
    assert [row.slices for row in after] == [4, 0]


def test_a_file_that_goes_while_it_is_listed_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "001.md").write_bytes(CHAT)
    scandir = os.scandir

    def scanned_and_gone(folder: Path) -> AbstractContextManager[list[os.DirEntry[str]]]:
        with scandir(folder) as entries:
            listed = list(entries)
        (tmp_path / "001.md").unlink()
        return nullcontext(listed)

    monkeypatch.setattr(os, "scandir", scanned_and_gone)

    assert rows(tmp_path) == []


def test_the_first_session_is_001(tmp_path: Path) -> None:
    assert next_path(tmp_path / "sessions") == tmp_path / "sessions" / "001.md"


def test_the_next_session_is_one_more_than_the_highest(tmp_path: Path) -> None:
    for name in ("002.md", "0009.MD", "010-b.md", "plan.md", "11.txt"):
        (tmp_path / name).touch()

    assert next_path(tmp_path).name == "010.md"


def test_after_999_comes_1000(tmp_path: Path) -> None:
    (tmp_path / "999.md").touch()

    assert next_path(tmp_path).name == "1000.md"


def test_a_name_that_another_program_takes_first_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def scanned_and_taken(folder: Path) -> AbstractContextManager[list[os.DirEntry[str]]]:
        with scandir(folder) as entries:
            listed = list(entries)
        (tmp_path / "001.md").write_bytes(b"theirs")
        return nullcontext(listed)

    monkeypatch.setattr(os, "scandir", scanned_and_taken)

    assert create(tmp_path, b"mine") == tmp_path / "002.md"
    assert (tmp_path / "001.md").read_bytes() == b"theirs"


def test_new_sessions_never_get_the_same_file(tmp_path: Path) -> None:
    folder = tmp_path / "sessions"

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: create(folder, b"%d" % n), range(40)))

    assert sorted(path.name for path in made) == [f"{n:03}.md" for n in range(1, 41)]
    assert [path.read_bytes() for path in made] == [b"%d" % n for n in range(40)]


def test_a_session_without_a_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("in the way")

    with pytest.raises(StoreError):
        create(tmp_path / "sessions")


def test_a_file_that_cannot_be_read_is_listed_as_that(tmp_path: Path) -> None:
    path = tmp_path / "001.md"
    path.write_bytes(CHAT)
    before = rows(tmp_path)
    os.truncate(path, 0)
    (tmp_path / "002.md").symlink_to("/proc/self/mem")

    listed = rows(tmp_path, before)

    assert (listed[1].title, listed[1].slices, listed[1].status) == ("002", 0, "unreadable")


@pytest.mark.parametrize("link", ["001.md#aaaaaa", '"001.md#aaaaaa"', "'001.md#aaaaaa' # why"])
def test_a_fork_is_listed_with_what_it_came_from_and_called_by_its_own_prompt(
    tmp_path: Path, link: str
) -> None:
    both = "=={ User | id=aaaaaa }==\nTies\n\n"
    (tmp_path / "002.md").write_text(
        f"---\nforked_from: {link}\n---\n{both}=={{ User }}==\nwith a heap\n", encoding="utf-8"
    )
    (row,) = rows(tmp_path)
    assert (row.title, row.origin) == ("…with a heap", tmp_path / "001.md")


def test_a_fork_without_a_prompt_of_its_own_is_called_as_what_it_came_from(tmp_path: Path) -> None:
    for number, head in enumerate(("forked_from: 001.md#aaaaaa", "forked_from: 001.md")):
        text = f"---\n{head}\n---\n=={{ User | id=aaaaaa }}==\nTies\n"
        (tmp_path / f"00{number}.md").write_text(text, encoding="utf-8")
    assert [row.title for row in rows(tmp_path)] == ["Ties", "Ties"]


@pytest.mark.parametrize(
    ("front", "slice_id"), [("forked_from: 001.md#aaaaaa\n", "aaaaaa"), ("title: x\n", "")]
)
def test_a_fork_names_the_slice_that_it_comes_from(front: str, slice_id: str) -> None:
    session = parse(f"---\n{front}---\n=={{ User }}==\nhello\n".encode())
    assert origin_slice(session) == slice_id
