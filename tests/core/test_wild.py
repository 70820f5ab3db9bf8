"""Wildcards: one name at a time, and no pattern takes for ever."""

from __future__ import annotations

import pytest

from vibekoder.core.wild import EVERYTHING, Pattern, divided


def fits(pattern: str, path: str) -> bool:
    """Whether a path fits, walked as a walk does."""
    _, rest = divided(f"*/{pattern}")
    whole = Pattern(rest.names[1:])
    states = whole.start
    for name in path.split("/"):
        states = whole.step(states, name)
    return whole.ends(states)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.py", "a.py"),
        ("**/*.py", "a.py"),
        ("**/*.py", "deep/down/a.py"),
        ("a/**", "a/b/c"),
        ("a/**/z/*.c", "a/z/x.c"),
        ("a/**/z/*.c", "a/b/z/z/x.c"),
        ("a?c", "abc"),
        ("a[1].txt", "a[1].txt"),
        (".*", ".env"),
        ("a**b", "axxb"),
    ],
)
def test_a_path_that_fits(pattern: str, path: str):
    assert fits(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.py", "deep/a.py"),
        ("a?c", "a/c"),
        ("**/*.py", ".venv/a.py"),
        ("*", ".env"),
        ("a[1].txt", "a1.txt"),
        ("a/**", "a"),
        ("*.PY", "a.py"),
        ("a/b", "a/b/c"),
    ],
)
def test_a_path_that_does_not_fit(pattern: str, path: str):
    assert not fits(pattern, path)


def test_a_folder_that_cannot_hold_a_match_is_known():
    one = Pattern(("src", "*.py"))
    assert one.goes_on(one.step(one.start, "src"))
    assert not one.step(one.start, "docs")
    assert not one.goes_on(one.step(one.step(one.start, "src"), "a.py"))


def test_the_folder_before_the_first_wildcard_is_where_a_walk_begins():
    assert divided("src/./deep//*.py") == ("src/deep", Pattern(("*.py",)))
    assert divided("**") == ("", EVERYTHING)
    assert divided("/shared/*.md") == ("/shared", Pattern(("*.md",)))


def test_a_wild_pattern_takes_no_longer_than_others():
    name = "a" * 200
    assert not fits("*a" * 60 + "b", name)
    assert not fits("/".join(["**", "a"] * 20), "/".join(["a"] * 60 + ["b"]))
