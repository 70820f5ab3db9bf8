"""All directives of a send at once; each of them alone is tested with the resolver."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.builders import session
from vibekoder.core import contents
from vibekoder.core.commands import Command
from vibekoder.core.contents import Output
from vibekoder.engine.gather import Gathered, gather
from vibekoder.engine.resolve import UNCONFIRMED, Resolver
from vibekoder.store.objects import Objects
from vibekoder.store.sources import Sources

CHECK = Command("check", ("make",))
LINE = "<!-- command: check -->"


def gathered(root: Path, *lines: str, **more: object) -> Gathered:
    resolver = Resolver(
        Sources(root),
        Objects(root / ".objects"),
        root / "001.md",
        commands={"check": CHECK},
        **more,  # pyright: ignore
    )
    return gather(session("u aaaaaa: " + "\n".join(lines)), (1,), resolver)


def test_all_commands_that_must_run_are_told_at_once(tmp_path: Path):
    found = gathered(tmp_path, LINE, LINE, "<!-- include: gone -->")
    assert found.wanted == (CHECK,)
    assert len(found.missing) == 1


def test_a_command_that_has_run_is_pinned(tmp_path: Path):
    ran = contents.named(Output(0, "fine\n", "", ""))
    found = gathered(tmp_path, LINE, outputs={"check": ran})
    assert found.contents == (ran,)
    assert found.pins[0].pinned == f"<!-- command: check @ {ran.object[:12]} -->"


def test_a_command_that_failed_or_is_unknown_is_missing(tmp_path: Path):
    found = gathered(tmp_path, LINE, "<!-- command: x -->", outputs={"check": "it failed"})
    assert [one.why for one in found.missing] == ["it failed", "the project has no command “x”"]


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("<!-- include: gone -->", "missing"),
        ("<!-- include: ../x -->", "denied"),
        ("<!-- include: large.txt -->", "too large"),
        ("<!-- include: bytes.bin -->", "binary"),
        ("<!-- include: a.txt#L9-2 -->", "wrong"),
        ("<!-- command: new -->", "unconfirmed"),
        (LINE, "failed"),
    ],
)
def test_why_something_cannot_be_had_has_a_word(tmp_path: Path, line: str, state: str):
    (tmp_path / "large.txt").write_text("x" * 200)
    (tmp_path / "bytes.bin").write_bytes(b"\0\1")
    resolver = Resolver(
        Sources(tmp_path, limit=100),
        Objects(tmp_path / ".objects"),
        tmp_path / "001.md",
        commands={"check": CHECK, "new": CHECK},
        outputs={"check": "it failed", "new": UNCONFIRMED},
    )
    found = gather(session(f"u aaaaaa: {line}"), (1,), resolver)
    assert [one.state for one in found.missing] == [state]


def test_what_has_no_id_yet_is_not_pinned(tmp_path: Path):
    (tmp_path / "a.txt").write_text("x")
    resolver = Resolver(Sources(tmp_path), Objects(tmp_path / ".objects"), tmp_path / "001.md")
    found = gather(session("u: <!-- include: a.txt -->"), (1,), resolver)
    assert found.pins == ()
