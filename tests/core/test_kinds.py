"""Which files of a folder count, by their names."""

from __future__ import annotations

import pytest

from vibekoder.core.kinds import EVERY_KIND, FileKinds


@pytest.mark.parametrize(
    ("kind", "fits", "leaves_out"),
    [
        ("*.py", "src/a.py", "a.pyc"),
        (".md", "docs/Vision.MD", "md"),
        ("toml", "vibekoder.toml", "tomlish"),
        ("Makefile", "tools/makefile", "Makefile.am"),
        ("test_*", "tests/test_a.py", "tests/a_test.py"),
        ("tar.gz", "x.tar.gz", "x.gz"),
    ],
)
def test_a_kind_is_a_pattern_an_ending_or_a_name(kind: str, fits: str, leaves_out: str) -> None:
    assert FileKinds((kind,)).fit(fits)
    assert not FileKinds((kind,)).fit(leaves_out)


def test_a_file_needs_to_be_of_one_of_the_kinds() -> None:
    kinds = FileKinds(("*.py", " ", ".md"))
    assert [kinds.fit(one) for one in ("a.py", "a.md", "a.rs")] == [True, True, False]


def test_without_any_kind_every_file_counts() -> None:
    assert EVERY_KIND.fit("anything")
    assert FileKinds((" ",)).fit("anything")
