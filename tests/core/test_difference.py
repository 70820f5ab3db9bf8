"""Changes between two texts: they lead from one to the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.support import patching
from tests.support.patching import patched_by_git
from vibekoder.core import difference
from vibekoder.core.difference import Hunk, apply, counted, hunks, patched, unified

TEXT = st.text(alphabet="ab\r\n\u2028", max_size=40)


@given(TEXT, TEXT)
def test_the_changes_of_a_text_make_the_other(old: str, new: str):
    assert apply(old, hunks(old, new)) == new


@given(TEXT)
def test_a_text_does_not_differ_from_itself(text: str):
    assert hunks(text, text) == ()
    assert unified(text, ()) == ""


@given(TEXT, TEXT)
def test_what_a_person_reads_is_a_patch_that_makes_the_other(old: str, new: str):
    shown = unified(old, hunks(old, new))
    assert patching.patched(old, shown) == new
    assert patched(old, shown) == new


LONGER = st.text(alphabet="ab\n", max_size=60).map(lambda text: text.replace("b", "b\n"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LONGER.filter(bool), LONGER.filter(bool))
def test_git_takes_what_a_person_reads(tmp_path: Path, old: str, new: str):
    assume(old != new)
    assert patched_by_git(tmp_path, old, unified(old, hunks(old, new))) == new


def test_a_change_near_the_end_of_a_file_counts_its_lines(tmp_path: Path):
    old = "".join(f"{number}\n" for number in range(30))
    shown = unified(old, hunks(old, f"{old}new\n"))
    assert shown == "@@ -28,3 +28,4 @@\n 27\n 28\n 29\n+new"
    assert patched_by_git(tmp_path, old, shown) == f"{old}new\n"


def test_a_last_line_that_gains_its_end_has_changed():
    assert unified("a\nb", hunks("a\nb", "a\nb\n")) == (
        "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b"
    )


def test_all_lines_of_a_new_file_have_come():
    assert unified("", hunks("", "a\n")) == "@@ -0,0 +1,1 @@\n+a"


def test_lines_that_came_and_went_are_counted():
    assert counted(hunks("a\nb\nc\n", "a\nx\ny\nc\nd\n")) == (3, 1)


def test_texts_without_a_line_in_common_are_one_change():
    assert hunks("a", "b") == (Hunk(0, ("a",), ("b",)),)


def test_very_many_changed_lines_count_as_one_change(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(difference, "_MOST", 3)
    assert hunks("0\na\nx\nb\n9", "0\nc\nx\nd\n9") == (
        Hunk(1, ("a\n", "x\n", "b\n"), ("c\n", "x\n", "d\n")),
    )


def test_changes_of_another_text_are_not_applied():
    with pytest.raises(ValueError, match="not of this text"):
        apply("x", hunks("a", "b"))


def test_a_person_reads_them_with_lines_around():
    old = "".join(f"{number}\n" for number in range(30))
    new = old.replace("4\n", "four\n", 1).replace("20\n", "")
    assert unified(old, hunks(old, new)) == (
        "@@ -2,7 +2,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n"
        "@@ -18,7 +18,6 @@\n 17\n 18\n 19\n-20\n 21\n 22\n 23"
    )


@pytest.mark.parametrize(
    "shown",
    [
        "@@ -1,1 +1,1 @@\n-x\n+b",
        "@@ -2,1 +2,1 @@\n c\n@@ -1,1 +1,1 @@\n a",
        "@@ -1,1 +1,1 @@\n\n+b",
        "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b",
        "words",
    ],
)
def test_a_patch_of_another_text_makes_nothing(shown: str):
    assert patched("a\nc\n", shown) is None
