"""What a front matter says of its session."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibekoder.store.about import About, about, moment_of, read_tags
from vibekoder.store.sessions import rows


def front(*lines: str) -> str:
    return "---\n" + "".join(f"{line}\n" for line in lines) + "---\n"


def test_all_that_was_said_is_read() -> None:
    said = about(
        front(
            "title: Ties", "description: On one tick", "tags: [audio, midi]", "created: 2026-01-02"
        )
    )

    assert said == About("Ties", "On one tick", ("audio", "midi"), "2026-01-02")


def test_where_nothing_was_said_there_is_nothing() -> None:
    assert about("") == About()
    assert about(front("model: x")) == About()


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("tags: [audio, release-0.9]", ("audio", "release-0.9")),
        ("tags: [audio, release notes]", ("audio", "release notes")),
        ('tags: ["a, b", c]', ("a, b", "c")),
        ("tags:\n  - audio\n  - midi", ("audio", "midi")),
        ("tags: audio, midi", ("audio", "midi")),
        ("tags: [audio, audio]", ("audio",)),
        ("tags: [audio, {a: b}]", ("audio",)),
        ("tags: {a: b}", ()),
        ("tags: []", ()),
        ("tags:", ()),
    ],
)
def test_tags_are_read_however_they_are_written(line: str, tags: tuple[str, ...]) -> None:
    assert about(front(line)).tags == tags


def test_typed_tags_need_no_signs() -> None:
    assert read_tags(" #audio ,midi,, audio") == ("audio", "midi")


def test_what_is_taken_out_is_no_key() -> None:
    assert About("Ties").written() == {"title": "Ties", "description": None, "tags": None}


def test_the_first_of_several_times_counts() -> None:
    assert moment_of(None, "soon", "2026-01-02 03:04:05+00:00") == 1767323045.0
    assert moment_of("2026-01-02T03:04:05Z", "2025-01-01") == 1767323045.0
    assert moment_of(None, "") is None


def test_a_listed_session_tells_when_it_was_begun(tmp_path: Path) -> None:
    head = front("description: On one tick", "tags: [audio]")
    text = f"{head}=={{ User }}==\na\n\n=={{ User | 2026-01-02 03:04:05+00:00 }}==\nb\n"
    (tmp_path / "001.md").write_text(text, encoding="utf-8")
    (tmp_path / "002.md").write_text("words", encoding="utf-8")

    said, plain = rows(tmp_path)

    assert said.about == About(description="On one tick", tags=("audio",))
    assert said.created == 1767323045.0
    assert plain.created == plain.modified
