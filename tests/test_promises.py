"""Every promise of the window names tests that are there."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROWS = [
    line
    for line in (TESTS / "PROMISES.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and line != "| what | held by |"
]
NAMED = re.compile(r"([\w/]+\.py)::(test_\w+)")


@functools.cache
def names_in(path: Path) -> set[str]:
    """The tests that a file has."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_a_promise_is_held_by_tests_that_are_there(row: str) -> None:
    named = NAMED.findall(row)
    assert named
    assert row.count(".py") == len(named)
    assert [name for path, name in named if name not in names_in(TESTS / path)] == []
